package tapedeck.op;

import static java.util.Objects.requireNonNull;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Factorisation;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of the factors P L U of matrices.
 *
 * <p>The derivatives follow from dA = P (dL U + L dU): with Φ = tril₋₁(Lᵀ gL) + triu(gU Uᵀ) a
 * square A has the gradient P L⁻ᵀ Φ U⁻ᵀ; those of a wide and a tall A are taken in the order of
 * PyTorch's {@code linalg_lu_backward}.
 */
final class LuFactors {
  static final TypeRule FACTORED = TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "lu_cpu");

  private LuFactors() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("linalg_lu(Tensor A, *, Bool pivot=True)")
              .types(FACTORED)
              .kernels(List.of("P", "L", "U"), LuFactors::factors)
              .differentiable(1, 3)
              .reads("P, L and U with P L U = {A}", "LU")
              .backward("LinalgLuBackward0")
              .derivativeOfResults(
                  "A",
                  List.of("P", "L", "U"),
                  "P L⁻ᵀ (tril₋₁(Lᵀ {g_L}) + triu({g_U} Uᵀ)) U⁻ᵀ",
                  (b, ignored) ->
                      ofFactors(
                          b,
                          b.saved("P"),
                          b.saved("L"),
                          b.saved("U"),
                          b.gradient(1),
                          b.gradient(2)))
              .samples(
                  Sample.of(tensor(3, 3)),
                  Sample.of(tensor(4, 3)),
                  Sample.of(tensor(2, 3)),
                  Sample.of(tensor(2, 2, 2)))
              .build(),
          Op.define("linalg_lu_factor_ex(Tensor A, *, Bool pivot=True, Bool check_errors=False)")
              .types(FACTORED)
              .kernels(List.of("LU", "pivots", "info"), LuFactors::packed)
              .differentiable(0, 1)
              .reads("L and U in one matrix, and row swaps, of {A}", "LU")
              .backward("LinalgLuFactorExBackward0")
              .derivativeOfResults(
                  "A",
                  List.of("LU", "pivots"),
                  "P L⁻ᵀ (tril₋₁(Lᵀ {g}) + triu({g} Uᵀ)) U⁻ᵀ",
                  (b, g) -> g == null ? null : ofPacked(b, g))
              .samples(Sample.of(tensor(3, 3)), Sample.of(tensor(3, 2)), Sample.of(tensor(2, 3)))
              .build(),
          Op.define(
                  "lu_unpack(Tensor LU_data, Tensor LU_pivots, Bool unpack_data=True, Bool"
                      + " unpack_pivots=True)")
              .types(LuFactors::checkPivots)
              .composedKernels(List.of("P", "L", "U"), LuFactors::unpacked)
              .differentiable(1, 3)
              .reads("P, L and U of {LU_data}", "LU")
              .backward("LuUnpackBackward0")
              .derivativeOfResults(
                  "LU_data",
                  List.of(),
                  "tril₋₁({g_L}) + triu({g_U})",
                  (b, ignored) -> toPacked(b, b.gradient(1), b.gradient(2)))
              .samples(
                  Sample.of(tensor(2, 2), pivots(2, 2)),
                  Sample.of(tensor(3, 2), pivots(2, 2)),
                  Sample.of(tensor(2, 3), pivots(2, 2)))
              .build(),
          Op.define("_lu_permutation(Tensor pivots, Tensor like, Int rows)")
              .kernel(LuFactors::permutation)
              .internal()
              .reads("P of the row swaps {pivots}", "P")
              .samples(Sample.of(pivots(2, 2), tensor(2, 2), 2L))
              .build());

  static Sample.Whole pivots(long first, long second) {
    return new Sample.Whole(Shape.of(2), List.of(first, second), DType.INT32);
  }

  private static void checkPivot(Call call) {
    if (!call.flag("pivot")) {
      throw TorchError.runtime(
          "linalg.lu_factor: LU without pivoting is not implemented on the CPU");
    }
  }

  /** The matrices factored in place, with the swaps of each from 1 on. */
  private record Factored(MatrixBatch batch, double[] values, double[] swaps, double[] info) {
    static Factored of(Call call) {
      checkPivot(call);
      Tensor a = call.tensor("A");
      if (a.shape().dim() < 2) {
        throw TorchError.runtime(
            "torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: %s instead"
                .formatted(a.shape()));
      }
      MatrixBatch batch = MatrixBatch.of(a, "linalg.lu_factor");
      int size = batch.rows() * batch.columns();
      int k = Math.min(batch.rows(), batch.columns());
      double[] values = new double[batch.count() * size];
      double[] swaps = new double[batch.count() * k];
      double[] info = new double[batch.count()];
      for (int i = 0; i < batch.count(); i++) {
        double[] matrix = batch.matrix(i);
        int[] own = new int[k];
        info[i] = Factorisation.lu(matrix, batch.rows(), batch.columns(), own);
        System.arraycopy(matrix, 0, values, i * size, size);
        for (int j = 0; j < k; j++) {
          swaps[i * k + j] = own[j] + 1;
        }
      }
      return new Factored(batch, values, swaps, info);
    }
  }

  private static List<Tensor> packed(Call call) {
    Factored made = Factored.of(call);
    MatrixBatch batch = made.batch();
    int k = Math.min(batch.rows(), batch.columns());
    for (double info : made.info()) {
      if (info > 0 && call.flag("check_errors")) {
        throw TorchError.runtime(
            ("torch.linalg.lu_factor: U[%d,%d] is zero and using it on lu_solve would result in a"
                    + " division by zero. If you still want to perform the factorization, consider"
                    + " calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)")
                .formatted((int) info, (int) info));
      }
    }
    return List.of(
        LinearAlgebra.byColumns(
            call, call.rounded(batch.type(), call.tensor("A").shape(), made.values())),
        call.rounded(DType.INT32, batch.shape(k), made.swaps()),
        call.rounded(DType.INT32, batch.lead(), made.info()));
  }

  private static List<Tensor> factors(Call call) {
    Factored made = Factored.of(call);
    MatrixBatch batch = made.batch();
    int m = batch.rows();
    int n = batch.columns();
    int k = Math.min(m, n);
    double[] p = new double[batch.count() * m * m];
    double[] l = new double[batch.count() * m * k];
    double[] u = new double[batch.count() * k * n];
    for (int i = 0; i < batch.count(); i++) {
      int[] rows = rows(made.swaps(), i * k, k, m);
      for (int r = 0; r < m; r++) {
        p[i * m * m + rows[r] * m + r] = 1;
        for (int c = 0; c < n; c++) {
          double value = made.values()[(i * m + r) * n + c];
          if (c < r && c < k) {
            l[(i * m + r) * k + c] = value;
          } else if (r < k) {
            u[(i * k + r) * n + c] = value;
          }
        }
        if (r < k) {
          l[(i * m + r) * k + r] = 1;
        }
      }
    }
    return List.of(
        call.rounded(batch.type(), batch.shape(m, m), p),
        LinearAlgebra.byColumns(call, call.rounded(batch.type(), batch.shape(m, k), l)),
        LinearAlgebra.byColumns(call, call.rounded(batch.type(), batch.shape(k, n), u)));
  }

  /** Which row of the matrix each row of its factors came from. */
  private static int[] rows(double[] swaps, int from, int count, int m) {
    int[] rows = new int[m];
    Arrays.setAll(rows, i -> i);
    for (int i = 0; i < count; i++) {
      int other = (int) swaps[from + i] - 1;
      int moved = rows[i];
      rows[i] = rows[other];
      rows[other] = moved;
    }
    return rows;
  }

  private static Tensor permutation(Call call) {
    Tensor pivots = call.tensor("pivots");
    int m = call.integer("rows");
    Shape lead = Shape.of(Arrays.copyOf(pivots.shape().toArray(), pivots.shape().dim() - 1));
    int k = pivots.shape().size(pivots.shape().dim() - 1);
    double[] swaps = Values.doubles(pivots);
    double[] p = new double[lead.numel() * m * m];
    for (int i = 0; i < lead.numel(); i++) {
      int[] rows = rows(swaps, i * k, k, m);
      for (int r = 0; r < m; r++) {
        p[i * m * m + rows[r] * m + r] = 1;
      }
    }
    int[] sizes = Arrays.copyOf(lead.toArray(), lead.dim() + 2);
    sizes[sizes.length - 2] = m;
    sizes[sizes.length - 1] = m;
    return call.rounded(call.tensor("like").dtype(), Shape.of(sizes), p);
  }

  static Tensor permutation(Ops ops, Tensor pivots, Tensor like, int rows) {
    return ops.call("_lu_permutation", pivots, like, (long) rows);
  }

  private static void checkPivots(Call call) {
    if (call.flag("unpack_pivots") && call.tensor("LU_pivots").dtype() != DType.INT32) {
      throw TorchError.runtime(
          "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\n"
              + "Note: this function is intended to be used with the output produced by"
              + " torch.linalg.lu_factor");
    }
  }

  private static List<Tensor> unpacked(Ops ops, Call call) {
    Tensor packed = call.tensor("LU_data");
    int columns = Shapes.wrap(-1, packed.shape().dim());
    int rows = Shapes.wrap(-2, packed.shape().dim());
    int m = packed.shape().size(rows);
    int k = Math.min(m, packed.shape().size(columns));
    Tensor none = ops.call("new_zeros", packed, new int[] {0});
    boolean factors = call.flag("unpack_data");
    return List.of(
        call.flag("unpack_pivots") ? permutation(ops, call.tensor("LU_pivots"), packed, m) : none,
        factors ? unit(ops, ops.slice(packed, columns, 0, k)) : none,
        factors ? ops.call("triu", ops.slice(packed, rows, 0, k)) : none);
  }

  private static @Nullable Tensor toPacked(Backward b, @Nullable Tensor ofL, @Nullable Tensor ofU) {
    Shape shape = b.shapeOf("LU_data");
    int m = shape.size(shape.dim() - 2);
    int n = shape.size(shape.dim() - 1);
    if (!b.flag("unpack_data") || (ofL == null && ofU == null)) {
      return null;
    }
    int last = shape.dim() - 1;
    int k = Math.min(m, n);
    if (ofL == null || ofU == null) {
      Tensor part = ofU == null ? b.call("tril", requireNonNull(ofL), -1L) : b.call("triu", ofU);
      int missing = ofU == null ? n - k : m - k;
      int dim = ofU == null ? last : last - 1;
      int[] sizes = part.shape().toArray();
      sizes[dim] = missing;
      return missing == 0 ? part : b.cat(List.of(part, b.call("new_zeros", part, sizes)), dim);
    }
    Tensor lower = b.call("tril", m == k ? ofL : b.slice(ofL, last - 1, 0, k), -1L);
    Tensor upper = b.call("triu", n == k ? ofU : b.slice(ofU, last, 0, k));
    Tensor square = b.add(lower, upper);
    if (m == n) {
      return square;
    }
    return m > n
        ? b.cat(List.of(square, b.slice(ofL, last - 1, k, m)), last - 1)
        : b.cat(List.of(square, b.slice(ofU, last, k, n)), last);
  }

  static Tensor unit(Ops ops, Tensor packed) {
    Tensor ones = ops.add(ops.zerosLike(packed), 1L);
    return ops.add(ops.call("tril", packed, -1L), ops.call("tril", ops.call("triu", ones)));
  }

  private static @Nullable Tensor ofPacked(Backward b, Tensor g) {
    Tensor packed = b.saved("LU");
    int last = packed.shape().dim() - 1;
    int m = packed.shape().size(last - 1);
    int n = packed.shape().size(last);
    int k = Math.min(m, n);
    List<Tensor> factors = b.callAll("lu_unpack", packed, b.saved("pivots"), true, true);
    Tensor p = factors.get(0);
    Tensor l = factors.get(1);
    Tensor u = factors.get(2);
    return ofFactors(b, p, l, u, b.slice(g, last, 0, k), b.slice(g, last - 1, 0, k));
  }

  private static @Nullable Tensor ofFactors(
      Ops b, Tensor p, Tensor l, Tensor u, @Nullable Tensor ofL, @Nullable Tensor ofU) {
    if (ofL == null && ofU == null) {
      return null;
    }
    int last = l.shape().dim() - 1;
    int m = l.shape().size(last - 1);
    int n = u.shape().size(last);
    if (m == n) {
      Tensor lower = ofL == null ? null : b.call("tril", b.matmul(b.mT(l), ofL), -1L);
      Tensor upper = ofU == null ? null : b.call("triu", b.matmul(ofU, b.mT(u)));
      Tensor both = lower == null ? upper : upper == null ? lower : b.add(lower, upper);
      return b.matmul(p, squareGradient(b, l, u, requireNonNull(both)));
    }
    return b.matmul(p, m < n ? wide(b, l, u, ofL, ofU) : tall(b, l, u, ofL, ofU));
  }

  private static Tensor wide(
      Ops b, Tensor l, Tensor u, @Nullable Tensor ofL, @Nullable Tensor ofU) {
    int last = u.shape().dim() - 1;
    int k = u.shape().size(last - 1);
    int n = u.shape().size(last);
    Tensor byL = ofL == null ? null : b.matmul(b.mT(l), ofL);
    Tensor byU = ofU == null ? null : b.matmul(b.call("triu", ofU), b.mT(u));
    Tensor both = difference(b, byL, byU);
    Tensor square = b.slice(u, last, 0, k);
    Tensor left = triangle(b, b.mT(square), b.call("tril", both, -1L), false, false, false);
    if (ofU != null) {
      Tensor inner = b.add(left, b.call("triu", b.slice(ofU, last, 0, k)));
      left = b.cat(List.of(inner, b.slice(ofU, last, k, n)), last);
    }
    Tensor result = triangle(b, b.mT(l), left, true, true, true);
    return ofU == null
        ? b.cat(List.of(result, b.zerosLike(b.detach(b.slice(u, last, k, n)))), last)
        : result;
  }

  private static Tensor tall(
      Ops b, Tensor l, Tensor u, @Nullable Tensor ofL, @Nullable Tensor ofU) {
    int rows = l.shape().dim() - 2;
    int m = l.shape().size(rows);
    int k = l.shape().size(rows + 1);
    Tensor byU = ofU == null ? null : b.matmul(ofU, b.mT(u));
    Tensor byL = ofL == null ? null : b.matmul(b.mT(l), b.call("tril", ofL, -1L));
    Tensor both = difference(b, byU, byL);
    Tensor square = b.slice(l, rows, 0, k);
    Tensor upper = triangle(b, b.mT(square), b.call("triu", both), true, true, true);
    if (ofL != null) {
      Tensor inner = b.add(upper, b.call("tril", b.slice(ofL, rows, 0, k), -1L));
      upper = b.cat(List.of(inner, b.slice(ofL, rows, k, m)), rows);
    }
    Tensor result = triangle(b, b.mT(u), upper, false, false, false);
    return ofL == null
        ? b.cat(List.of(result, b.zerosLike(b.detach(b.slice(l, rows, k, m)))), rows)
        : result;
  }

  private static Tensor difference(Ops ops, @Nullable Tensor first, @Nullable Tensor second) {
    if (second == null) {
      return requireNonNull(first);
    }
    return first == null ? ops.neg(second) : ops.sub(first, second);
  }

  /** X with Lᵀ X Uᵀ = Φ. */
  private static Tensor squareGradient(Ops b, Tensor l, Tensor u, Tensor both) {
    return triangle(b, b.mT(l), triangle(b, b.mT(u), both, false, false, false), true, true, true);
  }

  static Tensor triangle(Ops ops, Tensor a, Tensor b, boolean upper, boolean left, boolean unit) {
    return ops.call("linalg_solve_triangular", a, b, upper, left, unit);
  }
}
