package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.kernel.Factorisation;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of determinants, inverses and systems of linear equations. */
public final class LinearAlgebra {

  static final TypeRule SOLVABLE = TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "lu_cpu");

  private LinearAlgebra() {}

  /** The operator takes floating types only. */
  static TypeRule floating(String function) {
    return TypeRule.in(
        TypeRule.FLOATING,
        function + ": Expected a floating point or complex tensor as input. Got %s");
  }

  /** The operator takes no floating type of 16 bits either. */
  static TypeRule precise(String function) {
    return floating(function)
        .then(
            TypeRule.in(
                TypeRule.SINGLE_OR_DOUBLE,
                function + ": Low precision dtypes not supported. Got %s"));
  }

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_inv(Tensor A)")
              .types(precise("linalg.inv"))
              .kernel(
                  call -> {
                    MatrixBatch batch = MatrixBatch.square(call.self(), "linalg.inv");
                    int n = batch.rows();
                    double[] out = new double[batch.count() * n * n];
                    double[] identity = identity(n);
                    for (int i = 0; i < batch.count(); i++) {
                      double[] lu = batch.matrix(i);
                      int[] rows = new int[n];
                      Factorisation.lu(lu, n, rows);
                      checkRegular(lu, n, "linalg.inv" + element(batch.lead(), i));
                      System.arraycopy(
                          Factorisation.solve(lu, n, rows, identity, n), 0, out, i * n * n, n * n);
                    }
                    return byColumns(call, call.rounded(batch.type(), call.self().shape(), out));
                  })
              .reads("{A}⁻¹", "⁻¹")
              .backward("LinalgInvExBackward0")
              .keepsAs("result", "inverse")
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
              .types(
                  floating("linalg.solve")
                      .then(
                          TypeRule.alike(
                              "B",
                              "linalg.solve: Expected A and B to have the same dtype, but found A of"
                                  + " type %s and B of type %s instead"))
                      .then(SOLVABLE))
              .kernel(LinearAlgebra::solve)
              .reads("{A}⁻¹ @ {B}", "solve")
              .backward("LinalgSolveExBackward0")
              .computes("LU", (ops, b) -> factors(ops, b.saved("A")).get(0))
              .computes("pivots", (ops, b) -> factors(ops, b.saved("A")).get(1))
              .derivative(
                  "A",
                  List.of("A", "result"),
                  "−({A}⁻ᵀ @ {g}) @ {result}ᵀ",
                  (b, g) -> {
                    Tensor toB = solvedBack(b, g);
                    Tensor x = b.saved("result");
                    Tensor solution = isVector(b) ? b.unsqueeze(x, -1) : x;
                    return b.neg(
                        b.flag("left")
                            ? b.matmul(toB, b.mT(solution))
                            : b.matmul(b.mT(solution), toB));
                  })
              .derivative(
                  "B",
                  List.of("A", "result"),
                  "{A}⁻ᵀ @ {g}",
                  (b, g) -> isVector(b) ? b.squeeze(solvedBack(b, g), -1) : solvedBack(b, g))
              .samples(
                  Sample.of(tensor(3, 3), tensor(3, 2)),
                  Sample.of(tensor(3, 3), tensor(3)),
                  Sample.of(tensor(2, 2, 2), tensor(2, 2, 1)),
                  Sample.of(tensor(3, 3), tensor(2, 3)).with("left", false))
              .build(),
          Op.define("linalg_matrix_power(Tensor self, Int n)")
              .body(
                  (ops, call) -> {
                    int n = call.integer("n");
                    MatrixBatch.requireSquare(call.self().shape(), "linalg.matrix_power");
                    if (n == 0) {
                      MatrixBatch batch = MatrixBatch.square(call.self(), "linalg.matrix_power");
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
          alias2("matrix_power", "linalg_matrix_power"));

  static int[] sizes(int... sizes) {
    return sizes;
  }

  static Op alias(String name, String of) {
    return Op.define(name + "(Tensor A)")
        .body((ops, call) -> ops.call(of, call.self()))
        .samples(Sample.of(tensor(2, 2)))
        .build();
  }

  static List<Tensor> factors(Ops ops, Tensor a) {
    return ops.callAll("linalg_lu_factor_ex", a, true, false);
  }

  private static Op alias2(String name, String of) {
    return Op.define(name + "(Tensor self, Int n)")
        .body((ops, call) -> ops.call(of, call.self(), call.argument("n")))
        .samples(Sample.of(tensor(2, 2), 2L))
        .build();
  }

  static double[] identity(int n) {
    double[] identity = new double[n * n];
    for (int i = 0; i < n; i++) {
      identity[i * n + i] = 1;
    }
    return identity;
  }

  /** Which matrix of a batch a message is about. */
  static String element(Shape lead, int i) {
    return lead.dim() == 0 ? "" : ": (Batch element %d)".formatted(i);
  }

  private static void checkRegular(double[] lu, int n, String place) {
    for (int i = 0; i < n; i++) {
      if (lu[i * n + i] == 0) {
        throw new TorchError(
            TorchError.Kind.LINALG,
            place.startsWith("linalg.inv")
                ? ("%s: The diagonal element %d is zero, the inversion could not be completed"
                        + " because the input matrix is singular.")
                    .formatted(place, i + 1)
                : "%s: The solver failed because the input matrix is singular.".formatted(place));
      }
    }
  }

  private static boolean isVector(Shape a, Shape b) {
    return b.dim() == 1
        || (a.dim() - 1 == b.dim()
            && Arrays.equals(Arrays.copyOf(a.toArray(), a.dim() - 1), b.toArray()));
  }

  private static boolean isVector(Backward b) {
    return isVector(b.saved("A").shape(), b.saved("result").shape());
  }

  /** The gradient of the right side, as a matrix. */
  private static Tensor solvedBack(Backward b, Tensor g) {
    return b.once("solved", () -> solvedBackOnce(b, isVector(b) ? b.unsqueeze(g, -1) : g));
  }

  private static Tensor solvedBackOnce(Backward b, Tensor g) {
    Tensor a = b.saved("A");
    if (b.recordsGraph()) {
      return b.call("linalg_solve", b.mT(a), g, b.flag("left"));
    }
    List<Tensor> factors = factors(b, a.isContiguous() ? b.mT(a) : a);
    return b.call(
        "linalg_lu_solve", factors.get(0), factors.get(1), g, b.flag("left"), !a.isContiguous());
  }

  /** X with X A = B, by the system of the transposes. */
  private static Tensor solveFromTheRight(Call call) {
    Tensor a = call.self();
    Tensor b = call.tensor("B");
    int n = a.shape().size(a.shape().dim() - 1);
    boolean vector = b.shape().dim() == 1;
    int rows = vector ? b.shape().size(0) : b.shape().size(b.shape().dim() - 2);
    int columns = vector ? 1 : b.shape().size(b.shape().dim() - 1);
    if (columns != n) {
      throw TorchError.runtime(
          "linalg.solve: Incompatible shapes of A and B for the equation XA = B (%dx%d and %dx%d)"
              .formatted(n, n, rows, columns));
    }
    Ops ops = call.ops();
    Tensor solution = ops.call("linalg_solve", ops.mT(a), ops.mT(b));
    return ops.contiguous(ops.mT(solution));
  }

  private static Tensor solve(Call call) {
    if (!call.flag("left")) {
      return solveFromTheRight(call);
    }
    Tensor a = call.self();
    Tensor b = call.tensor("B");
    MatrixBatch batch = MatrixBatch.square(a, "linalg.solve");
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
      checkRegular(lu, n, "torch.linalg.solve" + element(lead, i));
      double[] own = Arrays.copyOfRange(right, i * n * m, (i + 1) * n * m);
      System.arraycopy(Factorisation.solve(lu, n, rows, own, m), 0, out, i * n * m, n * m);
    }
    Tensor solution = call.rounded(batch.type(), shape, out);
    return vector ? solution : byColumns(call, solution);
  }

  /** Matrices that lie column by column in memory, as LAPACK leaves them. */
  static Tensor byColumns(Call call, Tensor matrices) {
    int dim = matrices.shape().dim();
    int[] order = java.util.stream.IntStream.range(0, dim).toArray();
    order[dim - 2] = dim - 1;
    order[dim - 1] = dim - 2;
    Tensor turned = Folding.permuted(matrices, order);
    return Layout.restored(call, Cast.copy(call, turned, matrices.dtype()), order);
  }
}
