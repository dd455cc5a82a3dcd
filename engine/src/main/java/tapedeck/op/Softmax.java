package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.kernel.SoftmaxLoops;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of softmax and its logarithm. */
final class Softmax {
  private Softmax() {}

  private static final List<String> BOTH = List.of("grad_output", "output");

  /** The gradient of a softmax, given its result. */
  static final Op SOFTMAX_BACKWARD =
      Op.define("_softmax_backward_data(Tensor grad_output, Tensor output, Int dim)")
          .types(
              TypeRule.floating("softmax_backward_lastdim_kernel_impl")
                  .then(TypeRule.alike("output")))
          .kernel(call -> gradient(call, false))
          .internal()
          .reads("{output} ⊙ ({grad_output} − Σ {grad_output} ⊙ {output})", "∂softmax")
          .backward("SoftmaxBackwardDataBackward0")
          .derivative(
              "grad_output",
              List.of("output"),
              "{output} ⊙ ({g} − Σ {g} ⊙ {output})",
              (b, g) ->
                  b.call(
                      OpTable.row("_softmax_backward_data"), g, b.saved("output"), b.number("dim")))
          .derivative(
              "output",
              BOTH,
              "{g} ⊙ {grad_output} − {g} · Σ {output} ⊙ {grad_output} − {grad_output} · Σ {output} ⊙"
                  + " {g}",
              (b, g) -> {
                int[] dims = {b.integer("dim")};
                Tensor y = b.saved("output");
                Tensor given = b.saved("grad_output");
                Tensor first = b.mul(b.sum(b.mul(y, given), dims, true), g);
                Tensor second = b.mul(given, b.sum(b.mul(y, g), dims, true));
                return b.sub(b.sub(b.mul(given, g), first), second);
              })
          .samples(Sample.of(tensor(2, 3), tensor(2, 3), 1L))
          .build();

  /** The gradient of the logarithm of a softmax, given its result. */
  private static final Op LOG_SOFTMAX_BACKWARD =
      Op.define("_log_softmax_backward_data(Tensor grad_output, Tensor output, Int dim)")
          .types(
              TypeRule.floating("log_softmax_backward_lastdim_kernel_impl")
                  .then(TypeRule.alike("output")))
          .kernel(call -> gradient(call, true))
          .internal()
          .reads("{grad_output} − exp({output}) · Σ {grad_output}", "∂logsoftmax")
          .backward("LogSoftmaxBackwardDataBackward0")
          .derivative(
              "grad_output",
              List.of("output"),
              "{g} − Σ {g} ⊙ exp({output})",
              (b, g) -> {
                int[] dims = {b.integer("dim")};
                return b.sub(g, b.sum(b.mul(g, b.exp(b.saved("output"))), dims, true));
              })
          .derivative(
              "output",
              BOTH,
              "−(Σ {grad_output}) · exp({output}) ⊙ {g}",
              (b, g) -> {
                int[] dims = {b.integer("dim")};
                Tensor sums = b.neg(b.sum(b.saved("grad_output"), dims, true));
                return b.mul(b.mul(sums, b.exp(b.saved("output"))), g);
              })
          .samples(Sample.of(tensor(2, 3), tensor(2, 3), 1L))
          .build();

  static final List<Op> ROWS =
      List.of(
          SOFTMAX_BACKWARD,
          LOG_SOFTMAX_BACKWARD,
          Op.define("_softmax(Tensor self, Int dim)")
              .types(TypeRule.floating("softmax_lastdim_kernel_impl"))
              .kernel(call -> softmax(call, false))
              .internal()
              .reads("softmax({self}) along {dim}", "softmax")
              .backward("SoftmaxBackward0")
              .derivative(
                  "self",
                  List.of(RESULT),
                  "{result} ⊙ ({g} − Σ {g} ⊙ {result})",
                  (b, g) -> b.call(SOFTMAX_BACKWARD, g, b.saved(RESULT), b.number("dim")))
              .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(2, 3), 0L))
              .build(),
          Op.define("_log_softmax(Tensor self, Int dim)")
              .types(TypeRule.floating("log_softmax_lastdim_kernel_impl"))
              .kernel(call -> softmax(call, true))
              .internal()
              .reads("ln softmax({self}) along {dim}", "logsoftmax")
              .backward("LogSoftmaxBackward0")
              .derivative(
                  "self",
                  List.of(RESULT),
                  "{g} − exp({result}) · Σ {g}",
                  (b, g) -> b.call(LOG_SOFTMAX_BACKWARD, g, b.saved(RESULT), b.number("dim")))
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

  private static Tensor typed(Ops ops, Call call) {
    Tensor self = call.self();
    DType natural = self.dtype();
    DType type = call.dtype("dtype", natural);
    if (!type.isFloating()) {
      throw TorchError.notImplemented(
          call.op().function() + (isLast(call) ? "_lastdim_kernel_impl" : "_kernel_impl"), type);
    }
    return ops.to(self, type);
  }

  private static boolean isLast(Call call) {
    int dim = call.self().shape().dim();
    return dim == 0 || Shapes.wrap(call.integer("dim"), dim) == dim - 1;
  }

  private static Tensor softmax(Call call, boolean logarithm) {
    Tensor self = call.self();
    Rows rows = Rows.of(self.shape(), call.integer("dim"));
    if (self.dtype() == DType.FLOAT32) {
      float[] x = Values.floats(self).clone();
      if (rows.n == 0) {
        return call.result(DType.FLOAT32, self.shape(), x);
      }
      if (logarithm) {
        SoftmaxLoops.logSoftmax(x, rows.n, rows.inner);
      } else {
        SoftmaxLoops.softmax(x, rows.n, rows.inner);
      }
      return call.result(DType.FLOAT32, self.shape(), x);
    }
    double[] x = Values.doubles(self).clone();
    for (int r = 0; r < rows.count(x.length); r++) {
      softmaxRow(x, rows.start(r), rows, logarithm);
    }
    return call.rounded(self.dtype(), self.shape(), x);
  }

  private static void softmaxRow(double[] x, int from, Rows rows, boolean logarithm) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rows.n; i++) {
      most = Math.max(most, x[from + i * rows.inner]);
    }
    double sum = 0;
    for (int i = 0; i < rows.n; i++) {
      sum += Math.exp(x[from + i * rows.inner] - most);
    }
    double log = Math.log(sum);
    for (int i = 0; i < rows.n; i++) {
      int at = from + i * rows.inner;
      x[at] = logarithm ? x[at] - most - log : Math.exp(x[at] - most) / sum;
    }
  }

  private static Tensor gradient(Call call, boolean logarithm) {
    Tensor y = call.tensor("output");
    Rows rows = Rows.of(y.shape(), call.integer("dim"));
    if (y.dtype() == DType.FLOAT32 && call.self().dtype() == DType.FLOAT32) {
      float[] out = new float[y.shape().numel()];
      float[] g = Values.floats(call.self());
      if (rows.n > 0 && logarithm) {
        SoftmaxLoops.logSoftmaxGradient(out, g, Values.floats(y), rows.n, rows.inner);
      } else if (rows.n > 0) {
        SoftmaxLoops.softmaxGradient(out, g, Values.floats(y), rows.n, rows.inner);
      }
      return call.result(DType.FLOAT32, y.shape(), out);
    }
    double[] result = Values.doubles(y);
    double[] g = Values.doubles(call.self());
    double[] out = new double[result.length];
    for (int r = 0; r < rows.count(out.length); r++) {
      double sum = 0;
      for (int i = 0, at = rows.start(r); i < rows.n; i++, at += rows.inner) {
        sum += logarithm ? g[at] : g[at] * result[at];
      }
      for (int i = 0, at = rows.start(r); i < rows.n; i++, at += rows.inner) {
        out[at] = logarithm ? g[at] - Math.exp(result[at]) * sum : (g[at] - sum) * result[at];
      }
    }
    return call.rounded(y.dtype(), y.shape(), out);
  }

  /**
   * The rows along a dimension.
   *
   * @param n the elements of a row
   * @param inner how far they lie apart
   */
  private record Rows(int n, int inner) {
    static Rows of(Shape shape, int dim) {
      int d = Shapes.wrap(dim, shape.dim());
      int inner = 1;
      for (int k = d + 1; k < shape.dim(); k++) {
        inner *= shape.size(k);
      }
      return new Rows(shape.dim() == 0 ? 1 : shape.size(d), inner);
    }

    int count(int elements) {
      return n == 0 ? 0 : elements / n;
    }

    int start(int row) {
      return row / inner * n * inner + row % inner;
    }
  }
}
