package tapedeck.autograd;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Call;
import tapedeck.op.Op;
import tapedeck.op.Ops;
import tapedeck.op.WrappedNumbers;
import tapedeck.tensor.DType;
import tapedeck.tensor.GradFn;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * One autograd world: it numbers tensors and nodes, holds the modes, and announces to its listener
 * what happens. There is no state outside of it, so engines do not disturb each other.
 *
 * <p>An engine belongs to the thread that runs the program.
 *
 * <pre>{@code
 * Engine engine = new Engine();
 * Tensor x = engine.tensor(2.0);
 * x.setRequiresGrad(true);
 * Tensor y = engine.apply(Arithmetic.MUL, x, x);
 * engine.backward(y); // x.grad() is 4
 * }</pre>
 */
public final class Engine implements Ops, Call.Host {
  private final @Nullable EngineListener listener;
  private final RandomGenerator random = new RandomGenerator();
  private final Modes modes = new Modes();
  private final InPlace inPlace = new InPlace(this);
  private final BackwardPasses passes = new BackwardPasses(this);
  private final GraphRecording graph = new GraphRecording(this, passes);
  private final Attributes attributes = new Attributes(this);
  private long lastTensorId;
  private long lastNodeId;
  private long sequenceNr;
  private long lastOptimizerId;

  /** An engine that announces nothing. */
  public Engine() {
    this(null);
  }

  /** An engine that announces to {@code listener}; with null it runs at full speed. */
  public Engine(@Nullable EngineListener listener) {
    this.listener = listener;
  }

  /** The stream from which all random numbers of this engine come. */
  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public DType defaultFloat() {
    return modes.defaultFloat;
  }

  /** {@code torch.set_default_dtype}. */
  public void setDefaultFloat(DType dtype) {
    modes.defaultFloat = dtype;
  }

  public boolean isGradEnabled() {
    return modes.gradEnabled;
  }

  public void setGradEnabled(boolean enabled) {
    modes.gradEnabled = enabled;
  }

  /** The switches that change what the engine does. */
  public Modes modes() {
    return modes;
  }

  /** How operations enter the graph. */
  public GraphRecording graph() {
    return graph;
  }

  /** What a program assigns to a tensor itself. */
  public Attributes attributes() {
    return attributes;
  }

  boolean anomalyMode() {
    return modes.anomaly != null;
  }

  /** A float32 scalar. */
  public Tensor tensor(double value) {
    Storage storage = Storage.allocate(DType.FLOAT32, 1);
    storage.set(0, value);
    return tensor(storage, Shape.SCALAR, false);
  }

  /** A leaf over the whole of {@code storage}, row-major; it is announced. */
  public Tensor tensor(Storage storage, Shape shape, boolean requiresGrad) {
    if (requiresGrad && !storage.dtype().isFloating()) {
      throw TorchError.runtime(
          "Only Tensors of floating point and complex dtype can require gradients");
    }
    Tensor tensor = Tensor.contiguous(nextTensorId(), storage, shape);
    tensor.setRequiresGrad(requiresGrad);
    return created(tensor);
  }

  /** A leaf that looks at {@code storage}, which it may share, with such strides; announced. */
  public Tensor tensor(
      Storage storage, Shape shape, int[] strides, int offset, boolean requiresGrad) {
    Tensor whole = Tensor.contiguous(0, storage, Shape.of(storage.length()));
    Tensor tensor = whole.view(nextTensorId(), shape, strides, offset);
    tensor.setRequiresGrad(requiresGrad);
    return created(tensor);
  }

  /** {@code data} with the history that {@code saved} had when it was made by {@code made}. */
  Tensor inPlaceOf(Tensor saved, @Nullable GradFn made, Tensor data) {
    Tensor restored = data.view(nextTensorId(), data.shape(), data.strides(), data.offset());
    if (made != null) {
      restored.setGradFn(made, saved.outputNr());
    } else if (saved.gathersGrad()) {
      restored.setRequiresGrad(true);
      Edge edge = graph().gradientEdge(saved);
      if (edge != null) {
        restored.setAccumulator(edge.node());
      }
    }
    return created(restored);
  }

  /** Refuses to give a tensor another shape, where PyTorch does. */
  void checkReshaped(Tensor tensor) {
    inPlace.checkReshaped(tensor);
  }

  private Tensor created(Tensor tensor) {
    tensor.setInference(modes.inference);
    if (listens()) {
      listener().tensorCreated(tensor);
    }
    return tensor;
  }

  /**
   * Gives the memory of a result back at once instead of when the garbage collector finds that
   * nobody uses it. Every tensor that looks at this memory, saved ones too, is refused afterwards,
   * unless a recording holds it.
   */
  public void release(Tensor tensor) {
    tensor.storage().release();
  }

  /** {@code tensor.detach()}: the same storage and version counter, cut off from the graph. */
  @Override
  public Tensor detach(Tensor tensor) {
    Tensor detached =
        created(tensor.view(nextTensorId(), tensor.shape(), tensor.strides(), tensor.offset()));
    if (modes.isBatched(tensor)) {
      modes.markBatched(detached);
    }
    return detached;
  }

  /** {@code torch.nn.Parameter(tensor)}: a leaf that shares the storage of {@code tensor}. */
  public Tensor leaf(Tensor tensor, boolean requiresGrad) {
    Tensor leaf = tensor.view(nextTensorId(), tensor.shape(), tensor.strides(), tensor.offset());
    leaf.setRequiresGrad(requiresGrad);
    return created(leaf);
  }

  /** {@code tensor.data}: the same storage, whose writes autograd does not notice. */
  public Tensor data(Tensor tensor) {
    return created(tensor.data(nextTensorId()));
  }

  @Override
  public Tensor call(Op op, @Nullable Object... arguments) {
    return applyAll(op, arguments).get(0);
  }

  @Override
  public List<Tensor> callAll(Op op, @Nullable Object... arguments) {
    return applyAll(op, arguments);
  }

  /** Applies an operator and returns its first result; see {@link #applyAll}. */
  public Tensor apply(Op op, @Nullable Object... arguments) {
    return applyAll(op, arguments).get(0);
  }

  /**
   * Applies an operator: computes, records a node where a gradient is wanted, and announces it.
   * Numbers given for tensor parameters become 0-dimensional tensors, as in PyTorch.
   *
   * @throws TorchError with PyTorch's message where the arguments do not fit
   */
  public List<Tensor> applyAll(Op op, @Nullable Object... arguments) {
    Call call = new Call(op, WrappedNumbers.wrap(op, op.bind(arguments), this), this);
    if (op.isComposed()) {
      return op.compose(this, call);
    }
    List<Tensor> outputs = computed(call);
    OpNode node = graph.records(call) && anyFloating(outputs) ? recorded(call, outputs) : null;
    if (op.isView() ? call.self().isInference() : modes.inference) {
      outputs.forEach(output -> output.setInference(true));
    } else if (op.isView()) {
      markViews(call, outputs);
    }
    if (listens()) {
      announceApplied(op.name(), Application.arguments(call), asked(outputs), node);
    }
    return outputs;
  }

  /** Without results that nobody asked for. */
  private static List<Tensor> asked(List<Tensor> outputs) {
    return outputs.stream().anyMatch(Tensor::isUndefined)
        ? outputs.stream().filter(output -> !output.isUndefined()).toList()
        : outputs;
  }

  private List<Tensor> computed(Call call) {
    BatchedTensors batched = modes.batched;
    if (batched == null || !batched.reach(call)) {
      return call.op().compute(call);
    }
    BatchedTensors.check(call);
    List<Tensor> outputs = call.op().compute(call);
    outputs.forEach(batched::add);
    return outputs;
  }

  private OpNode recorded(Call call, List<Tensor> outputs) {
    Op op = call.op();
    OpNode node =
        graph.newNode(
            call, modes.itself ? op.inPlaceBackwardName() : String.valueOf(op.backwardName()));
    node.saveArguments(call);
    int end = Math.min(outputs.size(), op.differentiableOutputs());
    for (int i = op.firstDifferentiable(); i < end; i++) {
      if (outputs.get(i).dtype().isFloating() && !outputs.get(i).isUndefined()) {
        outputs.get(i).setGradFn(node, i - op.firstDifferentiable());
      }
    }
    node.saveResults(outputs);
    return node;
  }

  /** Applies an operator and writes the result into its first argument, which it returns. */
  public Tensor applyInPlace(Op op, @Nullable Object... arguments) {
    if (!op.isInPlace()) {
      throw TorchError.unsupported("torch.Tensor." + op.function() + "_");
    }
    Call call = new Call(op, WrappedNumbers.wrap(op, op.bind(arguments), this), this);
    inPlace.checkInference(call.self());
    if (modes.batched != null && modes.batched.reach(call)) {
      modes.batched.checkWritten(call);
    }
    return inPlace.apply(call);
  }

  /**
   * A function of the program wrote into a view: the tensor behind it gets a new history.
   *
   * @param node the backward function of that function
   * @param input which of its arguments the view is
   */
  public void adopt(
      Tensor view, Node node, int input, String name, List<Application.Argument> arguments) {
    inPlace.adopt(view, node, input, name, arguments);
  }

  private static boolean anyFloating(List<Tensor> outputs) {
    for (Tensor output : outputs) {
      if (output.dtype().isFloating()) {
        return true;
      }
    }
    return false;
  }

  private void markViews(Call call, List<Tensor> outputs) {
    Tensor viewed = call.self();
    Tensor base = viewed.base() == null ? viewed : viewed.base();
    Tensor.Origin origin =
        modes.inference
            ? Tensor.Origin.INFERENCE
            : !modes.gradEnabled
                ? Tensor.Origin.NO_GRAD
                : call.op().returnsList() ? Tensor.Origin.ONE_OF_SEVERAL : viewed.origin();
    for (Tensor output : outputs) {
      output.setBase(base, origin, inPlace::renew);
    }
  }

  /** {@code output.backward()}. */
  public void backward(Tensor output) {
    backward(output, null, false, false);
  }

  /**
   * {@code output.backward(gradient, retain_graph, create_graph)}.
   *
   * @param gradient the vector of the vector-Jacobian product, of the output's shape; null for 1,
   *     which only a one-element output allows
   */
  public void backward(
      Tensor output, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
    backward(
        List.of(output),
        java.util.Collections.singletonList(gradient),
        List.of(),
        retainGraph,
        createGraph);
  }

  /** {@code torch.autograd.backward}; where there are inputs, only those get their gradient. */
  public void backward(
      List<Tensor> outputs,
      List<? extends @Nullable Tensor> gradients,
      List<Tensor> inputs,
      boolean retainGraph,
      boolean createGraph) {
    passes.run(outputs, gradients, inputs, true, retainGraph, createGraph, true);
  }

  /** {@code torch.autograd.grad}: returns gradients and leaves every {@code .grad} alone. */
  public List<@Nullable Tensor> grad(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<? extends @Nullable Tensor> gradients,
      boolean retainGraph,
      boolean createGraph,
      boolean allowUnused) {
    return passes.run(outputs, gradients, inputs, false, retainGraph, createGraph, allowUnused);
  }

  void runTensorHooks(Node node, Hooks hooks, List<@Nullable Tensor> incoming) {
    passes.runTensorHooks(node, hooks, incoming);
  }

  List<@Nullable Tensor> evaluate(Node node, List<@Nullable Tensor> incoming) {
    return passes.evaluate(node, incoming);
  }

  void release(Node node) {
    boolean held = node.holdsBuffers();
    node.release();
    if (held && listener != null) {
      listener.buffersReleased(node);
    }
  }

  /** Tells the listener, if there is one. */
  public void announce(Consumer<EngineListener> announcement) {
    if (listener != null) {
      announcement.accept(listener);
    }
  }

  /** Whether operators are announced at the moment. */
  public boolean listens() {
    return listener != null && !modes.quiet;
  }

  private EngineListener listener() {
    if (listener == null) {
      throw new IllegalStateException("nobody listens");
    }
    return listener;
  }

  /** Announces that an operator, or a custom function, was applied. */
  public void announceApplied(
      String op, List<Application.Argument> arguments, List<Tensor> outputs, @Nullable Node node) {
    if (listens()) {
      listener().opApplied(new Application(op, arguments, outputs, node));
    }
  }

  void announceMutated(String op, List<Application.Argument> arguments, Tensor tensor) {
    if (listens()) {
      listener().tensorMutated(op, arguments, tensor);
    }
  }

  /** Does something without recording a graph and without announcing its operators. */
  public void quietly(Runnable action) {
    boolean outerMode = modes.gradEnabled;
    boolean outerQuiet = modes.quiet;
    modes.gradEnabled = false;
    modes.quiet = true;
    try {
      action.run();
    } finally {
      modes.gradEnabled = outerMode;
      modes.quiet = outerQuiet;
    }
  }

  @Override
  public long nextTensorId() {
    return ++lastTensorId;
  }

  /** The number of the next new node. */
  public long nextNodeId() {
    return ++lastNodeId;
  }

  /** The number of the next new optimiser. */
  public long nextOptimizerId() {
    return ++lastOptimizerId;
  }

  /** The place of the next new node in the order of creation. */
  public long nextSequenceNr() {
    return sequenceNr++;
  }
}
