package tapedeck.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Arithmetic;
import tapedeck.op.Call;
import tapedeck.op.Op;
import tapedeck.tensor.DType;
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
public final class Engine {
  private final @Nullable EngineListener listener;
  private final RandomGenerator random = new RandomGenerator();
  private long lastTensorId;
  private long lastNodeId;
  private long sequenceNr;
  private boolean gradEnabled = true;

  /** Whether operators are parts of something that is announced as a whole. */
  private boolean quiet;

  /** An engine that announces nothing. */
  public Engine() {
    this(null);
  }

  /** An engine that announces to {@code listener}; with null it runs at full speed. */
  public Engine(@Nullable EngineListener listener) {
    this.listener = listener;
  }

  /** The stream from which all random numbers of this engine come. */
  public RandomGenerator random() {
    return random;
  }

  public boolean isGradEnabled() {
    return gradEnabled;
  }

  public void setGradEnabled(boolean enabled) {
    gradEnabled = enabled;
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
    if (listener != null && !quiet) {
      listener.tensorCreated(tensor);
    }
    return tensor;
  }

  /** {@code tensor.detach()}: the same storage and version counter, cut off from the graph. */
  public Tensor detach(Tensor tensor) {
    Tensor detached =
        tensor.view(nextTensorId(), tensor.shape(), tensor.strides(), tensor.offset());
    if (listener != null && !quiet) {
      listener.tensorCreated(detached);
    }
    return detached;
  }

  /**
   * Applies an operator: computes, records a node where a gradient is wanted, and announces it.
   * Numbers given for tensor parameters become 0-dimensional tensors, as in PyTorch.
   *
   * @throws TorchError with PyTorch's message where the arguments do not fit
   */
  public Tensor apply(Op op, Object... arguments) {
    Call call =
        new Call(
            op,
            WrappedNumbers.wrap(op, op.bind(arguments), this::nextTensorId),
            this::nextTensorId);
    Tensor output = op.compute(call);
    OpNode node = null;
    if (records(call, output)) {
      node = OpNode.record(this, ++lastNodeId, sequenceNr++, call, output);
      output.setGradFn(node, 0);
    }
    if (listener != null && !quiet) {
      listener.opApplied(call, output, node);
    }
    return output;
  }

  private boolean records(Call call, Tensor output) {
    if (!gradEnabled || call.op().backwardName() == null || !output.dtype().isFloating()) {
      return false;
    }
    for (int i = 0; i < call.op().parameters().size(); i++) {
      if (call.argument(i) instanceof Tensor tensor && tensor.requiresGrad()) {
        return true;
      }
    }
    return false;
  }

  /** Where a gradient of {@code tensor} goes, null if it does not require one. */
  @Nullable Edge gradientEdge(@Nullable Tensor tensor) {
    if (tensor == null || !tensor.requiresGrad()) {
      return null;
    }
    if (tensor.gradFn() instanceof Node node) {
      return new Edge(node, tensor.outputNr());
    }
    return new Edge(accumulator(tensor), 0);
  }

  private AccumulateGrad accumulator(Tensor leaf) {
    if (leaf.accumulator() instanceof AccumulateGrad existing) {
      return existing;
    }
    AccumulateGrad accumulator = new AccumulateGrad(++lastNodeId, this, leaf);
    leaf.setAccumulator(accumulator);
    return accumulator;
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
    List<Tensor> outputs = List.of(output);
    List<Tensor> seeds = List.of(seed(output, gradient));
    run(
        new BackwardCall(
            outputs, roots(outputs), seeds, List.of(), retainGraph, createGraph, true));
  }

  /** {@code torch.autograd.grad}: returns gradients and leaves every {@code .grad} alone. */
  public List<@Nullable Tensor> grad(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<? extends @Nullable Tensor> gradients,
      boolean retainGraph,
      boolean createGraph,
      boolean allowUnused) {
    List<Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      seeds.add(seed(outputs.get(i), i < gradients.size() ? gradients.get(i) : null));
    }
    return run(
        new BackwardCall(
            outputs, roots(outputs), seeds, inputs, retainGraph, createGraph, allowUnused));
  }

  private Tensor seed(Tensor output, @Nullable Tensor gradient) {
    if (gradient != null) {
      if (!gradient.shape().equals(output.shape())) {
        throw TorchError.runtime(
            "Mismatch in shape: grad_output[0] has a shape of torch.Size(%s) and output[0] has a"
                    .formatted(gradient.shape())
                + " shape of torch.Size(%s).".formatted(output.shape()));
      }
      return gradient;
    }
    if (output.requiresGrad() && output.shape().numel() != 1) {
      throw TorchError.runtime("grad can be implicitly created only for scalar outputs");
    }
    Storage storage = Storage.allocate(output.dtype(), output.shape().numel());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, 1.0);
    }
    return Tensor.contiguous(nextTensorId(), storage, output.shape());
  }

  private List<Edge> roots(List<Tensor> outputs) {
    List<Edge> roots = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Edge edge = gradientEdge(outputs.get(i));
      if (edge == null) {
        throw TorchError.runtime(
            "element " + i + " of tensors does not require grad and does not have a grad_fn");
      }
      roots.add(edge);
    }
    return roots;
  }

  private List<@Nullable Tensor> run(BackwardCall backward) {
    GradientEngine pass = new GradientEngine(this, backward);
    boolean outerMode = gradEnabled;
    boolean outerQuiet = quiet;
    if (listener != null) {
      listener.backwardStarted(backward);
    }
    gradEnabled = backward.createGraph();
    quiet = !backward.createGraph();
    try {
      List<@Nullable Tensor> gradients = pass.run();
      if (listener != null) {
        listener.backwardFinished(backward, gradients);
      }
      return gradients;
    } finally {
      gradEnabled = outerMode;
      quiet = outerQuiet;
    }
  }

  List<@Nullable Tensor> evaluate(Node node, List<@Nullable Tensor> incoming) {
    if (node instanceof AccumulateGrad && listener != null) {
      // its effect is announced on its own, after the arrival
      listener.nodeEvaluated(node, incoming, List.of());
      return node.evaluate(incoming);
    }
    List<@Nullable Tensor> outgoing = node.evaluate(incoming);
    if (listener != null) {
      listener.nodeEvaluated(node, incoming, outgoing);
    }
    return outgoing;
  }

  void release(Node node) {
    if (node.holdsBuffers()) {
      node.release();
      if (listener != null) {
        listener.buffersReleased(node);
      }
    }
  }

  /**
   * Adds {@code gradient} to the leaf's {@code .grad}, in the same tensor where that is allowed.
   */
  void accumulate(Tensor leaf, Tensor gradient) {
    Tensor before = leaf.grad();
    // a snapshot, since the sum may be written into the same tensor
    Tensor previous = before == null || listener == null ? null : copy(before);
    Tensor after;
    if (before == null) {
      after = gradEnabled ? gradient : copy(gradient);
    } else if (gradEnabled) {
      after = apply(Arithmetic.ADD, before, gradient);
    } else {
      after = before;
      before.assign(apply(Arithmetic.ADD, before, gradient).peek());
    }
    leaf.setGrad(after);
    if (listener != null) {
      listener.gradAccumulated(leaf, previous, gradient, after);
    }
  }

  /**
   * {@code leaf.requires_grad = requires}.
   *
   * @throws TorchError if the tensor is no leaf, or is not of a floating type
   */
  public void setRequiresGrad(Tensor leaf, boolean requires) {
    boolean before = leaf.requiresGrad();
    leaf.setRequiresGrad(requires);
    if (listener != null && before != requires) {
      listener.requiresGradSet(leaf);
    }
  }

  /** {@code tensor.grad = value}; null clears it. */
  public void setGrad(Tensor tensor, @Nullable Tensor value) {
    Tensor before = tensor.grad();
    tensor.setGrad(value);
    if (listener != null && value == null) {
      listener.gradCleared(tensor, before);
    }
  }

  /** Tells the listener, if there is one. */
  public void announce(Consumer<EngineListener> announcement) {
    if (listener != null) {
      announcement.accept(listener);
    }
  }

  /** Does something without recording a graph and without announcing its operators. */
  public void quietly(Runnable action) {
    boolean outerMode = gradEnabled;
    boolean outerQuiet = quiet;
    gradEnabled = false;
    quiet = true;
    try {
      action.run();
    } finally {
      gradEnabled = outerMode;
      quiet = outerQuiet;
    }
  }

  /** A row-major tensor of the same value that no in-place write to the original reaches. */
  public Tensor copy(Tensor tensor) {
    Shape shape = tensor.shape();
    if (tensor.isContiguous()
        && tensor.offset() == 0
        && tensor.storage().length() == shape.numel()) {
      return Tensor.contiguous(nextTensorId(), tensor.storage().copyOnWrite(), shape);
    }
    Storage copy = Storage.allocate(tensor.dtype(), shape.numel());
    for (int i = 0; i < shape.numel(); i++) {
      copy.set(i, tensor.peek().doubleAt(i));
    }
    return Tensor.contiguous(nextTensorId(), copy, shape);
  }

  private long nextTensorId() {
    return ++lastTensorId;
  }
}
