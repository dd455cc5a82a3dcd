package tapedeck.app.timeline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

/**
 * The steps of a tape in lanes, gathered as the tape grows: one mark a step, in the order of the
 * tape. Knows no toolkit.
 */
public final class PhaseTrack {
  /** The lanes, from top to bottom. */
  public enum Lane {
    FORWARD,
    BACKWARD,
    OPTIMIZER
  }

  /**
   * One step.
   *
   * @param step its number on the tape
   */
  public record Mark(long step, Lane lane) {}

  private final List<Mark> marks = new ArrayList<>();
  private @Nullable Tape tape;
  private long read;
  private Lane lane = Lane.FORWARD;

  /** Reads what {@code from} has gained since the last call, or all of it if it is another tape. */
  public void read(@Nullable Tape from) {
    if (from != tape) {
      tape = from;
      marks.clear();
      read = 0;
      lane = Lane.FORWARD;
    }
    if (tape == null) {
      return;
    }
    long length = tape.length();
    for (long step = Math.max(read, tape.firstStep()) + 1; step <= length; step++) {
      TapeEvent event = tape.event(step);
      if (event != null && event.isStep()) {
        add(event);
      }
    }
    read = length;
  }

  private void add(TapeEvent event) {
    if (event instanceof TapeEvent.BackwardStarted) {
      lane = Lane.BACKWARD;
    } else if (event instanceof TapeEvent.OptimizerStepStarted) {
      lane = Lane.OPTIMIZER;
    }
    marks.add(new Mark(event.step(), lane));
    if (event instanceof TapeEvent.BackwardFinished
        || event instanceof TapeEvent.OptimizerStepFinished) {
      lane = Lane.FORWARD;
    }
  }

  public List<Mark> marks() {
    return marks;
  }

  /** How many marks lie at or before {@code step}. */
  public int countUpTo(long step) {
    int low = 0;
    int high = marks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (marks.get(middle).step() <= step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
