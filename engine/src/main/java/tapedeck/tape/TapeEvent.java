package tapedeck.tape;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.tensor.TensorValue;

/**
 * One thing that happened while a program ran; immutable.
 *
 * <p>A new kind of event is a new record here and a new method of {@link Visitor}; the compiler
 * then names every place that must know of it.
 */
public sealed interface TapeEvent {
  Moment at();

  <R> R accept(Visitor<R> visitor);

  default long step() {
    return at().step();
  }

  default int line() {
    return at().line();
  }

  /** Whether the event is a step of its own: something the engine did, or the program's end. */
  default boolean isStep() {
    return true;
  }

  /** The program is about to run a line; {@code variables} are the tensors its frame can name. */
  record LineReached(Moment at, String function, PMap<String, Long> variables)
      implements TapeEvent {
    @Override
    public boolean isStep() {
      return false;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.lineReached(this);
    }
  }

  /** The program made a tensor from its own numbers. */
  record TensorCreated(Moment at, RecordedTensor tensor) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.tensorCreated(this);
    }
  }

  /** A leaf's {@code requires_grad} was switched. */
  record RequiresGradSet(Moment at, long tensor, boolean requiresGrad) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.requiresGradSet(this);
    }
  }

  /**
   * An operator was applied.
   *
   * @param outputs the tensors it made; where it wrote into one, that tensor under a new number
   * @param node the backward function, null if no gradient is recorded
   * @param inPlace whether it wrote into memory that existed before
   */
  record OpApplied(
      Moment at,
      String op,
      List<Operand> operands,
      List<RecordedTensor> outputs,
      @Nullable RecordedNode node,
      boolean inPlace)
      implements TapeEvent {
    /** The first of the tensors it made, which names the operation. */
    public RecordedTensor output() {
      return outputs.get(0);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.opApplied(this);
    }
  }

  /** An operator wrote into a tensor, and no gradient is recorded for it. */
  record TensorMutated(Moment at, String op, List<Operand> operands, RecordedTensor tensor)
      implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.tensorMutated(this);
    }
  }

  /** The program called {@code retain_grad()} on a tensor that is no leaf. */
  record GradRetained(Moment at, long tensor) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.gradRetained(this);
    }
  }

  /**
   * A hook of the program was called on its way through the graph.
   *
   * @param kind {@code tensor}, {@code pre}, {@code post} or {@code accumulated}
   * @param before the gradients that it saw
   * @param after those that it left
   */
  record HookCalled(
      Moment at,
      long node,
      String kind,
      List<@Nullable TensorValue> before,
      List<@Nullable TensorValue> after)
      implements TapeEvent {
    /** Whether it gave other gradients than it saw. */
    public boolean replaced() {
      return !before.equals(after);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.hookCalled(this);
    }
  }

  /**
   * A backward pass starts.
   *
   * @param roots the nodes it starts from
   * @param seeds the gradient given to each root
   * @param inputs the tensors whose gradients are wanted; empty for all leaves
   * @param accumulates whether this is {@code backward()}, which fills {@code .grad}, and not
   *     {@code autograd.grad}
   */
  record BackwardStarted(
      Moment at,
      List<Long> outputs,
      List<RecordedNode.NextFunction> roots,
      List<TensorValue> seeds,
      List<Long> inputs,
      boolean accumulates,
      boolean retainGraph,
      boolean createGraph)
      implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.backwardStarted(this);
    }
  }

  /** A node turned incoming gradients into outgoing ones, one for each of its next functions. */
  record NodeEvaluated(
      Moment at,
      long node,
      List<@Nullable TensorValue> incoming,
      List<@Nullable TensorValue> outgoing)
      implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.nodeEvaluated(this);
    }
  }

  /**
   * A gradient arrived in a leaf's {@code .grad}.
   *
   * @param grad the tensor that {@code .grad} is now
   */
  record GradAccumulated(
      Moment at, long leaf, @Nullable TensorValue before, TensorValue added, RecordedTensor grad)
      implements TapeEvent {
    /** What {@code .grad} holds now. */
    public TensorValue after() {
      return grad.value();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.gradAccumulated(this);
    }
  }

  /** A node's saved tensors were freed. */
  record BuffersReleased(Moment at, long node) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.buffersReleased(this);
    }
  }

  /** A backward pass ended; {@code gradients} are those that {@code autograd.grad} returns. */
  record BackwardFinished(Moment at, List<Long> inputs, List<@Nullable TensorValue> gradients)
      implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.backwardFinished(this);
    }
  }

  /** A backward pass ended with an exception; no gradients come out of it. */
  record BackwardFailed(Moment at, String message) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.backwardFailed(this);
    }
  }

  /** The program made an optimiser; {@code id} counts them. */
  record OptimizerMade(Moment at, long id, String optimizer) implements TapeEvent {
    @Override
    public boolean isStep() {
      return false;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.optimizerMade(this);
    }
  }

  /**
   * An optimiser starts a step.
   *
   * @param id which of the program's optimisers it is, in the order of their making
   * @param optimizer its name in {@code torch.optim}
   * @param parameters all parameters of its groups
   */
  record OptimizerStepStarted(Moment at, long id, String optimizer, List<Long> parameters)
      implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.optimizerStepStarted(this);
    }
  }

  /** The optimiser of that number changed a parameter. */
  record ParameterUpdated(Moment at, long optimizer, ParameterUpdate update) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.parameterUpdated(this);
    }
  }

  /** An optimiser's step is over. */
  record OptimizerStepFinished(Moment at, long id, String optimizer) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.optimizerStepFinished(this);
    }
  }

  /** A tensor's {@code .grad} was set to None. */
  record GradCleared(Moment at, long tensor, @Nullable TensorValue before) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.gradCleared(this);
    }
  }

  /** The program set a tensor's {@code .grad} to a tensor of its own. */
  record GradReplaced(Moment at, long tensor, @Nullable TensorValue before, RecordedTensor grad)
      implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.gradReplaced(this);
    }
  }

  /** The program wrote to its output or its error output. */
  record Printed(Moment at, boolean toErr, String text) implements TapeEvent {
    @Override
    public boolean isStep() {
      return false;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.printed(this);
    }
  }

  /** The program ended with an exception; {@code message} is the last line of its traceback. */
  record ProgramFailed(Moment at, String message, String traceback) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.programFailed(this);
    }
  }

  /** The program ran to its end. */
  record ProgramFinished(Moment at, PMap<String, Long> variables) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.programFinished(this);
    }
  }

  /** A person changed something, which the next event tells: the run branches off here. */
  record WhatIfApplied(Moment at, String change) implements TapeEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.whatIfApplied(this);
    }
  }

  /** One method for each kind of event. */
  interface Visitor<R> {
    R lineReached(LineReached event);

    R tensorCreated(TensorCreated event);

    R requiresGradSet(RequiresGradSet event);

    R gradRetained(GradRetained event);

    R opApplied(OpApplied event);

    R tensorMutated(TensorMutated event);

    R hookCalled(HookCalled event);

    R backwardStarted(BackwardStarted event);

    R nodeEvaluated(NodeEvaluated event);

    R gradAccumulated(GradAccumulated event);

    R buffersReleased(BuffersReleased event);

    R backwardFinished(BackwardFinished event);

    R backwardFailed(BackwardFailed event);

    R optimizerMade(OptimizerMade event);

    R optimizerStepStarted(OptimizerStepStarted event);

    R parameterUpdated(ParameterUpdated event);

    R optimizerStepFinished(OptimizerStepFinished event);

    R gradCleared(GradCleared event);

    R gradReplaced(GradReplaced event);

    R printed(Printed event);

    R programFailed(ProgramFailed event);

    R whatIfApplied(WhatIfApplied event);

    R programFinished(ProgramFinished event);
  }
}
