package tapedeck.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Backward;
import tapedeck.op.Call;
import tapedeck.op.Conversions;
import tapedeck.op.Derivative;
import tapedeck.op.Op;
import tapedeck.op.Parameter;
import tapedeck.op.Shapes;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The node of an operator of the table: evaluates the derivatives of its row. */
public final class OpNode extends Node implements Backward {
  private static final String FREED =
      "Trying to backward through the graph a second time (or directly access saved tensors after"
          + " they have already been freed). Saved intermediate values of the graph are freed when"
          + " you call .backward() or autograd.grad(). Specify retain_graph=True if you need to"
          + " backward through the graph a second time or if you need to access saved tensors"
          + " after calling backward.";

  private final Engine engine;
  private final Call call;
  private final Shape[] shapes;
  private final DType[] dtypes;
  private final List<SavedTensor> saved = new ArrayList<>();
  private boolean freed;

  private OpNode(
      Engine engine, long id, long sequenceNr, Call call, List<@Nullable Edge> nextEdges) {
    super(id, sequenceNr, nextEdges);
    this.engine = engine;
    this.call = call.withoutTensors();
    int count = call.op().parameters().size();
    this.shapes = new Shape[count];
    this.dtypes = new DType[count];
    for (int i = 0; i < count; i++) {
      if (call.argument(i) instanceof Tensor tensor) {
        shapes[i] = tensor.shape();
        dtypes[i] = tensor.dtype();
      }
    }
  }

  /** The node for {@code call}, which made {@code output}; saves what its derivatives need. */
  static OpNode record(Engine engine, long id, long sequenceNr, Call call, Tensor output) {
    Op op = call.op();
    List<@Nullable Edge> edges = new ArrayList<>();
    List<String> needed = new ArrayList<>();
    for (int i = 0; i < op.parameters().size(); i++) {
      if (op.parameters().get(i).kind() == Parameter.Kind.TENSOR) {
        Edge edge = engine.gradientEdge((Tensor) call.argument(i));
        edges.add(edge);
        if (edge != null) {
          needed.addAll(derivativeOf(op, i).uses());
        }
      }
    }
    OpNode node = new OpNode(engine, id, sequenceNr, call, edges);
    node.save(call, output, needed);
    return node;
  }

  private void save(Call from, Tensor output, List<String> needed) {
    for (Parameter parameter : from.op().parameters()) {
      if (needed.contains(parameter.name())) {
        Tensor tensor = from.tensor(parameter.name());
        saved.add(new SavedTensor(parameter.name(), tensor, tensor.version()));
      }
    }
    if (needed.contains(Derivative.RESULT)) {
      saved.add(new SavedTensor(Derivative.RESULT, output, output.version()));
    }
  }

  private static Derivative derivativeOf(Op op, int parameter) {
    String name = op.parameters().get(parameter).name();
    Derivative derivative = op.derivative(name);
    if (derivative == null) {
      throw TorchError.unsupported("the derivative of " + op.name() + " with respect to " + name);
    }
    return derivative;
  }

  public Op op() {
    return call.op();
  }

  /** The tensors saved for backward; empty once they were freed. */
  public List<SavedTensor> savedTensors() {
    return List.copyOf(saved);
  }

  /** The numbers and switches of the call, by parameter; tensors are left out. */
  public Call arguments() {
    return call;
  }

  @Override
  public String name() {
    String name = call.op().backwardName();
    return name == null ? call.op().name() : name;
  }

  @Override
  int inputCount() {
    return 1;
  }

  @Override
  List<@Nullable Tensor> evaluate(List<@Nullable Tensor> gradients) {
    List<@Nullable Tensor> results = new ArrayList<>();
    Tensor gradient = gradients.get(0);
    int edge = 0;
    for (int i = 0; i < shapes.length; i++) {
      if (op().parameters().get(i).kind() != Parameter.Kind.TENSOR) {
        continue;
      }
      if (nextEdges().get(edge++) == null || gradient == null) {
        results.add(null);
      } else {
        results.add(fit(derivativeOf(op(), i).rule().apply(this, gradient), i));
      }
    }
    return results;
  }

  /** Gives the gradient of argument {@code i} that argument's shape and type. */
  private Tensor fit(Tensor gradient, int i) {
    Tensor fitted = gradient;
    if (op().broadcasts() && !gradient.shape().equals(shapes[i])) {
      fitted = engine.apply(Shapes.SUM_TO_SIZE, gradient, shapes[i].toArray());
    }
    return fitted.dtype() == dtypes[i] ? fitted : engine.apply(Conversions.TO, fitted, dtypes[i]);
  }

  @Override
  boolean holdsBuffers() {
    return !saved.isEmpty();
  }

  @Override
  void release() {
    freed |= holdsBuffers();
    saved.clear();
  }

  @Override
  public Tensor saved(String name) {
    if (freed) {
      throw TorchError.runtime(FREED);
    }
    for (SavedTensor candidate : saved) {
      if (candidate.name().equals(name)) {
        return candidate.tensor();
      }
    }
    throw new IllegalStateException(name() + " saved no " + name);
  }

  @Override
  public Number number(String name) {
    return call.number(name);
  }

  @Override
  public int[] ints(String name) {
    return call.ints(name);
  }

  @Override
  public boolean flag(String name) {
    return call.flag(name);
  }

  @Override
  public Shape shapeOf(String name) {
    return shapes[op().indexOf(name)];
  }

  @Override
  public DType dtypeOf(String name) {
    return dtypes[op().indexOf(name)];
  }

  @Override
  public Tensor call(Op op, Object... arguments) {
    return engine.apply(op, arguments);
  }
}
