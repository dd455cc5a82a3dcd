package tapedeck.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.autograd.Node;
import tapedeck.tensor.PrintOptions;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/** What Python asks of one tensor, and how tensors print. */
public final class TensorBinding {
  private final Engine engine;
  private final PythonObjects objects;
  private final StorageBinding storages;
  private PrintOptions printOptions = PrintOptions.DEFAULT;

  TensorBinding(Engine engine, PythonObjects objects, StorageBinding storages) {
    this.storages = storages;
    this.engine = engine;
    this.objects = objects;
  }

  @Export
  public Object leaf(Tensor tensor, boolean requiresGrad) {
    return objects.guarded(() -> engine.leaf(tensor, requiresGrad));
  }

  @Export
  public Object detach(Tensor tensor) {
    return objects.wrapped(engine.detach(tensor));
  }

  @Export
  public void detach_in_place(Tensor tensor) {
    objects.guarded(
        () -> {
          engine.attributes().detachInPlace(tensor);
          return this;
        });
  }

  @Export
  public Object data(Tensor tensor) {
    return objects.wrapped(engine.data(tensor));
  }

  @Export
  public void set_data(Tensor tensor, Tensor value) {
    engine.attributes().setData(tensor, value);
  }

  /** Becomes the view of itself that {@code reshaping} makes: {@code unsqueeze_} and its kin. */
  @Export
  public void reshape_itself(Tensor tensor, Value reshaping) {
    objects.guarded(
        () -> {
          engine.attributes().reshapeItself(tensor, () -> reshaping.execute().asHostObject());
          return null;
        });
  }

  @Export
  public String text(Tensor tensor) {
    PrintOptions o = printOptions;
    return tensor.print(
        new PrintOptions(
            o.precision(),
            o.threshold(),
            o.edgeItems(),
            o.lineWidth(),
            o.sciMode(),
            engine.defaultFloat()));
  }

  /** {@code torch.set_printoptions}; {@code scientific} is None to choose by the values. */
  @Export
  public void set_print_options(
      int precision, int threshold, int edgeItems, int lineWidth, @Nullable Boolean scientific) {
    printOptions =
        new PrintOptions(
            precision, threshold, edgeItems, lineWidth, scientific, engine.defaultFloat());
  }

  @Export
  public boolean requires_grad(Tensor tensor) {
    return tensor.requiresGrad();
  }

  @Export
  public void set_requires_grad(Tensor tensor, boolean requires) {
    objects.guarded(
        () -> {
          engine.attributes().setRequiresGrad(tensor, requires);
          return this;
        });
  }

  @Export
  public boolean is_leaf(Tensor tensor) {
    return objects.guarded(tensor::isLeaf);
  }

  /** A {@code torch.vmap} of so many examples begins. */
  @Export
  public void begin_batch(int size) {
    engine.modes().beginBatch(size);
  }

  /** The last {@code torch.vmap} that began ends. */
  @Export
  public void end_batch() {
    engine.modes().endBatch();
  }

  @Export
  public void mark_batched(Tensor tensor) {
    engine.modes().markBatched(tensor);
  }

  /** Whether a tensor stands for a batch, so that its value is not known. */
  @Export
  public boolean is_batched(Tensor tensor) {
    return engine.modes().isBatched(tensor);
  }

  @Export
  public boolean is_inference(Tensor tensor) {
    return tensor.isInference();
  }

  @Export
  public boolean retains_grad(Tensor tensor) {
    return tensor.retainsGrad();
  }

  @Export
  public int output_nr(Tensor tensor) {
    return tensor.outputNr();
  }

  @Export
  public @Nullable Object base(Tensor tensor) {
    Tensor base = tensor.base();
    return base == null ? null : objects.wrapped(base);
  }

  @Export
  public @Nullable Object grad(Tensor tensor) {
    Tensor grad = tensor.grad();
    return grad == null ? null : objects.wrapped(grad);
  }

  @Export
  public void set_grad(Tensor tensor, @Nullable Tensor grad) {
    engine.attributes().setGrad(tensor, grad);
  }

  @Export
  public @Nullable Object grad_fn(Tensor tensor) {
    return objects.guarded(
        () -> tensor.gradFn() instanceof Node node ? NodeBinding.objectOf(node) : null);
  }

  @Export
  public int[] shape(Tensor tensor) {
    return tensor.shape().toArray();
  }

  @Export
  public int dim(Tensor tensor) {
    return tensor.shape().dim();
  }

  @Export
  public int numel(Tensor tensor) {
    return tensor.shape().numel();
  }

  @Export
  public int[] strides(Tensor tensor) {
    return tensor.strides().clone();
  }

  @Export
  public int offset(Tensor tensor) {
    return tensor.offset();
  }

  @Export
  public boolean is_contiguous(Tensor tensor) {
    return tensor.isContiguous();
  }

  /** A number that is the same for tensors that begin at the same place of the same memory. */
  @Export
  public long data_ptr(Tensor tensor) {
    long address = storages.address(tensor.storage());
    return address + (long) tensor.offset() * tensor.dtype().bytes();
  }

  /** The name of the element type in C++, which some messages use. */
  @Export
  public String cpp_type(Tensor tensor) {
    return tensor.dtype().cName();
  }

  @Export
  public String dtype(Tensor tensor) {
    return tensor.dtype().torchName();
  }

  @Export
  public int version(Tensor tensor) {
    return tensor.version();
  }

  /** The Python object that stands for the tensor from now on. */
  @Export
  public void set_wrapper(Tensor tensor, Value wrapper) {
    tensor.setWrapper(wrapper);
  }

  @Export
  public void bump_version(Tensor tensor) {
    tensor.bumpVersion();
  }

  /** One element as Python's bool, int or float. */
  @Export
  public Object element(Tensor tensor, int index) {
    return number(tensor.peek(), index);
  }

  static Object number(TensorValue value, int index) {
    return switch (value.dtype().category()) {
      case BOOL -> value.longAt(index) != 0;
      case INTEGRAL -> value.longAt(index);
      case FLOATING -> value.doubleAt(index);
    };
  }

  /** All elements, row by row. */
  @Export
  public Object[] elements(Tensor tensor) {
    TensorValue value = tensor.peek();
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < tensor.shape().numel(); i++) {
      elements.add(number(value, i));
    }
    return elements.toArray();
  }

  /** A tensor of other sizes over memory of its own: {@code resize_}. */
  @Export
  public void resize(Tensor tensor, List<Object> sizes) {
    objects.guarded(
        () -> {
          Shape shape =
              Shape.of(sizes.stream().mapToInt(size -> ((Number) size).intValue()).toArray());
          Storage storage = Storage.allocate(tensor.dtype(), shape.numel());
          TensorValue before = tensor.wholeStorage();
          for (int i = 0; i < Math.min(storage.length(), tensor.storage().length()); i++) {
            storage.set(i, before.doubleAt(i));
          }
          tensor.setData(Tensor.contiguous(0, storage, shape));
          return Objects.requireNonNull(shape);
        });
  }
}
