package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Factorisation;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of decompositions of matrices, and of what is made of their values. */
final class Decompositions {
  private Decompositions() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_qr(Tensor A, String mode='reduced')")
              .types(
                  LinearAlgebra.floating("linalg.qr")
                      .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "geqrf_cpu")))
              .kernels(List.of("Q", "R"), Decompositions::qr)
              .reads("Q R = {A}", "qr")
              .backward("LinalgQrBackward0")
              .derivativeOfResults(
                  "A",
                  List.of("Q", "R"),
                  "(gQ + Q sym(triu(gR Rᵀ − Qᵀ gQ))) R⁻ᵀ",
                  Decompositions::qrDerivative)
              .samples(Sample.of(tensor(3, 2)), Sample.of(tensor(2, 2)), Sample.of(tensor(2, 3)))
              .build(),
          Op.define("linalg_eigh(Tensor A, String UPLO='L')")
              .types(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "linalg_eigh_cpu"))
              .kernels(List.of("eigenvalues", "eigenvectors"), Decompositions::eigh)
              .reads("eigenvalues and eigenvectors of {A}", "eigh")
              .backward("LinalgEighBackward0")
              .derivativeOfResults(
                  "A",
                  List.of("eigenvalues", "eigenvectors"),
                  "V (diag(gλ) + ½ (Vᵀ gV − gVᵀ V) ⊘ E) Vᵀ",
                  Decompositions::eighDerivative)
              .samples(Sample.of(Sample.constant(LinearAlgebra.sizes(2, 2), 2, 1, 1, 3)))
              .build(),
          Op.define("linalg_eigvalsh(Tensor A, String UPLO='L')")
              .types(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "linalg_eigh_cpu"))
              .body(
                  (ops, call) -> ops.callAll("linalg_eigh", call.self(), call.text("UPLO")).get(0))
              .samples(Sample.of(Sample.between(1, 2, 1, 1)))
              .build(),
          Op.define("linalg_svd(Tensor A, Bool full_matrices=True)")
              .types(
                  LinearAlgebra.floating("linalg.svd")
                      .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "linalg_svd_cpu")))
              .kernels(List.of("U", "S", "Vh"), Decompositions::svd)
              .reads("U diag(S) Vᵀ = {A}", "svd")
              .backward("LinalgSvdBackward0")
              .shows(
                  "S_sym_argsize_minus_1",
                  b -> {
                    Shape a = b.shapeOf("A");
                    return (long) Math.min(a.size(a.dim() - 2), a.size(a.dim() - 1));
                  })
              .derivativeOfResults(
                  "A", List.of("U", "S", "Vh"), "U (… + diag(gS)) Vᵀ", SvdDerivative::of)
              .samples(Sample.of(Sample.between(1, 2, 1, 1)))
              .build(),
          Op.define("linalg_svdvals(Tensor A)")
              .types(
                  LinearAlgebra.floating("linalg.svd")
                      .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "linalg_svd_cpu")))
              .body((ops, call) -> ops.callAll("linalg_svd", call.self(), false).get(1))
              .samples(Sample.of(tensor(3, 2)))
              .build());

  private static List<Tensor> qr(Call call) {
    MatrixBatch batch = MatrixBatch.of(call.self(), "linalg.qr");
    int m = batch.rows();
    int n = batch.columns();
    String mode = call.text("mode");
    if (!List.of("reduced", "complete", "r").contains(mode)) {
      throw TorchError.runtime(
          "qr received unrecognized mode '%s' but expected one of 'reduced' (default), 'r', or 'complete'"
              .formatted(mode));
    }
    int k = mode.equals("complete") ? m : Math.min(m, n);
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
    Tensor r = columns(call, batch, rs, k, n);
    return mode.equals("r")
        ? List.of(call.allocate(batch.type(), Shape.of(0)), r)
        : List.of(columns(call, batch, qs, m, k), r);
  }

  private static Tensor columns(
      Call call, MatrixBatch batch, double[] values, int rows, int columns) {
    return LinearAlgebra.byColumns(
        call, call.rounded(batch.type(), batch.shape(rows, columns), values));
  }

  private static @Nullable Tensor qrDerivative(Backward b, @Nullable Tensor ofQ) {
    String mode = b.arguments().text("mode");
    if (mode.equals("r")) {
      throw TorchError.runtime(
          "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr.");
    }
    Tensor q = b.saved("Q");
    Tensor r = b.saved("R");
    int rows = b.shapeOf("A").size(b.shapeOf("A").dim() - 2);
    int columns = b.shapeOf("A").size(b.shapeOf("A").dim() - 1);
    if (mode.equals("complete") && rows > columns) {
      throw TorchError.runtime(
          "The QR decomposition is not differentiable when mode='complete' and nrows > ncols.");
    }
    Tensor ofR = b.gradient(1);
    if (ofQ == null && ofR == null) {
      return null;
    }
    return rows >= columns ? tallDerivative(b, q, r, ofQ, ofR) : wideDerivative(b, q, r, ofQ, ofR);
  }

  /** gR Rᵀ − Qᵀ gQ. */
  private static Tensor inner(
      Backward b, Tensor q, Tensor r, @Nullable Tensor ofQ, @Nullable Tensor ofR) {
    Tensor byR = ofR == null ? null : b.matmul(ofR, b.mT(r));
    if (ofQ == null) {
      return Objects.requireNonNull(byR);
    }
    return byR == null ? b.neg(b.matmul(b.mT(q), ofQ)) : b.sub(byR, b.matmul(b.mT(q), ofQ));
  }

  /** Of a matrix with as many rows as columns, or more. */
  private static Tensor tallDerivative(
      Backward b, Tensor q, Tensor r, @Nullable Tensor ofQ, @Nullable Tensor ofR) {
    Tensor upper = b.call("triu", inner(b, q, r, ofQ, ofR));
    Tensor symmetric = b.add(upper, b.mT(upper));
    b.write("mul.Scalar", b.call("diagonal", symmetric, 0L, -2L, -1L), 0.5);
    Tensor numerator = b.matmul(q, symmetric);
    if (ofQ != null) {
      numerator = b.add(numerator, ofQ);
    }
    return b.call("linalg_solve_triangular", b.mT(r), numerator, false, false);
  }

  private static Tensor wideDerivative(
      Backward b, Tensor q, Tensor r, @Nullable Tensor ofQ, @Nullable Tensor ofR) {
    Tensor turned = b.neg(inner(b, q, r, ofQ, ofR));
    Tensor lower = b.call("tril", b.sub(turned, b.mT(turned)));
    int last = r.shape().dim() - 1;
    int rows = q.shape().size(last - 1);
    Tensor square = b.slice(r, last, 0, rows);
    Tensor left = b.call("linalg_solve_triangular", b.mT(square), b.matmul(q, lower), false, false);
    int[] sizes = r.shape().toArray();
    sizes[last] -= rows;
    Tensor result = b.cat(List.of(left, b.call("new_zeros", left, sizes)), last);
    return ofR == null ? result : b.add(result, b.matmul(q, ofR));
  }

  private static List<Tensor> eigh(Call call) {
    Tensor self = call.self();
    Tensor floating = self.dtype().isFloating() ? self : Cast.copy(call, self, DType.FLOAT32);
    String half = call.text("UPLO");
    if (!half.equalsIgnoreCase("L") && !half.equalsIgnoreCase("U")) {
      throw TorchError.runtime("Expected UPLO argument to be 'L' or 'U', but got " + half);
    }
    boolean lower = half.equalsIgnoreCase("L");
    MatrixBatch batch = MatrixBatch.square(floating, "linalg.eigh");
    boolean single = batch.type() == DType.FLOAT32;
    int n = batch.rows();
    double[] values = new double[batch.count() * n];
    double[] vectors = new double[batch.count() * n * n];
    for (int i = 0; i < batch.count(); i++) {
      double[] own = new double[n];
      double[] ownVectors = new double[n * n];
      double[] matrix = batch.matrix(i);
      if (isFinite(matrix)) {
        Factorisation.symmetricEigen(matrix, n, lower, single, own, ownVectors);
      } else {
        eigenOfNonFinite(matrix, n, LinearAlgebra.element(batch.lead(), i), own, ownVectors);
      }
      System.arraycopy(own, 0, values, i * n, n);
      System.arraycopy(ownVectors, 0, vectors, i * n * n, n * n);
    }
    return List.of(
        call.rounded(batch.type(), batch.shape(n), values), columns(call, batch, vectors, n, n));
  }

  static void checkFinite(double[] matrix, String element) {
    if (!isFinite(matrix)) {
      throw new TorchError(
          TorchError.Kind.LINALG,
          ("linalg.svd%s: The algorithm failed to converge because the input matrix contained"
                  + " non-finite values.")
              .formatted(element));
    }
  }

  private static boolean isFinite(double[] matrix) {
    return Arrays.stream(matrix).allMatch(Double::isFinite);
  }

  /**
   * What LAPACK leaves of a matrix that has no eigenvalues: those of a diagonal one, or nothing.
   */
  private static void eigenOfNonFinite(
      double[] matrix, int n, String element, double[] values, double[] vectors) {
    boolean diagonal = true;
    boolean infinite = false;
    for (int i = 0; i < matrix.length; i++) {
      diagonal &= i / n == i % n || matrix[i] == 0;
      infinite |= Double.isInfinite(matrix[i]);
    }
    if (n > 2 && !diagonal) {
      throw new TorchError(
          TorchError.Kind.LINALG,
          ("linalg.eigh%s: The algorithm failed to converge because the input matrix is"
                  + " ill-conditioned or has too many repeated eigenvalues (error code: %d).")
              .formatted(element, n - 1));
    }
    for (int i = 0; i < n; i++) {
      values[i] = diagonal && !infinite ? matrix[i * n + i] : Double.NaN;
      vectors[i * n + i] = 1;
    }
  }

  /** The differences of all pairs, 1 on the diagonal. */
  static Tensor gaps(Backward b, Tensor values) {
    Tensor gaps = b.sub(b.unsqueeze(values, -2), b.unsqueeze(values, -1));
    b.write("fill.Scalar", b.call("diagonal", gaps, 0L, -2L, -1L), 1L);
    return gaps;
  }

  private static Tensor eighDerivative(Backward b, @Nullable Tensor ofValues) {
    Tensor v = b.saved("eigenvectors");
    Tensor ofVectors = b.gradient(1);
    if (ofVectors == null) {
      Tensor scaled = b.mul(v, b.unsqueeze(Objects.requireNonNull(ofValues), -2));
      return b.matmul(scaled, b.mT(v));
    }
    Tensor product = b.matmul(b.mT(v), ofVectors);
    Tensor skew = b.mul(b.sub(product, b.mT(product)), 0.5);
    Tensor inner = b.div(skew, gaps(b, b.saved("eigenvalues")));
    if (ofValues != null) {
      b.write("copy", b.call("diagonal", inner, 0L, -2L, -1L), ofValues);
    }
    return b.matmul(v, b.matmul(inner, b.mT(v)));
  }

  private static List<Tensor> svd(Call call) {
    MatrixBatch batch = MatrixBatch.of(call.self(), "linalg.svd");
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
      double[] matrix = batch.matrix(i);
      checkFinite(matrix, LinearAlgebra.element(batch.lead(), i));
      Factorisation.Svd svd = Factorisation.svd(matrix, m, n, full, batch.type() == DType.FLOAT32);
      System.arraycopy(svd.u(), 0, u, i * m * columns, m * columns);
      System.arraycopy(svd.s(), 0, s, i * k, k);
      System.arraycopy(svd.vt(), 0, vh, i * rows * n, rows * n);
    }
    return List.of(
        columns(call, batch, u, m, columns),
        call.rounded(batch.type(), batch.shape(k), s),
        columns(call, batch, vh, rows, n));
  }
}
