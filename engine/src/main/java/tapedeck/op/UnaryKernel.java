package tapedeck.op;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import tapedeck.kernel.Elementwise;
import tapedeck.kernel.Elementwise.FloatFunction1;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/** The kernel of an element-wise operator of {@code self} that keeps the type. */
record UnaryKernel(FloatFunction1 floats, DoubleUnaryOperator doubles, LongUnaryOperator longs)
    implements Op.Kernel {

  @Override
  public Tensor apply(Call call) {
    Tensor self = call.tensor("self");
    Tensor out = call.allocate(self.dtype(), self.shape());
    Walk walk = new Walk(self.shape().toArray(), self.strides(), self.offset());
    Object target = out.storage().writable();
    switch (self.dtype()) {
      case FLOAT32 ->
          Elementwise.map((float[]) target, (float[]) self.storage().array(), walk, floats);
      case FLOAT64 ->
          Elementwise.map((double[]) target, (double[]) self.storage().array(), walk, doubles);
      case INT64 -> Elementwise.map((long[]) target, (long[]) self.storage().array(), walk, longs);
      case BOOL, UINT8, INT8, INT16, INT32 -> {
        long[] wide = new long[out.storage().length()];
        Elementwise.map(wide, (long[]) Cast.array(self, DType.INT64), walk, longs);
        for (int i = 0; i < wide.length; i++) {
          out.storage().set(i, wide[i]);
        }
      }
    }
    return out;
  }
}
