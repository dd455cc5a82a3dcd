package tapedeck.autograd;

import java.util.List;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/**
 * Hears of everything the engine does, on the program's thread, at the moment it is done. The
 * tensors are live: a listener that keeps a value takes {@link Tensor#value()}.
 */
public interface EngineListener {
  /** A program made a tensor that no operator computed. */
  default void tensorCreated(Tensor tensor) {}

  /** The program switched a leaf's {@code requires_grad}. */
  default void requiresGradSet(Tensor leaf) {}

  /** The program called {@code retain_grad()} on a tensor that is no leaf. */
  default void gradRetained(Tensor tensor) {}

  /** An operator was applied. */
  default void opApplied(Application application) {}

  /** An operator wrote into {@code tensor}, and no gradient is recorded for it. */
  default void tensorMutated(String op, List<Application.Argument> arguments, Tensor tensor) {}

  /** A backward pass starts. */
  default void backwardStarted(BackwardCall backward) {}

  /**
   * A node was evaluated.
   *
   * @param incoming the gradients of its operation's outputs
   * @param outgoing one for each of its edges
   */
  default void nodeEvaluated(
      Node node, List<@Nullable Tensor> incoming, List<@Nullable Tensor> outgoing) {}

  /**
   * A hook of the program was called.
   *
   * @param kind {@code tensor}, {@code pre}, {@code post} or {@code accumulated}
   * @param before the gradients that it saw
   * @param after those that it left
   */
  default void hookCalled(
      Node node, String kind, List<@Nullable Tensor> before, List<@Nullable Tensor> after) {}

  /**
   * The {@code .grad} of a leaf, or of a tensor that retains it, was {@code before} and is now the
   * sum with {@code added}.
   */
  default void gradAccumulated(
      Tensor tensor, @Nullable Tensor before, Tensor added, Tensor after) {}

  /** The tensors that a node had saved were freed. */
  default void buffersReleased(Node node) {}

  /** A backward pass is over; {@code gradients} are those that {@code autograd.grad} returns. */
  default void backwardFinished(BackwardCall backward, List<@Nullable Tensor> gradients) {}

  /** A backward pass ended with an exception of that message. */
  default void backwardFailed(BackwardCall backward, String message) {}

  /**
   * An optimiser of that number was made.
   *
   * @param setter sets one of its hyper-parameters in all groups, until the program sets it anew
   */
  default void optimizerMade(long id, String optimizer, ObjDoubleConsumer<String> setter) {}

  /**
   * An optimiser starts a step.
   *
   * @param id its number, see {@link Engine#nextOptimizerId()}
   * @param optimizer its name in {@code torch.optim}
   * @param parameters all parameters of its groups
   */
  default void optimizerStepStarted(long id, String optimizer, List<Tensor> parameters) {}

  /** The optimiser of that number changed a parameter. */
  default void parameterUpdated(long optimizer, ParameterUpdate update) {}

  /** An optimiser's step is over. */
  default void optimizerStepFinished(long id, String optimizer) {}

  /** The program set a tensor's {@code .grad} to None. */
  default void gradCleared(Tensor tensor, @Nullable Tensor before) {}

  /** The program set a tensor's {@code .grad} to a tensor of its own. */
  default void gradReplaced(Tensor tensor, @Nullable Tensor before, Tensor grad) {}
}
