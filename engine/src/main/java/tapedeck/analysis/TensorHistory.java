package tapedeck.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.TensorValue;

/**
 * What a tensor, or the tensors that a variable names one after the other, held over the tape;
 * gathered as it grows. Not safe for use by several threads.
 */
public final class TensorHistory {
  /** A variable names a result shortly after it was made. */
  private static final int REMEMBERED = 4_096;

  /**
   * A value from {@code step} on.
   *
   * @param size the number of a one-element tensor, else the root mean square of its elements
   */
  public record Point(long step, double size) {}

  private final Tape tape;
  private final long tensor;
  private final @Nullable String name;
  private final List<Point> values = new ArrayList<>();
  private final List<Point> gradients = new ArrayList<>();
  private final Map<Long, TensorValue> recent =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TensorValue> eldest) {
          return size() > REMEMBERED;
        }
      };
  private long named = -1;
  private long read;

  /**
   * @param name the variable that names the tensor, if results that it names later count too
   */
  public TensorHistory(Tape tape, long tensor, @Nullable String name) {
    this.tape = tape;
    this.tensor = tensor;
    this.name = name;
  }

  /** Reads what the tape has gained since the last call. */
  public void read() {
    long length = tape.length();
    for (long step = Math.max(read, tape.firstStep()) + 1; step <= length; step++) {
      TapeEvent event = tape.event(step);
      if (event != null) {
        take(event);
      }
    }
    read = length;
  }

  private void take(TapeEvent event) {
    if (event instanceof TapeEvent.OpApplied applied) {
      applied.outputs().forEach(output -> made(event.step(), output.id(), output.value()));
    } else if (event instanceof TapeEvent.TensorCreated created) {
      made(event.step(), created.tensor().id(), created.tensor().value());
    } else if (event instanceof TapeEvent.TensorMutated mutated) {
      made(event.step(), mutated.tensor().id(), mutated.tensor().value());
    } else if (event instanceof TapeEvent.ParameterUpdated updated) {
      made(event.step(), updated.update().parameter(), updated.update().after());
    } else if (event instanceof TapeEvent.LineReached line && name != null) {
      names(line);
    } else if (event instanceof TapeEvent.GradAccumulated grown && grown.leaf() == tensor) {
      gradients.add(point(event.step(), grown.after()));
    } else if (event instanceof TapeEvent.GradReplaced set && set.tensor() == tensor) {
      gradients.add(point(event.step(), set.grad().value()));
    }
  }

  private void made(long step, long made, TensorValue value) {
    if (name != null) {
      recent.put(made, value);
    } else if (made == tensor) {
      values.add(point(step, value));
    }
  }

  private void names(TapeEvent.LineReached line) {
    Long now = line.variables().get(name);
    if (now != null && now != named) {
      named = now;
      TensorValue value = recent.get(now);
      if (value != null) {
        values.add(point(line.step(), value));
      }
    }
  }

  private static Point point(long step, TensorValue value) {
    boolean one = value.shape().numel() == 1;
    return new Point(step, one ? value.doubleAt(0) : value.rootMeanSquare());
  }

  /** What the tensor held, oldest first. */
  public List<Point> values() {
    return List.copyOf(values);
  }

  /** What its {@code .grad} held when it was not None, oldest first. */
  public List<Point> gradients() {
    return List.copyOf(gradients);
  }
}
