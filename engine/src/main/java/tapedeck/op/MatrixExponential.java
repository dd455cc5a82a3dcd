package tapedeck.op;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The row of the exponential of matrices. */
final class MatrixExponential {
  private MatrixExponential() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_matrix_exp(Tensor self)")
              .types(
                  TypeRule.in(
                      TypeRule.FLOATING,
                      "linalg.matrix_exp: Expected a floating point or complex tensor as input. Got %s"))
              .composedKernel(MatrixExponential::matrixExponential)
              .reads("exp({self}) of matrices", "exp")
              .backward("LinalgMatrixExpBackward0")
              .derivative(
                  "self",
                  List.of("self"),
                  "the corner of exp([{self}ᵀ {g}; 0 {self}ᵀ])",
                  MatrixExponential::exponentialGradient)
              .samples(Sample.of(Sample.between(-0.5, 0.5, 2, 2)))
              .build(),
          alias3("matrix_exp", "linalg_matrix_exp"));

  private static Op alias3(String name, String of) {
    return Op.define(name + "(Tensor self)")
        .body((ops, call) -> ops.call(of, call.self()))
        .samples(Sample.of(Sample.between(-0.5, 0.5, 2, 2)))
        .build();
  }

  /** By scaling and squaring of a Taylor series. */
  /**
   * R. Mathias, "A Chain Rule for Matrix Functions and Applications", 1996, as PyTorch computes it.
   */
  private static Tensor exponentialGradient(Backward b, Tensor g) {
    Tensor turned = b.mT(b.saved("self"));
    int last = turned.shape().dim() - 1;
    int n = turned.shape().size(last);
    int[] sizes = turned.shape().toArray();
    sizes[last] *= 2;
    sizes[last - 1] *= 2;
    Tensor blocks = b.call("new_zeros", g, sizes);
    b.write("copy", b.slice(b.slice(blocks, last - 1, 0, n), last, 0, n), turned);
    b.write("copy", b.slice(b.slice(blocks, last - 1, n, 2 * n), last, n, 2 * n), turned);
    b.write("copy", b.slice(b.slice(blocks, last - 1, 0, n), last, n, 2 * n), g);
    Tensor whole = b.call("linalg_matrix_exp", blocks);
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
    Tensor identity = call.rounded(self.dtype(), Shape.of(n, n), LinearAlgebra.identity(n));
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
