package tapedeck.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.op.OpTable;
import tapedeck.op.Shapes;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * The node of a tensor into a view of which an operator has written. The gradient of the written
 * part goes through the operator's own backward function, the rest passes by.
 */
final class CopySlices extends Node {
  private final Engine engine;
  private final Node written;
  private final int input;
  private final Part part;

  /**
   * @param base where the gradient of the tensor's old value goes
   * @param written the backward function of the operator that wrote into the view
   * @param input which of its inputs was written into
   * @param part what of the tensor was written
   */
  CopySlices(
      Engine engine,
      long id,
      long sequenceNr,
      @Nullable Edge base,
      Node written,
      int input,
      Part part) {
    super(id, sequenceNr, edges(base, written, input));
    this.engine = engine;
    this.written = written;
    this.input = input;
    this.part = part;
  }

  /**
   * A part of a tensor, which a view looks at.
   *
   * @param positions its elements, counted in the tensor row by row; int64
   * @param strides how it lies in memory
   * @param offset where it begins, counted from the tensor's first element
   * @param whole the strides of the tensor itself
   */
  record Part(Shape shape, Tensor positions, int[] strides, int offset, int[] whole) {}

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
    List<@Nullable Tensor> results =
        engine.isGradEnabled() ? throughCopy(gradient) : byPositions(gradient);
    if (nextEdges().get(input) == null) {
      results.set(input, null);
    }
    return results;
  }

  /** By the rows of which PyTorch's node makes it where the gradient will be differentiated. */
  private List<@Nullable Tensor> throughCopy(Tensor gradient) {
    int[] sizes = gradient.shape().toArray();
    int length = 1;
    for (int d = 0; d < sizes.length; d++) {
      length += (sizes[d] - 1) * part.whole()[d];
    }
    Storage storage = Storage.allocate(gradient.dtype(), Math.max(0, length));
    Tensor copy = engine.tensor(storage, gradient.shape(), part.whole(), 0, false);
    engine.applyInPlace(OpTable.row("copy"), copy, gradient);
    Tensor slice =
        engine.call(
            "as_strided", copy, part.shape().toArray(), part.strides(), (long) part.offset());
    List<@Nullable Tensor> results =
        new ArrayList<>(written.evaluate(List.of(engine.call("clone", slice))));
    Tensor own = results.get(input);
    if (own == null) {
      engine.applyInPlace(OpTable.row("zero"), slice);
    } else {
      engine.applyInPlace(OpTable.row("copy"), slice, own);
    }
    results.set(input, copy);
    return results;
  }

  private List<@Nullable Tensor> byPositions(Tensor gradient) {
    Tensor flat = engine.apply(Shapes.RESHAPE, gradient, new int[] {-1});
    Tensor taken = engine.call("index_select", flat, 0L, part.positions());
    Tensor slice = engine.apply(Shapes.RESHAPE, taken, part.shape().toArray());
    List<@Nullable Tensor> results = new ArrayList<>(written.evaluate(List.of(slice)));
    Tensor own = results.get(input);
    Tensor rest =
        own == null
            ? engine.call("index_fill", flat, 0L, part.positions(), 0L)
            : engine.call(
                "index_copy",
                flat,
                0L,
                part.positions(),
                engine.apply(Shapes.RESHAPE, own, new int[] {-1}));
    results.set(input, engine.apply(Shapes.RESHAPE, rest, gradient.shape().toArray()));
    return results;
  }
}
