package tapedeck.tape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import tapedeck.autograd.AccumulateGrad;
import tapedeck.autograd.Application;
import tapedeck.autograd.BackwardCall;
import tapedeck.autograd.Edge;
import tapedeck.autograd.EngineListener;
import tapedeck.autograd.Node;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.tensor.GradFn;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/** Turns what the engine and the program announce into events, and hands them on in order. */
public final class Recorder implements EngineListener, ProgramListener {
  private static final int MOST_TEXTS = 1000;

  private final Consumer<TapeEvent> sink;
  private long step;
  private int line;
  private int depth;
  private List<ModuleCall> modules = List.of();
  private long moduleCalls;
  private long lastStorage;
  private PMap<String, Long> lastVariables = TreePMap.empty();
  private final Map<String, String> texts = new HashMap<>();
  private final Set<Long> watched = new HashSet<>();
  private final Map<Long, Tensor> live = new HashMap<>();
  private final Map<Long, ObjDoubleConsumer<String>> setters = new HashMap<>();

  /**
   * @param sink takes each event, on the program's thread; it may block to hold the program back
   */
  public Recorder(Consumer<TapeEvent> sink) {
    this.sink = sink;
  }

  private Moment now() {
    return new Moment(++step, line, depth, modules);
  }

  @Override
  public void lineReached(int reached, String function, Map<String, Long> variables) {
    line = reached;
    sink.accept(new TapeEvent.LineReached(now(), function, sorted(variables)));
  }

  @Override
  public void functionEntered() {
    depth++;
  }

  @Override
  public void functionLeft(int caller) {
    depth--;
    line = caller == 0 ? line : caller;
  }

  @Override
  public void moduleEntered(String path, String type) {
    List<ModuleCall> inner = new ArrayList<>(modules);
    inner.add(new ModuleCall(++moduleCalls, path, type));
    modules = List.copyOf(inner);
  }

  @Override
  public void moduleLeft() {
    modules = modules.subList(0, modules.size() - 1);
  }

  @Override
  public void printed(boolean toErr, String text) {
    sink.accept(new TapeEvent.Printed(now(), toErr, text));
  }

  @Override
  public void failed(int raisedAt, String message, String traceback) {
    line = raisedAt == 0 ? line : raisedAt;
    sink.accept(new TapeEvent.ProgramFailed(now(), message, traceback));
  }

  @Override
  public void finished(Map<String, Long> variables) {
    sink.accept(new TapeEvent.ProgramFinished(now(), sorted(variables)));
  }

  @Override
  public void tensorCreated(Tensor tensor) {
    sink.accept(new TapeEvent.TensorCreated(now(), record(tensor)));
  }

  @Override
  public void gradRetained(Tensor tensor) {
    sink.accept(new TapeEvent.GradRetained(now(), tensor.id()));
  }

  @Override
  public void requiresGradSet(Tensor leaf) {
    sink.accept(new TapeEvent.RequiresGradSet(now(), leaf.id(), leaf.requiresGrad()));
  }

  @Override
  public void opApplied(Application application) {
    Node node = application.node();
    sink.accept(
        new TapeEvent.OpApplied(
            now(),
            application.op(),
            operands(application.arguments()),
            compact(application.outputs().stream().map(this::record).toList()),
            node == null ? null : record(node),
            application.op().endsWith("_")));
  }

  @Override
  public void tensorMutated(String op, List<Application.Argument> arguments, Tensor tensor) {
    sink.accept(new TapeEvent.TensorMutated(now(), op, operands(arguments), record(tensor)));
  }

  @Override
  public void hookCalled(
      Node node, String kind, List<@Nullable Tensor> before, List<@Nullable Tensor> after) {
    sink.accept(new TapeEvent.HookCalled(now(), node.id(), kind, values(before), values(after)));
  }

  @Override
  public void backwardStarted(BackwardCall backward) {
    List<RecordedNode.NextFunction> roots = new ArrayList<>();
    for (Edge root : backward.roots()) {
      roots.add(record(root));
    }
    sink.accept(
        new TapeEvent.BackwardStarted(
            now(),
            ids(backward.outputs()),
            roots,
            backward.seeds().stream().map(Tensor::value).toList(),
            ids(backward.inputs()),
            backward.accumulates(),
            backward.retainGraph(),
            backward.createGraph()));
  }

  @Override
  public void nodeEvaluated(
      Node node, List<@Nullable Tensor> incoming, List<@Nullable Tensor> outgoing) {
    sink.accept(new TapeEvent.NodeEvaluated(now(), node.id(), values(incoming), values(outgoing)));
  }

  @Override
  public void gradAccumulated(Tensor leaf, @Nullable Tensor before, Tensor added, Tensor after) {
    sink.accept(
        new TapeEvent.GradAccumulated(
            now(),
            leaf.id(),
            before == null ? null : before.value(),
            added.value(),
            record(after)));
  }

  @Override
  public void buffersReleased(Node node) {
    sink.accept(new TapeEvent.BuffersReleased(now(), node.id()));
  }

  @Override
  public void backwardFinished(BackwardCall backward, List<@Nullable Tensor> gradients) {
    sink.accept(new TapeEvent.BackwardFinished(now(), ids(backward.inputs()), values(gradients)));
  }

  @Override
  public void backwardFailed(BackwardCall backward, String message) {
    sink.accept(new TapeEvent.BackwardFailed(now(), message));
  }

  @Override
  public void optimizerMade(long id, String optimizer, ObjDoubleConsumer<String> setter) {
    setters.put(id, setter);
    sink.accept(new TapeEvent.OptimizerMade(now(), id, optimizer));
  }

  @Override
  public void optimizerStepStarted(long id, String optimizer, List<Tensor> parameters) {
    sink.accept(new TapeEvent.OptimizerStepStarted(now(), id, optimizer, ids(parameters)));
  }

  @Override
  public void parameterUpdated(long optimizer, ParameterUpdate update) {
    sink.accept(new TapeEvent.ParameterUpdated(now(), optimizer, update));
  }

  @Override
  public void optimizerStepFinished(long id, String optimizer) {
    sink.accept(new TapeEvent.OptimizerStepFinished(now(), id, optimizer));
  }

  @Override
  public void gradCleared(Tensor tensor, @Nullable Tensor before) {
    sink.accept(
        new TapeEvent.GradCleared(now(), tensor.id(), before == null ? null : before.value()));
  }

  @Override
  public void gradReplaced(Tensor tensor, @Nullable Tensor before, Tensor grad) {
    sink.accept(
        new TapeEvent.GradReplaced(
            now(), tensor.id(), before == null ? null : before.value(), record(grad)));
  }

  /** Says that a person changes something here; the change itself is announced after it. */
  public void changed(String change) {
    sink.accept(new TapeEvent.WhatIfApplied(now(), change));
  }

  /** From here on {@link #live} knows the tensor of that number, once it is announced. */
  public void watch(long tensor) {
    watched.add(tensor);
  }

  /** The tensor of a number that is {@linkplain #watch watched}, null while there is none. */
  public @Nullable Tensor live(long tensor) {
    return live.get(tensor);
  }

  /** Sets a hyper-parameter of a live optimiser, null if there is none of that number. */
  public @Nullable ObjDoubleConsumer<String> setter(long optimizer) {
    return setters.get(optimizer);
  }

  private RecordedTensor record(Tensor tensor) {
    if (watched.contains(tensor.id())) {
      live.put(tensor.id(), tensor);
    }
    // a view that has to be renewed would announce that in the middle of this event
    GradFn made = tensor.knownGradFn();
    Long gradFn = made instanceof Node node ? (Long) node.id() : null;
    Storage storage = tensor.storage();
    if (storage.id() == 0) {
      storage.setId(++lastStorage);
      storage.setVersionCounter(tensor.versionCounter());
    }
    return new RecordedTensor(
        tensor.id(),
        tensor.value(),
        tensor.requiresGrad(),
        gradFn,
        tensor.outputNr(),
        storage.id(),
        tensor.version(),
        storage.versionCounter() != tensor.versionCounter());
  }

  private static RecordedNode record(Node node) {
    List<RecordedNode.@Nullable NextFunction> next = new ArrayList<>();
    for (Edge edge : node.nextEdges()) {
      next.add(edge == null ? null : record(edge));
    }
    List<RecordedNode.Saved> saved =
        node.savedTensors().stream()
            .map(s -> new RecordedNode.Saved(s.name(), s.tensor().id(), s.version()))
            .toList();
    return new RecordedNode(
        node.id(), node.name(), node.sequenceNr(), compact(next), compact(saved));
  }

  private static RecordedNode.NextFunction record(Edge edge) {
    Long leaf =
        edge.node() instanceof AccumulateGrad accumulator
            ? (Long) accumulator.variable().id()
            : null;
    return new RecordedNode.NextFunction(edge.node().id(), edge.inputNr(), leaf);
  }

  private List<Operand> operands(List<Application.Argument> arguments) {
    List<Operand> operands = new ArrayList<>();
    for (Application.Argument argument : arguments) {
      if (argument.value() instanceof Tensor tensor && !tensor.isWrappedNumber()) {
        operands.add(new Operand(argument.name(), argument.tensorId(), ""));
      } else {
        operands.add(new Operand(argument.name(), null, shared(text(argument.value()))));
      }
    }
    return List.copyOf(operands);
  }

  /** The same text as one object, for texts that come again and again. */
  private String shared(String text) {
    if (texts.size() >= MOST_TEXTS) {
      texts.clear();
    }
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  private static String text(@Nullable Object argument) {
    if (argument instanceof Tensor number) {
      TensorValue value = number.peek();
      return value.dtype().isFloating()
          ? Double.toString(value.doubleAt(0))
          : Long.toString(value.longAt(0));
    }
    if (argument instanceof int[] sizes) {
      return Shape.bracketed(sizes);
    }
    if (argument instanceof double[] numbers) {
      return Arrays.toString(numbers);
    }
    // as Python says it
    return argument == null ? "None" : String.valueOf(argument);
  }

  private static List<Long> ids(List<Tensor> tensors) {
    return compact(tensors.stream().map(Tensor::id).toList());
  }

  private static List<@Nullable TensorValue> values(List<@Nullable Tensor> tensors) {
    @Nullable TensorValue[] values = new TensorValue[tensors.size()];
    for (int i = 0; i < values.length; i++) {
      Tensor tensor = tensors.get(i);
      values[i] = tensor == null ? null : tensor.value();
    }
    return compact(Arrays.asList(values));
  }

  /** The same list with as little memory as can be: a tape holds very many of them. */
  private static <T extends @Nullable Object> List<T> compact(List<T> list) {
    return list.contains(null)
        ? Collections.unmodifiableList(new ArrayList<>(list))
        : List.copyOf(list);
  }

  /** The variables as a map that shares what it can with that of the last line. */
  private PMap<String, Long> sorted(Map<String, Long> variables) {
    PMap<String, Long> shared = lastVariables;
    for (String name : lastVariables.keySet()) {
      shared = variables.containsKey(name) ? shared : shared.minus(name);
    }
    for (Map.Entry<String, Long> variable : variables.entrySet()) {
      if (!variable.getValue().equals(shared.get(variable.getKey()))) {
        shared = shared.plus(variable.getKey(), variable.getValue());
      }
    }
    lastVariables = shared;
    return shared;
  }
}
