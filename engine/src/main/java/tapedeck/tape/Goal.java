package tapedeck.tape;

import java.util.function.Predicate;

/** What a search over a tape looks for. */
public interface Goal {
  /** Whether the event could be one that is looked for; quick, and asked of every event. */
  boolean concerns(TapeEvent event);

  /** Whether an event that {@linkplain #concerns concerns} is reached only in some states. */
  default boolean needsStates() {
    return true;
  }

  /**
   * Whether an event that {@linkplain #concerns concerns} is one that is looked for.
   *
   * @param before the state before it
   * @param after the state after it, whose {@link State#last()} it is
   */
  boolean isReached(State before, State after);

  /** A goal that the event alone decides. */
  static Goal of(Predicate<TapeEvent> fits) {
    return new Goal() {
      @Override
      public boolean concerns(TapeEvent event) {
        return fits.test(event);
      }

      @Override
      public boolean needsStates() {
        return false;
      }

      @Override
      public boolean isReached(State before, State after) {
        return true;
      }
    };
  }
}
