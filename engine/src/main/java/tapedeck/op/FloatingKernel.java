package tapedeck.op;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Elementwise;
import tapedeck.kernel.Elementwise.FloatFunction1;
import tapedeck.kernel.Elementwise.RunLoop;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/**
 * The kernel of an element-wise function of {@code self} whose result is a floating type: integers
 * become float32. Without a function of float32 numbers it is computed in float64 and rounded once,
 * which is within one unit in the last place of what PyTorch's vector code gives.
 */
record FloatingKernel(
    DoubleUnaryOperator function, FloatFunction1 single, @Nullable RunLoop contiguous)
    implements Op.Kernel {

  FloatingKernel(DoubleUnaryOperator function) {
    this(function, a -> (float) function.applyAsDouble(a));
  }

  FloatingKernel(DoubleUnaryOperator function, FloatFunction1 single) {
    this(function, single, null);
  }

  FloatingKernel(DoubleUnaryOperator function, RunLoop contiguous) {
    this(function, a -> (float) function.applyAsDouble(a), contiguous);
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
    DType type = self.dtype().isFloating() ? self.dtype() : call.defaultFloat();
    Walk walk = new Walk(self.shape().toArray(), self.strides(), self.offset());
    Object values = Cast.array(self, type.wide());
    if (type == DType.FLOAT64) {
      double[] out = new double[self.shape().numel()];
      Elementwise.map(out, (double[]) values, walk, function);
      return call.result(type, self.shape(), out);
    }
    float[] out = call.floats(self.shape(), self);
    if (contiguous != null && walk.isRun()) {
      contiguous.run(out, (float[]) values, walk.position());
    } else {
      Elementwise.map(out, (float[]) values, walk, single);
    }
    return call.result(type, self.shape(), out);
  }
}
