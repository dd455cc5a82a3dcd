package tapedeck.op;

import java.util.function.DoubleUnaryOperator;
import tapedeck.kernel.Elementwise;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/**
 * The kernel of an element-wise function of {@code self} whose result is a floating type: integers
 * become float32. It is computed in float64 and rounded once, which is within one unit in the last
 * place of what PyTorch's vector code gives.
 */
record FloatingKernel(DoubleUnaryOperator function) implements Op.Kernel {
  @Override
  public Tensor apply(Call call) {
    Tensor self = call.tensor("self");
    DType type = self.dtype().isFloating() ? self.dtype() : DType.FLOAT32;
    Tensor out = call.allocate(type, self.shape());
    Walk walk = new Walk(self.shape().toArray(), self.strides(), self.offset());
    Object values = Cast.array(self, type);
    Object target = out.storage().writable();
    if (type == DType.FLOAT64) {
      Elementwise.map((double[]) target, (double[]) values, walk, function);
    } else {
      Elementwise.map(
          (float[]) target, (float[]) values, walk, a -> (float) function.applyAsDouble(a));
    }
    return out;
  }
}
