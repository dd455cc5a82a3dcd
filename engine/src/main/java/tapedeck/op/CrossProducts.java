package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of the cross product of vectors in space. */
final class CrossProducts {
  private CrossProducts() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_cross(Tensor self, Tensor other, *, Int dim=-1)")
              .types(TypeRule.numbers("cross").then(TypeRule.alike("other")))
              .kernel(CrossProducts::cross)
              .reads("{self} × {other}", "×")
              .backward("LinalgCrossBackward0")
              .derivative(
                  "self",
                  List.of("other"),
                  "{other} × {g}",
                  (b, g) -> b.sumTo(along(b, b.saved("other"), g), b.shapeOf("self")))
              .derivative(
                  "other",
                  List.of("self"),
                  "{g} × {self}",
                  (b, g) -> b.sumTo(along(b, g, b.saved("self")), b.shapeOf("other")))
              .samples(
                  Sample.of(tensor(2, 3), tensor(2, 3)),
                  Sample.of(tensor(3, 2), tensor(3, 1)).with("dim", 0L))
              .build(),
          Op.define("cross(Tensor self, Tensor other, Int dim=None)")
              .body(
                  (ops, call) ->
                      ops.call(
                          "linalg_cross",
                          call.self(),
                          call.tensor("other"),
                          (long) dimension(call)))
              .samples(Sample.of(tensor(3), tensor(3), 0L))
              .build());

  /** Where {@code torch.cross} looks for the three coordinates: where it is told, or first. */
  private static int dimension(Call call) {
    if (call.has("dim")) {
      return call.integer("dim");
    }
    Shape shape = call.self().shape();
    for (int d = 0; d < shape.dim(); d++) {
      if (shape.size(d) == 3) {
        return d;
      }
    }
    throw TorchError.runtime("no dimension of size 3 in input");
  }

  private static Tensor along(Backward b, Tensor first, Tensor second) {
    return b.call("linalg_cross", first, second, b.number("dim"));
  }

  private static Tensor cross(Call call) {
    Tensor self = call.self();
    Tensor other = call.tensor("other");
    if (self.shape().dim() != other.shape().dim()) {
      throw TorchError.runtime("linalg.cross: inputs must have the same number of dimensions.");
    }
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int sizeA = self.shape().size(dim);
    int sizeB = other.shape().size(dim);
    if (sizeA != 3 || sizeB != 3) {
      throw TorchError.runtime(
          "linalg.cross: inputs dimension %d must have length 3. Got %d and %d"
              .formatted(call.integer("dim"), sizeA, sizeB));
    }
    Shape shape = Shape.broadcast(self.shape(), other.shape());
    DType wide = self.dtype().wide();
    Object x = Values.expanded(self, shape, wide);
    Object y = Values.expanded(other, shape, wide);
    int step = shape.contiguousStrides()[dim];
    int count = shape.numel();
    return switch (wide) {
      case FLOAT32 ->
          call.result(self.dtype(), shape, cross((float[]) x, (float[]) y, step, count));
      case FLOAT64 ->
          call.result(self.dtype(), shape, cross((double[]) x, (double[]) y, step, count));
      default -> call.result(self.dtype(), shape, cross((long[]) x, (long[]) y, step, count));
    };
  }

  private static float[] cross(float[] a, float[] b, int step, int count) {
    float[] out = new float[count];
    for (int block = 0; block < count; block += 3 * step) {
      for (int i = block; i < block + step; i++) {
        int j = i + step;
        int k = j + step;
        out[i] = a[j] * b[k] - a[k] * b[j];
        out[j] = a[k] * b[i] - a[i] * b[k];
        out[k] = a[i] * b[j] - a[j] * b[i];
      }
    }
    return out;
  }

  private static double[] cross(double[] a, double[] b, int step, int count) {
    double[] out = new double[count];
    for (int block = 0; block < count; block += 3 * step) {
      for (int i = block; i < block + step; i++) {
        int j = i + step;
        int k = j + step;
        out[i] = a[j] * b[k] - a[k] * b[j];
        out[j] = a[k] * b[i] - a[i] * b[k];
        out[k] = a[i] * b[j] - a[j] * b[i];
      }
    }
    return out;
  }

  private static long[] cross(long[] a, long[] b, int step, int count) {
    long[] out = new long[count];
    for (int block = 0; block < count; block += 3 * step) {
      for (int i = block; i < block + step; i++) {
        int j = i + step;
        int k = j + step;
        out[i] = a[j] * b[k] - a[k] * b[j];
        out[j] = a[k] * b[i] - a[i] * b[k];
        out[k] = a[i] * b[j] - a[j] * b[i];
      }
    }
    return out;
  }
}
