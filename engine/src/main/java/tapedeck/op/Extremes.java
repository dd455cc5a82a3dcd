package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of largest and smallest elements, of order statistics and of sorting. */
public final class Extremes {
  private static final List<String> VALUES_AND_INDICES = List.of("values", "indices");

  private Extremes() {}

  static final List<Op> ROWS =
      List.of(
          whole("max", "max({self})", "MaxBackward1", true),
          along("max.dim", "max({self}) over {dim}", "MaxBackward0", Extremes::largest),
          Op.define("max.other(Tensor self, Tensor other)")
              .body((ops, call) -> ops.call("maximum", call.self(), call.tensor("other")))
              .samples(Sample.of(tensor(3), tensor(3)))
              .build(),
          whole("min", "min({self})", "MinBackward1", false),
          along("min.dim", "min({self}) over {dim}", "MinBackward0", Extremes::smallest),
          Op.define("min.other(Tensor self, Tensor other)")
              .body((ops, call) -> ops.call("minimum", call.self(), call.tensor("other")))
              .samples(Sample.of(tensor(3), tensor(3)))
              .build(),
          elementwise("maximum", "max({self}, {other})", "MaximumBackward0", "ge", true),
          elementwise("minimum", "min({self}, {other})", "MinimumBackward0", "le", false),
          number("fmax", "max({self}, {other})", "FmaxBackward0", "ge", true),
          number("fmin", "min({self}, {other})", "FminBackward0", "le", false),
          shared("amax", "max({self})", "AmaxBackward0", true),
          shared("amin", "min({self})", "AminBackward0", false),
          Op.define("aminmax(Tensor self, *, Int dim=None, Bool keepdim=False)")
              .composedKernels(
                  List.of("min", "max"),
                  (ops, call) -> {
                    int[] dims = call.has("dim") ? new int[] {call.integer("dim")} : new int[0];
                    boolean keep = call.flag("keepdim");
                    return List.of(
                        ops.call("amin", call.self(), dims, keep),
                        ops.call("amax", call.self(), dims, keep));
                  })
              .reads("min({self}) and max({self})", "minmax")
              .backward("AminmaxBackward0")
              .derivatives(
                  "self",
                  List.of("self", "min", "max"),
                  "the gradients shared by the elements that equal the results",
                  Extremes::aminmaxGradient)
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          position("argmax", Extremes::largest),
          position("argmin", Extremes::smallest),
          Op.define("sort(Tensor self, Int dim=-1, Bool descending=False)")
              .kernels(
                  VALUES_AND_INDICES,
                  call -> sorted(call, call.integer("dim"), call.flag("descending")))
              .reads("{self} sorted", "sort")
              .backward("SortBackward0")
              .derivative("self", List.of("indices"), "{g} put back", (b, g) -> putBack(b, g, true))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(3, 2), 0L, true))
              .build(),
          Op.define("sort.stable(Tensor self, *, Bool stable, Int dim=-1, Bool descending=False)")
              .bodies(
                  VALUES_AND_INDICES,
                  (ops, call) ->
                      ops.callAll(
                          "sort", call.self(), call.argument("dim"), call.flag("descending")))
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
              .kernels(VALUES_AND_INDICES, Extremes::topK)
              .reads("the {k} largest of {self}", "topk")
              .backward("TopkBackward0")
              .derivative("self", List.of("indices"), "{g} put back", (b, g) -> putBack(b, g, true))
              .samples(Sample.of(tensor(2, 5), 2L), Sample.of(tensor(4, 2), 3L, 0L, false))
              .build(),
          Op.define("kthvalue(Tensor self, Int k, Int dim=-1, Bool keepdim=False)")
              .kernels(
                  VALUES_AND_INDICES,
                  call ->
                      picked(
                          call,
                          call.integer("dim"),
                          (x, from, n) -> selected(x, from, n, rank(call, n) - 1)))
              .reads("the {k}-th smallest of {self}", "kth")
              .backward("KthvalueBackward0")
              .derivative("self", List.of("indices"), "{g} put back", (b, g) -> putBack(b, g))
              .samples(Sample.of(tensor(2, 5), 2L), Sample.of(tensor(4, 2), 3L, 0L, true))
              .build(),
          Op.define("median(Tensor self)")
              .kernel(call -> wholeMedian(call, false))
              .reads("median({self})", "median")
              .backward("MedianBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "{g} at the median",
                  (b, g) -> share(b, g, b.saved(RESULT), null))
              .samples(Sample.of(tensor(5)))
              .build(),
          along("median.dim", "median({self}) over {dim}", "MedianBackward1", Extremes::middle),
          Op.define("nanmedian(Tensor self)")
              .kernel(call -> wholeMedian(call, true))
              .reads("median({self})", "median")
              .backward("NanmedianBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "{g} at the median",
                  (b, g) -> share(b, g, b.saved(RESULT), null))
              .samples(Sample.of(tensor(5)))
              .build(),
          Op.define("mode(Tensor self, Int dim=-1, Bool keepdim=False)")
              .kernels(
                  VALUES_AND_INDICES,
                  call -> picked(call, call.integer("dim"), Extremes::mostOften))
              .reads("mode of {self}", "mode")
              .backward("ModeBackward0")
              .derivative("self", List.of("indices"), "{g} put back", (b, g) -> putBack(b, g))
              .samples(Sample.of(Sample.index(new int[] {2, 3}, 1, 2, 2, 3, 3, 1)))
              .build());

  /** Finds the element of a row of {@code n} that starts at {@code from}; counted in the row. */
  private interface Finder {
    int find(double[] x, int from, int n);
  }

  private static int largest(double[] x, int from, int n) {
    int best = 0;
    for (int i = 0; i < n; i++) {
      double a = x[from + i];
      if (Double.isNaN(a)) {
        return i;
      }
      best = a > x[from + best] ? i : best;
    }
    return best;
  }

  private static int smallest(double[] x, int from, int n) {
    int best = 0;
    for (int i = 0; i < n; i++) {
      double a = x[from + i];
      if (Double.isNaN(a)) {
        return i;
      }
      best = a < x[from + best] ? i : best;
    }
    return best;
  }

  /** The lower of the two middle elements; NaN if there is one. */
  private static int middle(double[] x, int from, int n) {
    for (int i = 0; i < n; i++) {
      if (Double.isNaN(x[from + i])) {
        return i;
      }
    }
    return order(x, from, n, false)[(n - 1) / 2];
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

  private static void order(double[] x, int from, int[] at, int first, int second) {
    if (greater(x[from + at[first]], x[from + at[second]])) {
      swap(at, first, second);
    }
  }

  private static void swap(int[] at, int first, int second) {
    int moved = at[first];
    at[first] = at[second];
    at[second] = moved;
  }

  private static Op whole(String name, String expression, String backward, boolean most) {
    return Op.define(name + "(Tensor self)")
        .kernel(
            call -> {
              Tensor self = call.self();
              if (self.shape().numel() == 0) {
                throw TorchError.runtime(
                    name
                        + "(): Expected reduction dim to be specified for input.numel() == 0."
                        + " Specify the reduction dim with the 'dim' argument.");
              }
              double[] x = Values.doubles(self);
              int at = most ? largest(x, 0, x.length) : smallest(x, 0, x.length);
              return at(call, self, at);
            })
        .reads(expression, name)
        .backward(backward)
        .derivative(
            "self",
            List.of("self", RESULT),
            "{g} shared by all that are equal to {result}",
            (b, g) -> share(b, g, b.saved(RESULT), null))
        .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
        .build();
  }

  /** Element {@code index} of {@code self}, counted row by row, as a scalar. */
  private static Tensor at(Call call, Tensor self, int index) {
    Object wide = Values.of(self, self.dtype().wide());
    Object one = java.lang.reflect.Array.newInstance(wide.getClass().getComponentType(), 1);
    System.arraycopy(wide, index, one, 0, 1);
    return call.result(self.dtype(), Shape.SCALAR, one);
  }

  /** The gradient shared evenly by the elements that equal the result. */
  private static Tensor share(Backward b, Tensor gradient, Tensor result, int @Nullable [] dims) {
    Tensor hit = b.call("eq", b.saved("self"), result);
    if (result.dtype().isFloating()
        && Double.isNaN(result.shape().numel() == 1 ? Values.scalar(result) : 0)) {
      hit = b.call("isnan", b.saved("self"));
    }
    Tensor mask = b.to(hit, gradient.dtype());
    Tensor hits = dims == null || dims.length == 0 ? b.sum(mask) : b.sum(mask, dims, true);
    return b.mul(mask, b.div(gradient, hits));
  }

  private static List<Tensor> aminmaxGradient(Backward b, @Nullable Tensor ofMin) {
    Shape shape = b.shapeOf("self");
    boolean kept = b.flag("keepdim");
    int[] dims = b.arguments().has("dim") ? new int[] {b.integer("dim")} : null;
    Tensor sum = null;
    for (int i = 0; i < 2; i++) {
      Tensor g = i == 0 ? ofMin : b.gradient(1);
      if (g != null) {
        Tensor result = Folding.restored(b, b.saved(i == 0 ? "min" : "max"), shape, dims, kept);
        Tensor part = share(b, Folding.restored(b, g, shape, dims, kept), result, dims);
        sum = sum == null ? part : b.add(sum, part);
      }
    }
    return List.of(Objects.requireNonNull(sum));
  }

  private static Op shared(String name, String expression, String backward, boolean most) {
    return Op.define(name + "(Tensor self, Dims dim=[], Bool keepdim=False)")
        .kernel(
            call -> {
              checkNotEmpty(name, call.self().shape(), call.ints("dim"));
              Folding rows = Folding.of(call.self(), call.ints("dim"), call.flag("keepdim"));
              double[] x = rows.doubles();
              double[] out = new double[rows.rows()];
              for (int r = 0; r < out.length; r++) {
                int from = r * rows.count();
                out[r] =
                    x[
                        from
                            + (most
                                ? largest(x, from, rows.count())
                                : smallest(x, from, rows.count()))];
              }
              return call.rounded(call.self().dtype(), rows.shape(), out);
            })
        .reads(expression + " over {dim}", name)
        .backward(backward)
        .derivative(
            "self",
            List.of("self", RESULT),
            "{g} shared by all that are equal to {result}",
            (b, g) -> {
              Shape shape = b.shapeOf("self");
              boolean kept = b.flag("keepdim");
              return share(
                  b,
                  Folding.restored(b, g, shape, b.ints("dim"), kept),
                  Folding.restored(b, b.saved(RESULT), shape, b.ints("dim"), kept),
                  b.ints("dim"));
            })
        .samples(Sample.of(tensor(2, 3), new int[] {1}), Sample.of(tensor(2, 3)))
        .build();
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

  private static void checkNotEmpty(String name, Shape shape, int @Nullable [] dims) {
    if (shape.numel() > 0) {
      return;
    }
    if (dims == null || dims.length == 0) {
      throw TorchError.index(
          name
              + "(): Expected reduction dim to be specified for input.numel() == 0."
              + " Specify the reduction dim with the 'dim' argument.");
    }
    for (int dim : dims) {
      if (shape.size(Shapes.wrap(dim, shape.dim())) == 0) {
        throw TorchError.index(
            "%s(): Expected reduction dim %d to have non-zero size.".formatted(name, dim));
      }
    }
  }

  private static Op along(String name, String expression, String backward, Finder finder) {
    return Op.define(name + "(Tensor self, Int dim, Bool keepdim=False)")
        .kernels(VALUES_AND_INDICES, call -> picked(call, call.integer("dim"), finder))
        .reads(expression, name.substring(0, name.indexOf('.')))
        .backward(backward)
        .derivative(
            "self", List.of("indices"), "{g} at the place that was found", (b, g) -> putBack(b, g))
        .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(3, 2), 0L, true))
        .build();
  }

  /** Values and indices of one element a row. */
  private static List<Tensor> picked(Call call, int dim, Finder finder) {
    Tensor self = call.self();
    int d = Shapes.wrap(dim, self.shape().dim());
    Folding rows = Folding.of(self, d, call.flag("keepdim"));
    int n = rows.count();
    if (n == 0) {
      throw TorchError.index(
          "%s(): Expected reduction dim %d to have non-zero size."
              .formatted(call.op().function(), d));
    }
    double[] x = rows.doubles();
    long[] indices = new long[rows.rows()];
    int[] places = new int[indices.length];
    for (int r = 0; r < indices.length; r++) {
      indices[r] = finder.find(x, r * n, n);
      places[r] = r * n + (int) indices[r];
    }
    return List.of(
        call.result(self.dtype(), rows.shape(), pick(rows.arranged(), places)),
        call.result(DType.INT64, rows.shape(), indices));
  }

  private static Object pick(Tensor from, int[] places) {
    Object wide = Values.of(from, from.dtype().wide());
    Object out =
        java.lang.reflect.Array.newInstance(wide.getClass().getComponentType(), places.length);
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(wide, places[i], out, i, 1);
    }
    return out;
  }

  /** The gradient of picked elements, written to where they were picked. */
  private static Tensor putBack(Backward b, Tensor gradient) {
    return putBack(b, gradient, b.flag("keepdim"));
  }

  private static Tensor putBack(Backward b, Tensor gradient, boolean kept) {
    Shape shape = b.shapeOf("self");
    if (shape.dim() == 0) {
      return gradient;
    }
    int[] dims = {b.integer("dim")};
    Tensor g = Folding.restored(b, gradient, shape, dims, kept);
    Tensor indices = Folding.restored(b, b.saved("indices"), shape, dims, kept);
    return b.call(
        "scatter_add", b.call("new_zeros", gradient, shape.toArray()), (long) dims[0], indices, g);
  }

  private static Op elementwise(
      String name, String expression, String backward, String wins, boolean most) {
    return pairwise(name, expression, name.substring(0, 3), backward, most, true)
        .derivative(
            "self",
            List.of("self", "other"),
            "{g} where {self} wins, half of it at ties",
            (b, g) -> half(b, g, b.saved("self"), b.saved("other"), wins))
        .derivative(
            "other",
            List.of("self", "other"),
            "{g} where {other} wins, half of it at ties",
            (b, g) -> half(b, g, b.saved("other"), b.saved("self"), wins))
        .build();
  }

  /** The extreme that passes over nan; a tie belongs to {@code self}. */
  private static Op number(
      String name, String expression, String backward, String wins, boolean most) {
    return pairwise(name, expression, name.substring(1), backward, most, false)
        .derivative(
            "self",
            List.of("self", "other"),
            "{g} where {self} wins",
            (b, g) -> b.where(wins(b, wins), g, 0L))
        .derivative(
            "other",
            List.of("self", "other"),
            "{g} where {other} wins",
            (b, g) -> b.where(wins(b, wins), 0L, g))
        .build();
  }

  private static Tensor wins(Backward b, String wins) {
    Tensor other = b.saved("other");
    return b.call("logical_or", b.call(wins, b.saved("self"), other), b.call("isnan", other));
  }

  private static Op.Builder pairwise(
      String name, String expression, String symbol, String backward, boolean most, boolean nan) {
    return Op.define(name + "(Tensor self, Tensor other)")
        .kernel(
            new BinaryKernel(
                (a, b) -> (float) better(a, b, most, nan),
                (a, b) -> better(a, b, most, nan),
                (a, b) -> most ? Math.max(a, b) : Math.min(a, b)))
        .broadcasting()
        .reads(expression, symbol)
        .backward(backward)
        .samples(Sample.of(tensor(2, 3), tensor(3)));
  }

  private static double better(double a, double b, boolean most, boolean nan) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return nan ? Double.NaN : Double.isNaN(a) ? b : a;
    }
    return most ? Math.max(a, b) : Math.min(a, b);
  }

  private static Tensor half(Backward b, Tensor g, Tensor self, Tensor other, String wins) {
    Tensor ties = b.call("eq", self, other);
    Tensor halved = b.where(ties, b.div(g, 2L), g);
    return b.where(b.call(wins, self, other), halved, 0L);
  }

  private static Op position(String name, Finder finder) {
    return Op.define(name + "(Tensor self, Int dim=None, Bool keepdim=False)")
        .kernel(
            call -> {
              Tensor self = call.self();
              if (call.has("dim")) {
                return picked(call, call.integer("dim"), finder).get(1);
              }
              if (self.shape().numel() == 0) {
                throw TorchError.index(
                    name + "(): Expected reduction dim to be specified for input.numel() == 0.");
              }
              double[] x = Values.doubles(self);
              int[] sizes = new int[call.flag("keepdim") ? self.shape().dim() : 0];
              Arrays.fill(sizes, 1);
              return call.result(
                  DType.INT64, Shape.of(sizes), new long[] {finder.find(x, 0, x.length)});
            })
        .reads(name + "({self})", name)
        .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 1L))
        .build();
  }

  private static List<Tensor> sorted(Call call, int dim, boolean descending) {
    Tensor self = call.self();
    int d = Shapes.wrap(dim, self.shape().dim());
    return ordered(call, self, d, descending, self.shape().dim() == 0 ? 1 : self.shape().size(d));
  }

  /** The first {@code k} of each row in order. */
  private static List<Tensor> ordered(Call call, Tensor self, int dim, boolean descending, int k) {
    if (self.shape().dim() == 0) {
      return List.of(at(call, self, 0), call.result(DType.INT64, Shape.SCALAR, new long[1]));
    }
    Folding rows = Folding.of(self, dim, false);
    int n = rows.count();
    double[] x = rows.doubles();
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
        call.result(self.dtype(), shape, pick(rows.arranged(), places)),
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
    double[] x = Values.doubles(call.self());
    if (x.length == 0) {
      return call.rounded(call.self().dtype(), Shape.SCALAR, new double[] {Double.NaN});
    }
    if (!skipNan) {
      return at(call, call.self(), middle(x, 0, x.length));
    }
    int numbers = (int) Arrays.stream(x).filter(a -> !Double.isNaN(a)).count();
    return at(call, call.self(), order(x, 0, x.length, false)[Math.max(0, (numbers - 1) / 2)]);
  }
}
