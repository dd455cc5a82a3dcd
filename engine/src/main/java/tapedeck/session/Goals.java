package tapedeck.session;

import java.util.List;
import tapedeck.tape.Goal;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;

/** Where the moves of a debugger lead. */
public final class Goals {
  private Goals() {}

  /** The first or last of several goals. */
  static Goal anyOf(List<? extends Goal> goals) {
    return new Goal() {
      @Override
      public boolean concerns(TapeEvent event) {
        return goals.stream().anyMatch(goal -> goal.concerns(event));
      }

      @Override
      public boolean needsStates() {
        return goals.stream().anyMatch(Goal::needsStates);
      }

      @Override
      public boolean isReached(State before, State after) {
        TapeEvent event = after.last();
        return event != null
            && goals.stream()
                .anyMatch(goal -> goal.concerns(event) && goal.isReached(before, after));
      }
    };
  }

  /** A line, in whatever function it is. */
  public static Goal line() {
    return Goal.of(event -> event instanceof TapeEvent.LineReached);
  }

  /** A line of the function that runs at {@code here}, or of one that called it. */
  public static Goal lineOver(State here) {
    int depth = depth(here);
    return Goal.of(event -> event instanceof TapeEvent.LineReached && event.at().depth() <= depth);
  }

  /**
   * A step or line outside of the innermost module or function that runs at {@code here}, whichever
   * began later; at the top level, nothing.
   */
  public static Goal out(State here) {
    int depth = depth(here);
    int modules = here.last() == null ? 0 : here.last().at().modules().size();
    return Goal.of(
        event ->
            (event.isStep() || event instanceof TapeEvent.LineReached)
                && (event.at().depth() < depth || event.at().modules().size() < modules));
  }

  /** A step or line inside a module or function that {@code here} calls, or else the next line. */
  public static Goal into(State here) {
    int depth = depth(here);
    int modules = here.last() == null ? 0 : here.last().at().modules().size();
    return Goal.of(
        event ->
            event instanceof TapeEvent.LineReached
                || (event.isStep()
                    && (event.at().depth() > depth || event.at().modules().size() > modules)));
  }

  private static int depth(State here) {
    return here.last() == null ? Integer.MAX_VALUE : here.last().at().depth();
  }

  /** The first event of a training iteration. */
  public static Goal iteration() {
    return new Goal() {
      @Override
      public boolean concerns(TapeEvent event) {
        return event instanceof TapeEvent.TensorCreated || event instanceof TapeEvent.OpApplied;
      }

      @Override
      public boolean isReached(State before, State after) {
        return after.iteration().number() > before.iteration().number();
      }
    };
  }
}
