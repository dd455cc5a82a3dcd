package tapedeck.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.TensorValue;

/**
 * How large the gradients and the updates of leaves were over the backward passes of a tape,
 * gathered as it grows. Not safe for use by several threads.
 */
public final class ParameterTrack {
  /**
   * What happened to a leaf in one backward pass and the optimiser step after it.
   *
   * @param pass which pass, counted from 0
   * @param step where on the tape the gradient arrived
   * @param gradient the 2-norm of {@code .grad} then; NaN if an element is not finite
   * @param update the norm of the change over that of the parameter before it; NaN without one
   */
  public record Point(int pass, long step, double gradient, double update) {}

  private final Map<Long, List<Point>> points = new LinkedHashMap<>();
  private final List<Long> passes = new ArrayList<>();
  private @Nullable Tape tape;
  private long read;

  /** Reads what {@code from} has gained since the last call, or all of it if it is another tape. */
  public void read(Tape from) {
    if (from != tape) {
      tape = from;
      points.clear();
      passes.clear();
      read = 0;
    }
    long length = from.length();
    for (long step = Math.max(read, from.firstStep()) + 1; step <= length; step++) {
      TapeEvent event = from.event(step);
      if (event instanceof TapeEvent.BackwardStarted started && started.accumulates()) {
        passes.add(step);
      } else if (event instanceof TapeEvent.GradAccumulated grown && !passes.isEmpty()) {
        arrived(grown);
      } else if (event instanceof TapeEvent.ParameterUpdated updated) {
        changed(updated.update());
      }
    }
    read = length;
  }

  private void arrived(TapeEvent.GradAccumulated grown) {
    List<Point> row = points.computeIfAbsent(grown.leaf(), any -> new ArrayList<>());
    int pass = passes.size() - 1;
    if (!row.isEmpty() && row.get(row.size() - 1).pass() == pass) {
      row.remove(row.size() - 1);
    }
    row.add(new Point(pass, grown.step(), norm(grown.after()), Double.NaN));
  }

  private void changed(ParameterUpdate update) {
    List<Point> row = points.get(update.parameter());
    if (row == null || row.isEmpty()) {
      return;
    }
    Point last = row.get(row.size() - 1);
    double size = norm(update.before());
    double ratio = distance(update.before(), update.after()) / size;
    row.set(row.size() - 1, new Point(last.pass(), last.step(), last.gradient(), ratio));
  }

  private static double norm(TensorValue value) {
    return value.rootMeanSquare() * Math.sqrt(value.shape().numel());
  }

  private static double distance(TensorValue a, TensorValue b) {
    double sum = 0;
    for (int i = 0; i < a.shape().numel(); i++) {
      double x = b.doubleAt(i) - a.doubleAt(i);
      sum += x * x;
    }
    return Math.sqrt(sum);
  }

  /** The leaves that received gradients, in the order of their first one. */
  public List<Long> leaves() {
    return List.copyOf(points.keySet());
  }

  /** What happened to a leaf, a point a pass that reached it. */
  public List<Point> points(long leaf) {
    return List.copyOf(points.getOrDefault(leaf, List.of()));
  }

  /** The steps at which the passes start. */
  public List<Long> passes() {
    return List.copyOf(passes);
  }
}
