package tapedeck.app.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Expression;
import tapedeck.analysis.ExpressionError;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/**
 * The numbers of an expression along a tape, at evenly spread steps. What is known stays known
 * while the tape grows. Knows no toolkit; belongs to one thread.
 */
public final class WatchHistory {
  /** As many points as a small chart can show. */
  static final int POINTS = 128;

  /**
   * A point of the curve.
   *
   * @param number NaN where the expression has no value or is no number
   */
  public record Point(long step, double number) {}

  private final Expression expression;
  private final NavigableMap<Long, Double> known = new TreeMap<>();
  private @Nullable Tape tape;
  private long spacing = 1;

  public WatchHistory(Expression expression) {
    this.expression = expression;
  }

  /** The points of the tape as far as it goes now. */
  public List<Point> read(Tape of) {
    if (of != tape) {
      tape = of;
      known.clear();
      spacing = 1;
    }
    long first = of.firstStep();
    long last = of.length();
    while ((last - first) / spacing > POINTS) {
      spacing *= 2;
    }
    known.headMap(first).clear();
    known.keySet().removeIf(step -> step % spacing != 0);
    for (long step = first + spacing - first % spacing; step <= last; step += spacing) {
      if (!known.containsKey(step)) {
        known.put(step, number(of.stateAt(step)));
      }
    }
    List<Point> points = new ArrayList<>();
    known.forEach((step, number) -> points.add(new Point(step, number)));
    return points;
  }

  private double number(State state) {
    try {
      return expression.at(state).number();
    } catch (ExpressionError undefined) {
      return Double.NaN;
    }
  }
}
