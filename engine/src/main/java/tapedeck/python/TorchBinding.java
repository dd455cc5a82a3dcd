package tapedeck.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.AccumulateGrad;
import tapedeck.autograd.Edge;
import tapedeck.autograd.Engine;
import tapedeck.autograd.Factories;
import tapedeck.autograd.Node;
import tapedeck.autograd.OpNode;
import tapedeck.autograd.SavedTensor;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.optim.Optimizer;
import tapedeck.optim.UpdateRule;
import tapedeck.optim.UpdateRules;
import tapedeck.tape.ProgramListener;
import tapedeck.tensor.DType;
import tapedeck.tensor.PrintOptions;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * What the torch package calls. Tensors and nodes cross over as opaque objects; errors of the
 * engine become Python exceptions of PyTorch's types.
 */
public final class TorchBinding {
  private final Engine engine;
  private final ProgramListener listener;
  private final Factories factories;
  private @Nullable Value raiser;
  private @Nullable Value wrap;

  TorchBinding(Engine engine, ProgramListener listener) {
    this.engine = engine;
    this.listener = listener;
    this.factories = new Factories(engine);
  }

  /** Takes the function that raises a Python exception of a given type and message. */
  @Export
  public void set_raiser(Value function) {
    raiser = function;
  }

  /** Takes the function that makes a Python object for a tensor. */
  @Export
  public void set_wrap(Value function) {
    wrap = function;
  }

  @Export
  public @Nullable String resource(String module) {
    return PythonHost.moduleSource(module);
  }

  @Export
  public void line(int line, String function, List<String> names, List<Object> tensors) {
    listener.lineReached(line, function, variables(names, tensors));
  }

  @Export
  public void returned_to(int line) {
    listener.returnedTo(line);
  }

  @Export
  public void printed(boolean toErr, String text) {
    listener.printed(toErr, text);
  }

  @Export
  public void failed(String message, String traceback) {
    listener.failed(message, traceback);
  }

  @Export
  public void finished(List<String> names, List<Object> tensors) {
    listener.finished(variables(names, tensors));
  }

  private static Map<String, Long> variables(List<String> names, List<Object> tensors) {
    Map<String, Long> variables = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      variables.put(names.get(i), ((Tensor) tensors.get(i)).id());
    }
    return variables;
  }

  @Export
  public String[] operators() {
    return OpTable.functions().toArray(String[]::new);
  }

  @Export
  public String[] dtypes() {
    return Arrays.stream(DType.values()).map(DType::torchName).toArray(String[]::new);
  }

  /** Applies an operator of the table to Python's arguments. */
  @Export
  public Object apply(String name, List<Object> positional, Map<String, Object> keywords) {
    return guarded(
        () -> {
          List<Op> overloads = OpTable.overloads(name);
          if (overloads.isEmpty()) {
            throw TorchError.unsupported("torch." + name);
          }
          return wrapped(Arguments.apply(engine, overloads, positional, keywords));
        });
  }

  @Export
  public Object tensor(Object data, @Nullable String dtype, boolean requiresGrad) {
    return guarded(
        () -> {
          DType type = dtype == null ? null : DType.named(dtype);
          TensorData read = TensorData.read(data, type);
          return wrapped(engine.tensor(read.storage(), read.shape(), requiresGrad));
        });
  }

  @Export
  public void manual_seed(long seed) {
    engine.random().setSeed(seed);
  }

  @Export
  public long initial_seed() {
    return engine.random().seed();
  }

  @Export
  public Object full(List<Object> size, double value, String dtype, boolean requiresGrad) {
    return guarded(() -> wrapped(factories.full(shape(size), value, named(dtype), requiresGrad)));
  }

  @Export
  public Object arange(double start, double end, double step, String dtype, boolean requiresGrad) {
    return guarded(() -> wrapped(factories.arange(start, end, step, named(dtype), requiresGrad)));
  }

  @Export
  public Object rand(List<Object> size, String dtype, boolean requiresGrad) {
    return guarded(() -> wrapped(factories.rand(shape(size), named(dtype), requiresGrad)));
  }

  @Export
  public Object randn(List<Object> size, String dtype, boolean requiresGrad) {
    return guarded(() -> wrapped(factories.randn(shape(size), named(dtype), requiresGrad)));
  }

  @Export
  public Object randint(long low, long high, List<Object> size, String dtype) {
    return guarded(() -> wrapped(factories.randint(low, high, shape(size), named(dtype))));
  }

  @Export
  public Object randperm(int n) {
    return guarded(() -> wrapped(factories.randperm(n)));
  }

  private static Shape shape(List<Object> sizes) {
    return Shape.of(sizes.stream().mapToInt(size -> ((Number) size).intValue()).toArray());
  }

  private static DType named(String dtype) {
    return Objects.requireNonNull(DType.named(dtype));
  }

  @Export
  public String text(Tensor tensor) {
    return tensor.print(PrintOptions.DEFAULT);
  }

  @Export
  public boolean requires_grad(Tensor tensor) {
    return tensor.requiresGrad();
  }

  @Export
  public void set_requires_grad(Tensor tensor, boolean requires) {
    guarded(
        () -> {
          engine.setRequiresGrad(tensor, requires);
          return this;
        });
  }

  @Export
  public boolean is_leaf(Tensor tensor) {
    return tensor.isLeaf();
  }

  @Export
  public @Nullable Object grad(Tensor tensor) {
    Tensor grad = tensor.grad();
    return grad == null ? null : wrapped(grad);
  }

  @Export
  public void set_grad(Tensor tensor, @Nullable Tensor grad) {
    engine.setGrad(tensor, grad);
  }

  @Export
  public int[] shape(Tensor tensor) {
    return tensor.shape().toArray();
  }

  @Export
  public String dtype(Tensor tensor) {
    return tensor.dtype().torchName();
  }

  @Export
  public int version(Tensor tensor) {
    return tensor.version();
  }

  /** One element as Python's bool, int or float. */
  @Export
  public Object element(Tensor tensor, int index) {
    return switch (tensor.dtype().category()) {
      case BOOL -> tensor.peek().longAt(index) != 0;
      case INTEGRAL -> tensor.peek().longAt(index);
      case FLOATING -> tensor.peek().doubleAt(index);
    };
  }

  @Export
  public void backward(
      Tensor output, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
    guarded(
        () -> {
          engine.backward(output, gradient, retainGraph, createGraph);
          return this;
        });
  }

  @Export
  public Object gradients(
      List<Object> outputs,
      List<Object> inputs,
      List<@Nullable Object> gradients,
      boolean retainGraph,
      boolean createGraph,
      boolean allowUnused) {
    return guarded(
        () -> {
          List<@Nullable Object> results = new ArrayList<>();
          for (Tensor gradient :
              engine.grad(
                  tensors(outputs),
                  tensors(inputs),
                  optionalTensors(gradients),
                  retainGraph,
                  createGraph,
                  allowUnused)) {
            results.add(gradient == null ? null : wrapped(gradient));
          }
          return results.toArray();
        });
  }

  private static List<Tensor> tensors(List<Object> objects) {
    return objects.stream().map(Tensor.class::cast).toList();
  }

  private static List<@Nullable Tensor> optionalTensors(List<@Nullable Object> objects) {
    List<@Nullable Tensor> tensors = new ArrayList<>();
    objects.forEach(object -> tensors.add((Tensor) object));
    return tensors;
  }

  @Export
  public boolean is_grad_enabled() {
    return engine.isGradEnabled();
  }

  @Export
  public void set_grad_enabled(boolean enabled) {
    engine.setGradEnabled(enabled);
  }

  @Export
  public @Nullable Object grad_fn(Tensor tensor) {
    return tensor.gradFn() instanceof Node node ? shown(node) : null;
  }

  /** The Python object of a node, or the node itself if it has none yet. */
  private static Object shown(Node node) {
    Object wrapper = node.wrapper();
    return wrapper == null ? node : wrapper;
  }

  @Export
  public void set_node_wrapper(Node node, Value wrapper) {
    node.setWrapper(wrapper);
  }

  @Export
  public String node_type(Node node) {
    return node.name();
  }

  @Export
  public String node_name(Node node) {
    return node instanceof AccumulateGrad ? "torch::autograd::AccumulateGrad" : node.name();
  }

  @Export
  public @Nullable Object[] next_nodes(Node node) {
    List<@Nullable Edge> edges = node.nextEdges();
    @Nullable Object[] nodes = new Object[edges.size()];
    for (int i = 0; i < nodes.length; i++) {
      Edge edge = edges.get(i);
      nodes[i] = edge == null ? null : shown(edge.node());
    }
    return nodes;
  }

  @Export
  public int[] next_input_numbers(Node node) {
    return node.nextEdges().stream().mapToInt(e -> e == null ? 0 : e.inputNr()).toArray();
  }

  @Export
  public @Nullable Object node_variable(Node node) {
    return node instanceof AccumulateGrad accumulator ? wrapped(accumulator.variable()) : null;
  }

  @Export
  public @Nullable Object saved_tensor(Node node, String name) {
    if (!(node instanceof OpNode operation)) {
      return null;
    }
    for (SavedTensor saved : operation.savedTensors()) {
      if (saved.name().equals(name)) {
        return wrapped(saved.tensor());
      }
    }
    return null;
  }

  @Export
  public Object optimizer(String rule) {
    UpdateRule found = UpdateRules.find(rule);
    if (found == null) {
      throw raised(TorchError.unsupported("torch.optim." + rule));
    }
    return new Optimizer(engine, found);
  }

  @Export
  public void optimizer_start(Optimizer optimizer) {
    optimizer.start();
  }

  @Export
  public void optimizer_update(
      Optimizer optimizer, Tensor parameter, Map<String, Object> hyperparameters) {
    TreeMap<String, Double> numbers = new TreeMap<>();
    hyperparameters.forEach((name, value) -> numbers.put(name, ((Number) value).doubleValue()));
    guarded(
        () -> {
          optimizer.update(parameter, numbers);
          return this;
        });
  }

  @Export
  public void optimizer_finish(Optimizer optimizer) {
    optimizer.finish();
  }

  @Export
  public String[] optimizer_state_names(Optimizer optimizer, Tensor parameter) {
    return optimizer.stateOf(parameter).keySet().toArray(String[]::new);
  }

  @Export
  public Object optimizer_state(Optimizer optimizer, Tensor parameter, String name) {
    return wrapped(Objects.requireNonNull(optimizer.stateOf(parameter).get(name)));
  }

  private Object wrapped(Tensor tensor) {
    Object known = tensor.wrapper();
    if (known != null) {
      return known;
    }
    if (wrap == null) {
      throw new IllegalStateException("torch was not imported");
    }
    Value made = wrap.execute(tensor);
    tensor.setWrapper(made);
    return made;
  }

  private <T> T guarded(Supplier<T> action) {
    try {
      return action.get();
    } catch (TorchError e) {
      throw raised(e);
    }
  }

  private RuntimeException raised(TorchError error) {
    if (raiser == null) {
      return error;
    }
    try {
      raiser.execute(error.kind().pythonName(), error.getMessage());
      return error;
    } catch (PolyglotException inPython) {
      // on its way through the host it becomes the Python exception again
      return inPython;
    }
  }
}
