package tapedeck.tape;

import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  Sharing sharing;
  Sharing gradSharing;
  PMap<Long, Integer> versions;
  PMap<Long, NodeState> nodes;
  PMap<Long, OptimizerState> optimizers;
  PMap<Long, String> names;
  PMap<Long, Integer> innerNames;
  PMap<String, Long> variables;
  PVector<PMap<String, Long>> frames;
  int room;
  PVector<TapeEvent.Printed> output;
  PVector<BackwardPass> passes;
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
    gradSharing = state.gradSharing();
    versions = state.versions();
    nodes = state.nodes();
    optimizers = state.optimizers();
    names = state.names();
    innerNames = state.innerNames();
    variables = state.variables();
    frames = state.frames();
    room = state.room();
    output = state.output();
    passes = state.passes();
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
        gradSharing,
        versions,
        nodes,
        optimizers,
        names,
        innerNames,
        variables,
        frames,
        room,
        output,
        passes,
        backward,
        failure,
        last);
  }

  /** A tensor is about to be made: where an iteration is over, the next one begins with it. */
  private void begin(long atStep) {
    if (iteration.over()) {
      new Forgetting(this).beforeIteration(iteration.start());
      iteration = iteration.at(atStep);
    }
  }

  private void add(RecordedTensor made, Moment at) {
    tensors =
        tensors.plus(
            made.id(),
            new TensorState(made, at, made.value(), made.requiresGrad(), null, 0, false));
    sharing = sharing.plus(made.storage(), made.id());
    count(made);
  }

  private void count(RecordedTensor tensor) {
    if (tensor.version() > 0 && !tensor.apart()) {
      versions = versions.plus(tensor.storage(), tensor.version());
    }
  }

  /**
   * All tensors that look at {@code storage}, and all gradients, now look at {@code array}, but for
   * {@code except}.
   */
  private void written(long storage, Object array, List<Operand> except) {
    List<Long> spared =
        except.stream().map(Operand::tensor).filter(Objects::nonNull).limit(1).toList();
    for (long id : sharing.of(storage)) {
      TensorState state = tensors.get(id);
      if (state != null && !spared.contains(id)) {
        tensors = tensors.plus(id, state.withValue(state.value().over(array)));
      }
    }
    for (long id : gradSharing.of(storage)) {
      TensorState state = tensors.get(id);
      TensorValue grad = state == null ? null : state.grad();
      if (state != null && grad != null) {
        tensors = tensors.plus(id, state.withGrad(grad.over(array), storage));
      }
    }
  }

  /** The function at {@code depth} runs, and none that it called. */
  private void enter(int depth, PMap<String, Long> frame) {
    while (frames.size() >= Math.max(1, depth)) {
      frames = frames.minus(frames.size() - 1);
    }
    frames = frames.plus(frame);
  }

  private void bind(int depth, PMap<String, Long> frame) {
    variables = frame;
    int around = Math.max(0, depth - 1);
    for (Map.Entry<String, Long> variable : frame.entrySet()) {
      Long tensor = variable.getValue();
      Integer inner = innerNames.get(tensor);
      if (!names.containsKey(tensor) || (inner != null && around < inner)) {
        names = names.plus(tensor, variable.getKey());
        innerNames = around == 0 ? innerNames.minus(tensor) : innerNames.plus(tensor, around);
      }
    }
  }

  private void updateNode(long id, UnaryOperator<NodeState> change) {
    NodeState node = nodes.get(id);
    if (node != null) {
      nodes = nodes.plus(id, change.apply(node));
    }
  }

  private void updateGrad(long tensor, @Nullable RecordedTensor grad) {
    TensorState state = tensors.get(tensor);
    if (state == null) {
      return;
    }
    long storage = grad == null ? 0 : grad.storage();
    if (storage != state.gradStorage()) {
      gradSharing = gradSharing.minus(state.gradStorage(), tensor);
      gradSharing = grad == null ? gradSharing : gradSharing.plus(storage, tensor);
    }
    TensorValue value = grad == null ? null : grad.value();
    tensors = tensors.plus(tensor, state.withGrad(value, storage));
  }

  /** What is neither backward nor an optimiser's is {@code then}. */
  private void outside(Phase then) {
    if (phase != Phase.BACKWARD && phase != Phase.OPTIMIZER) {
      phase = then;
    }
  }

  /** The program goes on with something of its own, which ends all but a forward pass. */
  private void goOn() {
    outside(phase == Phase.FORWARD ? Phase.FORWARD : Phase.OTHER);
  }

  private void addAccumulator(RecordedNode.@Nullable NextFunction next) {
    if (next == null || next.leaf() == null || nodes.containsKey(next.node())) {
      return;
    }
    RecordedNode accumulator =
        new RecordedNode(next.node(), "AccumulateGrad", Long.MAX_VALUE, List.of(), List.of());
    nodes = nodes.plus(next.node(), new NodeState(accumulator, null, next.leaf()));
  }

  @Override
  public StateDraft lineReached(TapeEvent.LineReached event) {
    goOn();
    if (optimizers.isEmpty() && iteration.isTurn(event.at())) {
      iteration = iteration.end();
    }
    enter(event.at().depth(), event.variables());
    bind(event.at().depth(), event.variables());
    if (tensors.size() > room) {
      new Forgetting(this).unreachable();
      room = Math.max(Forgetting.ROOM, 2 * tensors.size());
    }
    return this;
  }

  @Override
  public StateDraft tensorCreated(TapeEvent.TensorCreated event) {
    begin(event.step());
    goOn();
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
  public StateDraft gradRetained(TapeEvent.GradRetained event) {
    goOn();
    TensorState state = tensors.get(event.tensor());
    if (state != null) {
      tensors = tensors.plus(event.tensor(), state.retaining());
    }
    return this;
  }

  @Override
  public StateDraft opApplied(TapeEvent.OpApplied event) {
    begin(event.step());
    RecordedTensor first = event.output();
    RecordedNode node = event.node();
    if (node == null) {
      goOn();
    } else {
      outside(Phase.FORWARD);
    }
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
      nodes = nodes.plus(node.id(), new NodeState(node, first.id(), null));
    }
    return this;
  }

  @Override
  public StateDraft tensorMutated(TapeEvent.TensorMutated event) {
    RecordedTensor after = event.tensor();
    TensorState state = tensors.get(after.id());
    if (event.op().equals("zero_") && !gradSharing.of(after.storage()).isEmpty()) {
      outside(Phase.ZERO_GRAD);
    } else {
      goOn();
    }
    written(after.storage(), after.value().array(), List.of());
    count(after);
    if (state != null) {
      long memory = state.made().storage();
      if (memory != after.storage()) {
        sharing = sharing.minus(memory, after.id()).plus(after.storage(), after.id());
      }
      tensors = tensors.plus(after.id(), state.over(after));
    }
    return this;
  }

  @Override
  public StateDraft hookCalled(TapeEvent.HookCalled event) {
    NodeState.HookCall call = new NodeState.HookCall(event.step(), event.kind(), event.replaced());
    updateNode(event.node(), node -> node.withHook(call));
    return this;
  }

  @Override
  public StateDraft backwardStarted(TapeEvent.BackwardStarted event) {
    boolean nested = !passes.isEmpty();
    passes = passes.plus(new BackwardPass(event, phase));
    phase = Phase.BACKWARD;
    backward = event;
    event.roots().forEach(this::addAccumulator);
    for (NodeState node : nested ? List.<NodeState>of() : nodes.values()) {
      if (node.isReached()) {
        nodes = nodes.plus(node.id(), node.unreached());
      }
    }
    return this;
  }

  private void endPass() {
    if (!passes.isEmpty()) {
      phase = passes.get(passes.size() - 1).outer();
      passes = passes.minus(passes.size() - 1);
    }
    if (!passes.isEmpty()) {
      backward = passes.get(passes.size() - 1).started();
    }
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
    updateGrad(event.leaf(), event.grad());
    // it may be the gradient of another leaf too, or a variable of the program
    written(event.grad().storage(), event.after().array(), List.of());
    count(event.grad());
    return this;
  }

  @Override
  public StateDraft buffersReleased(TapeEvent.BuffersReleased event) {
    updateNode(event.node(), NodeState::withFreed);
    return this;
  }

  @Override
  public StateDraft backwardFinished(TapeEvent.BackwardFinished event) {
    boolean accumulated = backward != null && backward.accumulates();
    endPass();
    if (accumulated) {
      // backward() ends a forward pass; autograd.grad may lie in the middle of one
      outside(Phase.OTHER);
      iteration = passes.isEmpty() ? iteration.withBackward(event.at()) : iteration;
    }
    return this;
  }

  @Override
  public StateDraft backwardFailed(TapeEvent.BackwardFailed event) {
    endPass();
    return this;
  }

  @Override
  public StateDraft optimizerMade(TapeEvent.OptimizerMade event) {
    optimizers = optimizers.plus(event.id(), OptimizerState.made(event.id(), event.optimizer()));
    return this;
  }

  @Override
  public StateDraft optimizerStepStarted(TapeEvent.OptimizerStepStarted event) {
    phase = Phase.OPTIMIZER;
    OptimizerState optimizer = optimizers.get(event.id());
    if (optimizer != null) {
      optimizers = optimizers.plus(event.id(), optimizer.begun());
    }
    return this;
  }

  @Override
  public StateDraft parameterUpdated(TapeEvent.ParameterUpdated event) {
    long id = event.update().parameter();
    TensorState state = tensors.get(id);
    OptimizerState optimizer = optimizers.get(event.optimizer());
    if (optimizer != null) {
      optimizers = optimizers.plus(event.optimizer(), optimizer.with(event.update()));
    }
    if (state != null) {
      written(state.made().storage(), event.update().after().array(), List.of());
      tensors = tensors.plus(id, state.withValue(event.update().after()));
      if (!state.made().apart()) {
        versions = versions.plus(state.made().storage(), event.update().version());
      }
    }
    return this;
  }

  @Override
  public StateDraft optimizerStepFinished(TapeEvent.OptimizerStepFinished event) {
    iteration = iteration.end();
    phase = Phase.OTHER;
    return this;
  }

  @Override
  public StateDraft gradCleared(TapeEvent.GradCleared event) {
    outside(Phase.ZERO_GRAD);
    updateGrad(event.tensor(), null);
    return this;
  }

  @Override
  public StateDraft gradReplaced(TapeEvent.GradReplaced event) {
    goOn();
    updateGrad(event.tensor(), event.grad());
    return this;
  }

  @Override
  public StateDraft printed(TapeEvent.Printed event) {
    goOn();
    output = output.plus(event);
    return this;
  }

  @Override
  public StateDraft whatIfApplied(TapeEvent.WhatIfApplied event) {
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
    bind(1, event.variables());
    return this;
  }
}
