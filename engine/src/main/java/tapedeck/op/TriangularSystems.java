package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

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
              .kernel(call -> LinearAlgebra.byColumns(call, substituted(call)))
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
                      .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "triangular_solve_cpu"))
                      .then(fitting("triangular_solve", "A")))
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
              .derivative("self", List.of("self", "A"), "{A}⁻ᵀ @ {g}", TriangularSystems::toSelf)
              .derivatives(
                  "A",
                  List.of("self", "A", "solution"),
                  "the triangle of −({A}⁻ᵀ @ {g}) @ {solution}ᵀ, and that of the copy",
                  TriangularSystems::toCoefficient)
              .samples(
                  Sample.of(tensor(3, 2), positive(3, 3)),
                  Sample.of(tensor(3, 2), positive(3, 3), true, true))
              .build(),
          Op.define("cholesky_solve(Tensor self, Tensor input2, Bool upper=False)")
              .types(
                  TypeRule.alike("input2", SAME_TYPES)
                      .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "cholesky_solve_cpu"))
                      .then(fitting("cholesky_solve", "input2")))
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
                  List.of("self", "input2"),
                  "({input2} @ {input2}ᵀ)⁻¹ @ {g}",
                  TriangularSystems::solvedTwice)
              .derivative(
                  "input2",
                  List.of("self", "input2", RESULT),
                  "−(∂ @ {result}ᵀ + {result} @ ∂ᵀ) @ {input2}, ∂ = ({input2} @ {input2}ᵀ)⁻¹ @ {g}",
                  (b, g) -> {
                    Tensor factor = b.saved("input2");
                    boolean upper = b.flag("upper");
                    Tensor half = b.matmul(solvedTwice(b, g), b.mT(b.saved(RESULT)));
                    Tensor both = b.add(half, b.mT(half));
                    return b.neg(upper ? b.matmul(factor, both) : b.matmul(both, factor));
                  })
              .samples(
                  Sample.of(tensor(3, 2), positive(3, 3)),
                  Sample.of(tensor(2, 1), positive(2, 2), true))
              .build());

  private static Tensor solvedTwice(Backward b, Tensor g) {
    return b.once("solved", () -> b.call("cholesky_solve", g, b.saved("input2"), b.flag("upper")));
  }

  private static Tensor toRight(Backward b, Tensor g) {
    return solved(
        b, b.mT(b.saved("self")), g, !b.flag("upper"), b.flag("left"), b.flag("unitriangular"));
  }

  private static List<Tensor> toCoefficient(Backward b, @Nullable Tensor g) {
    Tensor ofCopy = b.gradient(1);
    if (g == null) {
      return List.of(Objects.requireNonNull(ofCopy));
    }
    Tensor toB = toSelf(b, g);
    Tensor x = b.saved("solution");
    Tensor whole = b.flag("transpose") ? b.matmul(x, b.mT(toB)) : b.matmul(toB, b.mT(x));
    Tensor part = triangle(b, b.neg(whole), b.flag("upper"), b.flag("unitriangular"));
    return List.of(ofCopy == null ? part : b.add(part, ofCopy));
  }

  private static Tensor toSelf(Backward b, Tensor g) {
    return b.once(
        "solved",
        () ->
            b.callAll(
                    "triangular_solve",
                    g,
                    b.saved("A"),
                    b.flag("upper"),
                    !b.flag("transpose"),
                    b.flag("unitriangular"))
                .get(0));
  }

  /** The solution by the factor's product with its transpose. */
  private static Tensor bySquare(Ops ops, Tensor right, Tensor factor, boolean upper) {
    Tensor lower = upper ? ops.mT(factor) : factor;
    Tensor half = solved(ops, lower, right, false, true, false);
    return solved(ops, ops.mT(lower), half, true, true, false);
  }

  private static Tensor solved(
      Ops ops, Tensor matrix, Tensor right, boolean upper, boolean left, boolean unit) {
    return ops.call("linalg_solve_triangular", matrix, right, upper, left, unit);
  }

  /** The solution by substitution; a 0 on the diagonal divides as numbers do. */
  private static Tensor substituted(Call call) {
    Tensor a = call.self();
    Tensor b = call.tensor("B");
    boolean left = call.flag("left");
    checkSizes(a, b, left);
    Ops ops = call.ops();
    Tensor matrix = left ? a : ops.mT(a);
    Tensor right = left ? b : ops.mT(b);
    boolean upper = call.flag("upper") == left;
    int n = matrix.shape().size(matrix.shape().dim() - 1);
    int m = right.shape().size(right.shape().dim() - 1);
    Shape lead = Shape.broadcast(lead(matrix), lead(right));
    double[] factors = (double[]) Values.expanded(matrix, batch(lead, n, n), DType.FLOAT64);
    double[] x = ((double[]) Values.expanded(right, batch(lead, n, m), DType.FLOAT64)).clone();
    for (int i = 0; i < lead.numel(); i++) {
      substitute(factors, i * n * n, x, i * n * m, n, m, upper, call.flag("unitriangular"));
    }
    Tensor solution = call.rounded(a.dtype(), batch(lead, n, m), x);
    return left ? solution : ops.mT(solution);
  }

  private static void substitute(
      double[] a, int at, double[] x, int from, int n, int m, boolean upper, boolean unit) {
    for (int step = 0; step < n; step++) {
      int k = upper ? n - 1 - step : step;
      for (int c = 0; c < m; c++) {
        double sum = x[from + k * m + c];
        for (int done = 0; done < step; done++) {
          int j = upper ? n - 1 - done : done;
          sum -= a[at + k * n + j] * x[from + j * m + c];
        }
        x[from + k * m + c] = unit ? sum : sum / a[at + k * n + k];
      }
    }
  }

  private static void checkSizes(Tensor a, Tensor b, boolean left) {
    for (Tensor tensor : List.of(a, b)) {
      if (tensor.shape().dim() < 2) {
        throw TorchError.runtime(
            "linalg.solve_triangular: The input tensor %s must have at least 2 dimensions."
                .formatted(tensor == a ? "A" : "B"));
      }
    }
    MatrixBatch.requireSquare(a.shape(), "linalg.solve_triangular");
    int n = a.shape().size(a.shape().dim() - 1);
    int rows = b.shape().size(b.shape().dim() - 2);
    int columns = b.shape().size(b.shape().dim() - 1);
    if ((left ? rows : columns) != n) {
      throw TorchError.runtime(
          ("linalg.solve_triangular: Incompatible shapes of A and B for the equation %s = B (%dx%d"
                  + " and %dx%d)")
              .formatted(left ? "AX" : "XA", n, n, rows, columns));
    }
  }

  private static Shape lead(Tensor matrices) {
    return Shape.of(Arrays.copyOf(matrices.shape().toArray(), matrices.shape().dim() - 2));
  }

  private static Shape batch(Shape lead, int rows, int columns) {
    int[] sizes = Arrays.copyOf(lead.toArray(), lead.dim() + 2);
    sizes[lead.dim()] = rows;
    sizes[lead.dim() + 1] = columns;
    return Shape.of(sizes);
  }

  private static TypeRule fitting(String function, String matrix) {
    return call -> {
      Shape a = call.tensor(matrix).shape();
      Shape b = call.self().shape();
      if (a.dim() < 2 || b.dim() < 2) {
        return;
      }
      int rows = b.size(b.dim() - 2);
      if (a.size(a.dim() - 1) != rows) {
        throw TorchError.runtime(
            "Incompatible matrix sizes for %s: each A matrix is %d by %d but each b matrix is %d by %d"
                .formatted(
                    function, a.size(a.dim() - 2), a.size(a.dim() - 1), rows, b.size(b.dim() - 1)));
      }
    };
  }

  /** The part that counts; without its diagonal where that is taken for ones. */
  private static Tensor triangle(Ops ops, Tensor matrix, boolean upper, boolean unit) {
    return ops.call(upper ? "triu" : "tril", matrix, unit ? (upper ? 1L : -1L) : 0L);
  }
}
