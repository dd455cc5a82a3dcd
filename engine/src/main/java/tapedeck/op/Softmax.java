package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of softmax and its logarithm. */
final class Softmax {
  private Softmax() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("_softmax(Tensor self, Int dim)")
              .kernel(call -> softmax(call, false))
              .internal()
              .reads("softmax({self}) along {dim}", "softmax")
              .backward("SoftmaxBackward0")
              .derivative(
                  "self",
                  List.of(RESULT),
                  "{result} ⊙ ({g} − Σ {g} ⊙ {result})",
                  (b, g) -> gradient(b, g, b.saved(RESULT), b.integer("dim")))
              .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(2, 3), 0L))
              .build(),
          Op.define("_log_softmax(Tensor self, Int dim)")
              .kernel(call -> softmax(call, true))
              .internal()
              .reads("ln softmax({self}) along {dim}", "logsoftmax")
              .backward("LogSoftmaxBackward0")
              .derivative(
                  "self",
                  List.of(RESULT),
                  "{g} − exp({result}) · Σ {g}",
                  (b, g) -> {
                    int[] dims = {b.integer("dim")};
                    return b.sub(g, b.mul(b.exp(b.saved(RESULT)), b.sum(g, dims, true)));
                  })
              .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(2, 3), 0L))
              .build(),
          Op.define("softmax(Tensor self, Int dim, Dtype dtype=None)")
              .body((ops, call) -> ops.call("_softmax", typed(ops, call), call.argument("dim")))
              .samples(Sample.of(tensor(2, 3), 1L))
              .build(),
          Op.define("log_softmax(Tensor self, Int dim, Dtype dtype=None)")
              .body((ops, call) -> ops.call("_log_softmax", typed(ops, call), call.argument("dim")))
              .samples(Sample.of(tensor(2, 3), 1L))
              .build());

  /** The gradient of a softmax along {@code dim}, given its result. */
  static Tensor gradient(Ops ops, Tensor g, Tensor result, int dim) {
    Tensor weighted = ops.mul(g, result);
    return ops.sub(weighted, ops.mul(result, ops.sum(weighted, new int[] {dim}, true)));
  }

  private static Tensor typed(Ops ops, Call call) {
    Tensor self = call.self();
    DType natural = self.dtype();
    DType type = call.dtype("dtype", natural);
    if (!type.isFloating()) {
      throw new TorchError(
          TorchError.Kind.NOT_IMPLEMENTED,
          "\"%s\" not implemented for '%s'"
              .formatted(
                  call.op().function() + (isLast(call) ? "_lastdim_kernel_impl" : "_kernel_impl"),
                  type.legacyName()));
    }
    return ops.to(self, type);
  }

  private static boolean isLast(Call call) {
    int dim = call.self().shape().dim();
    return dim == 0 || Shapes.wrap(call.integer("dim"), dim) == dim - 1;
  }

  private static Tensor softmax(Call call, boolean logarithm) {
    Tensor self = call.self();
    Shape shape = self.shape();
    int dim = Shapes.wrap(call.integer("dim"), shape.dim());
    double[] x = Values.doubles(self).clone();
    int n = shape.dim() == 0 ? 1 : shape.size(dim);
    int inner = 1;
    for (int d = dim + 1; d < shape.dim(); d++) {
      inner *= shape.size(d);
    }
    int rows = n == 0 ? 0 : x.length / n;
    for (int r = 0; r < rows; r++) {
      int from = r / inner * n * inner + r % inner;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        double a = x[from + i * inner];
        most = Double.isNaN(a) || a > most ? a : most;
      }
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.exp(x[from + i * inner] - most);
      }
      double log = Math.log(sum);
      for (int i = 0; i < n; i++) {
        int at = from + i * inner;
        x[at] = logarithm ? x[at] - most - log : Math.exp(x[at] - most) / sum;
      }
    }
    return call.rounded(self.dtype(), shape, x);
  }
}
