package tapedeck.python;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Edge;
import tapedeck.autograd.Engine;
import tapedeck.autograd.GradientShapes;
import tapedeck.autograd.Node;
import tapedeck.autograd.OpNode;
import tapedeck.autograd.SavedTensor;
import tapedeck.op.Conversions;
import tapedeck.op.Shapes;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The node of a {@code torch.autograd.Function}: its backward is the program's. */
public final class FunctionNode extends Node {
  private final Engine engine;
  private final PythonObjects objects;
  private final String name;
  private final Value backward;
  private final List<Shape> inputShapes;
  private final List<DType> inputTypes;
  private final int outputs;
  private final List<SavedTensor> saved = new ArrayList<>();
  private boolean freed;

  /**
   * @param backward takes a list of gradients, and returns one for each tensor input
   * @param inputs the tensors that forward was given
   */
  FunctionNode(
      Engine engine,
      PythonObjects objects,
      String name,
      Value backward,
      List<@Nullable Edge> edges,
      List<Tensor> inputs,
      int outputs) {
    super(engine.nextNodeId(), engine.nextSequenceNr(), edges);
    this.engine = engine;
    this.objects = objects;
    this.name = name;
    this.backward = backward;
    this.inputShapes = inputs.stream().map(Tensor::shape).toList();
    this.inputTypes = inputs.stream().map(Tensor::dtype).toList();
    this.outputs = outputs;
  }

  @Override
  public String name() {
    return name;
  }

  void save(Tensor tensor, boolean isResult) {
    saved.add(engine.graph().saved("saved" + saved.size(), tensor, isResult ? this : null));
  }

  /** The tensors given to {@code ctx.save_for_backward}. */
  List<Tensor> unpack() {
    if (freed) {
      throw TorchError.runtime(OpNode.FREED);
    }
    List<Tensor> tensors = new ArrayList<>();
    for (SavedTensor one : saved) {
      tensors.add(one.unpackFor(engine));
    }
    return tensors;
  }

  @Override
  public List<SavedTensor> savedTensors() {
    return List.copyOf(saved);
  }

  @Override
  public int inputCount() {
    return outputs;
  }

  @Override
  protected boolean holdsBuffers() {
    return !saved.isEmpty();
  }

  /** Whether saved tensors were freed. */
  boolean isFreed() {
    return freed;
  }

  @Override
  protected void release() {
    freed = true;
    saved.clear();
  }

  @Override
  protected List<@Nullable Tensor> evaluate(List<@Nullable Tensor> gradients) {
    Value made = backward.execute((Object) objects.all(gradients));
    List<@Nullable Tensor> results = new ArrayList<>();
    for (int i = 0; i < inputShapes.size(); i++) {
      Tensor gradient = objects.unwrapped(made.getArrayElement(i));
      boolean wanted = nextEdges().get(i) != null;
      results.add(gradient == null || !wanted ? null : fitted(gradient, i));
    }
    return results;
  }

  /** The gradient in the shape and the element type of an input. */
  private Tensor fitted(Tensor gradient, int i) {
    Tensor shaped = shaped(gradient, i);
    DType type = inputTypes.get(i);
    return shaped.dtype() == type ? shaped : engine.apply(Conversions.TO, shaped, type);
  }

  private Tensor shaped(Tensor gradient, int i) {
    Shape shape = inputShapes.get(i);
    if (gradient.shape().equals(shape)) {
      return gradient;
    }
    GradientShapes.check(name, i, gradient, shape);
    return engine.apply(Shapes.SUM_TO_SIZE, gradient, shape.toArray());
  }
}
