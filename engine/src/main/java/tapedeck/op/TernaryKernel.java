package tapedeck.op;

import tapedeck.kernel.Elementwise;
import tapedeck.kernel.Elementwise.DoubleFunction3;
import tapedeck.kernel.Elementwise.FloatFunction3;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The kernel of an element-wise operator of three tensors: broadcasts and promotes. */
record TernaryKernel(FloatFunction3 floats, DoubleFunction3 doubles) {

  Tensor compute(Call call, Tensor a, Tensor b, Tensor c) {
    DType type = TypePromotion.of(call, a, b, c);
    Shape shape = Shape.broadcast(Shape.broadcast(a.shape(), b.shape()), c.shape());
    int[] order = Layout.of(shape, a, b, c);
    if (order == null) {
      return rowMajor(call, a, b, c, shape, type);
    }
    Tensor first = Layout.arranged(a, shape, order);
    Tensor second = Layout.arranged(b, shape, order);
    Tensor third = Layout.arranged(c, shape, order);
    Tensor result = rowMajor(call, first, second, third, first.shape(), type);
    return Layout.restored(call, result, order, a, b, c);
  }

  private Tensor rowMajor(Call call, Tensor a, Tensor b, Tensor c, Shape shape, DType type) {
    Walk walkA = BinaryKernel.walk(a, shape);
    Walk walkB = BinaryKernel.walk(b, shape);
    Walk walkC = BinaryKernel.walk(c, shape);
    if (type.wide() == DType.FLOAT32) {
      float[] out = call.floats(shape, a, b, c);
      float[] x = (float[]) Cast.array(a, DType.FLOAT32);
      float[] y = (float[]) Cast.array(b, DType.FLOAT32);
      float[] z = (float[]) Cast.array(c, DType.FLOAT32);
      Elementwise.map(out, x, walkA, y, walkB, z, walkC, floats);
      return call.result(type, shape, out);
    }
    double[] out = new double[shape.numel()];
    double[] x = (double[]) Cast.array(a, DType.FLOAT64);
    double[] y = (double[]) Cast.array(b, DType.FLOAT64);
    double[] z = (double[]) Cast.array(c, DType.FLOAT64);
    Elementwise.map(out, x, walkA, y, walkB, z, walkC, doubles);
    return call.rounded(type, shape, out);
  }
}
