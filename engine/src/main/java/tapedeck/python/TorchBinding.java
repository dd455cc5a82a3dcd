package tapedeck.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.HostAccess.Export;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.autograd.Node;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tape.ProgramListener;
import tapedeck.tensor.DType;
import tapedeck.tensor.PrintOptions;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * What the torch package calls. Tensors and nodes cross over as opaque objects; errors of the
 * engine become Python exceptions of PyTorch's types.
 */
public final class TorchBinding {
  private final Engine engine;
  private final ProgramListener listener;
  private final PythonObjects objects = new PythonObjects();

  /** What Python needs to name its objects and its errors. */
  @Export public final PythonObjects names = objects;

  /** Tensors from shapes and random numbers. */
  @Export public final FactoryBinding factories;

  /** Backward functions. */
  @Export public final NodeBinding nodes = new NodeBinding(objects);

  /** Optimisers. */
  @Export public final OptimizerBinding optimizers;

  TorchBinding(Engine engine, ProgramListener listener) {
    this.engine = engine;
    this.listener = listener;
    this.factories = new FactoryBinding(engine, objects);
    this.optimizers = new OptimizerBinding(engine, objects);
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
    return objects.guarded(
        () -> {
          List<Op> overloads = OpTable.overloads(name);
          if (overloads.isEmpty()) {
            throw TorchError.unsupported("torch." + name);
          }
          return objects.wrapped(Arguments.apply(engine, overloads, positional, keywords));
        });
  }

  @Export
  public Object tensor(Object data, @Nullable String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> {
          DType type = dtype == null ? null : DType.named(dtype);
          TensorData read = TensorData.read(data, type);
          return objects.wrapped(engine.tensor(read.storage(), read.shape(), requiresGrad));
        });
  }

  @Export
  public Object detach(Tensor tensor) {
    return objects.wrapped(engine.detach(tensor));
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
    objects.guarded(
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
    return grad == null ? null : objects.wrapped(grad);
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
    objects.guarded(
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
    return objects.guarded(
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
            results.add(gradient == null ? null : objects.wrapped(gradient));
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
    return tensor.gradFn() instanceof Node node ? NodeBinding.shown(node) : null;
  }
}
