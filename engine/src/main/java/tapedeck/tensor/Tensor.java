package tapedeck.tensor;

import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Walk;

/**
 * A strided view of a {@link Storage} together with what autograd knows of it.
 *
 * <p>Tensors belong to the thread of their program. Everybody else reads {@link #value()
 * snapshots}.
 */
public final class Tensor {
  /** How a view came to be, which decides whether it may be written to in place. */
  public enum Origin {
    DEFAULT,
    /** It was made while no gradients were recorded. */
    NO_GRAD,
    /** It was made in inference mode, of a tensor that was not. */
    INFERENCE,
    /** Its operator returned several views at once. */
    ONE_OF_SEVERAL,
    /** A function with a backward of the program's own returned it. */
    CUSTOM_FUNCTION
  }

  private long id;
  private Storage storage;
  private Shape shape;
  private int[] strides;
  private int offset;
  private final boolean wrappedNumber;
  private VersionCounter versions;

  private boolean requiresGrad;
  private boolean retainsGrad;
  private boolean inference;
  private @Nullable Tensor grad;
  private @Nullable GradFn gradFn;
  private int outputNr;
  private @Nullable Tensor base;
  private Origin origin = Origin.DEFAULT;
  private @Nullable ViewGradFn viewGradFn;
  private int gradFnVersion;
  private @Nullable Object accumulator;
  private @Nullable Object wrapper;

  /** What {@link #value()} gave last: a recording asks for it again and again. */
  private @Nullable TensorValue lastValue;

  /** Makes the backward function of a view anew after the memory it looks at was written to. */
  @FunctionalInterface
  public interface ViewGradFn {
    /** The view's backward function, null if its base is not part of a graph. */
    @Nullable GradFn renew(Tensor view);
  }

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

  /** What stands for a result that nobody asked for: without elements, and without a number. */
  public static Tensor undefined() {
    return contiguous(0, Storage.allocate(DType.FLOAT32, 0), Shape.of(0));
  }

  /** Whether it stands for a result that nobody asked for. */
  public boolean isUndefined() {
    return id == 0;
  }

  /** A tensor that holds {@code value}, without copying it. */
  public static Tensor of(long id, TensorValue value) {
    return new Tensor(
        id,
        Storage.frozen(value.dtype(), value.array()),
        value.shape(),
        value.strides(),
        value.offset(),
        false,
        new VersionCounter());
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

  /** The same storage under a version counter of its own: {@code tensor.data}. */
  public Tensor data(long dataId) {
    return new Tensor(dataId, storage, shape, strides, offset, false, new VersionCounter());
  }

  /** Looks from now on at the memory of {@code other}, and stays the same object otherwise. */
  public void setData(Tensor other) {
    storage = other.storage;
    setGeometry(other.shape, other.strides, other.offset);
  }

  /** Looks from now on at the same memory in another way, as {@code unsqueeze_} does. */
  public void setGeometry(Shape newShape, int[] newStrides, int newOffset) {
    shape = newShape;
    strides = newStrides;
    offset = newOffset;
  }

  /** The number by which events and the tape name this tensor; unique within one engine. */
  public long id() {
    return id;
  }

  /**
   * Becomes another tensor for events and the tape: an operator has written a new value into it.
   */
  public void renumber(long newId) {
    id = newId;
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
    if (shape.numel() <= 1) {
      return true;
    }
    int step = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      if (shape.size(d) != 1) {
        if (strides[d] != step) {
          return false;
        }
        step *= shape.size(d);
      }
    }
    return true;
  }

  public int version() {
    return versions.version();
  }

  /** The counter that counts the writes to this tensor; views and detached aliases share it. */
  public VersionCounter versionCounter() {
    return versions;
  }

  /** Writes {@code value}, of the same shape, in place, and counts it as one write. */
  public void assign(TensorValue value) {
    overwrite(value);
    versions.bump();
  }

  /** Writes {@code value}, of the same shape, in place, which autograd does not notice. */
  public void overwrite(TensorValue value) {
    Walk walk = new Walk(shape.toArray(), strides, offset);
    for (int i = 0; i < shape.numel(); i++) {
      if (dtype().isFloating()) {
        storage.set(walk.position(), value.doubleAt(i));
      } else {
        storage.set(walk.position(), value.longAt(i));
      }
      walk.advance();
    }
  }

  /** Counts a write to the memory. */
  public void bumpVersion() {
    versions.bump();
  }

  /** Whether it, or what it is a view of, requires a gradient. */
  public boolean requiresGrad() {
    return requiresGrad
        || gradFn != null
        || (base != null && dtype().isFloating() && base.requiresGrad());
  }

  /** Whether it gathers a gradient of its own, as a view that was made unrecorded does not. */
  public boolean gathersGrad() {
    return requiresGrad;
  }

  /** Marks a leaf as one that gathers a gradient, or takes the mark away. */
  public void setRequiresGrad(boolean requires) {
    if (!requires && gradFn() != null) {
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
    return gradFn() == null;
  }

  public @Nullable Tensor grad() {
    return grad;
  }

  public void setGrad(@Nullable Tensor grad) {
    this.grad = grad;
  }

  /** Whether {@code .grad} is kept though the tensor is no leaf. */
  public boolean retainsGrad() {
    return retainsGrad;
  }

  public void setRetainsGrad(boolean retains) {
    retainsGrad = retains;
  }

  /** Whether it was made in inference mode. */
  public boolean isInference() {
    return inference;
  }

  public void setInference(boolean made) {
    inference = made;
  }

  /** The backward function that made this tensor, null for a leaf. */
  public @Nullable GradFn gradFn() {
    if (viewGradFn != null && gradFnVersion != versions.version()) {
      GradFn renewed = viewGradFn.renew(this);
      gradFnVersion = versions.version();
      if (renewed != null) {
        gradFn = renewed;
        outputNr = 0;
      }
    }
    return gradFn;
  }

  /** The same, without looking whether the memory behind a view was written to since. */
  public @Nullable GradFn knownGradFn() {
    return gradFn;
  }

  /** The tensor whose memory this view looks at, null if it is no view. */
  public @Nullable Tensor base() {
    return base;
  }

  public Origin origin() {
    return origin;
  }

  /** Says how a view that a function of the program returned came to be. */
  public void setOrigin(Origin made) {
    origin = made;
  }

  /** Makes this tensor a view of {@code viewed}, through which gradients flow. */
  public void setBase(Tensor viewed, Origin made, ViewGradFn renewal) {
    base = viewed;
    origin = made;
    viewGradFn = renewal;
    gradFnVersion = versions.version();
  }

  /** Which output of {@link #gradFn()} this is. */
  public int outputNr() {
    return outputNr;
  }

  /** Puts the tensor into the graph as output {@code outputNr} of {@code fn}. */
  public void setGradFn(@Nullable GradFn fn, int outputNr) {
    this.gradFn = fn;
    this.outputNr = outputNr;
    this.gradFnVersion = versions.version();
    if (fn != null) {
      requiresGrad = false;
    }
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
    Object array = storage.freeze();
    TensorValue known = lastValue;
    if (known == null || !known.isView(shape, strides, offset, array)) {
      known = new TensorValue(dtype(), shape, strides, offset, array);
      lastValue = known;
    }
    return known;
  }

  /** Reads without freezing: for use on the program's own thread and not to be kept. */
  public TensorValue peek() {
    return new TensorValue(dtype(), shape, strides, offset, storage.array());
  }

  /** Whether the elements are those of the whole storage in its order. */
  public boolean coversStorage() {
    return isContiguous() && offset == 0 && storage.length() == shape.numel();
  }

  /** The whole storage as one row, read without freezing. */
  public TensorValue wholeStorage() {
    return new TensorValue(dtype(), Shape.of(storage.length()), new int[] {1}, 0, storage.array());
  }

  /** PyTorch's {@code repr}. */
  public String print(PrintOptions options) {
    String suffix = requiresGrad() ? "requires_grad=True" : "";
    try {
      GradFn made = gradFn();
      suffix = made == null ? suffix : "grad_fn=<" + made.name() + ">";
    } catch (TorchError e) {
      // a view whose history is forbidden can still be looked at
      suffix = "grad_fn=<Invalid>";
    }
    return TensorPrinter.print(peek(), options, suffix);
  }

  @Override
  public String toString() {
    return print(PrintOptions.DEFAULT);
  }
}
