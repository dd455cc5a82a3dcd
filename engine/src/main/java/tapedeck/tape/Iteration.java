package tapedeck.tape;

/**
 * A training iteration. It ends with an optimiser's step; in a program without optimisers, when the
 * program comes back to a line before its call of {@code backward()}. The next one begins with the
 * first tensor that is made after that.
 *
 * @param number counted from 1
 * @param start the first event that belongs to it
 * @param over whether it has ended
 * @param backwardLine the line at which {@code backward()} was last called in it, 0 before that
 * @param backwardDepth how many functions were running there
 */
public record Iteration(int number, long start, boolean over, int backwardLine, int backwardDepth) {
  /** The iteration in which every program begins. */
  public static final Iteration FIRST = new Iteration(1, 0, false, 0, 0);

  Iteration end() {
    return new Iteration(number, start, true, backwardLine, backwardDepth);
  }

  Iteration withBackward(Moment at) {
    return new Iteration(number, start, over, at.line(), at.depth());
  }

  /** Whether the program turns back with a line that it reaches. */
  boolean isTurn(Moment at) {
    return backwardLine > 0 && at.depth() == backwardDepth && at.line() <= backwardLine;
  }

  /** The iteration to which a tensor belongs that is made at {@code step}. */
  Iteration at(long step) {
    return over ? new Iteration(number + 1, step, false, 0, 0) : this;
  }
}
