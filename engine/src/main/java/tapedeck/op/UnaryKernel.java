package tapedeck.op;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Elementwise;
import tapedeck.kernel.Elementwise.FloatFunction1;
import tapedeck.kernel.Elementwise.RunLoop;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/** The kernel of an element-wise operator of {@code self} that keeps the type. */
record UnaryKernel(
    FloatFunction1 floats,
    DoubleUnaryOperator doubles,
    LongUnaryOperator longs,
    @Nullable RunLoop contiguous)
    implements Op.Kernel {

  UnaryKernel(FloatFunction1 floats, DoubleUnaryOperator doubles, LongUnaryOperator longs) {
    this(floats, doubles, longs, null);
  }

  @Override
  public Tensor apply(Call call) {
    return compute(call, call.tensor("self"));
  }

  Tensor compute(Call call, Tensor self) {
    int[] order = Layout.of(self.shape(), self);
    return order == null
        ? rowMajor(call, self)
        : Layout.restored(call, rowMajor(call, Folding.permuted(self, order)), order, self);
  }

  private Tensor rowMajor(Call call, Tensor self) {
    Walk walk = new Walk(self.shape().toArray(), self.strides(), self.offset());
    DType wide = self.dtype().wide();
    Object values = Cast.array(self, wide);
    int count = self.shape().numel();
    switch (wide) {
      case FLOAT32 -> {
        float[] out = call.floats(self.shape(), self);
        if (contiguous != null && walk.isRun()) {
          contiguous.run(out, (float[]) values, walk.position());
        } else {
          Elementwise.map(out, (float[]) values, walk, floats);
        }
        return call.result(self.dtype(), self.shape(), out);
      }
      case FLOAT64 -> {
        double[] out = new double[count];
        Elementwise.map(out, (double[]) values, walk, doubles);
        return call.result(self.dtype(), self.shape(), out);
      }
      default -> {
        long[] out = new long[count];
        Elementwise.map(out, (long[]) values, walk, longs);
        return call.result(self.dtype(), self.shape(), out);
      }
    }
  }
}
