package tapedeck.tape;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a goal in one chunk of a tape, folding states only where an event concerns the goal.
 */
final class TapeSearch {
  private final Tape tape;
  private final Goal goal;

  TapeSearch(Tape tape, Goal goal) {
    this.tape = tape;
    this.goal = goal;
  }

  /** The first step at or after {@code from} that reaches the goal. */
  OptionalLong first(TapeChunk.Span span, long from) {
    return scan(span, from, span.last(), true);
  }

  /** The last step at or before {@code to} that reaches the goal. */
  OptionalLong last(TapeChunk.Span span, long to) {
    if (goal.needsStates()) {
      return scan(span, span.first(), to, false);
    }
    for (long step = to; step >= span.first(); step--) {
      if (goal.concerns(span.event(step))) {
        return OptionalLong.of(step);
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong scan(TapeChunk.Span span, long from, long to, boolean first) {
    OptionalLong found = OptionalLong.empty();
    @Nullable State state = null;
    for (long step = from; step <= to; step++) {
      TapeEvent event = span.event(step);
      boolean concerns = goal.concerns(event);
      boolean reached = concerns && !goal.needsStates();
      if (concerns && goal.needsStates() && state == null) {
        state = tape.stateAt(step - 1);
        if (state.step() != step - 1) {
          // the tape has forgotten the step meanwhile
          return OptionalLong.empty();
        }
      }
      if (state != null) {
        State after = state.apply(event);
        reached = concerns && goal.isReached(state, after);
        state = after;
      }
      if (reached) {
        found = OptionalLong.of(step);
        if (first) {
          return found;
        }
      }
    }
    return found;
  }
}
