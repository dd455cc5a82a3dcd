package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Factorisation;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of pseudoinverses, ranks and least squares. */
final class LeastSquares {
  private static final String LIMITS = ", Float atol=None, Float rtol=None, Bool hermitian=False)";

  private LeastSquares() {}

  private static final TypeRule SOLVED_TYPES =
      TypeRule.in(
          TypeRule.SINGLE_OR_DOUBLE,
          "This function doesn't handle types other than float and double");

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_pinv(Tensor self, *" + LIMITS)
              .types(LeastSquares::checkPseudoInverse)
              .kernel(LeastSquares::pseudoInverse)
              .reads("{self}⁺", "⁺")
              .backward("LinalgPinvBackward0")
              .derivative(
                  "self",
                  List.of("self", "result"),
                  "by Golub and Pereyra",
                  (b, g) -> pinvDerivative(b, g, b.saved("self"), b.saved("result")))
              .samples(Sample.of(tensor(3, 2)), Sample.of(tensor(2, 3)))
              .build(),
          Op.define("linalg_matrix_rank(Tensor self, *" + LIMITS)
              .types(SOLVED_TYPES)
              .kernel(LeastSquares::rank)
              .reads("rank({self})", "rank")
              .samples(Sample.of(tensor(3, 2)))
              .build(),
          Op.define("linalg_lstsq(Tensor self, Tensor B, Float rcond=None, String driver='gelsy')")
              .types(
                  TypeRule.alike(
                          "B",
                          "torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype %s and other's dtype %s")
                      .then(SOLVED_TYPES))
              .kernels(
                  List.of("solution", "residuals", "rank", "singular_values"),
                  LeastSquares::leastSquares)
              .differentiable(2)
              .reads("x with the least ‖{self} @ x − {B}‖", "lstsq")
              .backward("LinalgLstsqBackward0")
              .keepsAs("B", "b")
              .derivativeOfResults(
                  "self",
                  List.of("self", "B", "solution"),
                  "by the pseudoinverse, and {self}'s share in the residuals",
                  LeastSquares::ofMatrix)
              .derivativeOfResults(
                  "B",
                  List.of("self", "B", "solution"),
                  "({self}⁺)ᵀ @ {g}, and −2 · the residual",
                  LeastSquares::ofRight)
              .samples(
                  Sample.of(tensor(3, 2), tensor(3, 2)),
                  Sample.of(tensor(2, 3), tensor(2, 1)),
                  Sample.of(tensor(4, 2), tensor(4, 2)).with("driver", "gels"))
              .build());

  /** The singular values, or for a symmetric matrix the sizes of the eigenvalues, descending. */
  private static Factorisation.Svd svd(MatrixBatch batch, int i, boolean symmetric) {
    int n = batch.columns();
    double[] matrix = batch.matrix(i);
    if (symmetric) {
      MatrixBatch.requireSquare(Shape.of(batch.rows(), n), "linalg.eigh");
      // the lower triangle counts
      for (int row = 0; row < n; row++) {
        for (int column = row + 1; column < n; column++) {
          matrix[row * n + column] = matrix[column * n + row];
        }
      }
    }
    Decompositions.checkFinite(matrix, LinearAlgebra.element(batch.lead(), i));
    return Factorisation.svd(matrix, batch.rows(), n, false, false);
  }

  /** Below this a singular value counts as 0 (PyTorch's {@code get_atol_rtol}). */
  private static double limit(Call call, MatrixBatch batch, double[] s) {
    double eps = batch.type() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    double absolute = call.has("atol") ? call.real("atol") : 0;
    double relative =
        call.has("rtol")
            ? call.real("rtol")
            : absolute > 0 ? 0 : eps * Math.max(batch.rows(), batch.columns());
    return Math.max(absolute, relative * (s.length == 0 ? 0 : s[0]));
  }

  private static Tensor pseudoInverse(Call call) {
    MatrixBatch batch = MatrixBatch.of(call.self(), "linalg.pinv");
    int m = batch.rows();
    int n = batch.columns();
    double[] out = new double[batch.count() * m * n];
    for (int i = 0; i < batch.count(); i++) {
      Factorisation.Svd svd = svd(batch, i, call.flag("hermitian"));
      double[] inverse = inverse(svd, m, n, limit(call, batch, svd.s()));
      System.arraycopy(inverse, 0, out, i * m * n, m * n);
    }
    return call.rounded(batch.type(), batch.shape(n, m), out);
  }

  private static double[] inverse(Factorisation.Svd svd, int m, int n, double limit) {
    int k = Math.min(m, n);
    double[] out = new double[n * m];
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < m; c++) {
        double sum = 0;
        for (int q = 0; q < k; q++) {
          double value = svd.s()[q];
          sum += value > limit ? svd.vt()[q * n + r] * svd.u()[c * k + q] / value : 0;
        }
        out[r * m + c] = sum;
      }
    }
    return out;
  }

  private static Tensor pinvDerivative(Ops b, Tensor gradient, Tensor a, Tensor p) {
    Tensor pt = b.mT(p);
    Tensor gt = b.mT(gradient);
    int m = a.shape().size(a.shape().dim() - 2);
    int n = a.shape().size(a.shape().dim() - 1);
    if (m <= n) {
      Tensor k = b.matmul(gt, p);
      Tensor kp = b.matmul(k, pt);
      Tensor first = b.add(b.neg(b.mT(b.matmul(p, k))), kp);
      Tensor second = b.sub(first, b.matmul(b.matmul(a, p), kp));
      return b.add(second, b.matmul(b.matmul(pt, p), b.sub(gt, b.matmul(k, a))));
    }
    Tensor k = b.matmul(p, gt);
    Tensor pk = b.matmul(pt, k);
    Tensor beside = b.matmul(b.matmul(b.sub(gt, b.matmul(a, k)), p), pt);
    Tensor first = b.add(b.add(b.neg(b.mT(b.matmul(k, p))), beside), pk);
    return b.sub(first, b.matmul(b.matmul(pk, p), a));
  }

  private static Tensor rank(Call call) {
    MatrixBatch batch = MatrixBatch.of(call.self(), "linalg.matrix_rank");
    long[] out = new long[batch.count()];
    for (int i = 0; i < out.length; i++) {
      double[] s = svd(batch, i, call.flag("hermitian")).s();
      double limit = limit(call, batch, s);
      out[i] = Arrays.stream(s).filter(value -> value > limit).count();
    }
    return call.result(DType.INT64, batch.lead(), out);
  }

  private static List<Tensor> leastSquares(Call call) {
    Tensor b = call.tensor("B");
    String driver = call.text("driver");
    if (!List.of("gels", "gelsy", "gelsd", "gelss").contains(driver)) {
      throw TorchError.runtime(
          "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)");
    }
    int dims = call.self().shape().dim();
    if (dims < 2) {
      throw TorchError.runtime("torch.linalg.lstsq: input must have at least 2 dimensions.");
    }
    if (dims < b.shape().dim() || dims - b.shape().dim() > 1) {
      throw TorchError.runtime(
          "torch.linalg.lstsq: input.dim() must be greater or equal to other.dim() and"
              + " (input.dim() - other.dim()) <= 1");
    }
    MatrixBatch batch = MatrixBatch.of(call.self(), "torch.linalg.lstsq");
    int m = batch.rows();
    int n = batch.columns();
    boolean vector = b.shape().dim() == call.self().shape().dim() - 1;
    int height = b.shape().size(b.shape().dim() - (vector ? 1 : 2));
    if (height != m) {
      throw TorchError.runtime(
          "torch.linalg.lstsq: input.size(-2) should match other.size(-%d)"
              .formatted(vector ? 1 : 2));
    }
    Ops ops = call.ops();
    double eps = batch.type() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    double share = call.has("rcond") ? call.real("rcond") : eps * Math.max(m, n);
    int k = Math.min(m, n);
    double[] inverses = new double[batch.count() * m * n];
    double[] values = new double[batch.count() * k];
    long[] ranks = new long[batch.count()];
    for (int i = 0; i < batch.count(); i++) {
      Factorisation.Svd svd = svd(batch, i, false);
      double limit = driver.equals("gels") ? 0 : share * (k == 0 ? 0 : svd.s()[0]);
      System.arraycopy(inverse(svd, m, n, limit), 0, inverses, i * m * n, m * n);
      System.arraycopy(svd.s(), 0, values, i * k, k);
      ranks[i] = Arrays.stream(svd.s()).filter(value -> value > limit).count();
    }
    Tensor right = ops.to(vector ? ops.unsqueeze(b, -1) : b, DType.FLOAT64);
    Tensor wide = ops.matmul(call.result(DType.FLOAT64, batch.shape(n, m), inverses), right);
    Tensor solution = ops.to(vector ? ops.squeeze(wide, -1) : wide, batch.type());
    boolean full = Arrays.stream(ranks).allMatch(rank -> rank == n);
    boolean leaves = m > n && full && !driver.equals("gelsy");
    Tensor residual = ops.sub(ops.matmul(ops.to(call.self(), DType.FLOAT64), wide), right);
    Tensor residuals =
        leaves
            ? ops.to(ops.sum(ops.mul(residual, residual), new int[] {-2}, false), batch.type())
            : call.allocate(batch.type(), Shape.of(0));
    boolean ranked = !driver.equals("gels");
    boolean valued = driver.equals("gelsd") || driver.equals("gelss");
    return List.of(
        vector ? solution : LinearAlgebra.byColumns(call, solution),
        residuals,
        ranked
            ? call.result(DType.INT64, batch.lead(), ranks)
            : call.allocate(DType.INT64, Shape.of(0)),
        valued
            ? call.rounded(batch.type(), batch.shape(k), values)
            : call.allocate(batch.type(), Shape.of(0)));
  }

  private static boolean isVector(Backward b) {
    return b.saved("B").shape().dim() < b.saved("self").shape().dim();
  }

  private static Tensor column(Ops ops, Tensor tensor, boolean vector) {
    return vector ? ops.unsqueeze(tensor, -1) : tensor;
  }

  /** Twice the residual by the gradient of its square; null where that is none. */
  private static @Nullable Tensor ofResidual(Backward b) {
    Tensor g = b.gradient(1);
    if (g == null || g.shape().numel() == 0) {
      return null;
    }
    boolean vector = isVector(b);
    Tensor x = column(b, b.saved("solution"), vector);
    Tensor residual = b.sub(b.matmul(b.saved("self"), x), column(b, b.saved("B"), vector));
    return b.mul(b.mul(b.unsqueeze(g, -2), residual), 2L);
  }

  private static @Nullable Tensor ofMatrix(Backward b, @Nullable Tensor gradient) {
    boolean vector = isVector(b);
    Tensor a = b.saved("self");
    Tensor result = null;
    if (gradient != null) {
      Tensor inverse = b.call("linalg_pinv", a);
      Tensor ofInverse =
          b.matmul(column(b, gradient, vector), b.mT(column(b, b.saved("B"), vector)));
      result = pinvDerivative(b, ofInverse, a, inverse);
    }
    Tensor residual = ofResidual(b);
    if (residual != null) {
      Tensor part = b.matmul(residual, b.mT(column(b, b.saved("solution"), vector)));
      result = b.plus(result, part);
    }
    return result;
  }

  private static @Nullable Tensor ofRight(Backward b, @Nullable Tensor gradient) {
    boolean vector = isVector(b);
    Tensor result = null;
    if (gradient != null) {
      Tensor inverse = b.call("linalg_pinv", b.saved("self"));
      result = b.matmul(b.mT(inverse), column(b, gradient, vector));
    }
    Tensor residual = ofResidual(b);
    if (residual != null) {
      result = result == null ? b.neg(residual) : b.sub(result, residual);
    }
    return result == null || !vector ? result : b.squeeze(result, -1);
  }

  private static void checkPseudoInverse(Call call) {
    Tensor self = call.self();
    if (self.shape().dim() < 2 || !TypeRule.SINGLE_OR_DOUBLE.contains(self.dtype())) {
      throw TorchError.runtime(
          "linalg.pinv(%s{%s}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types"
              .formatted(self.dtype().legacyName(), self.shape()));
    }
  }
}
