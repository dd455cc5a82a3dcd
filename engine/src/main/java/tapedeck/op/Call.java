package tapedeck.op;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** One application of an operator: its arguments, bound to the parameters of its row. */
public final class Call {
  private final Op op;
  private final @Nullable Object[] arguments;
  private final LongSupplier ids;

  /**
   * Binds {@code arguments} (see {@link Op#bind}).
   *
   * @param ids where the numbers of new tensors come from
   */
  public Call(Op op, @Nullable Object[] arguments, LongSupplier ids) {
    this.op = op;
    this.arguments = arguments;
    this.ids = ids;
  }

  /** The same call without its tensors, which would otherwise stay in memory with the node. */
  public Call withoutTensors() {
    @Nullable Object[] rest = arguments.clone();
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] instanceof Tensor) {
        rest[i] = null;
      }
    }
    return new Call(op, rest, ids);
  }

  public Op op() {
    return op;
  }

  /** The argument of parameter {@code index}. */
  public @Nullable Object argument(int index) {
    return arguments[index];
  }

  /** The argument of the parameter called {@code name}. */
  public @Nullable Object argument(String name) {
    return arguments[op.indexOf(name)];
  }

  public Tensor tensor(String name) {
    return (Tensor) present(name);
  }

  public Number number(String name) {
    return (Number) present(name);
  }

  public boolean flag(String name) {
    return (Boolean) present(name);
  }

  public DType dtype(String name) {
    return (DType) present(name);
  }

  public int[] ints(String name) {
    return (int[]) present(name);
  }

  private Object present(String name) {
    Object value = argument(name);
    if (value == null) {
      throw new IllegalStateException(op.name() + " was called without " + name);
    }
    return value;
  }

  /** A new row-major tensor of zeros for a result. */
  public Tensor allocate(DType dtype, Shape shape) {
    return Tensor.contiguous(ids.getAsLong(), Storage.allocate(dtype, shape.numel()), shape);
  }

  /** A result that looks at the storage of {@code base}. */
  public Tensor view(Tensor base, Shape shape, int[] strides, int offset) {
    return base.view(ids.getAsLong(), shape, strides, offset);
  }
}
