package tapedeck.tape;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PVector;
import tapedeck.tensor.TensorValue;

/** The parts of the next {@link State} while an event is applied to them. */
final class StateDraft implements TapeEvent.Visitor<StateDraft> {
  long step;
  int stepsTaken;
  int line;
  Iteration iteration;
  Phase phase;
  PMap<Long, TensorState> tensors;
  PMap<Long, OperationState> operations;
  PMap<Long, NodeState> nodes;
  PMap<Long, String> names;
  PMap<String, Long> variables;
  PVector<TapeEvent.Printed> output;
  TapeEvent.@Nullable BackwardStarted backward;
  TapeEvent.@Nullable ProgramFailed failure;
  @Nullable TapeEvent last;

  StateDraft(State state) {
    step = state.step();
    stepsTaken = state.stepsTaken();
    line = state.line();
    iteration = state.iteration();
    phase = state.phase();
    tensors = state.tensors();
    operations = state.operations();
    nodes = state.nodes();
    names = state.names();
    variables = state.variables();
    output = state.output();
    backward = state.backward();
    failure = state.failure();
    last = state.last();
  }

  State finish() {
    return new State(
        step,
        stepsTaken,
        line,
        iteration,
        phase,
        tensors,
        operations,
        nodes,
        names,
        variables,
        output,
        backward,
        failure,
        last);
  }

  /** A tensor is about to be made: where an iteration is over, the next one begins with it. */
  private void begin(long atStep) {
    if (iteration.over()) {
      forgetBefore(iteration.start());
      iteration = iteration.at(atStep);
    }
  }

  /**
   * Forgets the tensors that were made before {@code start}, so that a program that trains for ever
   * has a state of bounded size. Parameters stay, what the running frame can name, and what was
   * used since then, such as data that every iteration uses.
   */
  private void forgetBefore(long start) {
    Set<Long> kept = new HashSet<>(variables.values());
    for (OperationState operation : operations.values()) {
      if (operation.at().step() >= start) {
        operation.operands().stream()
            .map(Operand::tensor)
            .filter(Objects::nonNull)
            .forEach(kept::add);
      }
    }
    for (TensorState tensor : tensors.values()) {
      boolean parameter = tensor.isLeaf() && tensor.requiresGrad();
      if (tensor.madeAt().step() < start && !parameter && !kept.contains(tensor.id())) {
        Long node = tensor.made().gradFn();
        tensors = tensors.minus(tensor.id());
        operations = operations.minus(tensor.id());
        names = names.minus(tensor.id());
        nodes = node == null ? nodes : nodes.minus(node);
      }
    }
  }

  private void bind(PMap<String, Long> frame) {
    variables = frame;
    for (Map.Entry<String, Long> variable : frame.entrySet()) {
      if (!names.containsKey(variable.getValue())) {
        names = names.plus(variable.getValue(), variable.getKey());
      }
    }
  }

  private static TensorState stateOf(RecordedTensor made, Moment at) {
    return new TensorState(made, at, made.value(), made.requiresGrad(), null);
  }

  private void updateNode(long id, UnaryOperator<NodeState> change) {
    NodeState node = nodes.get(id);
    if (node != null) {
      nodes = nodes.plus(id, change.apply(node));
    }
  }

  private void updateGrad(long tensor, @Nullable TensorValue grad) {
    TensorState state = tensors.get(tensor);
    if (state != null) {
      tensors = tensors.plus(tensor, state.withGrad(grad));
    }
  }

  private void addAccumulator(RecordedNode.@Nullable NextFunction next) {
    if (next == null || next.leaf() == null || nodes.containsKey(next.node())) {
      return;
    }
    RecordedNode accumulator =
        new RecordedNode(next.node(), "AccumulateGrad", Long.MAX_VALUE, List.of(), List.of());
    nodes = nodes.plus(next.node(), new NodeState(accumulator, null, next.leaf(), false, null));
  }

  @Override
  public StateDraft lineReached(TapeEvent.LineReached event) {
    bind(event.variables());
    return this;
  }

  @Override
  public StateDraft tensorCreated(TapeEvent.TensorCreated event) {
    begin(event.step());
    tensors = tensors.plus(event.tensor().id(), stateOf(event.tensor(), event.at()));
    return this;
  }

  @Override
  public StateDraft requiresGradSet(TapeEvent.RequiresGradSet event) {
    TensorState state = tensors.get(event.tensor());
    if (state != null) {
      tensors = tensors.plus(event.tensor(), state.withRequiresGrad(event.requiresGrad()));
    }
    return this;
  }

  @Override
  public StateDraft opApplied(TapeEvent.OpApplied event) {
    begin(event.step());
    RecordedTensor made = event.output();
    RecordedNode node = event.node();
    tensors = tensors.plus(made.id(), stateOf(made, event.at()));
    operations =
        operations.plus(
            made.id(),
            new OperationState(event.op(), event.operands(), made.id(), made.gradFn(), event.at()));
    if (node != null) {
      node.next().forEach(this::addAccumulator);
      nodes = nodes.plus(node.id(), new NodeState(node, made.id(), null, false, null));
    }
    return this;
  }

  @Override
  public StateDraft backwardStarted(TapeEvent.BackwardStarted event) {
    phase = Phase.BACKWARD;
    backward = event;
    event.roots().forEach(this::addAccumulator);
    for (NodeState node : nodes.values()) {
      if (node.evaluation() != null) {
        nodes = nodes.plus(node.id(), node.withEvaluation(null));
      }
    }
    return this;
  }

  @Override
  public StateDraft nodeEvaluated(TapeEvent.NodeEvaluated event) {
    updateNode(
        event.node(),
        node ->
            node.withEvaluation(
                new NodeState.Evaluation(event.step(), event.incoming(), event.outgoing())));
    return this;
  }

  @Override
  public StateDraft gradAccumulated(TapeEvent.GradAccumulated event) {
    updateGrad(event.leaf(), event.after());
    return this;
  }

  @Override
  public StateDraft buffersReleased(TapeEvent.BuffersReleased event) {
    updateNode(event.node(), NodeState::withFreed);
    return this;
  }

  @Override
  public StateDraft backwardFinished(TapeEvent.BackwardFinished event) {
    phase = Phase.FORWARD;
    return this;
  }

  @Override
  public StateDraft optimizerStepStarted(TapeEvent.OptimizerStepStarted event) {
    phase = Phase.OPTIMIZER;
    return this;
  }

  @Override
  public StateDraft parameterUpdated(TapeEvent.ParameterUpdated event) {
    long id = event.update().parameter();
    TensorState state = tensors.get(id);
    if (state != null) {
      tensors = tensors.plus(id, state.withValue(event.update().after()));
    }
    return this;
  }

  @Override
  public StateDraft optimizerStepFinished(TapeEvent.OptimizerStepFinished event) {
    iteration = iteration.end();
    phase = Phase.FORWARD;
    return this;
  }

  @Override
  public StateDraft gradCleared(TapeEvent.GradCleared event) {
    updateGrad(event.tensor(), null);
    return this;
  }

  @Override
  public StateDraft printed(TapeEvent.Printed event) {
    output = output.plus(event);
    return this;
  }

  @Override
  public StateDraft programFailed(TapeEvent.ProgramFailed event) {
    phase = Phase.FAILED;
    failure = event;
    return this;
  }

  @Override
  public StateDraft programFinished(TapeEvent.ProgramFinished event) {
    phase = Phase.FINISHED;
    bind(event.variables());
    return this;
  }
}
