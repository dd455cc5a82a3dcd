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
import org.pcollections.TreePVector;
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
  PMap<Long, PVector<Long>> sharing;
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
    sharing = state.sharing();
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
        sharing,
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
        forgetSharing(tensor);
        tensors = tensors.minus(tensor.id());
        operations = operations.minus(tensor.id());
        names = names.minus(tensor.id());
        nodes = node == null ? nodes : nodes.minus(node);
      }
    }
  }

  private void add(RecordedTensor made, Moment at) {
    tensors =
        tensors.plus(made.id(), new TensorState(made, at, made.value(), made.requiresGrad(), null));
    PVector<Long> shared = sharing.get(made.storage());
    sharing =
        sharing.plus(
            made.storage(), (shared == null ? TreePVector.<Long>empty() : shared).plus(made.id()));
  }

  private void forgetSharing(TensorState tensor) {
    long storage = tensor.made().storage();
    PVector<Long> shared = sharing.get(storage);
    if (shared != null) {
      PVector<Long> rest = shared.minus(tensor.id());
      sharing = rest.isEmpty() ? sharing.minus(storage) : sharing.plus(storage, rest);
    }
  }

  /** All tensors that look at {@code storage} now look at {@code array}, but for {@code except}. */
  private void written(long storage, Object array, List<Operand> except) {
    List<Long> spared =
        except.stream().map(Operand::tensor).filter(Objects::nonNull).limit(1).toList();
    for (long id : sharing.getOrDefault(storage, TreePVector.empty())) {
      TensorState state = tensors.get(id);
      if (state != null && !spared.contains(id)) {
        tensors = tensors.plus(id, state.withValue(state.value().over(array)));
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
    add(event.tensor(), event.at());
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
    RecordedTensor first = event.output();
    RecordedNode node = event.node();
    OperationState operation =
        new OperationState(event.op(), event.operands(), first.id(), first.gradFn(), event.at());
    for (RecordedTensor made : event.outputs()) {
      add(made, event.at());
      operations = operations.plus(made.id(), operation);
    }
    if (event.inPlace()) {
      written(first.storage(), first.value().array(), event.operands());
    }
    if (node != null) {
      node.next().forEach(this::addAccumulator);
      nodes = nodes.plus(node.id(), new NodeState(node, first.id(), null, false, null));
    }
    return this;
  }

  @Override
  public StateDraft tensorMutated(TapeEvent.TensorMutated event) {
    RecordedTensor after = event.tensor();
    TensorState state = tensors.get(after.id());
    written(after.storage(), after.value().array(), List.of());
    if (state != null) {
      tensors = tensors.plus(after.id(), state.withValue(after.value()));
    }
    return this;
  }

  @Override
  public StateDraft hookCalled(TapeEvent.HookCalled event) {
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
      written(state.made().storage(), event.update().after().array(), List.of());
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
