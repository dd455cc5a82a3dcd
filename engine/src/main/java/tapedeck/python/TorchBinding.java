package tapedeck.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.graalvm.polyglot.HostAccess.Export;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.op.Arguments;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tape.ProgramListener;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * What the torch package calls. Tensors and nodes cross over as opaque objects; errors of the
 * engine become Python exceptions of PyTorch's types.
 */
public final class TorchBinding {
  private final Engine engine;
  private final PythonArguments given = new PythonArguments();
  private final ProgramListener listener;
  private final CompiledModules compiled;
  private final PythonObjects objects = new PythonObjects();

  /** What Python needs to name its objects and its errors. */
  @Export public final PythonObjects names = objects;

  /** Tensors from shapes and random numbers. */
  @Export public final FactoryBinding factories;

  /** Backward functions. */
  @Export public final NodeBinding nodes;

  /** Optimisers. */
  @Export public final OptimizerBinding optimizers;

  /** What one tensor is and holds. */
  @Export public final TensorBinding tensors;

  /** The memory behind tensors. */
  @Export public final StorageBinding storages;

  /** Hooks, and how saved tensors are kept. */
  @Export public final HookBinding hooks;

  /** What is said of calls that are refused. */
  @Export public final CallBinding calls = new CallBinding();

  /** Custom functions. */
  @Export public final FunctionBinding functions;

  /** Whether the program announces its lines, functions and modules. */
  @Export public final boolean traced;

  TorchBinding(Engine engine, ProgramListener listener, boolean traced, CompiledModules compiled) {
    this.engine = engine;
    this.compiled = compiled;
    this.traced = traced;
    this.listener = listener;
    this.storages = new StorageBinding(engine, objects);
    this.tensors = new TensorBinding(engine, objects, storages);
    this.hooks = new HookBinding(engine, objects);
    this.nodes = new NodeBinding(engine, objects, hooks);
    this.functions = new FunctionBinding(engine, objects);
    this.factories = new FactoryBinding(engine, objects);
    this.optimizers = new OptimizerBinding(engine, objects);
  }

  @Export
  public @Nullable String resource(String module) {
    return TorchSources.of(module);
  }

  /** The compiled code of a module, marshalled, as characters 0 to 255; null if there is none. */
  @Export
  public @Nullable String compiled(String module, String source) {
    return compiled.code(module, source);
  }

  @Export
  public void line(int line, String function, List<String> names, List<Object> tensors) {
    listener.lineReached(line, function, variables(names, tensors));
  }

  @Export
  public void function_entered() {
    listener.functionEntered();
  }

  @Export
  public void function_left(int line) {
    listener.functionLeft(line);
  }

  @Export
  public void module_entered(String path, String type) {
    listener.moduleEntered(path, type);
  }

  @Export
  public void module_left() {
    listener.moduleLeft();
  }

  @Export
  public void printed(boolean toErr, String text) {
    listener.printed(toErr, text);
  }

  @Export
  public void failed(int line, String message, String traceback) {
    listener.failed(line, message, traceback);
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
  public Object apply(
      String name, List<@Nullable Object> positional, Map<String, Object> keywords) {
    return objects.guarded(() -> applied(given.choose(overloads(name), positional, keywords)));
  }

  /** The same; null if the arguments fit none of its overloads. */
  @Export
  public @Nullable Object call(
      String name, List<@Nullable Object> positional, Map<String, Object> keywords) {
    return objects.guarded(
        () -> {
          Arguments.Bound bound = fitting(overloads(name), positional, keywords);
          return bound == null ? null : applied(bound);
        });
  }

  private Object applied(Arguments.Bound bound) {
    List<Tensor> results = engine.applyAll(bound.op(), bound.arguments());
    List<String> outputs = bound.op().outputs();
    if (outputs.size() == 1 && !bound.op().returnsList()) {
      return objects.wrapped(results.get(0));
    }
    return objects.tuple(bound.op().function(), outputs, results);
  }

  private Arguments.@Nullable Bound fitting(
      List<Op> overloads, List<@Nullable Object> positional, Map<String, Object> keywords) {
    try {
      return given.choose(overloads, positional, keywords);
    } catch (TorchError misfit) {
      if (misfit.kind() != TorchError.Kind.ARGUMENTS) {
        throw misfit;
      }
      return null;
    }
  }

  /** Applies an operator that writes into its first argument, which it returns. */
  @Export
  public Object apply_in_place(
      String name, List<@Nullable Object> positional, Map<String, Object> keywords) {
    return objects.guarded(
        () -> {
          Arguments.Bound bound = given.choose(inPlace(name), positional, keywords);
          return objects.wrapped(engine.applyInPlace(bound.op(), bound.arguments()));
        });
  }

  /** The same; null if the arguments fit none of its overloads. */
  @Export
  public @Nullable Object call_in_place(
      String name, List<@Nullable Object> positional, Map<String, Object> keywords) {
    return objects.guarded(
        () -> {
          Arguments.Bound bound = fitting(inPlace(name), positional, keywords);
          return bound == null
              ? null
              : objects.wrapped(engine.applyInPlace(bound.op(), bound.arguments()));
        });
  }

  private static List<Op> inPlace(String name) {
    return overloads(name).stream().filter(Op::isInPlace).toList();
  }

  private static List<Op> overloads(String name) {
    List<Op> overloads = OpTable.overloads(name);
    if (overloads.isEmpty()) {
      throw TorchError.unsupported("torch." + name);
    }
    return overloads;
  }

  /** The functions that also write into their first argument. */
  @Export
  public String[] in_place_operators() {
    return OpTable.functions().stream()
        .filter(name -> OpTable.overloads(name).stream().anyMatch(Op::isInPlace))
        .toArray(String[]::new);
  }

  @Export
  public Object tensor(Object data, @Nullable String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> {
          DType type = dtype == null ? null : DType.named(dtype);
          TensorData read = TensorData.read(data, type, engine.defaultFloat());
          return objects.wrapped(engine.tensor(read.storage(), read.shape(), requiresGrad));
        });
  }

  /** Applies one row of the table, internal ones too. */
  @Export
  public Object row(String name, List<@Nullable Object> positional, Map<String, Object> keywords) {
    return objects.guarded(
        () -> {
          Op op = OpTable.row(name);
          List<Tensor> results = engine.applyAll(op, given.bind(op, positional, keywords));
          return op.outputs().size() == 1 && !op.returnsList()
              ? objects.wrapped(results.get(0))
              : objects.all(results);
        });
  }

  /** The same, written into the first argument. */
  @Export
  public Object row_in_place(
      String name, List<@Nullable Object> positional, Map<String, Object> keywords) {
    return objects.guarded(
        () -> {
          Op op = OpTable.row(name);
          return objects.wrapped(engine.applyInPlace(op, given.bind(op, positional, keywords)));
        });
  }

  @Export
  public Object get_item(Tensor tensor, List<@Nullable Object> parts) {
    return objects.guarded(() -> objects.wrapped(Subscripts.get(engine, tensor, parts)));
  }

  @Export
  public void set_item(Tensor tensor, List<@Nullable Object> parts, Tensor value) {
    objects.guarded(
        () -> {
          Subscripts.set(engine, tensor, parts, value);
          return this;
        });
  }

  @Export
  public void backward(
      List<Object> outputs,
      List<@Nullable Object> gradients,
      List<Object> inputs,
      boolean retainGraph,
      boolean createGraph) {
    objects.guarded(
        () -> {
          engine.backward(
              tensors(outputs),
              optionalTensors(gradients),
              tensors(inputs),
              retainGraph,
              createGraph);
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
        () ->
            objects.all(
                engine.grad(
                    tensors(outputs),
                    tensors(inputs),
                    optionalTensors(gradients),
                    retainGraph,
                    createGraph,
                    allowUnused)));
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
  public boolean is_inference() {
    return engine.modes().isInference();
  }

  @Export
  public void set_inference(boolean on) {
    engine.modes().setInference(on);
  }

  @Export
  public void set_default_dtype(String name) {
    engine.setDefaultFloat(Objects.requireNonNull(DType.named(name)));
  }

  @Export
  public String default_dtype() {
    return engine.defaultFloat().torchName();
  }
}
