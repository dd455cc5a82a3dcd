package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.positive;

import java.util.List;
import tapedeck.kernel.Factorisation;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of Cholesky factors of symmetric matrices. */
final class CholeskyFactors {
  private CholeskyFactors() {}

  private static final TypeRule FACTORED = TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "cholesky_cpu");

  static final List<Op> ROWS =
      List.of(
          row(
              "linalg_cholesky(Tensor A, *, Bool upper=False)",
              "LinalgCholeskyExBackward0",
              LinearAlgebra.floating("linalg.cholesky").then(FACTORED)),
          row("cholesky(Tensor A, Bool upper=False)", "CholeskyBackward0", FACTORED),
          Op.define("cholesky_inverse(Tensor A, Bool upper=False)")
              .types(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "cholesky_inverse_out_cpu"))
              .kernel(
                  call -> {
                    Ops ops = call.ops();
                    Tensor triangle =
                        ops.call(call.flag("upper") ? "triu" : "tril", call.tensor("A"));
                    checkDiagonal(triangle);
                    Tensor lower = call.flag("upper") ? ops.mT(triangle) : triangle;
                    return ops.call("linalg_inv", ops.matmul(lower, ops.mT(lower)));
                  })
              .reads("({A} @ {A}ᵀ)⁻¹", "⁻¹")
              .backward("CholeskyInverseBackward0")
              .keepsAs("A", "self")
              .derivative(
                  "A",
                  List.of("A", RESULT),
                  "−{result} @ ({g} + {g}ᵀ) @ {result} @ {A}",
                  (b, g) -> {
                    Tensor inverse = b.saved(RESULT);
                    Tensor both = b.matmul(inverse, b.matmul(b.add(g, b.mT(g)), inverse));
                    return b.neg(
                        b.flag("upper")
                            ? b.matmul(b.saved("A"), both)
                            : b.matmul(both, b.saved("A")));
                  })
              .samples(Sample.of(positive(2, 2)), Sample.of(positive(2, 2), true))
              .build());

  private static Op row(String signature, String backward, TypeRule types) {
    return Op.define(signature)
        .types(types)
        .kernel(CholeskyFactors::factor)
        .reads("L with L Lᵀ = {A}", "chol")
        .backward(backward)
        .keepsAs(RESULT, "L")
        .derivative(
            "A",
            List.of(RESULT),
            "symmetric part of L⁻ᵀ Φ(Lᵀ {g}) L⁻¹",
            (b, g) -> {
              boolean upper = b.flag("upper");
              Tensor factor = upper ? b.mT(b.saved(RESULT)) : b.saved(RESULT);
              Tensor own = upper ? b.mT(g) : g;
              Tensor lower = b.call("tril", b.matmul(b.mT(factor), own));
              Tensor symmetric = b.mul(b.add(lower, b.mT(b.call("tril", lower, -1L))), 0.5);
              Tensor left = solve(b, b.mT(factor), symmetric, true, true);
              return solve(b, factor, left, false, false);
            })
        .samples(Sample.of(between(1, 1.5, 1, 1)))
        .build();
  }

  private static Tensor solve(Ops ops, Tensor a, Tensor b, boolean upper, boolean left) {
    return ops.call("linalg_solve_triangular", a, b, upper, left);
  }

  private static void checkDiagonal(Tensor triangles) {
    int n = triangles.shape().size(triangles.shape().dim() - 1);
    double[] values = Values.doubles(triangles);
    for (int i = 0; i < values.length; i += n * n) {
      for (int k = 0; k < n; k++) {
        if (values[i + k * n + k] == 0) {
          Shape lead = Shape.of(new int[triangles.shape().dim() - 2]);
          throw new TorchError(
              TorchError.Kind.LINALG,
              ("cholesky_inverse%s: The diagonal element %d is zero, the inversion could not be"
                      + " completed because the input matrix is singular.")
                  .formatted(LinearAlgebra.element(lead, i / (n * n)), k + 1));
        }
      }
    }
  }

  private static Tensor factor(Call call) {
    String function = call.op().name().replace('_', '.');
    MatrixBatch batch = MatrixBatch.square(call.self(), function);
    int n = batch.rows();
    double[] out = new double[batch.values().length];
    for (int i = 0; i < batch.count(); i++) {
      double[] matrix = batch.matrix(i);
      // the triangle that counts, below the diagonal
      double[] factor = call.flag("upper") ? turned(matrix, n) : matrix;
      int minor = Factorisation.cholesky(factor, n);
      if (minor != 0) {
        throw new TorchError(
            TorchError.Kind.LINALG,
            ("%s: The factorization could not be completed because the input is not"
                    + " positive-definite (the leading minor of order %d is not"
                    + " positive-definite).")
                .formatted(function + LinearAlgebra.element(batch.lead(), i), minor));
      }
      System.arraycopy(call.flag("upper") ? turned(factor, n) : factor, 0, out, i * n * n, n * n);
    }
    return LinearAlgebra.byColumns(call, call.rounded(batch.type(), call.self().shape(), out));
  }

  private static double[] turned(double[] a, int n) {
    double[] turned = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        turned[j * n + i] = a[i * n + j];
      }
    }
    return turned;
  }
}
