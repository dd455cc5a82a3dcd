package tapedeck.app.plots;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Expression;
import tapedeck.analysis.ExpressionError;
import tapedeck.tape.Tape;

/**
 * The loss and the watched numbers, one point a backward pass: the loss with which the pass
 * started, and what each watched expression was when it ended, where the gradients are filled and
 * no parameter has moved. Knows no toolkit; belongs to one thread.
 */
final class PassCurves {
  /** More points than this are no better to look at, and slow. */
  static final int MOST = 400;

  /**
   * A point of a curve.
   *
   * @param pass which backward pass, counted from 1
   */
  record Point(int pass, double value) {}

  /** What a curve shows. */
  enum Kind {
    LOSS,
    OTHER_BRANCH,
    WATCH
  }

  /** A curve; its name is the watched expression. */
  record Curve(Kind kind, String name, List<Point> points) {}

  /**
   * All curves of a moment.
   *
   * @param passes the steps at which the passes start
   * @param here the pass of the position, counted from 1; 0 before the first
   */
  record Picture(List<Curve> curves, List<Long> passes, int here) {}

  private final LossTrack track = new LossTrack();
  private final LossTrack otherTrack = new LossTrack();
  private final Map<String, NavigableMap<Integer, Double>> watched = new HashMap<>();
  private @Nullable Tape tape;

  /**
   * Reads what the tapes have gained.
   *
   * @param other the tape of the branch to compare with
   * @param watches expressions
   * @param position the step that is shown
   */
  Picture read(Tape from, @Nullable Tape other, List<String> watches, long position) {
    if (from != tape) {
      tape = from;
      watched.clear();
    }
    track.read(from);
    otherTrack.read(other);
    List<Curve> curves = new ArrayList<>();
    curves.add(new Curve(Kind.LOSS, "", losses(track)));
    if (!otherTrack.points().isEmpty()) {
      curves.add(new Curve(Kind.OTHER_BRANCH, "", losses(otherTrack)));
    }
    watched.keySet().retainAll(watches);
    for (String watch : watches) {
      curves.add(new Curve(Kind.WATCH, watch, values(from, watch)));
    }
    List<Long> passes = track.points().stream().map(LossTrack.Point::step).toList();
    return new Picture(curves, passes, track.indexAt(position) + 1);
  }

  /** A power of two, so that what is known stays of use when there are more points. */
  private static int stride(int points) {
    int stride = 1;
    while (points / stride > MOST) {
      stride *= 2;
    }
    return stride;
  }

  private static List<Point> losses(LossTrack track) {
    List<LossTrack.Point> all = track.points();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < all.size(); i += stride(all.size())) {
      points.add(new Point(i + 1, all.get(i).loss()));
    }
    return points;
  }

  private List<Point> values(Tape from, String watch) {
    NavigableMap<Integer, Double> known = watched.computeIfAbsent(watch, any -> new TreeMap<>());
    List<LossTrack.Point> all = track.points();
    int stride = stride(all.size());
    known.keySet().removeIf(pass -> pass % stride != 0);
    Expression expression = parsed(watch);
    for (int i = 0; i < all.size() && expression != null; i += stride) {
      long end = all.get(i).end();
      if (!known.containsKey(i) && end > from.firstStep()) {
        known.put(i, number(expression, from, end));
      }
    }
    List<Point> points = new ArrayList<>();
    known.forEach((pass, value) -> points.add(new Point(pass + 1, value)));
    return points;
  }

  private static @Nullable Expression parsed(String text) {
    try {
      return Expression.parse(text);
    } catch (ExpressionError mistake) {
      return null;
    }
  }

  private static double number(Expression expression, Tape tape, long step) {
    try {
      return expression.at(tape.stateAt(step)).number();
    } catch (ExpressionError undefined) {
      return Double.NaN;
    }
  }
}
