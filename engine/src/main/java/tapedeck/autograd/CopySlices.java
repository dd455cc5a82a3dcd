package tapedeck.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Shapes;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * The node of a tensor into a view of which an operator has written. The gradient of the written
 * part goes through the operator's own backward function, the rest passes by.
 */
final class CopySlices extends Node {
  private final Engine engine;
  private final Node written;
  private final int input;
  private final Tensor positions;
  private final Shape viewShape;

  /**
   * @param base where the gradient of the tensor's old value goes
   * @param written the backward function of the operator that wrote into the view
   * @param input which of its inputs was written into
   * @param positions the view's elements, counted in the tensor row by row; int64
   */
  CopySlices(
      Engine engine,
      long id,
      long sequenceNr,
      @Nullable Edge base,
      Node written,
      int input,
      Tensor positions,
      Shape viewShape) {
    super(id, sequenceNr, edges(base, written, input));
    this.engine = engine;
    this.written = written;
    this.input = input;
    this.positions = positions;
    this.viewShape = viewShape;
  }

  private static List<@Nullable Edge> edges(@Nullable Edge base, Node written, int input) {
    List<@Nullable Edge> edges = new ArrayList<>(written.nextEdges());
    edges.set(input, base);
    return edges;
  }

  @Override
  public String name() {
    return "CopySlices";
  }

  @Override
  public List<SavedTensor> savedTensors() {
    return written.savedTensors();
  }

  @Override
  public int inputCount() {
    return 1;
  }

  @Override
  protected boolean holdsBuffers() {
    return written.holdsBuffers();
  }

  @Override
  protected void release() {
    written.release();
  }

  @Override
  protected List<@Nullable Tensor> evaluate(List<@Nullable Tensor> gradients) {
    Tensor gradient = gradients.get(0);
    if (gradient == null) {
      return Collections.nCopies(nextEdges().size(), null);
    }
    Tensor flat = engine.apply(Shapes.RESHAPE, gradient, new int[] {-1});
    Tensor slice =
        engine.apply(
            Shapes.RESHAPE, engine.call("index_select", flat, 0L, positions), viewShape.toArray());
    List<@Nullable Tensor> results = new ArrayList<>(written.evaluate(List.of(slice)));
    if (nextEdges().get(input) != null) {
      Tensor own = results.get(input);
      Tensor rest =
          own == null
              ? engine.call("index_fill", flat, 0L, positions, 0L)
              : engine.call(
                  "index_copy",
                  flat,
                  0L,
                  positions,
                  engine.apply(Shapes.RESHAPE, own, new int[] {-1}));
      results.set(input, engine.apply(Shapes.RESHAPE, rest, gradient.shape().toArray()));
    } else {
      results.set(input, null);
    }
    return results;
  }
}
