package tapedeck.op;

import tapedeck.kernel.Elementwise;
import tapedeck.kernel.Elementwise.DoubleFunction3;
import tapedeck.kernel.Elementwise.FloatFunction3;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The kernel of an element-wise operator of three floating tensors: broadcasts and promotes. */
record TernaryKernel(FloatFunction3 floats, DoubleFunction3 doubles) {

  Tensor compute(Call call, Tensor a, Tensor b, Tensor c) {
    DType type = DType.promote(DType.promote(a.dtype(), b.dtype()), c.dtype());
    if (!type.isFloating()) {
      throw TorchError.unsupported(call.op().function() + " of " + type);
    }
    Shape shape = Shape.broadcast(Shape.broadcast(a.shape(), b.shape()), c.shape());
    Tensor out = call.allocate(type, shape);
    Walk walkA = BinaryKernel.walk(a, shape);
    Walk walkB = BinaryKernel.walk(b, shape);
    Walk walkC = BinaryKernel.walk(c, shape);
    Object x = Cast.array(a, type);
    Object y = Cast.array(b, type);
    Object z = Cast.array(c, type);
    Object target = out.storage().writable();
    if (type == DType.FLOAT32) {
      Elementwise.map(
          (float[]) target, (float[]) x, walkA, (float[]) y, walkB, (float[]) z, walkC, floats);
    } else {
      Elementwise.map(
          (double[]) target,
          (double[]) x,
          walkA,
          (double[]) y,
          walkB,
          (double[]) z,
          walkC,
          doubles);
    }
    return out;
  }
}
