package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Factorisation;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of linear algebra: determinants, solutions and factorisations of matrices or batches of
 * them, computed in float64.
 *
 * <p>Source of the derivatives: M. Giles, "Collected matrix derivative results for forward and
 * reverse mode algorithmic differentiation", 2008.
 */
public final class LinearAlgebra {
  private static final List<String> SELF = List.of("A");

  private LinearAlgebra() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_det(Tensor A)")
              .kernel(
                  call -> {
                    Batch batch = Batch.square(call.self(), "linalg.det");
                    double[] out = new double[batch.count()];
                    for (int i = 0; i < out.length; i++) {
                      out[i] = determinant(batch, i);
                    }
                    return call.rounded(batch.type(), batch.lead(), out);
                  })
              .reads("det({A})", "det")
              .backward("LinalgDetBackward0")
              .derivative(
                  "A",
                  List.of("A", "result"),
                  "{g} · {result} · ({A}⁻¹)ᵀ",
                  LinearAlgebra::detDerivative)
              .samples(Sample.of(tensor(3, 3)), Sample.of(tensor(2, 2, 2)))
              .build(),
          alias("det", "linalg_det"),
          Op.define("linalg_slogdet(Tensor A)")
              .kernels(List.of("sign", "logabsdet"), LinearAlgebra::slogdet)
              .reads("sign and ln |det({A})|", "slogdet")
              .backward("LinalgSlogdetBackward0")
              .derivatives(
                  "A",
                  SELF,
                  "{g} · ({A}⁻¹)ᵀ",
                  (b, ignored) -> {
                    Tensor g = b.gradient(1);
                    return Collections.singletonList(
                        g == null
                            ? null
                            : b.mul(
                                b.unsqueeze(b.unsqueeze(g, -1), -1),
                                b.mT(b.call("linalg_inv", b.saved("A")))));
                  })
              .samples(Sample.of(tensor(3, 3)))
              .build(),
          Op.define("slogdet(Tensor A)")
              .bodies(
                  List.of("sign", "logabsdet"),
                  (ops, call) -> ops.callAll("linalg_slogdet", call.self()))
              .samples(Sample.of(tensor(2, 2)))
              .build(),
          Op.define("logdet(Tensor A)")
              .body(
                  (ops, call) -> {
                    List<Tensor> both = ops.callAll("linalg_slogdet", call.self());
                    Tensor negative = ops.call("eq", both.get(0), -1L);
                    return ops.where(negative, Double.NaN, both.get(1));
                  })
              .samples(Sample.of(Sample.between(1, 1.0001, 1, 1)))
              .build(),
          Op.define("linalg_inv(Tensor A)")
              .kernel(
                  call -> {
                    Batch batch = Batch.square(call.self(), "linalg.inv");
                    int n = batch.rows();
                    double[] out = new double[batch.count() * n * n];
                    double[] identity = identity(n);
                    for (int i = 0; i < batch.count(); i++) {
                      double[] lu = batch.matrix(i);
                      int[] rows = new int[n];
                      Factorisation.lu(lu, n, rows);
                      checkRegular(lu, n, "linalg.inv", "the inversion could not be completed");
                      System.arraycopy(
                          Factorisation.solve(lu, n, rows, identity, n), 0, out, i * n * n, n * n);
                    }
                    return call.rounded(batch.type(), call.self().shape(), out);
                  })
              .reads("{A}⁻¹", "⁻¹")
              .backward("LinalgInvExBackward0")
              .derivative(
                  "A",
                  List.of("result"),
                  "−{result}ᵀ @ {g} @ {result}ᵀ",
                  (b, g) -> {
                    Tensor transposed = b.mT(b.saved("result"));
                    return b.neg(b.matmul(transposed, b.matmul(g, transposed)));
                  })
              .samples(Sample.of(tensor(3, 3)), Sample.of(tensor(2, 2, 2)))
              .build(),
          alias("inverse", "linalg_inv"),
          Op.define("linalg_solve(Tensor A, Tensor B, *, Bool left=True)")
              .kernel(LinearAlgebra::solve)
              .reads("{A}⁻¹ @ {B}", "solve")
              .backward("LinalgSolveExBackward0")
              .derivative(
                  "A",
                  List.of("A", "result"),
                  "−({A}⁻ᵀ @ {g}) @ {result}ᵀ",
                  (b, g) -> {
                    Tensor toB = b.call("linalg_solve", b.mT(b.saved("A")), g);
                    Tensor x = b.saved("result");
                    boolean vector = isVector(b.saved("A").shape(), x.shape());
                    return b.neg(
                        vector
                            ? b.mul(b.unsqueeze(toB, -1), b.unsqueeze(x, -2))
                            : b.matmul(toB, b.mT(x)));
                  })
              .derivative(
                  "B", SELF, "{A}⁻ᵀ @ {g}", (b, g) -> b.call("linalg_solve", b.mT(b.saved("A")), g))
              .samples(
                  Sample.of(tensor(3, 3), tensor(3, 2)),
                  Sample.of(tensor(3, 3), tensor(3)),
                  Sample.of(tensor(2, 2, 2), tensor(2, 2, 1)))
              .build(),
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
          alias("cholesky", "linalg_cholesky"),
          Op.define("linalg_qr(Tensor A, String mode='reduced')")
              .kernels(List.of("Q", "R"), LinearAlgebra::qr)
              .reads("Q R = {A}", "qr")
              .backward("LinalgQrBackward0")
              .derivatives(
                  "A",
                  List.of("Q", "R"),
                  "(gQ + Q copyltu(R gRᵀ − gQᵀ Q)) R⁻ᵀ",
                  LinearAlgebra::qrDerivative)
              .samples(Sample.of(tensor(3, 2)), Sample.of(tensor(2, 2)))
              .build(),
          Op.define("linalg_eigh(Tensor A, String UPLO='L')")
              .kernels(List.of("eigenvalues", "eigenvectors"), LinearAlgebra::eigh)
              .reads("eigenvalues and eigenvectors of {A}", "eigh")
              .backward("LinalgEighBackward0")
              .derivatives(
                  "A",
                  List.of("eigenvalues", "eigenvectors"),
                  "V (diag(gλ) + Vᵀ gV ⊘ E) Vᵀ",
                  LinearAlgebra::eighDerivative)
              .samples(Sample.of(Sample.index(sizes(2, 2), 2, 1, 1, 3)))
              .build(),
          Op.define("linalg_eigvalsh(Tensor A, String UPLO='L')")
              .body((ops, call) -> ops.callAll("linalg_eigh", call.self()).get(0))
              .samples(Sample.of(Sample.between(1, 2, 1, 1)))
              .build(),
          Op.define("linalg_svd(Tensor A, Bool full_matrices=True)")
              .kernels(List.of("U", "S", "Vh"), LinearAlgebra::svd)
              .reads("U diag(S) Vᵀ = {A}", "svd")
              .backward("LinalgSvdBackward0")
              .derivatives(
                  "A", List.of("U", "S", "Vh"), "U (… + diag(gS)) Vᵀ", LinearAlgebra::svdDerivative)
              .samples(Sample.of(Sample.between(1, 2, 1, 1)))
              .build(),
          Op.define("linalg_svdvals(Tensor A)")
              .body((ops, call) -> ops.callAll("linalg_svd", call.self(), false).get(1))
              .samples(Sample.of(tensor(3, 2)))
              .build(),
          Op.define("linalg_pinv(Tensor self, *, Float rtol=None)")
              .kernel(LinearAlgebra::pseudoInverse)
              .reads("{self}⁺", "⁺")
              .backward("LinalgPinvBackward0")
              .derivative(
                  "self",
                  List.of("self", "result"),
                  "by Golub and Pereyra",
                  LinearAlgebra::pinvDerivative)
              .samples(Sample.of(tensor(3, 2)), Sample.of(tensor(2, 3)))
              .build(),
          alias("pinverse", "linalg_pinv"),
          Op.define("linalg_matrix_rank(Tensor self, *, Float tol=None)")
              .kernel(LinearAlgebra::rank)
              .reads("rank({self})", "rank")
              .samples(Sample.of(tensor(3, 2)))
              .build(),
          Op.define("linalg_matrix_power(Tensor self, Int n)")
              .body(
                  (ops, call) -> {
                    int n = call.integer("n");
                    if (n == 0) {
                      Batch batch = Batch.square(call.self(), "linalg.matrix_power");
                      double[] out = new double[call.self().shape().numel()];
                      int size = batch.rows();
                      for (int i = 0; i < out.length; i++) {
                        out[i] = i / size % size == i % size ? 1 : 0;
                      }
                      return call.rounded(batch.type(), call.self().shape(), out);
                    }
                    Tensor base = n < 0 ? ops.call("linalg_inv", call.self()) : call.self();
                    return MatrixChains.power(ops, base, Math.abs(n));
                  })
              .samples(Sample.of(tensor(2, 2), 3L), Sample.of(tensor(2, 2), -2L))
              .build(),
          alias2("matrix_power", "linalg_matrix_power"),
          Op.define("linalg_matrix_exp(Tensor self)")
              .composedKernel(LinearAlgebra::matrixExponential)
              .reads("exp({self}) of matrices", "exp")
              .backward("LinalgMatrixExpBackward0")
              .derivative(
                  "self",
                  List.of("self"),
                  "the corner of exp([{self}ᵀ {g}; 0 {self}ᵀ])",
                  LinearAlgebra::exponentialGradient)
              .samples(Sample.of(Sample.between(-0.5, 0.5, 2, 2)))
              .build(),
          alias3("matrix_exp", "linalg_matrix_exp"));

  private static int[] sizes(int... sizes) {
    return sizes;
  }

  private static Op alias(String name, String of) {
    return Op.define(name + "(Tensor A)")
        .body((ops, call) -> ops.call(of, call.self()))
        .samples(
            name.equals("cholesky")
                ? Sample.of(Sample.between(1, 1.5, 1, 1))
                : Sample.of(tensor(2, 2)))
        .build();
  }

  private static Op alias2(String name, String of) {
    return Op.define(name + "(Tensor self, Int n)")
        .body((ops, call) -> ops.call(of, call.self(), call.argument("n")))
        .samples(Sample.of(tensor(2, 2), 2L))
        .build();
  }

  private static Op alias3(String name, String of) {
    return Op.define(name + "(Tensor self)")
        .body((ops, call) -> ops.call(of, call.self()))
        .samples(Sample.of(Sample.between(-0.5, 0.5, 2, 2)))
        .build();
  }

  /** Matrices in a row, read in float64. */
  private record Batch(DType type, Shape lead, int rows, int columns, double[] values) {
    static Batch of(Tensor tensor, String function) {
      Shape shape = tensor.shape();
      if (shape.dim() < 2) {
        throw TorchError.runtime(
            "%s: The input tensor A must have at least 2 dimensions.".formatted(function));
      }
      if (!tensor.dtype().isFloating()) {
        throw TorchError.runtime(
            "%s: Expected a floating point or complex tensor as input. Got %s"
                .formatted(function, tensor.dtype().legacyName()));
      }
      int dim = shape.dim();
      return new Batch(
          tensor.dtype(),
          Shape.of(Arrays.copyOf(shape.toArray(), dim - 2)),
          shape.size(dim - 2),
          shape.size(dim - 1),
          Values.doubles(tensor));
    }

    static Batch square(Tensor tensor, String function) {
      Batch batch = of(tensor, function);
      if (batch.rows != batch.columns) {
        throw TorchError.runtime(
            "%s: A must be batches of square matrices, but they are %d by %d matrices"
                .formatted(function, batch.rows, batch.columns));
      }
      return batch;
    }

    int count() {
      return lead.numel();
    }

    double[] matrix(int i) {
      int size = rows * columns;
      return Arrays.copyOfRange(values, i * size, (i + 1) * size);
    }

    Shape shape(int... sizes) {
      int[] all = Arrays.copyOf(lead.toArray(), lead.dim() + sizes.length);
      System.arraycopy(sizes, 0, all, lead.dim(), sizes.length);
      return Shape.of(all);
    }
  }

  private static double[] identity(int n) {
    double[] identity = new double[n * n];
    for (int i = 0; i < n; i++) {
      identity[i * n + i] = 1;
    }
    return identity;
  }

  private static void checkRegular(double[] lu, int n, String function, String consequence) {
    for (int i = 0; i < n; i++) {
      if (lu[i * n + i] == 0) {
        throw new TorchError(
            TorchError.Kind.LINALG,
            function.equals("linalg.inv")
                ? "%s: The diagonal element %d is zero, %s because the input matrix is singular."
                    .formatted(function, i + 1, consequence)
                : "%s: The solver failed because the input matrix is singular."
                    .formatted(function));
      }
    }
  }

  private static double determinant(Batch batch, int i) {
    int n = batch.rows();
    double[] lu = batch.matrix(i);
    double product = Factorisation.lu(lu, n, new int[n]);
    for (int k = 0; k < n; k++) {
      product *= lu[k * n + k];
    }
    return product;
  }

  /** By the inverse, or, where there is none, by cofactors. */
  private static Tensor detDerivative(Backward b, Tensor gradient) {
    Tensor a = b.saved("A");
    Tensor g = b.unsqueeze(b.unsqueeze(gradient, -1), -1);
    boolean regular = true;
    for (double determinant : Values.doubles(b.saved("result"))) {
      regular &= determinant != 0;
    }
    if (regular) {
      Tensor scaled = b.mul(g, b.unsqueeze(b.unsqueeze(b.saved("result"), -1), -1));
      return b.mul(scaled, b.mT(b.call("linalg_inv", a)));
    }
    int n = a.shape().size(a.shape().dim() - 1);
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<Tensor> row = new ArrayList<>();
      for (int j = 0; j < n; j++) {
        Tensor minor = without(b, without(b, a, -2, i), -1, j);
        Tensor cofactor =
            n == 1
                ? b.detach(b.add(b.mul(b.saved("result"), 0L), 1L))
                : b.call("linalg_det", minor);
        row.add((i + j) % 2 == 0 ? cofactor : b.neg(cofactor));
      }
      rows.add(b.call("stack", row, -1L));
    }
    return b.mul(g, b.call("stack", rows, -2L));
  }

  private static Tensor without(Ops ops, Tensor a, int dim, int index) {
    int d = a.shape().dim() + dim;
    int n = a.shape().size(d);
    return ops.cat(List.of(ops.slice(a, d, 0, index), ops.slice(a, d, index + 1, n)), d);
  }

  private static List<Tensor> slogdet(Call call) {
    Batch batch = Batch.square(call.self(), "linalg.slogdet");
    double[] signs = new double[batch.count()];
    double[] logs = new double[batch.count()];
    int n = batch.rows();
    for (int i = 0; i < signs.length; i++) {
      double[] lu = batch.matrix(i);
      signs[i] = Factorisation.lu(lu, n, new int[n]);
      for (int k = 0; k < n; k++) {
        double pivot = lu[k * n + k];
        signs[i] *= Math.signum(pivot);
        logs[i] += Math.log(Math.abs(pivot));
      }
    }
    return List.of(
        call.rounded(batch.type(), batch.lead(), signs),
        call.rounded(batch.type(), batch.lead(), logs));
  }

  private static boolean isVector(Shape a, Shape b) {
    return b.dim() == 1
        || (a.dim() - 1 == b.dim()
            && Arrays.equals(Arrays.copyOf(a.toArray(), a.dim() - 1), b.toArray()));
  }

  private static Tensor solve(Call call) {
    Tensor a = call.self();
    Tensor b = call.tensor("B");
    Batch batch = Batch.square(a, "linalg.solve");
    int n = batch.rows();
    boolean vector = isVector(a.shape(), b.shape());
    int m = vector ? 1 : b.shape().size(b.shape().dim() - 1);
    int height = vector ? b.shape().size(b.shape().dim() - 1) : b.shape().size(b.shape().dim() - 2);
    if (height != n) {
      throw TorchError.runtime(
          "linalg.solve: Incompatible shapes of A and B for the equation AX = B (%dx%d and %dx%d)"
              .formatted(n, n, height, m));
    }
    Shape lead =
        vector
            ? batch.lead()
            : Shape.broadcast(
                batch.lead(), Shape.of(Arrays.copyOf(b.shape().toArray(), b.shape().dim() - 2)));
    int[] sizes = Arrays.copyOf(lead.toArray(), lead.dim() + (vector ? 1 : 2));
    sizes[lead.dim()] = n;
    if (!vector) {
      sizes[lead.dim() + 1] = m;
    }
    Shape shape = Shape.of(sizes);
    double[] right = (double[]) Values.expanded(b, shape, DType.FLOAT64);
    int[] leftSizes = Arrays.copyOf(lead.toArray(), lead.dim() + 2);
    leftSizes[lead.dim()] = n;
    leftSizes[lead.dim() + 1] = n;
    double[] left = (double[]) Values.expanded(a, Shape.of(leftSizes), DType.FLOAT64);
    double[] out = new double[shape.numel()];
    for (int i = 0; i < lead.numel(); i++) {
      double[] lu = Arrays.copyOfRange(left, i * n * n, (i + 1) * n * n);
      int[] rows = new int[n];
      Factorisation.lu(lu, n, rows);
      checkRegular(lu, n, "torch.linalg.solve", "");
      double[] own = Arrays.copyOfRange(right, i * n * m, (i + 1) * n * m);
      System.arraycopy(Factorisation.solve(lu, n, rows, own, m), 0, out, i * n * m, n * m);
    }
    return call.rounded(batch.type(), shape, out);
  }

  private static Tensor cholesky(Call call) {
    Batch batch = Batch.square(call.self(), "linalg.cholesky");
    int n = batch.rows();
    double[] out = new double[batch.values().length];
    for (int i = 0; i < batch.count(); i++) {
      double[] factor = batch.matrix(i);
      int minor = Factorisation.cholesky(factor, n);
      if (minor != 0) {
        throw new TorchError(
            TorchError.Kind.LINALG,
            ("linalg.cholesky: The factorization could not be completed because the input is not"
                    + " positive-definite (the leading minor of order %d is not"
                    + " positive-definite).")
                .formatted(minor));
      }
      System.arraycopy(factor, 0, out, i * n * n, n * n);
    }
    return call.rounded(batch.type(), call.self().shape(), out);
  }

  /** A lower triangle with half its diagonal. */
  private static Tensor halvedDiagonal(Ops ops, Tensor lower) {
    Tensor strict = ops.call("tril", lower, -1L);
    return ops.mul(ops.add(lower, strict), 0.5);
  }

  private static List<Tensor> qr(Call call) {
    Batch batch = Batch.of(call.self(), "linalg.qr");
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
    Batch batch = Batch.square(floating, "linalg.eigh");
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
        ops.to(Tensor.contiguous(0, Storage.of(identity(n)), Shape.of(n, n)), values.dtype());
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
    Batch batch = Batch.of(call.self(), "linalg.svd");
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

  private static double cutoff(Batch batch, double[] s, @Nullable Object given) {
    double largest = s.length == 0 ? 0 : s[0];
    double eps = batch.type() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
    return given == null
        ? largest * eps * Math.max(batch.rows(), batch.columns())
        : largest * ((Number) given).doubleValue();
  }

  private static Tensor pseudoInverse(Call call) {
    Batch batch = Batch.of(call.self(), "linalg.pinv");
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
    Batch batch = Batch.of(call.self(), "linalg.matrix_rank");
    long[] out = new long[batch.count()];
    for (int i = 0; i < out.length; i++) {
      double[] s = Factorisation.svd(batch.matrix(i), batch.rows(), batch.columns(), false).s();
      double least = call.has("tol") ? call.real("tol") : cutoff(batch, s, null);
      out[i] = Arrays.stream(s).filter(value -> value > least).count();
    }
    return call.result(DType.INT64, batch.lead(), out);
  }

  /** By scaling and squaring of a Taylor series. */
  /**
   * R. Mathias, "A Chain Rule for Matrix Functions and Applications", 1996, as PyTorch computes it.
   */
  private static Tensor exponentialGradient(Backward b, Tensor g) {
    Tensor turned = b.mT(b.saved("self"));
    int last = turned.shape().dim() - 1;
    int n = turned.shape().size(last);
    Tensor zeros = b.zerosLike(b.detach(turned));
    Tensor top = b.cat(List.of(turned, g), last);
    Tensor bottom = b.cat(List.of(zeros, turned), last);
    Tensor whole = b.call("linalg_matrix_exp", b.cat(List.of(top, bottom), last - 1));
    return b.slice(b.slice(whole, last - 1, 0, n), last, n, 2 * n);
  }

  private static Tensor matrixExponential(Ops ops, Call call) {
    Tensor self = call.self();
    return self.dtype() == DType.FLOAT32
        ? ops.to(exponential(ops, call, ops.to(self, DType.FLOAT64)), DType.FLOAT32)
        : exponential(ops, call, self);
  }

  private static Tensor exponential(Ops ops, Call call, Tensor self) {
    double norm = 0;
    for (double x : Values.doubles(self)) {
      norm += Math.abs(x);
    }
    int squarings = Math.max(0, (int) Math.ceil(Math.log(Math.max(norm, 1e-9)) / Math.log(2)) + 2);
    Tensor scaled = ops.div(self, Math.pow(2, squarings));
    int n = self.shape().size(self.shape().dim() - 1);
    Tensor identity = call.rounded(self.dtype(), Shape.of(n, n), identity(n));
    Tensor sum = ops.add(scaled, identity);
    Tensor term = scaled;
    for (int k = 2; k <= 12; k++) {
      term = ops.div(ops.matmul(term, scaled), (long) k);
      sum = ops.add(sum, term);
    }
    for (int i = 0; i < squarings; i++) {
      sum = ops.matmul(sum, sum);
    }
    return sum;
  }
}
