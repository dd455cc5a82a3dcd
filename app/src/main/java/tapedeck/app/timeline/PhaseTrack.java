package tapedeck.app.timeline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.Phase;
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
    OPTIMIZER,
    OTHER
  }

  /**
   * One step.
   *
   * @param step its number on the tape
   * @param phase what the program was doing
   */
  public record Mark(long step, Phase phase) {
    public Lane lane() {
      return switch (phase) {
        case FORWARD -> Lane.FORWARD;
        case BACKWARD -> Lane.BACKWARD;
        case OPTIMIZER -> Lane.OPTIMIZER;
        case OTHER, ZERO_GRAD, FINISHED, FAILED -> Lane.OTHER;
      };
    }
  }

  /** States that are so few events behind the tape are folded at once: it takes no millisecond. */
  private static final int CLOSE = 600;

  private final List<Mark> marks = new ArrayList<>();
  private @Nullable Tape tape;
  private long read;

  /** Reads what {@code from} has gained since the last call, or all of it if it is another tape. */
  public void read(@Nullable Tape from) {
    if (from != tape) {
      tape = from;
      marks.clear();
      read = 0;
    }
    if (tape != null) {
      readOn(tape);
    }
  }

  /** Reads as far as the phases are known; the rest comes with a later call. */
  private void readOn(Tape known) {
    long length = known.length();
    if (length - read < CLOSE) {
      known.stateAt(length);
    }
    forget(known.firstStep());
    for (long step = Math.max(read, known.firstStep()) + 1; step <= length; step++) {
      TapeEvent event = known.event(step);
      Phase phase = known.phaseAt(step);
      if (event == null || phase == null) {
        return;
      }
      if (event.isStep()) {
        marks.add(new Mark(step, ends(event) ? endedBy(known, step, phase) : phase));
      }
      read = step;
    }
  }

  private void forget(long firstStep) {
    if (!marks.isEmpty() && marks.get(0).step() <= firstStep) {
      marks.subList(0, countUpTo(firstStep)).clear();
    }
  }

  private static boolean ends(TapeEvent event) {
    return event instanceof TapeEvent.BackwardFinished
        || event instanceof TapeEvent.BackwardFailed
        || event instanceof TapeEvent.OptimizerStepFinished;
  }

  /** The end of a phase belongs to it. */
  private static Phase endedBy(Tape tape, long step, Phase after) {
    Phase before = tape.phaseAt(step - 1);
    return before == null ? after : before;
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
