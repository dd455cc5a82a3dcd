package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The row of systems of linear equations whose matrix is given by its factors P L U. */
final class LuSystems {
  private LuSystems() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "linalg_lu_solve(Tensor LU, Tensor pivots, Tensor B, *, Bool left=True, Bool"
                      + " adjoint=False)")
              .types(LuFactors.FACTORED)
              .kernel(LuSystems::solve)
              .reads("(P L U)⁻¹ @ {B} of {LU}", "solve")
              .backward("LinalgLuSolveBackward0")
              .derivative(
                  "LU",
                  List.of("LU", "pivots", RESULT),
                  "−L⁻ᵀ U⁻ᵀ {g} (U {result})ᵀ below the diagonal, −U⁻ᵀ {g} {result}ᵀ on and above",
                  LuSystems::ofSystem)
              .derivative(
                  "B",
                  List.of("LU", "pivots"),
                  "(P L U)⁻ᵀ @ {g}",
                  (b, g) ->
                      b.call(
                          "linalg_lu_solve",
                          b.saved("LU"),
                          b.saved("pivots"),
                          g,
                          b.flag("left"),
                          !b.flag("adjoint")))
              .samples(
                  Sample.of(tensor(2, 2), LuFactors.pivots(2, 2), tensor(2, 1)),
                  Sample.of(tensor(2, 2), LuFactors.pivots(1, 2), tensor(2, 2))
                      .with("adjoint", true),
                  Sample.of(tensor(2, 2), LuFactors.pivots(2, 2), tensor(1, 2)).with("left", false))
              .build());

  private static void checkSystem(Call call) {
    Tensor lu = call.tensor("LU");
    Tensor b = call.tensor("B");
    MatrixBatch.requireSquare(lu.shape(), "torch.linalg.lu_solve");
    if (b.shape().dim() < 2) {
      throw TorchError.runtime(
          "linalg.lu_solve: The input tensor B must have at least 2 dimensions.");
    }
    if (call.tensor("pivots").dtype() != DType.INT32) {
      throw TorchError.runtime(
          "linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32");
    }
    int n = lu.shape().size(lu.shape().dim() - 1);
    int rows = b.shape().size(b.shape().dim() - 2);
    int columns = b.shape().size(b.shape().dim() - 1);
    boolean left = call.flag("left");
    if ((left ? rows : columns) != n) {
      throw TorchError.runtime(
          "linalg.lu_solve: Incompatible shapes of A and B for the equation %s = B (%dx%d and %dx%d)"
              .formatted(left ? "AX" : "XA", n, n, rows, columns));
    }
  }

  private static Tensor solve(Call call) {
    checkSystem(call);
    Ops ops = call.ops();
    Tensor b = call.tensor("B");
    boolean left = call.flag("left");
    Tensor right = left ? b : ops.mT(b);
    boolean adjoint = left == call.flag("adjoint");
    Tensor x = solved(ops, call.tensor("LU"), call.tensor("pivots"), right, adjoint);
    return LinearAlgebra.byColumns(call, left ? x : ops.mT(x));
  }

  /** A⁻¹ B, or A⁻ᵀ B. */
  private static Tensor solved(Ops ops, Tensor lu, Tensor pivots, Tensor b, boolean adjoint) {
    int n = lu.shape().size(lu.shape().dim() - 1);
    Tensor p = LuFactors.permutation(ops, pivots, lu, n);
    if (adjoint) {
      Tensor w = LuFactors.triangle(ops, ops.mT(lu), b, false, true, false);
      return ops.matmul(p, LuFactors.triangle(ops, ops.mT(lu), w, true, true, true));
    }
    Tensor y = LuFactors.triangle(ops, lu, ops.matmul(ops.mT(p), b), false, true, true);
    return LuFactors.triangle(ops, lu, y, true, true, false);
  }

  /** In the terms of PyTorch's {@code linalg_lu_solve_LU}. */
  private static Tensor ofSystem(Backward b, Tensor gradient) {
    boolean left = b.flag("left");
    Tensor solution = b.saved(RESULT);
    boolean permuted = left == b.flag("adjoint");
    List<Tensor> factors = b.callAll("lu_unpack", b.saved("LU"), b.saved("pivots"), true, permuted);
    Tensor p = factors.get(0);
    Tensor l = factors.get(1);
    Tensor u = factors.get(2);
    if (permuted) {
      Tensor turned = b.matmul(b.mT(p), left ? solution : b.mT(solution));
      Tensor product = b.matmul(b.matmul(turned, left ? b.mT(gradient) : gradient), p);
      Tensor lower = LuFactors.triangle(b, b.mT(l), b.neg(product), true, false, true);
      Tensor upper = LuFactors.triangle(b, b.mT(u), b.matmul(b.mT(l), lower), false, false, false);
      return b.add(b.call("tril", lower, -1L), b.call("triu", upper));
    }
    Tensor product = b.matmul(left ? gradient : b.mT(gradient), left ? b.mT(solution) : solution);
    Tensor upper = LuFactors.triangle(b, b.mT(u), b.neg(product), false, true, false);
    Tensor lower = LuFactors.triangle(b, b.mT(l), b.matmul(upper, b.mT(u)), true, true, true);
    return b.add(b.call("tril", lower, -1L), b.call("triu", upper));
  }
}
