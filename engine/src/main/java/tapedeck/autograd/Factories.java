package tapedeck.autograd;

import tapedeck.op.Layout;
import tapedeck.tensor.DType;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Makes leaves from a shape: constants, ranges and random numbers. */
public final class Factories {
  private final Engine engine;
  private final RandomGenerator random;

  /** Factories that take random numbers from {@code engine}'s generator. */
  public Factories(Engine engine) {
    this(engine, engine.random());
  }

  /** Factories that take random numbers from {@code random}. */
  public Factories(Engine engine, RandomGenerator random) {
    this.engine = engine;
    this.random = random;
  }

  /** Every element {@code value}. */
  public Tensor full(Shape shape, double value, DType dtype, boolean requiresGrad) {
    return engine.tensor(constant(shape, value, dtype), shape, requiresGrad);
  }

  /** Every element {@code value}, lying in memory as those of {@code like} do. */
  public Tensor fullLike(Tensor like, double value, DType dtype, boolean requiresGrad) {
    return lying(constant(like.shape(), value, dtype), like, requiresGrad);
  }

  private Tensor lying(Storage storage, Tensor like, boolean requiresGrad) {
    return engine.tensor(storage, like.shape(), Layout.strides(like), 0, requiresGrad);
  }

  private static Storage constant(Shape shape, double value, DType dtype) {
    if (dtype.category() == DType.Category.INTEGRAL && !dtype.holds((long) value)) {
      throw TorchError.runtime(
          "value cannot be converted to type %s without overflow".formatted(dtype.storedName()));
    }
    Storage storage = Storage.allocate(dtype, shape.numel());
    if (value != 0) {
      for (int i = 0; i < storage.length(); i++) {
        storage.set(i, value);
      }
    }
    return storage;
  }

  /** {@code start, start + step …} up to but without {@code end}; one dimension. */
  public Tensor arange(double start, double end, double step, DType dtype, boolean requiresGrad) {
    if (step == 0) {
      throw TorchError.runtime("step must be nonzero");
    }
    if ((end - start) * step < 0) {
      throw TorchError.runtime("upper bound and lower bound inconsistent with step sign");
    }
    int count = (int) Math.ceil((end - start) / step);
    Storage storage = Storage.allocate(dtype, count);
    for (int i = 0; i < count; i++) {
      storage.set(i, start + i * step);
    }
    return engine.tensor(storage, Shape.of(count), requiresGrad);
  }

  /**
   * {@code steps} numbers from {@code start} to {@code end}, counted from both ends towards the
   * middle, in the arithmetic of the type.
   */
  public Tensor linspace(double start, double end, int steps, DType dtype, boolean requiresGrad) {
    Storage storage = Storage.allocate(dtype, steps);
    boolean single = dtype == DType.FLOAT32;
    double step = steps > 1 ? (end - start) / (steps - 1) : 0;
    float narrowStep = steps > 1 ? ((float) end - (float) start) / (steps - 1) : 0;
    for (int i = 0; i < steps; i++) {
      boolean low = i < steps / 2 || steps == 1;
      int back = steps - 1 - i;
      double wide = low ? start + step * i : end - step * back;
      float narrow =
          low ? Math.fma(narrowStep, i, (float) start) : Math.fma(-narrowStep, back, (float) end);
      storage.set(i, single ? narrow : wide);
    }
    return engine.tensor(storage, Shape.of(steps), requiresGrad);
  }

  /** Uniform numbers in [0, 1). */
  public Tensor rand(Shape shape, DType dtype, boolean requiresGrad) {
    return engine.tensor(uniform(shape, dtype), shape, requiresGrad);
  }

  /** The same, drawn in the order in which the elements of {@code like} lie in memory. */
  public Tensor randLike(Tensor like, DType dtype, boolean requiresGrad) {
    return lying(uniform(like.shape(), dtype), like, requiresGrad);
  }

  private Storage uniform(Shape shape, DType dtype) {
    Storage storage = Storage.allocate(floating("rand", dtype), shape.numel());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, dtype == DType.FLOAT64 ? random.nextDouble(0, 1) : random.nextFloat(0, 1));
    }
    return storage;
  }

  /** Standard normal numbers. */
  public Tensor randn(Shape shape, DType dtype, boolean requiresGrad) {
    Object numbers;
    if (floating("normal", dtype) == DType.FLOAT64) {
      double[] doubles = new double[shape.numel()];
      random.fillNormal(doubles, 0, 1);
      numbers = doubles;
    } else {
      float[] floats = new float[shape.numel()];
      if (dtype == DType.FLOAT32) {
        random.fillNormal(floats, 0, 1);
      } else {
        random.fillNormalByBlocks(floats, 0, 1);
      }
      numbers = floats;
    }
    return engine.tensor(Storage.of(dtype, numbers), shape, requiresGrad);
  }

  /**
   * The same, drawn in the order in which the elements of {@code like} lie in memory; one by one
   * where that is not row-major.
   */
  public Tensor randnLike(Tensor like, DType dtype, boolean requiresGrad) {
    if (like.isContiguous()) {
      return randn(like.shape(), dtype, requiresGrad);
    }
    Storage storage = Storage.allocate(floating("normal", dtype), like.shape().numel());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, random.nextNormal());
    }
    return lying(storage, like, requiresGrad);
  }

  /** Integers in [low, high). */
  public Tensor randint(long low, long high, Shape shape, DType dtype) {
    return engine.tensor(integers(low, high, shape, dtype), shape, false);
  }

  /** The same, drawn in the order in which the elements of {@code like} lie in memory. */
  public Tensor randintLike(long low, long high, Tensor like, DType dtype) {
    return lying(integers(low, high, like.shape(), dtype), like, false);
  }

  private Storage integers(long low, long high, Shape shape, DType dtype) {
    if (low >= high) {
      throw TorchError.runtime(
          "random_ expects 'from' to be less than 'to', but got from=%d >= to=%d"
              .formatted(low, high));
    }
    Storage storage = Storage.allocate(dtype, shape.numel());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, random.nextInteger(low, high));
    }
    return storage;
  }

  /** The numbers 0 to n−1 in random order. */
  public Tensor randperm(int n) {
    Shape shape = Shape.of(n);
    long[] order = random.permutation(n);
    Storage storage = Storage.allocate(DType.INT64, n);
    for (int i = 0; i < n; i++) {
      storage.set(i, order[i]);
    }
    return engine.tensor(storage, shape, false);
  }

  private static DType floating(String function, DType dtype) {
    if (!dtype.isFloating()) {
      throw new TorchError(
          TorchError.Kind.NOT_IMPLEMENTED,
          "\"%s\" not implemented for '%s'"
              .formatted(
                  function.equals("rand") ? "check_uniform_bounds" : "normal_kernel_cpu",
                  dtype.legacyName()));
    }
    return dtype;
  }
}
