package tapedeck.tape;

/**
 * A training iteration: it ends with an optimiser's step, and the next one begins with the first
 * tensor that is made after it.
 *
 * @param number counted from 1
 * @param start the first event that belongs to it
 * @param over whether its optimiser's step is over
 */
public record Iteration(int number, long start, boolean over) {
  /** The iteration in which every program begins. */
  public static final Iteration FIRST = new Iteration(1, 0, false);

  Iteration end() {
    return new Iteration(number, start, true);
  }

  /** The iteration to which a tensor belongs that is made at {@code step}. */
  Iteration at(long step) {
    return over ? new Iteration(number + 1, step, false) : this;
  }
}
