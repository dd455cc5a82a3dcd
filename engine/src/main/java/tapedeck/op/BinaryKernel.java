package tapedeck.op;

import tapedeck.kernel.Elementwise;
import tapedeck.kernel.Elementwise.DoubleFunction2;
import tapedeck.kernel.Elementwise.FloatFunction2;
import tapedeck.kernel.Elementwise.LongFunction2;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * The kernel of an element-wise operator of {@code self} and {@code other}: broadcasts, promotes,
 * and computes in the promoted type.
 */
record BinaryKernel(FloatFunction2 floats, DoubleFunction2 doubles, LongFunction2 longs)
    implements Op.Kernel {

  @Override
  public Tensor apply(Call call) {
    return compute(call, call.tensor("self"), call.tensor("other"));
  }

  Tensor compute(Call call, Tensor self, Tensor other) {
    return compute(call, self, other, TypePromotion.of(self, other));
  }

  /** The same in a type that is not the promoted one, as true division needs. */
  Tensor compute(Call call, Tensor self, Tensor other, DType type) {
    Shape shape = Shape.broadcast(self.shape(), other.shape());
    Tensor out = call.allocate(type, shape);
    Walk a = walk(self, shape);
    Walk b = walk(other, shape);
    Object target = out.storage().writable();
    switch (type) {
      case FLOAT32 ->
          Elementwise.map(
              (float[]) target,
              (float[]) Cast.array(self, type),
              a,
              (float[]) Cast.array(other, type),
              b,
              floats);
      case FLOAT64 ->
          Elementwise.map(
              (double[]) target,
              (double[]) Cast.array(self, type),
              a,
              (double[]) Cast.array(other, type),
              b,
              doubles);
      case INT64 ->
          Elementwise.map(
              (long[]) target,
              (long[]) Cast.array(self, type),
              a,
              (long[]) Cast.array(other, type),
              b,
              longs);
      case BOOL, UINT8, INT8, INT16, INT32 -> computeNarrow(out.storage(), self, a, other, b);
    }
    return out;
  }

  /** Narrow integers are computed as longs and wrapped on writing, which gives the same bits. */
  private void computeNarrow(Storage out, Tensor self, Walk a, Tensor other, Walk b) {
    long[] x = (long[]) Cast.array(self, DType.INT64);
    long[] y = (long[]) Cast.array(other, DType.INT64);
    long[] wide = new long[out.length()];
    Elementwise.map(wide, x, a, y, b, longs);
    for (int i = 0; i < wide.length; i++) {
      out.set(i, wide[i]);
    }
  }

  /** A walk over {@code tensor} as if it had been expanded to {@code shape}. */
  static Walk walk(Tensor tensor, Shape shape) {
    int lead = shape.dim() - tensor.shape().dim();
    int[] strides = new int[shape.dim()];
    for (int d = lead; d < strides.length; d++) {
      strides[d] = tensor.shape().size(d - lead) == 1 ? 0 : tensor.strides()[d - lead];
    }
    return new Walk(shape.toArray(), strides, tensor.offset());
  }
}
