package tapedeck.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Walk;

/**
 * A strided view of a {@link Storage} together with what autograd knows of it.
 *
 * <p>Tensors belong to the thread of their program. Everybody else reads {@link #value()
 * snapshots}.
 */
public final class Tensor {
  private final long id;
  private final Storage storage;
  private final Shape shape;
  private final int[] strides;
  private final int offset;
  private final boolean wrappedNumber;
  private final VersionCounter versions;

  private boolean requiresGrad;
  private @Nullable Tensor grad;
  private @Nullable GradFn gradFn;
  private int outputNr;
  private @Nullable Object accumulator;
  private @Nullable Object wrapper;

  private Tensor(
      long id,
      Storage storage,
      Shape shape,
      int[] strides,
      int offset,
      boolean wrappedNumber,
      VersionCounter versions) {
    this.id = id;
    this.storage = storage;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.wrappedNumber = wrappedNumber;
    this.versions = versions;
  }

  /** A row-major tensor over the whole of {@code storage}; {@code id} is the engine's. */
  public static Tensor contiguous(long id, Storage storage, Shape shape) {
    return new Tensor(
        id, storage, shape, shape.contiguousStrides(), 0, false, new VersionCounter());
  }

  /**
   * A Python number as a 0-dimensional tensor, which takes part in type promotion with the rank of
   * a number: a float does not turn a float32 operand into float64.
   */
  public static Tensor wrappedNumber(long id, Storage storage) {
    return new Tensor(id, storage, Shape.SCALAR, new int[0], 0, true, new VersionCounter());
  }

  /** A view of the same storage that shares this tensor's version counter. */
  public Tensor view(long viewId, Shape viewShape, int[] viewStrides, int viewOffset) {
    return new Tensor(viewId, storage, viewShape, viewStrides, viewOffset, false, versions);
  }

  /** The number by which events and the tape name this tensor; unique within one engine. */
  public long id() {
    return id;
  }

  public Storage storage() {
    return storage;
  }

  public DType dtype() {
    return storage.dtype();
  }

  public Shape shape() {
    return shape;
  }

  /** The strides in elements; not a copy, do not write to it. */
  public int[] strides() {
    return strides;
  }

  /** Where the first element lies in the storage. */
  public int offset() {
    return offset;
  }

  public boolean isWrappedNumber() {
    return wrappedNumber;
  }

  public boolean isContiguous() {
    return shape.numel() <= 1 || Arrays.equals(strides, shape.contiguousStrides());
  }

  public int version() {
    return versions.version();
  }

  /** Writes {@code value}, of the same shape, in place, and counts it as one write. */
  public void assign(TensorValue value) {
    Walk walk = new Walk(shape.toArray(), strides, offset);
    for (int i = 0; i < shape.numel(); i++) {
      if (dtype().isFloating()) {
        storage.set(walk.position(), value.doubleAt(i));
      } else {
        storage.set(walk.position(), value.longAt(i));
      }
      walk.advance();
    }
    versions.bump();
  }

  public boolean requiresGrad() {
    return requiresGrad || gradFn != null;
  }

  /** Marks a leaf as one that gathers a gradient, or takes the mark away. */
  public void setRequiresGrad(boolean requires) {
    if (!requires && gradFn != null) {
      throw TorchError.runtime(
          "you can only change requires_grad flags of leaf variables. If you want to use a computed"
              + " variable in a subgraph that doesn't require differentiation use var_no_grad ="
              + " var.detach().");
    }
    if (requires && !dtype().isFloating()) {
      throw TorchError.runtime("only Tensors of floating point dtype can require gradients");
    }
    requiresGrad = requires;
  }

  /** Whether no recorded operation made this tensor. */
  public boolean isLeaf() {
    return gradFn == null;
  }

  public @Nullable Tensor grad() {
    return grad;
  }

  public void setGrad(@Nullable Tensor grad) {
    this.grad = grad;
  }

  public @Nullable GradFn gradFn() {
    return gradFn;
  }

  /** Which output of {@link #gradFn()} this is. */
  public int outputNr() {
    return outputNr;
  }

  /** Puts the tensor into the graph as output {@code outputNr} of {@code fn}. */
  public void setGradFn(GradFn fn, int outputNr) {
    this.gradFn = fn;
    this.outputNr = outputNr;
  }

  /** The one node that gathers gradients for this leaf; autograd's own. */
  public @Nullable Object accumulator() {
    return accumulator;
  }

  public void setAccumulator(Object accumulator) {
    this.accumulator = accumulator;
  }

  /** The object that stands for this tensor in the program's language, so that `is` holds there. */
  public @Nullable Object wrapper() {
    return wrapper;
  }

  public void setWrapper(Object wrapper) {
    this.wrapper = wrapper;
  }

  /** The value now, by reference; later in-place writes go to a copy. */
  public TensorValue value() {
    return new TensorValue(dtype(), shape, strides, offset, storage.freeze());
  }

  /** Reads without freezing: for use on the program's own thread and not to be kept. */
  public TensorValue peek() {
    return new TensorValue(dtype(), shape, strides, offset, storage.array());
  }

  /** The whole storage as one row, read without freezing. */
  public TensorValue wholeStorage() {
    return new TensorValue(dtype(), Shape.of(storage.length()), new int[] {1}, 0, storage.array());
  }

  /** PyTorch's {@code repr}. */
  public String print(PrintOptions options) {
    String suffix = "";
    if (gradFn != null) {
      suffix = "grad_fn=<" + gradFn.name() + ">";
    } else if (requiresGrad) {
      suffix = "requires_grad=True";
    }
    return TensorPrinter.print(peek(), options, suffix);
  }

  @Override
  public String toString() {
    return print(PrintOptions.DEFAULT);
  }
}
