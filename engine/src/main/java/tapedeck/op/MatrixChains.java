package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.List;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of products of several matrices, in the order in which PyTorch multiplies them. */
final class MatrixChains {
  private MatrixChains() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "addbmm(Tensor self, Tensor batch1, Tensor batch2, *, Number beta=1, Number"
                      + " alpha=1)")
              .types(
                  TypeRule.alike("batch2", AddedProducts.SELF_AND_MAT2)
                      .then(TypeRule.numbers("addmm_impl_cpu_")))
              .composedKernel(MatrixChains::addbmm)
              .inPlace()
              .reads("{beta·}{self} + {alpha·}Σ {batch1} @ {batch2}", "+@")
              .backward("AddbmmBackward0")
              .broadcastingTensors()
              .derivative("self", "{beta·}{g}", (b, g) -> times(b, g, b.number("beta")))
              .derivative(
                  "batch1",
                  List.of("batch2"),
                  "{alpha·}{g} @ {batch2}ᵀ",
                  (b, g) ->
                      scaled(
                          b,
                          b.call(
                              "bmm",
                              eachTime(b, g, "batch1"),
                              b.transpose(b.saved("batch2"), 1, 2))))
              .derivative(
                  "batch2",
                  List.of("batch1"),
                  "{alpha·}{batch1}ᵀ @ {g}",
                  (b, g) ->
                      scaled(
                          b,
                          b.call(
                              "bmm",
                              b.transpose(b.saved("batch1"), 1, 2),
                              eachTime(b, g, "batch1"))))
              .samples(
                  Sample.of(tensor(2, 2), tensor(3, 2, 3), tensor(3, 3, 2)),
                  Sample.of(tensor(2), tensor(1, 2, 3), tensor(1, 3, 2))
                      .with("beta", 0.5)
                      .with("alpha", 2L))
              .build(),
          Op.define("linalg_multi_dot(Tensors tensors)")
              .body((ops, call) -> multiDot(ops, call.tensors("tensors")))
              .samples(Sample.of(List.of(tensor(2, 3), tensor(3, 2), tensor(2, 2))))
              .build());

  private static Tensor addbmm(Ops ops, Call call) {
    Tensor products = ops.call("bmm", call.tensor("batch1"), call.tensor("batch2"));
    Tensor added = ops.to(ops.sum(products, new int[] {0}, false), products.dtype());
    Tensor sum = times(ops, added, call.number("alpha"));
    Number beta = call.number("beta");
    return beta.doubleValue() == 0
        ? sum
        : ops.add(times(ops, ops.expand(call.self(), sum.shape()), beta), sum);
  }

  private static Tensor times(Ops ops, Tensor a, Number factor) {
    // a factor of integers is cut off to one
    Number own = a.dtype().isFloating() ? factor : (Number) factor.longValue();
    return own.doubleValue() == 1 ? a : ops.mul(a, own);
  }

  private static Tensor scaled(Backward b, Tensor product) {
    return times(b, product, b.number("alpha"));
  }

  /** The gradient of the sum for each product. */
  private static Tensor eachTime(Backward b, Tensor g, String batch) {
    Shape shape = g.shape();
    int count = b.shapeOf(batch).size(0);
    return b.call(
        Shapes.EXPAND, b.unsqueeze(g, 0), new int[] {count, shape.size(0), shape.size(1)});
  }

  /** A positive power by squaring. */
  static Tensor power(Ops ops, Tensor base, int exponent) {
    if (exponent <= 3) {
      Tensor result = base;
      for (int i = 1; i < exponent; i++) {
        result = ops.matmul(result, base);
      }
      return result;
    }
    Tensor square = base;
    Tensor result = null;
    for (int rest = exponent; rest > 0; rest /= 2) {
      if (rest % 2 == 1) {
        result = result == null ? square : ops.matmul(result, square);
      }
      if (rest > 1) {
        square = ops.matmul(square, square);
      }
    }
    return result == null ? base : result;
  }

  private static Tensor multiDot(Ops ops, List<Tensor> tensors) {
    if (tensors.size() < 2) {
      throw TorchError.runtime(
          "multi_dot(): expected at least 2 tensors but got " + tensors.size());
    }
    for (int i = 1; i < tensors.size(); i++) {
      if (tensors.get(i).dtype() != tensors.get(0).dtype()) {
        throw TorchError.runtime(
            "multi_dot(): all tensors must have be the same dtype but tensor 0 is %s and tensor %d %s"
                .formatted(tensors.get(0).dtype().cName(), i, tensors.get(i).dtype().cName()));
      }
    }
    List<Tensor> matrices = new ArrayList<>(tensors);
    List<Integer> sizes = new ArrayList<>();
    int last = matrices.size() - 1;
    if (matrices.get(0).shape().dim() == 1) {
      matrices.set(0, ops.unsqueeze(matrices.get(0), 0));
    } else {
      sizes.add(matrices.get(0).shape().size(0));
    }
    if (matrices.get(last).shape().dim() == 1) {
      matrices.set(last, ops.unsqueeze(matrices.get(last), -1));
    } else {
      sizes.add(matrices.get(last).shape().size(1));
    }
    Tensor product = product(ops, matrices, cheapest(matrices), 0, last);
    return ops.call(Shapes.VIEW, product, sizes.stream().mapToInt(Integer::intValue).toArray());
  }

  private static Tensor product(
      Ops ops, List<Tensor> matrices, int[][] splits, int first, int last) {
    if (first == last) {
      return matrices.get(first);
    }
    int split = splits[first][last];
    Tensor left = product(ops, matrices, splits, first, split);
    return ops.call(Matrices.MM, left, product(ops, matrices, splits, split + 1, last));
  }

  /** For each run of matrices after which one it is cut, by the number of multiplications. */
  private static int[][] cheapest(List<Tensor> matrices) {
    int n = matrices.size();
    long[] p = new long[n + 1];
    for (int i = 0; i < n; i++) {
      Shape shape = matrices.get(i).shape();
      p[i] = shape.size(0);
      p[i + 1] = shape.size(1);
    }
    long[][] cost = new long[n][n];
    int[][] splits = new int[n][n];
    for (int length = 1; length < n; length++) {
      for (int i = 0; i + length < n; i++) {
        int j = i + length;
        cost[i][j] = Long.MAX_VALUE;
        for (int k = i; k < j; k++) {
          long own = cost[i][k] + cost[k + 1][j] + p[i] * p[k + 1] * p[j + 1];
          if (own < cost[i][j]) {
            cost[i][j] = own;
            splits[i][j] = k;
          }
        }
      }
    }
    // of two equal ways with three matrices PyTorch takes the one from the left
    if (n == 3 && p[0] * p[2] * (p[1] + p[3]) <= p[1] * p[3] * (p[0] + p[2])) {
      splits[0][2] = 1;
    }
    return splits;
  }
}
