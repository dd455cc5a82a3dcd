package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Factorisation;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/** The rows of determinants and of their logarithms. */
final class Determinants {
  private Determinants() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_det(Tensor A)")
              .types(LinearAlgebra.floating("linalg.det").then(LinearAlgebra.SOLVABLE))
              .kernel(
                  call -> {
                    MatrixBatch batch = MatrixBatch.square(call.self(), "linalg.det");
                    double[] out = new double[batch.count()];
                    for (int i = 0; i < out.length; i++) {
                      out[i] = determinant(batch, i);
                    }
                    return call.rounded(batch.type(), batch.lead(), out);
                  })
              .reads("det({A})", "det")
              .backward("LinalgDetBackward0")
              .computes("LU", (ops, b) -> LinearAlgebra.factors(ops, turned(ops, b)).get(0))
              .computes("pivots", (ops, b) -> LinearAlgebra.factors(ops, turned(ops, b)).get(1))
              .derivative(
                  "A",
                  List.of("A", "result"),
                  "{g} · {result} · ({A}⁻¹)ᵀ",
                  Determinants::detDerivative)
              .samples(Sample.of(tensor(3, 3)), Sample.of(tensor(2, 2, 2)))
              .build(),
          LinearAlgebra.alias("det", "linalg_det"),
          Op.define("linalg_slogdet(Tensor A)")
              .types(LinearAlgebra.precise("linalg.slogdet"))
              .kernels(List.of("sign", "logabsdet"), Determinants::slogdet)
              .reads("sign and ln |det({A})|", "slogdet")
              .backward("LinalgSlogdetBackward0")
              .computes("LU", (ops, b) -> LinearAlgebra.factors(ops, turned(ops, b)).get(0))
              .computes("pivots", (ops, b) -> LinearAlgebra.factors(ops, turned(ops, b)).get(1))
              .derivativeOfResults(
                  "A",
                  List.of("A", "sign"),
                  "{g} · ({A}⁻¹)ᵀ",
                  (b, ignored) -> {
                    Tensor g = b.gradient(1);
                    return g == null ? null : ofScale(b, g, true);
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
              .types(LinearAlgebra.precise("logdet"))
              .body(
                  (ops, call) -> {
                    List<Tensor> both = ops.callAll("linalg_slogdet", call.self());
                    Tensor negative = ops.call("eq", both.get(0), -1L);
                    return ops.where(negative, Double.NaN, both.get(1));
                  })
              .samples(Sample.of(Sample.between(1, 1.0001, 1, 1)))
              .build());

  /** The matrix that PyTorch factors for a determinant: that whose columns lie in one piece. */
  private static Tensor turned(Ops ops, Backward b) {
    Tensor a = b.saved("A");
    return a.isContiguous() ? ops.mT(a) : a;
  }

  private static double determinant(MatrixBatch batch, int i) {
    int n = batch.rows();
    double[] lu = batch.matrix(i);
    double product = Factorisation.lu(lu, n, new int[n]);
    for (int k = 0; k < n; k++) {
      product *= lu[k * n + k];
    }
    return product;
  }

  /**
   * The gradient of a function of the determinant: X with Aᵀ X = {@code scale} · I, by the factors
   * of A, or by a new system where the gradient will be differentiated.
   */
  private static Tensor ofScale(Backward b, Tensor scale, boolean regular) {
    Tensor a = b.saved("A");
    int n = a.shape().size(a.shape().dim() - 1);
    int[] sizes = Arrays.copyOf(a.shape().toArray(), a.shape().dim() - 1);
    Tensor many = b.call(Shapes.EXPAND, b.unsqueeze(scale, -1), sizes);
    Tensor diagonal = b.mT(b.call("diag_embed", many));
    if (b.recordsGraph()) {
      return b.call("linalg_solve", b.mT(a), diagonal);
    }
    List<Tensor> factors = LinearAlgebra.factors(b, turned(b, b));
    Tensor packed = factors.get(0);
    if (!regular && n > 0) {
      Tensor zero = b.call("eq", b.call("diagonal", packed, 0L, -2L, -1L), 0L);
      Tensor small = b.mul(b.to(zero, packed.dtype()), epsilon(packed.dtype()));
      packed = b.add(packed, b.call("diag_embed", small));
    }
    return b.call("linalg_lu_solve", packed, factors.get(1), diagonal, true, !a.isContiguous());
  }

  private static double epsilon(DType type) {
    return type == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
  }

  private static @Nullable Tensor detDerivative(Backward b, Tensor gradient) {
    Tensor det = b.saved("result");
    if (b.saved("A").shape().numel() == 0) {
      return null;
    }
    boolean regular = true;
    for (double determinant : Values.doubles(det)) {
      regular &= Math.abs(determinant) >= 100 * epsilon(det.dtype());
    }
    return regular || !b.recordsGraph()
        ? ofScale(b, b.mul(gradient, det), regular)
        : byCofactors(b, gradient);
  }

  /** A gradient that can be differentiated where there is no inverse. */
  private static Tensor byCofactors(Backward b, Tensor gradient) {
    Tensor a = b.saved("A");
    Tensor g = b.unsqueeze(b.unsqueeze(gradient, -1), -1);
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
    MatrixBatch batch = MatrixBatch.square(call.self(), "linalg.slogdet");
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
}
