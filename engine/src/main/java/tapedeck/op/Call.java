package tapedeck.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.FreedMemory;
import tapedeck.tensor.DType;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** One application of an operator: its arguments, bound to the parameters of its row. */
public final class Call {
  /** What kernels take from the engine that runs them. */
  public interface Host {
    /** The number of the next new tensor. */
    long nextTensorId();

    /** The stream of random numbers of calls that name no generator. */
    RandomGenerator random();

    /** The floating type that Python numbers have: {@code torch.get_default_dtype()}. */
    DType defaultFloat();
  }

  private final Op op;
  private final @Nullable Object[] arguments;
  private final Host host;
  private final boolean inPlace;

  /** Takes {@code arguments}, one for each parameter (see {@link Op#bind}). */
  public Call(Op op, @Nullable Object[] arguments, Host host) {
    this(op, arguments, host, false);
  }

  private Call(Op op, @Nullable Object[] arguments, Host host, boolean inPlace) {
    this.op = op;
    this.arguments = arguments;
    this.host = host;
    this.inPlace = inPlace;
  }

  /** Whether the result is written into the first argument. */
  boolean isInPlace() {
    return inPlace;
  }

  /** The same call, whose result takes the place of its first argument's value. */
  public Call intoSelf() {
    return new Call(op, arguments, host, true);
  }

  /** Other rows for a kernel that is composed of them. */
  Ops ops() {
    return new Unrecorded(host);
  }

  /** The same call without its tensors, which would otherwise stay in memory with the node. */
  public Call withoutTensors() {
    @Nullable Object[] rest = arguments.clone();
    for (int i = 0; i < rest.length; i++) {
      if (rest[i] instanceof Tensor || op.parameters().get(i).kind() == Parameter.Kind.TENSORS) {
        rest[i] = null;
      }
    }
    return new Call(op, rest, host);
  }

  /** The same operator with other arguments. */
  Call with(@Nullable Object[] others) {
    return new Call(op, others, host);
  }

  /** The floating type that Python numbers have, and integers become. */
  public DType defaultFloat() {
    return host.defaultFloat();
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

  /** Whether the parameter called {@code name} was given something other than None. */
  public boolean has(String name) {
    return argument(name) != null;
  }

  /** The tensor arguments of parameter {@code index}: one, several, or none. */
  @SuppressWarnings("unchecked")
  public List<@Nullable Tensor> tensorsAt(int index) {
    Object argument = arguments[index];
    if (argument instanceof Tensor tensor) {
      return List.of(tensor);
    }
    return argument instanceof List<?> list ? (List<@Nullable Tensor>) list : List.of();
  }

  /** The first argument, which is a tensor. */
  public Tensor self() {
    if (!(arguments[0] instanceof Tensor self)) {
      throw new IllegalStateException(op.name() + " was called without a tensor");
    }
    return self;
  }

  public Tensor tensor(String name) {
    return (Tensor) present(name);
  }

  /** A tensor argument that may be None. */
  public @Nullable Tensor optionalTensor(String name) {
    return (Tensor) argument(name);
  }

  /** The tensors of a list argument. */
  @SuppressWarnings("unchecked")
  public List<Tensor> tensors(String name) {
    return (List<Tensor>) present(name);
  }

  public Number number(String name) {
    Object value = present(name);
    return value instanceof Boolean truth ? (Number) (truth ? 1L : 0L) : (Number) value;
  }

  public double real(String name) {
    return number(name).doubleValue();
  }

  public int integer(String name) {
    return number(name).intValue();
  }

  public boolean flag(String name) {
    return (Boolean) present(name);
  }

  public String text(String name) {
    return (String) present(name);
  }

  public DType dtype(String name) {
    return (DType) present(name);
  }

  /** The type given for {@code name}, or {@code otherwise} if none was. */
  public DType dtype(String name, DType otherwise) {
    Object given = argument(name);
    return given == null ? otherwise : (DType) given;
  }

  public int[] ints(String name) {
    return (int[]) present(name);
  }

  /** Integers that may be None. */
  public int @Nullable [] optionalInts(String name) {
    return (int[]) argument(name);
  }

  /** One integer for each of {@code count} dimensions; a single one counts for all. */
  public int[] ints(String name, int count) {
    int[] given = ints(name);
    if (given.length == count) {
      return given;
    }
    int[] spread = new int[count];
    java.util.Arrays.fill(spread, given[0]);
    return spread;
  }

  private Object present(String name) {
    Object value = argument(name);
    if (value == null) {
      throw new IllegalStateException(op.name() + " was called without " + name);
    }
    return value;
  }

  /** The stream of random numbers: that of the argument {@code generator}, else the engine's. */
  public RandomGenerator random() {
    Object given = argument("generator");
    return given == null ? host.random() : (RandomGenerator) given;
  }

  /**
   * An array for the result of a kernel that reads each operand's element only for the result's
   * element at the same place: a new one, or the first argument's own where the result takes its
   * place and nobody else looks at it.
   */
  float[] floats(Shape shape, Tensor... operands) {
    if (inPlace && canOverwrite(self(), shape, operands)) {
      return (float[]) self().storage().writable();
    }
    return FreedMemory.floats(shape.numel());
  }

  private static boolean canOverwrite(Tensor self, Shape shape, Tensor... operands) {
    Storage storage = self.storage();
    if (self.dtype() != DType.FLOAT32
        || storage.isFrozen()
        || !self.coversStorage()
        || !self.shape().equals(shape)) {
      return false;
    }
    // without itself among them the operands make something on the way, which it meets later
    boolean meets = false;
    for (Tensor operand : operands) {
      if (operand.storage() == storage) {
        if (!(operand.coversStorage() && operand.shape().equals(shape))) {
          return false;
        }
        meets = true;
      }
    }
    return meets;
  }

  /** A new row-major tensor of zeros for a result. */
  public Tensor allocate(DType dtype, Shape shape) {
    return contiguous(Storage.allocate(dtype, shape.numel()), shape);
  }

  /** A row-major result over the whole of {@code storage}. */
  public Tensor contiguous(Storage storage, Shape shape) {
    return Tensor.contiguous(host.nextTensorId(), storage, shape);
  }

  /**
   * A row-major result of {@code dtype} with the numbers of {@code wide}, an array of {@link
   * DType#wide()}; it is taken over.
   */
  public Tensor result(DType dtype, Shape shape, Object wide) {
    return contiguous(Storage.of(dtype, wide), shape);
  }

  /** A row-major result of {@code dtype}, rounded from float64. */
  public Tensor rounded(DType dtype, Shape shape, double[] values) {
    if (dtype == DType.FLOAT64) {
      return result(dtype, shape, values);
    }
    Storage storage = Storage.allocate(dtype, values.length);
    for (int i = 0; i < values.length; i++) {
      storage.set(i, values[i]);
    }
    return contiguous(storage, shape);
  }

  /** A result that looks at the storage of {@code base}. */
  public Tensor view(Tensor base, Shape shape, int[] strides, int offset) {
    return base.view(host.nextTensorId(), shape, strides, offset);
  }
}
