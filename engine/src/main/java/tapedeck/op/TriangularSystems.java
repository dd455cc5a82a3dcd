package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/** The rows of systems of linear equations with a triangular matrix. */
final class TriangularSystems {
  private TriangularSystems() {}

  private static final String SAME_TYPES =
      "Expected b and A to have the same dtype, but found b of type %s and A of type %s instead.";

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "linalg_solve_triangular(Tensor self, Tensor B, *, Bool upper, Bool left=True,"
                      + " Bool unitriangular=False)")
              .types(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "triangular_solve_cpu"))
              .kernel(
                  call ->
                      LinearAlgebra.byColumns(
                          call,
                          solved(
                              call.ops(),
                              call.self(),
                              call.tensor("B"),
                              call.flag("upper"),
                              call.flag("left"),
                              call.flag("unitriangular"))))
              .reads("triangle({self})⁻¹ @ {B}", "solve")
              .backward("LinalgSolveTriangularBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "the triangle of −({self}⁻ᵀ @ {g}) @ {result}ᵀ",
                  (b, g) -> {
                    Tensor toB = toRight(b, g);
                    Tensor x = b.saved(RESULT);
                    Tensor whole = b.flag("left") ? b.matmul(toB, b.mT(x)) : b.matmul(b.mT(x), toB);
                    return triangle(b, b.neg(whole), b.flag("upper"), b.flag("unitriangular"));
                  })
              .derivative("B", List.of("self"), "{self}⁻ᵀ @ {g}", TriangularSystems::toRight)
              .samples(
                  Sample.of(positive(3, 3), tensor(3, 2)).with("upper", false),
                  Sample.of(positive(3, 3), tensor(3, 2)).with("upper", true),
                  Sample.of(positive(2, 2), tensor(3, 2)).with("upper", true).with("left", false))
              .build(),
          Op.define(
                  "triangular_solve(Tensor self, Tensor A, Bool upper=True, Bool transpose=False,"
                      + " Bool unitriangular=False)")
              .types(
                  TypeRule.alike("A", SAME_TYPES)
                      .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "triangular_solve_cpu")))
              .kernels(
                  List.of("solution", "cloned_coefficient"),
                  call -> {
                    Ops ops = call.ops();
                    boolean turned = call.flag("transpose");
                    Tensor a = call.tensor("A");
                    Tensor x =
                        solved(
                            ops,
                            turned ? ops.mT(a) : a,
                            call.self(),
                            call.flag("upper") != turned,
                            true,
                            call.flag("unitriangular"));
                    return List.of(
                        LinearAlgebra.byColumns(call, x), LinearAlgebra.byColumns(call, a));
                  })
              .reads("triangle({A})⁻¹ @ {self}", "solve")
              .backward("TriangularSolveBackward0")
              .derivative("self", List.of("A"), "{A}⁻ᵀ @ {g}", TriangularSystems::toSelf)
              .derivatives(
                  "A",
                  List.of("A", "solution"),
                  "the triangle of −({A}⁻ᵀ @ {g}) @ {solution}ᵀ, and that of the copy",
                  TriangularSystems::toCoefficient)
              .samples(
                  Sample.of(tensor(3, 2), positive(3, 3)),
                  Sample.of(tensor(3, 2), positive(3, 3), true, true))
              .build(),
          Op.define("cholesky_solve(Tensor self, Tensor input2, Bool upper=False)")
              .types(
                  TypeRule.alike("input2", SAME_TYPES)
                      .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "cholesky_solve_cpu")))
              .kernel(
                  call ->
                      LinearAlgebra.byColumns(
                          call,
                          bySquare(
                              call.ops(), call.self(), call.tensor("input2"), call.flag("upper"))))
              .reads("({input2} @ {input2}ᵀ)⁻¹ @ {self}", "solve")
              .backward("CholeskySolveBackward0")
              .derivative(
                  "self",
                  List.of("input2"),
                  "({input2} @ {input2}ᵀ)⁻¹ @ {g}",
                  (b, g) -> bySquare(b, g, b.saved("input2"), b.flag("upper")))
              .derivative(
                  "input2",
                  List.of("input2", RESULT),
                  "−(∂ @ {result}ᵀ + {result} @ ∂ᵀ) @ {input2}, ∂ = ({input2} @ {input2}ᵀ)⁻¹ @ {g}",
                  (b, g) -> {
                    Tensor factor = b.saved("input2");
                    boolean upper = b.flag("upper");
                    Tensor half = b.matmul(bySquare(b, g, factor, upper), b.mT(b.saved(RESULT)));
                    Tensor both = b.neg(b.add(half, b.mT(half)));
                    return upper ? b.matmul(factor, both) : b.matmul(both, factor);
                  })
              .samples(
                  Sample.of(tensor(3, 2), positive(3, 3)),
                  Sample.of(tensor(2, 1), positive(2, 2), true))
              .build());

  private static Tensor toRight(Backward b, Tensor g) {
    return solved(
        b, b.mT(b.saved("self")), g, !b.flag("upper"), b.flag("left"), b.flag("unitriangular"));
  }

  private static List<Tensor> toCoefficient(Backward b, @Nullable Tensor g) {
    Tensor ofCopy = b.gradient(1);
    if (g == null) {
      return List.of(Objects.requireNonNull(ofCopy));
    }
    Tensor whole = b.neg(b.matmul(toSelf(b, g), b.mT(b.saved("solution"))));
    Tensor own = b.flag("transpose") ? b.mT(whole) : whole;
    Tensor part = triangle(b, own, b.flag("upper"), b.flag("unitriangular"));
    return List.of(ofCopy == null ? part : b.add(part, ofCopy));
  }

  private static Tensor toSelf(Backward b, Tensor g) {
    boolean turned = b.flag("transpose");
    Tensor a = b.saved("A");
    return solved(
        b, turned ? a : b.mT(a), g, b.flag("upper") == turned, true, b.flag("unitriangular"));
  }

  /** The solution by the factor's product with its transpose. */
  private static Tensor bySquare(Ops ops, Tensor right, Tensor factor, boolean upper) {
    Tensor lower = upper ? ops.mT(factor) : factor;
    Tensor half = solved(ops, lower, right, false, true, false);
    return solved(ops, ops.mT(lower), half, true, true, false);
  }

  private static Tensor solved(
      Ops ops, Tensor matrix, Tensor right, boolean upper, boolean left, boolean unit) {
    Tensor a = triangle(ops, matrix, upper, unit);
    if (unit) {
      Tensor ones = ops.add(ops.zerosLike(ops.detach(a)), 1L);
      a = ops.add(a, ops.call("tril", ops.call("triu", ones)));
    }
    return left
        ? ops.call("linalg_solve", a, right)
        : ops.mT(ops.call("linalg_solve", ops.mT(a), ops.mT(right)));
  }

  /** The part that counts; without its diagonal where that is taken for ones. */
  private static Tensor triangle(Ops ops, Tensor matrix, boolean upper, boolean unit) {
    return ops.call(upper ? "triu" : "tril", matrix, unit ? (upper ? 1L : -1L) : 0L);
  }
}
