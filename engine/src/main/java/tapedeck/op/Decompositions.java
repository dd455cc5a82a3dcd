package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Factorisation;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of decompositions of matrices, and of what is made of their values. */
final class Decompositions {
  private Decompositions() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_cholesky(Tensor A)")
              .kernel(LinearAlgebra::cholesky)
              .reads("L with L Lᵀ = {A}", "chol")
              .backward("LinalgCholeskyExBackward0")
              .derivative(
                  "A",
                  List.of("result"),
                  "symmetric part of L⁻ᵀ Φ(Lᵀ {g}) L⁻¹",
                  (b, g) -> {
                    Tensor factor = b.saved("result");
                    Tensor phi = b.call("tril", b.matmul(b.mT(factor), g));
                    Tensor half = halvedDiagonal(b, phi);
                    Tensor inverse = b.call("linalg_inv", factor);
                    Tensor gradient = b.matmul(b.matmul(b.mT(inverse), half), inverse);
                    return b.mul(b.add(gradient, b.mT(gradient)), 0.5);
                  })
              .samples(Sample.of(Sample.between(1, 1.5, 1, 1)))
              .build(),
          LinearAlgebra.alias("cholesky", "linalg_cholesky"),
          Op.define("linalg_qr(Tensor A, String mode='reduced')")
              .kernels(List.of("Q", "R"), Decompositions::qr)
              .reads("Q R = {A}", "qr")
              .backward("LinalgQrBackward0")
              .derivatives(
                  "A",
                  List.of("Q", "R"),
                  "(gQ + Q copyltu(R gRᵀ − gQᵀ Q)) R⁻ᵀ",
                  Decompositions::qrDerivative)
              .samples(Sample.of(tensor(3, 2)), Sample.of(tensor(2, 2)))
              .build(),
          Op.define("linalg_eigh(Tensor A, String UPLO='L')")
              .kernels(List.of("eigenvalues", "eigenvectors"), Decompositions::eigh)
              .reads("eigenvalues and eigenvectors of {A}", "eigh")
              .backward("LinalgEighBackward0")
              .derivatives(
                  "A",
                  List.of("eigenvalues", "eigenvectors"),
                  "V (diag(gλ) + Vᵀ gV ⊘ E) Vᵀ",
                  Decompositions::eighDerivative)
              .samples(Sample.of(Sample.index(LinearAlgebra.sizes(2, 2), 2, 1, 1, 3)))
              .build(),
          Op.define("linalg_eigvalsh(Tensor A, String UPLO='L')")
              .body((ops, call) -> ops.callAll("linalg_eigh", call.self()).get(0))
              .samples(Sample.of(Sample.between(1, 2, 1, 1)))
              .build(),
          Op.define("linalg_svd(Tensor A, Bool full_matrices=True)")
              .kernels(List.of("U", "S", "Vh"), Decompositions::svd)
              .reads("U diag(S) Vᵀ = {A}", "svd")
              .backward("LinalgSvdBackward0")
              .derivatives(
                  "A",
                  List.of("U", "S", "Vh"),
                  "U (… + diag(gS)) Vᵀ",
                  Decompositions::svdDerivative)
              .samples(Sample.of(Sample.between(1, 2, 1, 1)))
              .build(),
          Op.define("linalg_svdvals(Tensor A)")
              .body((ops, call) -> ops.callAll("linalg_svd", call.self(), false).get(1))
              .samples(Sample.of(tensor(3, 2)))
              .build(),
          Op.define("linalg_pinv(Tensor self, *, Float rtol=None)")
              .kernel(Decompositions::pseudoInverse)
              .reads("{self}⁺", "⁺")
              .backward("LinalgPinvBackward0")
              .derivative(
                  "self",
                  List.of("self", "result"),
                  "by Golub and Pereyra",
                  Decompositions::pinvDerivative)
              .samples(Sample.of(tensor(3, 2)), Sample.of(tensor(2, 3)))
              .build(),
          LinearAlgebra.alias("pinverse", "linalg_pinv"),
          Op.define("linalg_matrix_rank(Tensor self, *, Float tol=None)")
              .kernel(Decompositions::rank)
              .reads("rank({self})", "rank")
              .samples(Sample.of(tensor(3, 2)))
              .build());

  /** A lower triangle with half its diagonal. */
  private static Tensor halvedDiagonal(Ops ops, Tensor lower) {
    Tensor strict = ops.call("tril", lower, -1L);
    return ops.mul(ops.add(lower, strict), 0.5);
  }

  private static List<Tensor> qr(Call call) {
    LinearAlgebra.Batch batch = LinearAlgebra.Batch.of(call.self(), "linalg.qr");
    int m = batch.rows();
    int n = batch.columns();
    boolean complete = call.text("mode").equals("complete");
    int k = complete ? m : Math.min(m, n);
    double[] qs = new double[batch.count() * m * k];
    double[] rs = new double[batch.count() * k * n];
    for (int i = 0; i < batch.count(); i++) {
      double[] q = new double[m * m];
      double[] r = batch.matrix(i);
      Factorisation.qr(q, r, m, n);
      for (int row = 0; row < m; row++) {
        System.arraycopy(q, row * m, qs, (i * m + row) * k, k);
      }
      System.arraycopy(r, 0, rs, i * k * n, k * n);
    }
    return List.of(
        call.rounded(batch.type(), batch.shape(m, k), qs),
        call.rounded(batch.type(), batch.shape(k, n), rs));
  }

  private static List<Tensor> qrDerivative(Backward b, @Nullable Tensor ofQ) {
    Tensor q = b.saved("Q");
    Tensor r = b.saved("R");
    Tensor ofR = b.gradient(1);
    Tensor gq = ofQ == null ? b.mul(q, 0L) : ofQ;
    Tensor gr = ofR == null ? b.mul(r, 0L) : ofR;
    if (r.shape().size(r.shape().dim() - 2) != r.shape().size(r.shape().dim() - 1)) {
      throw TorchError.unsupported("the derivative of linalg.qr of a wide or complete matrix");
    }
    Tensor m = b.sub(b.matmul(r, b.mT(gr)), b.matmul(b.mT(gq), q));
    Tensor lower = b.call("tril", m);
    Tensor symmetric = b.add(lower, b.mT(b.call("tril", m, -1L)));
    Tensor numerator = b.add(gq, b.matmul(q, symmetric));
    return List.of(b.mT(b.call("linalg_solve", r, b.mT(numerator))));
  }

  private static List<Tensor> eigh(Call call) {
    Tensor self = call.self();
    Tensor floating = self.dtype().isFloating() ? self : Cast.copy(call, self, DType.FLOAT32);
    LinearAlgebra.Batch batch = LinearAlgebra.Batch.square(floating, "linalg.eigh");
    int n = batch.rows();
    double[] values = new double[batch.count() * n];
    double[] vectors = new double[batch.count() * n * n];
    for (int i = 0; i < batch.count(); i++) {
      double[] own = new double[n];
      double[] ownVectors = new double[n * n];
      Factorisation.symmetricEigen(batch.matrix(i), n, own, ownVectors);
      System.arraycopy(own, 0, values, i * n, n);
      System.arraycopy(ownVectors, 0, vectors, i * n * n, n * n);
    }
    return List.of(
        call.rounded(batch.type(), batch.shape(n), values),
        call.rounded(batch.type(), batch.shape(n, n), vectors));
  }

  /** The differences of all pairs, 1 on the diagonal. */
  private static Tensor gaps(Ops ops, Tensor values) {
    Tensor gaps = ops.sub(ops.unsqueeze(values, -2), ops.unsqueeze(values, -1));
    int n = values.shape().size(values.shape().dim() - 1);
    Tensor identity =
        ops.to(
            Tensor.contiguous(0, Storage.of(LinearAlgebra.identity(n)), Shape.of(n, n)),
            values.dtype());
    return ops.add(gaps, identity);
  }

  private static List<Tensor> eighDerivative(Backward b, @Nullable Tensor ofValues) {
    Tensor v = b.saved("eigenvectors");
    Tensor ofVectors = b.gradient(1);
    if (ofVectors == null) {
      Tensor scaled = b.mul(v, b.unsqueeze(java.util.Objects.requireNonNull(ofValues), -2));
      return List.of(b.matmul(scaled, b.mT(v)));
    }
    Tensor inner = b.div(b.matmul(b.mT(v), ofVectors), gaps(b, b.saved("eigenvalues")));
    Tensor diagonal = b.call("diagonal", inner, 0L, -2L, -1L);
    Tensor change = ofValues == null ? b.neg(diagonal) : b.sub(ofValues, diagonal);
    inner = b.add(inner, b.call("diag_embed", change));
    return List.of(b.matmul(b.matmul(v, inner), b.mT(v)));
  }

  private static List<Tensor> svd(Call call) {
    LinearAlgebra.Batch batch = LinearAlgebra.Batch.of(call.self(), "linalg.svd");
    int m = batch.rows();
    int n = batch.columns();
    int k = Math.min(m, n);
    boolean full = call.flag("full_matrices");
    int columns = full ? m : k;
    int rows = full ? n : k;
    double[] u = new double[batch.count() * m * columns];
    double[] s = new double[batch.count() * k];
    double[] vh = new double[batch.count() * rows * n];
    for (int i = 0; i < batch.count(); i++) {
      Factorisation.Svd svd = Factorisation.svd(batch.matrix(i), m, n, full);
      System.arraycopy(svd.u(), 0, u, i * m * columns, m * columns);
      System.arraycopy(svd.s(), 0, s, i * k, k);
      System.arraycopy(svd.vt(), 0, vh, i * rows * n, rows * n);
    }
    return List.of(
        call.rounded(batch.type(), batch.shape(m, columns), u),
        call.rounded(batch.type(), batch.shape(k), s),
        call.rounded(batch.type(), batch.shape(rows, n), vh));
  }

  private static List<Tensor> svdDerivative(Backward b, @Nullable Tensor ofU) {
    Tensor s = b.saved("S");
    int k = s.shape().size(s.shape().dim() - 1);
    Tensor u = firstColumns(b, b.saved("U"), k);
    Tensor vh = firstRows(b, b.saved("Vh"), k);
    Tensor ofS = b.gradient(1);
    Tensor ofVh = b.gradient(2);
    Tensor result = null;
    if (ofS != null) {
      result = b.matmul(b.mul(u, b.unsqueeze(ofS, -2)), vh);
    }
    if (ofU == null && ofVh == null) {
      return List.of(java.util.Objects.requireNonNull(result));
    }
    Tensor squares = b.mul(s, s);
    Tensor gaps = gaps(b, squares);
    Tensor inverse = b.div(1L, s);
    if (ofU != null) {
      Tensor gu = firstColumns(b, ofU, k);
      Tensor inner = b.matmul(b.mT(u), gu);
      Tensor skew = b.div(b.sub(inner, b.mT(inner)), gaps);
      Tensor term = b.matmul(b.mul(b.matmul(u, skew), b.unsqueeze(s, -2)), vh);
      Tensor rest = b.mul(b.sub(gu, b.matmul(u, inner)), b.unsqueeze(inverse, -2));
      term = b.add(term, b.matmul(rest, vh));
      result = result == null ? term : b.add(result, term);
    }
    if (ofVh != null) {
      Tensor gv = b.mT(firstRows(b, ofVh, k));
      Tensor v = b.mT(vh);
      Tensor inner = b.matmul(vh, gv);
      Tensor skew = b.div(b.sub(inner, b.mT(inner)), gaps);
      Tensor term = b.matmul(b.matmul(b.mul(u, b.unsqueeze(s, -2)), skew), vh);
      Tensor rest = b.mul(b.sub(gv, b.matmul(v, inner)), b.unsqueeze(inverse, -2));
      term = b.add(term, b.matmul(u, b.mT(rest)));
      result = result == null ? term : b.add(result, term);
    }
    return List.of(java.util.Objects.requireNonNull(result));
  }

  private static Tensor firstColumns(Ops ops, Tensor a, int k) {
    int d = a.shape().dim() - 1;
    return a.shape().size(d) == k ? a : ops.slice(a, d, 0, k);
  }

  private static Tensor firstRows(Ops ops, Tensor a, int k) {
    int d = a.shape().dim() - 2;
    return a.shape().size(d) == k ? a : ops.slice(a, d, 0, k);
  }

  private static double cutoff(LinearAlgebra.Batch batch, double[] s, @Nullable Object given) {
    double largest = s.length == 0 ? 0 : s[0];
    double eps = batch.type() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    return given == null
        ? largest * eps * Math.max(batch.rows(), batch.columns())
        : largest * ((Number) given).doubleValue();
  }

  private static Tensor pseudoInverse(Call call) {
    LinearAlgebra.Batch batch = LinearAlgebra.Batch.of(call.self(), "linalg.pinv");
    int m = batch.rows();
    int n = batch.columns();
    int k = Math.min(m, n);
    double[] out = new double[batch.count() * m * n];
    for (int i = 0; i < batch.count(); i++) {
      Factorisation.Svd svd = Factorisation.svd(batch.matrix(i), m, n, false);
      double least = cutoff(batch, svd.s(), call.argument("rtol"));
      for (int r = 0; r < n; r++) {
        for (int c = 0; c < m; c++) {
          double sum = 0;
          for (int q = 0; q < k; q++) {
            double value = svd.s()[q];
            sum += value > least ? svd.vt()[q * n + r] * svd.u()[c * k + q] / value : 0;
          }
          out[(i * n + r) * m + c] = sum;
        }
      }
    }
    return call.rounded(batch.type(), batch.shape(n, m), out);
  }

  private static Tensor pinvDerivative(Backward b, Tensor gradient) {
    Tensor a = b.saved("self");
    Tensor p = b.saved("result");
    Tensor pt = b.mT(p);
    Tensor gt = b.mT(gradient);
    int m = a.shape().size(a.shape().dim() - 2);
    int n = a.shape().size(a.shape().dim() - 1);
    if (m <= n) {
      Tensor k = b.matmul(gt, p);
      Tensor kp = b.matmul(k, pt);
      Tensor first = b.sub(kp, b.mT(b.matmul(p, k)));
      Tensor second = b.sub(first, b.matmul(b.matmul(a, p), kp));
      return b.add(second, b.matmul(b.matmul(pt, p), b.sub(gt, b.matmul(k, a))));
    }
    Tensor k = b.matmul(p, gt);
    Tensor pk = b.matmul(pt, k);
    Tensor first = b.sub(pk, b.mT(b.matmul(k, p)));
    Tensor second = b.add(first, b.matmul(b.matmul(b.sub(gt, b.matmul(a, k)), p), pt));
    return b.sub(second, b.matmul(b.matmul(pk, p), a));
  }

  private static Tensor rank(Call call) {
    LinearAlgebra.Batch batch = LinearAlgebra.Batch.of(call.self(), "linalg.matrix_rank");
    long[] out = new long[batch.count()];
    for (int i = 0; i < out.length; i++) {
      double[] s = Factorisation.svd(batch.matrix(i), batch.rows(), batch.columns(), false).s();
      double least = call.has("tol") ? call.real("tol") : cutoff(batch, s, null);
      out[i] = Arrays.stream(s).filter(value -> value > least).count();
    }
    return call.result(DType.INT64, batch.lead(), out);
  }
}
