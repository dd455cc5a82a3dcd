package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of sorting, and of elements by their rank. */
final class Ordering {
  private static final List<String> VALUES_AND_INDICES = List.of("values", "indices");

  private Ordering() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("sort(Tensor self, Int dim=-1, Bool descending=False)")
              .kernels(
                  VALUES_AND_INDICES,
                  call -> sorted(call, call.integer("dim"), call.flag("descending")))
              .reads("{self} sorted", "sort")
              .backward("SortBackward0")
              .derivative(
                  "self",
                  List.of("indices"),
                  "{g} put back",
                  (b, g) -> Extremes.putBack(b, g, true))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(3, 2), 0L, true))
              .build(),
          Op.define("sort.stable(Tensor self, *, Bool stable, Int dim=-1, Bool descending=False)")
              .kernels(
                  VALUES_AND_INDICES,
                  call -> sorted(call, call.integer("dim"), call.flag("descending")))
              .reads("{self} sorted", "sort")
              .backward("SortBackward1")
              .derivative(
                  "self",
                  List.of("indices"),
                  "{g} put back",
                  (b, g) -> Extremes.putBack(b, g, true))
              .samples(Sample.of(tensor(4)).with("stable", true))
              .build(),
          Op.define("argsort(Tensor self, Int dim=-1, Bool descending=False, Bool stable=False)")
              .body(
                  (ops, call) ->
                      ops.callAll(
                              "sort", call.self(), call.argument("dim"), call.flag("descending"))
                          .get(1))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("topk(Tensor self, Int k, Int dim=-1, Bool largest=True, Bool sorted=True)")
              .types(TypeRule.in(TypeRule.NUMBERS, "topk does not support bool dtypes on CPU"))
              .kernels(VALUES_AND_INDICES, Ordering::topK)
              .reads("the {k} largest of {self}", "topk")
              .backward("TopkBackward0")
              .derivative(
                  "self",
                  List.of("indices"),
                  "{g} put back",
                  (b, g) -> Extremes.putBack(b, g, true))
              .samples(Sample.of(tensor(2, 5), 2L), Sample.of(tensor(4, 2), 3L, 0L, false))
              .build(),
          Op.define("kthvalue(Tensor self, Int k, Int dim=-1, Bool keepdim=False)")
              .types(TypeRule.numbers("kthvalue_cpu"))
              .kernels(
                  VALUES_AND_INDICES,
                  call ->
                      Extremes.picked(
                          call,
                          call.integer("dim"),
                          (x, from, n) -> selected(x, from, n, rank(call, n) - 1)))
              .reads("the {k}-th smallest of {self}", "kth")
              .backward("KthvalueBackward0")
              .derivative(
                  "self", List.of("indices"), "{g} put back", (b, g) -> Extremes.putBack(b, g))
              .samples(Sample.of(tensor(2, 5), 2L), Sample.of(tensor(4, 2), 3L, 0L, true))
              .build(),
          Op.define("median(Tensor self)")
              .types(TypeRule.numbers("median_cpu"))
              .kernel(call -> wholeMedian(call, false))
              .reads("median({self})", "median")
              .backward("MedianBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "{g} at the median",
                  (b, g) -> Extremes.distributed(b, g))
              .samples(Sample.of(tensor(5)))
              .build(),
          Extremes.along(
              "median.dim",
              "median({self}) over {dim}",
              "MedianBackward1",
              TypeRule.numbers("median_out"),
              Ordering::middle),
          Op.define("nanmedian(Tensor self)")
              .types(TypeRule.numbers("median_cpu"))
              .kernel(call -> wholeMedian(call, true))
              .reads("median({self})", "median")
              .backward("NanmedianBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "{g} at the median",
                  (b, g) -> Extremes.distributed(b, g))
              .samples(Sample.of(tensor(5)))
              .build(),
          Extremes.along(
              "nanmedian.dim",
              "median({self}) over {dim}",
              "NanmedianBackward1",
              TypeRule.numbers("median_out"),
              Ordering::middleNumber),
          Op.define("mode(Tensor self, Int dim=-1, Bool keepdim=False)")
              .kernels(
                  VALUES_AND_INDICES,
                  call -> Extremes.picked(call, call.integer("dim"), Ordering::mostOften))
              .reads("mode of {self}", "mode")
              .backward("ModeBackward0")
              .derivative(
                  "self", List.of("indices"), "{g} put back", (b, g) -> Extremes.putBack(b, g))
              .samples(Sample.of(Sample.index(new int[] {2, 3}, 1, 2, 2, 3, 3, 1)))
              .build());

  /** The lower of the two middle elements; NaN if there is one. */
  private static int middle(double[] x, int from, int n) {
    for (int i = 0; i < n; i++) {
      if (Double.isNaN(x[from + i])) {
        return i;
      }
    }
    return order(x, from, n, false)[(n - 1) / 2];
  }

  /** The lower of the two middle elements that are no NaN. */
  private static int middleNumber(double[] x, int from, int n) {
    int numbers = 0;
    for (int i = 0; i < n; i++) {
      numbers += Double.isNaN(x[from + i]) ? 0 : 1;
    }
    return numbers == 0 ? n / 2 : order(x, from, n, false)[(numbers - 1) / 2];
  }

  /** The smallest of the most frequent elements, at its last place. */
  private static int mostOften(double[] x, int from, int n) {
    Integer[] order = order(x, from, n, false);
    int best = 0;
    int bestCount = 0;
    int count = 0;
    for (int i = 0; i < n; i++) {
      count = i > 0 && x[from + order[i]] == x[from + order[i - 1]] ? count + 1 : 1;
      if (count > bestCount) {
        bestCount = count;
        best = order[i];
      }
    }
    double value = x[from + best];
    for (int i = 0; i < n; i++) {
      best = x[from + i] == value ? i : best;
    }
    return best;
  }

  /** The places of a row in the order of its elements; NaN counts as largest, ties keep order. */
  private static Integer[] order(double[] x, int from, int n, boolean descending) {
    Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
    Comparator<Integer> byValue =
        (a, b) -> {
          double p = x[from + a] + 0.0;
          double q = x[from + b] + 0.0;
          return Double.compare(p, q);
        };
    Arrays.sort(order, descending ? byValue.reversed() : byValue);
    return order;
  }

  private static void order(double[] x, int from, int[] at, int first, int second) {
    if (greater(x[from + at[first]], x[from + at[second]])) {
      swap(at, first, second);
    }
  }

  /**
   * The place of the element of rank {@code k}; among equal ones that which PyTorch's quickselect
   * finds.
   */
  private static int selected(double[] x, int from, int n, int k) {
    int[] at = IntStream.range(0, n).toArray();
    int left = 0;
    int right = n - 1;
    while (right > left) {
      if (right == left + 1) {
        order(x, from, at, left, right);
        break;
      }
      swap(at, (left + right) >> 1, left + 1);
      order(x, from, at, left + 1, right);
      order(x, from, at, left, right);
      order(x, from, at, left + 1, left);
      int i = left + 1;
      int j = right;
      double pivot = x[from + at[left]];
      while (true) {
        do {
          i++;
        } while (greater(pivot, x[from + at[i]]));
        do {
          j--;
        } while (greater(x[from + at[j]], pivot));
        if (j < i) {
          break;
        }
        swap(at, i, j);
      }
      swap(at, left, j);
      if (j <= k) {
        left = i;
      }
      if (j >= k) {
        right = j - 1;
      }
    }
    return at[k];
  }

  private static boolean greater(double a, double b) {
    return (Double.isNaN(a) && !Double.isNaN(b)) || a > b;
  }

  private static void swap(int[] at, int first, int second) {
    int moved = at[first];
    at[first] = at[second];
    at[second] = moved;
  }

  private static int rank(Call call, int n) {
    int k = call.integer("k");
    if (k < 1 || k > n) {
      throw TorchError.runtime(
          "kthvalue(): selected number k out of range for dimension "
              + Shapes.wrap(call.integer("dim"), call.self().shape().dim()));
    }
    return k;
  }

  private static List<Tensor> sorted(Call call, int dim, boolean descending) {
    Tensor self = call.self();
    int d = Shapes.wrap(dim, self.shape().dim());
    int count = self.shape().dim() == 0 ? 1 : self.shape().size(d);
    return ordered(call, self, d, descending, count).stream()
        .map(result -> Layout.relaid(call, result, self))
        .toList();
  }

  /** The first {@code k} of each row in order. */
  private static List<Tensor> ordered(Call call, Tensor self, int dim, boolean descending, int k) {
    if (self.shape().dim() == 0) {
      return List.of(
          Extremes.at(call, self, 0), call.result(DType.INT64, Shape.SCALAR, new long[1]));
    }
    Folding rows = Folding.of(self, dim, false);
    int n = rows.count();
    double[] x = Ordinals.of(rows.arranged()).numbers();
    int[] sizes = self.shape().toArray();
    sizes[dim] = k;
    int inner = 1;
    for (int d = dim + 1; d < sizes.length; d++) {
      inner *= sizes[d];
    }
    int[] places = new int[rows.rows() * k];
    long[] indices = new long[places.length];
    for (int r = 0; r < rows.rows(); r++) {
      Integer[] order = order(x, r * n, n, descending);
      for (int i = 0; i < k; i++) {
        int to = (r / inner * k + i) * inner + r % inner;
        places[to] = r * n + order[i];
        indices[to] = order[i];
      }
    }
    Shape shape = Shape.of(sizes);
    return List.of(
        call.result(self.dtype(), shape, Extremes.pick(rows.arranged(), places)),
        call.result(DType.INT64, shape, indices));
  }

  private static List<Tensor> topK(Call call) {
    Tensor self = call.self();
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int k = call.integer("k");
    int n = self.shape().dim() == 0 ? 1 : self.shape().size(dim);
    if (k < 0 || k > n) {
      throw TorchError.runtime("selected index k out of range");
    }
    return ordered(call, self, dim, call.flag("largest"), k);
  }

  private static Tensor wholeMedian(Call call, boolean skipNan) {
    double[] x = Ordinals.of(call.self()).numbers();
    if (x.length == 0) {
      return call.rounded(call.self().dtype(), Shape.SCALAR, new double[] {Double.NaN});
    }
    if (!skipNan) {
      return Extremes.at(call, call.self(), middle(x, 0, x.length));
    }
    int numbers = (int) Arrays.stream(x).filter(a -> !Double.isNaN(a)).count();
    return Extremes.at(
        call, call.self(), order(x, 0, x.length, false)[Math.max(0, (numbers - 1) / 2)]);
  }
}
