package tapedeck.app.plots;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.TensorValue;

/**
 * The numbers from which backward passes started, gathered as the tape grows: for a program that
 * trains, its loss. Knows no toolkit.
 */
public final class LossTrack {
  /** A loss is computed shortly before its backward pass: older results need not be remembered. */
  private static final int REMEMBERED = 256;

  /**
   * One backward pass.
   *
   * @param step where on the tape it starts
   * @param end where it ended; 0 as long as it has not
   */
  public record Point(long step, double loss, long end) {}

  private final List<Point> points = new ArrayList<>();
  private final Map<Long, Double> scalars =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Double> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** The passes that have started and not ended, the innermost first; −1 for one without a loss. */
  private final Deque<Integer> running = new ArrayDeque<>();

  private @Nullable Tape tape;
  private long read;

  /** Reads what {@code from} has gained since the last call, or all of it if it is another tape. */
  public void read(@Nullable Tape from) {
    if (from != tape) {
      tape = from;
      points.clear();
      scalars.clear();
      running.clear();
      read = 0;
    }
    if (tape == null) {
      return;
    }
    long length = tape.length();
    for (long step = Math.max(read, tape.firstStep()) + 1; step <= length; step++) {
      TapeEvent event = tape.event(step);
      if (event instanceof TapeEvent.OpApplied applied) {
        remember(applied.output().id(), applied.output().value());
      } else if (event instanceof TapeEvent.BackwardStarted backward) {
        start(backward);
      } else if (event instanceof TapeEvent.BackwardFinished
          || event instanceof TapeEvent.BackwardFailed) {
        end(step);
      }
    }
    read = length;
  }

  private void start(TapeEvent.BackwardStarted backward) {
    Double loss = backward.accumulates() ? scalars.get(backward.outputs().get(0)) : null;
    running.push(loss == null ? -1 : points.size());
    if (loss != null) {
      points.add(new Point(backward.step(), loss, 0));
    }
  }

  private void end(long step) {
    Integer ended = running.poll();
    if (ended != null && ended >= 0) {
      Point point = points.get(ended);
      points.set(ended, new Point(point.step(), point.loss(), step));
    }
  }

  private void remember(long tensor, TensorValue value) {
    if (value.shape().numel() == 1 && value.dtype().isFloating()) {
      scalars.put(tensor, value.doubleAt(0));
    }
  }

  public List<Point> points() {
    return points;
  }

  /** The index of the last backward pass that starts at or before {@code step}, −1 if none does. */
  public int indexAt(long step) {
    int found = -1;
    for (int low = 0, high = points.size() - 1; low <= high; ) {
      int middle = (low + high) >>> 1;
      if (points.get(middle).step() <= step) {
        found = middle;
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return found;
  }
}
