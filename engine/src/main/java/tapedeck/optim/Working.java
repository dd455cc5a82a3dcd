package tapedeck.optim;

import tapedeck.tensor.Tensor;

/** Hears how a rule computes an update. */
@FunctionalInterface
public interface Working {
  /** An intermediate result with a name of its own, in the order of the computation. */
  void term(String name, Tensor value);

  /**
   * A number that the rule is about to use.
   *
   * @param written how people write it: {@code 1 − β₁}
   */
  default void number(String written, double value) {}
}
