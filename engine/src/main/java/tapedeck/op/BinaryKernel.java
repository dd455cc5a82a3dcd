package tapedeck.op;

import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Elementwise;
import tapedeck.kernel.Elementwise.DoubleFunction2;
import tapedeck.kernel.Elementwise.FloatFunction2;
import tapedeck.kernel.Elementwise.LongFunction2;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * The kernel of an element-wise operator of {@code self} and {@code other}: broadcasts, promotes,
 * and computes in the promoted type.
 */
record BinaryKernel(
    FloatFunction2 floats,
    DoubleFunction2 doubles,
    LongFunction2 longs,
    @Nullable ContiguousLoop contiguous)
    implements Op.Kernel {

  /**
   * {@code out[i] = f(x[i], y[i])} over whole arrays, as a loop that can be vectorised; where the
   * second array has one element, it meets all of the first.
   */
  interface ContiguousLoop {
    void run(float[] out, float[] x, float[] y);
  }

  BinaryKernel(FloatFunction2 floats, DoubleFunction2 doubles, LongFunction2 longs) {
    this(floats, doubles, longs, null);
  }

  @Override
  public Tensor apply(Call call) {
    return compute(call, call.tensor("self"), call.tensor("other"));
  }

  Tensor compute(Call call, Tensor self, Tensor other) {
    return compute(call, self, other, TypePromotion.of(call, self, other));
  }

  /** The same in a type that is not the promoted one, as true division needs. */
  Tensor compute(Call call, Tensor self, Tensor other, DType type) {
    Shape shape = Shape.broadcast(self.shape(), other.shape());
    int[] order = Layout.of(shape, self, other);
    if (order == null) {
      return rowMajor(call, self, other, shape, type);
    }
    Tensor first = Layout.arranged(self, shape, order);
    Tensor second = Layout.arranged(other, shape, order);
    Tensor result = rowMajor(call, first, second, first.shape(), type);
    return Layout.restored(call, result, order, self, other);
  }

  private Tensor rowMajor(Call call, Tensor self, Tensor other, Shape shape, DType type) {
    Walk a = walk(self, shape);
    Walk b = walk(other, shape);
    DType wide = type.wide();
    Object x = Cast.array(self, wide);
    Object y = Cast.array(other, wide);
    switch (wide) {
      case FLOAT32 -> {
        float[] out = call.floats(shape, self, other);
        if (contiguous != null && isWhole(a, x, out.length) && fits(b, y, out.length)) {
          contiguous.run(out, (float[]) x, (float[]) y);
        } else {
          Elementwise.map(out, (float[]) x, a, (float[]) y, b, floats);
        }
        return call.result(type, shape, out);
      }
      case FLOAT64 -> {
        double[] out = new double[shape.numel()];
        Elementwise.map(out, (double[]) x, a, (double[]) y, b, doubles);
        return call.result(type, shape, out);
      }
      default -> {
        // narrow integers are computed as longs and wrapped on writing, which gives the same bits
        long[] out = new long[shape.numel()];
        Elementwise.map(out, (long[]) x, a, (long[]) y, b, longs);
        return call.result(type, shape, out);
      }
    }
  }

  private static boolean fits(Walk walk, Object array, int count) {
    return isWhole(walk, array, count)
        || (walk.isStill() && walk.position() == 0 && ((float[]) array).length == 1);
  }

  private static boolean isWhole(Walk walk, Object array, int count) {
    return walk.isRun() && walk.position() == 0 && ((float[]) array).length == count;
  }

  /** A walk over {@code tensor} as if it had been expanded to {@code shape}. */
  static Walk walk(Tensor tensor, Shape shape) {
    return new Walk(shape.toArray(), broadcastStrides(tensor, shape), tensor.offset());
  }

  /** The strides with which {@code tensor} looks like {@code shape}. */
  static int[] broadcastStrides(Tensor tensor, Shape shape) {
    int lead = shape.dim() - tensor.shape().dim();
    int[] strides = new int[shape.dim()];
    for (int d = lead; d < strides.length; d++) {
      strides[d] = tensor.shape().size(d - lead) == 1 ? 0 : tensor.strides()[d - lead];
    }
    return strides;
  }
}
