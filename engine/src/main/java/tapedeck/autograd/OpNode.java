package tapedeck.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Backward;
import tapedeck.op.Call;
import tapedeck.op.Conversions;
import tapedeck.op.Derivative;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The node of an operator of the table: evaluates the derivatives of its row. */
public final class OpNode extends Node implements Backward {
  /** What PyTorch says when a graph is used again whose saved tensors are gone. */
  public static final String FREED =
      "Trying to backward through the graph a second time (or directly access saved tensors after"
          + " they have already been freed). Saved intermediate values of the graph are freed when"
          + " you call .backward() or autograd.grad(). Specify retain_graph=True if you need to"
          + " backward through the graph a second time or if you need to access saved tensors"
          + " after calling backward.";

  private static final Shape[] NO_SHAPES = {};

  private final Engine engine;
  private final Call call;
  private final String name;
  private final Shape[][] shapes;
  private final @Nullable DType[] dtypes;
  private final int[][] strides;
  private final int[] offsets;
  private final boolean[][] present;
  private final SavedTensors saved;
  private int outputs = 1;

  /** What derivatives have computed for one another in the evaluation that runs. */
  private @Nullable Map<String, Object> shared;

  private List<@Nullable Tensor> incoming = List.of();

  private OpNode(
      Engine engine,
      long id,
      long sequenceNr,
      Call call,
      String name,
      List<@Nullable Edge> nextEdges) {
    super(id, sequenceNr, nextEdges);
    this.engine = engine;
    this.saved = new SavedTensors(engine);
    this.call = call.withoutTensors();
    this.name = name;
    int count = call.op().parameters().size();
    this.shapes = new Shape[count][];
    this.dtypes = new DType[count];
    this.strides = new int[count][];
    this.offsets = new int[count];
    this.present = new boolean[count][];
    for (int i = 0; i < count; i++) {
      List<@Nullable Tensor> tensors = call.tensorsAt(i);
      shapes[i] = tensors.isEmpty() ? NO_SHAPES : new Shape[tensors.size()];
      present[i] = new boolean[shapes[i].length];
      for (int k = 0; k < shapes[i].length; k++) {
        Tensor tensor = tensors.get(k);
        present[i][k] = tensor != null;
        shapes[i][k] = tensor == null ? Shape.SCALAR : tensor.shape();
        if (tensor != null) {
          dtypes[i] = tensor.dtype();
          strides[i] = tensor.strides();
          offsets[i] = tensor.offset();
        }
      }
    }
  }

  /** The node for {@code call}, before it runs; saves the arguments that derivatives need. */
  static OpNode before(Engine engine, long id, long sequenceNr, Call call, String name) {
    Op op = call.op();
    List<@Nullable Edge> edges = new ArrayList<>();
    for (int i = 0; i < op.parameters().size(); i++) {
      if (op.derivativeAt(i) != null) {
        List<@Nullable Tensor> tensors = call.tensorsAt(i);
        for (Tensor tensor : tensors) {
          edges.add(engine.graph().gradientEdge(tensor));
        }
        if (tensors.isEmpty() && call.argument(i) == null) {
          edges.add(null);
        }
      }
    }
    return new OpNode(engine, id, sequenceNr, call, name, edges);
  }

  /** The names of what the derivatives that are wanted use. */
  private List<String> needed() {
    List<String> needed = new ArrayList<>();
    int edge = 0;
    for (int i = 0; i < shapes.length; i++) {
      Derivative derivative = op().derivativeAt(i);
      if (derivative == null) {
        continue;
      }
      int count = edgesOf(i);
      for (int k = 0; k < count; k++) {
        if (nextEdges().get(edge + k) != null) {
          derivative.uses().forEach(name -> needed.add(kept(name)));
        }
      }
      edge += count;
    }
    return needed;
  }

  private String kept(String name) {
    boolean overwritten = name.equals("self") && isInPlace() && op().inPlaceByResult();
    return overwritten ? Derivative.RESULT : name;
  }

  private int edgesOf(int parameter) {
    int count = shapes[parameter].length;
    return count == 0 && call.op().parameters().get(parameter).optional() ? 1 : count;
  }

  @Override
  public List<@Nullable Tensor> savedAll(String wanted) {
    return saved.all(wanted, present[op().indexOf(wanted)]);
  }

  /** Saves the arguments that the derivatives need. */
  void saveArguments(Call from) {
    List<String> needed = needed();
    List<String> names = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < shapes.length; i++) {
      String parameter = op().parameters().get(i).name();
      if (needed.contains(parameter)) {
        for (Tensor tensor : from.tensorsAt(i)) {
          if (tensor != null) {
            names.add(parameter);
            tensors.add(tensor);
          }
        }
      }
    }
    saved.addArguments(names, tensors);
  }

  /** Saves the results that the derivatives need. */
  void saveResults(List<Tensor> results) {
    outputs = results.size();
    List<String> needed = needed();
    List<String> names = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < Math.min(results.size(), op().outputs().size()); i++) {
      if (needed.contains(op().outputs().get(i))) {
        names.add(op().outputs().get(i));
        tensors.add(results.get(i));
      }
    }
    saved.addResults(names, tensors, this);
  }

  public Op op() {
    return call.op();
  }

  @Override
  public List<SavedTensor> savedTensors() {
    return saved.list();
  }

  /**
   * What was saved of one argument or result: one tensor, none, or those of a list, null where the
   * list had None.
   */
  public List<@Nullable SavedTensor> savedTensors(String wanted) {
    boolean list = op().takesList(wanted);
    return saved.of(wanted, list ? present[op().indexOf(wanted)] : null);
  }

  /** Whether an argument was a tensor. */
  public boolean hadTensor(String parameter) {
    return shapes[op().indexOf(parameter)].length > 0;
  }

  /** The numbers and switches of the call, by parameter; tensors are left out. */
  @Override
  public Call arguments() {
    return call;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputCount() {
    return outputs;
  }

  @Override
  protected List<@Nullable Tensor> evaluate(List<@Nullable Tensor> gradients) {
    saved.open();
    try {
      return derivatives(gradients);
    } finally {
      saved.close();
      incoming = List.of();
      shared = null;
    }
  }

  private List<@Nullable Tensor> derivatives(List<@Nullable Tensor> gradients) {
    List<@Nullable Tensor> results = new ArrayList<>();
    incoming = gradients;
    boolean none = gradients.stream().allMatch(g -> g == null);
    for (int i = 0; i < shapes.length; i++) {
      Derivative derivative = op().derivativeAt(i);
      if (derivative == null) {
        continue;
      }
      int count = edgesOf(i);
      if (none || !wants(results.size(), count)) {
        results.addAll(Collections.nCopies(count, (Tensor) null));
        continue;
      }
      List<? extends @Nullable Tensor> made = derivative.rule().apply(this, gradients.get(0));
      for (int k = 0; k < count; k++) {
        Tensor gradient = made.get(k);
        boolean wanted = engine.graph().wants(nextEdges().get(results.size()));
        results.add(gradient == null || !wanted ? null : fit(gradient, i, k, results.size()));
      }
    }
    return results;
  }

  private boolean wants(int from, int count) {
    for (int k = from; k < from + count; k++) {
      if (engine.graph().wants(nextEdges().get(k))) {
        return true;
      }
    }
    return false;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> T once(String name, Supplier<T> computation) {
    Map<String, Object> found = shared == null ? new HashMap<>() : shared;
    shared = found;
    Object known = found.get(name);
    if (known == null) {
      known = computation.get();
      found.put(name, known);
    }
    return (T) known;
  }

  /** Gives the gradient of tensor {@code k} of argument {@code i} that tensor's shape and type. */
  private Tensor fit(Tensor gradient, int i, int k, int edge) {
    Tensor fitted = gradient;
    if (!gradient.shape().equals(shapes[i][k])) {
      GradientShapes.check(name, edge, gradient, shapes[i][k]);
      fitted = sumTo(gradient, shapes[i][k]);
    }
    DType dtype = dtypes[i];
    boolean fits = dtype == null || fitted.dtype() == dtype;
    return fits ? fitted : engine.apply(Conversions.TO, fitted, dtype);
  }

  @Override
  protected boolean holdsBuffers() {
    return !saved.isEmpty();
  }

  @Override
  protected void release() {
    if (holdsBuffers()) {
      saved.release();
    }
  }

  @Override
  public Tensor saved(String wanted) {
    Tensor found = optional(wanted);
    if (found == null) {
      throw new IllegalStateException(name() + " saved no " + wanted);
    }
    return found;
  }

  @Override
  public @Nullable Tensor optional(String wanted) {
    return saved.optional(wanted);
  }

  /** Whether saved tensors were freed. */
  public boolean isFreed() {
    return saved.isFreed();
  }

  @Override
  public @Nullable Tensor gradient(int index) {
    int at = index - op().firstDifferentiable();
    return at < incoming.size() ? incoming.get(at) : null;
  }

  @Override
  public boolean recordsGraph() {
    return engine.isGradEnabled();
  }

  @Override
  public boolean isInPlace() {
    return !name.equals(op().backwardName()) && name.equals(op().inPlaceBackwardName());
  }

  @Override
  public boolean needs(String parameter) {
    int edge = 0;
    int index = op().indexOf(parameter);
    for (int i = 0; i < index; i++) {
      edge += op().derivativeAt(i) == null ? 0 : edgesOf(i);
    }
    return op().derivativeAt(index) != null && wants(edge, edgesOf(index));
  }

  @Override
  public Shape shapeOf(String parameter) {
    return shapes[op().indexOf(parameter)][0];
  }

  @Override
  public int[] stridesOf(String parameter) {
    return strides[op().indexOf(parameter)].clone();
  }

  @Override
  public int offsetOf(String parameter) {
    return offsets[op().indexOf(parameter)];
  }

  @Override
  public Shape[] shapesOf(String parameter) {
    return shapes[op().indexOf(parameter)].clone();
  }

  @Override
  public DType dtypeOf(String parameter) {
    DType dtype = dtypes[op().indexOf(parameter)];
    if (dtype == null) {
      throw new IllegalStateException(parameter + " was no tensor");
    }
    return dtype;
  }

  @Override
  public Tensor call(Op op, @Nullable Object... arguments) {
    return engine.apply(op, arguments);
  }

  @Override
  public List<Tensor> callAll(Op op, @Nullable Object... arguments) {
    return engine.applyAll(op, arguments);
  }

  @Override
  public void write(String row, @Nullable Object... arguments) {
    engine.applyInPlace(OpTable.row(row), arguments);
  }

  @Override
  public Tensor callItself(Op op, @Nullable Object... arguments) {
    return engine.attributes().itself(() -> engine.apply(op, arguments));
  }

  @Override
  public Tensor detach(Tensor tensor) {
    return engine.detach(tensor);
  }
}
