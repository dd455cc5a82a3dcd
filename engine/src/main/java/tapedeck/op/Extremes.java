package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
                    if (!call.has("dim") && call.self().shape().numel() == 0) {
                      throw TorchError.runtime(
                          "aminmax(): cannot compute aminmax over an empty dimension as the"
                              + " operation has no identity.");
                    }
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
          position("argmin", Extremes::smallest));

  /** Finds the element of a row of {@code n} that starts at {@code from}; counted in the row. */
  interface Finder {
    int find(double[] x, int from, int n);
  }

  static int largest(double[] x, int from, int n) {
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

  static int smallest(double[] x, int from, int n) {
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
              double[] x = Ordinals.of(self).numbers();
              int at = most ? largest(x, 0, x.length) : smallest(x, 0, x.length);
              return at(call, self, at);
            })
        .reads(expression, name)
        .backward(backward)
        .derivative(
            "self",
            List.of("self", RESULT),
            "{g} shared by all that are equal to {result}",
            (b, g) -> distributed(b, g))
        .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
        .build();
  }

  /** Element {@code index} of {@code self}, counted row by row, as a scalar. */
  static Tensor at(Call call, Tensor self, int index) {
    Object wide = Values.of(self, self.dtype().wide());
    Object one = java.lang.reflect.Array.newInstance(wide.getClass().getComponentType(), 1);
    System.arraycopy(wide, index, one, 0, 1);
    return call.result(self.dtype(), Shape.SCALAR, one);
  }

  /** The gradient shared evenly by the elements that equal the result. */
  static Tensor share(Backward b, Tensor gradient, Tensor result, int @Nullable [] dims) {
    Tensor hit = b.call("eq", b.saved("self"), result);
    if (result.dtype().isFloating()
        && Double.isNaN(result.shape().numel() == 1 ? Values.scalar(result) : 0)) {
      hit = b.call("isnan", b.saved("self"));
    }
    Tensor mask = b.to(hit, gradient.dtype());
    Tensor hits = dims == null || dims.length == 0 ? b.sum(mask) : b.sum(mask, dims, true);
    return b.mul(b.div(gradient, hits), mask);
  }

  /** The gradient shared by the elements that equal the one result. */
  static Tensor distributed(Backward b, Tensor gradient) {
    Tensor self = b.saved("self");
    Tensor result = b.saved(RESULT);
    boolean isNan = result.dtype().isFloating() && Double.isNaN(Values.scalar(result));
    Tensor hit = isNan ? b.call("isnan", self) : b.call("eq", self, result);
    Tensor zeros = b.call("new_zeros", gradient, self.shape().toArray());
    return b.call("masked_fill.Tensor", zeros, hit, b.div(gradient, b.sum(hit)));
  }

  private static List<Tensor> aminmaxGradient(Backward b, @Nullable Tensor ofMin) {
    Shape shape = b.shapeOf("self");
    boolean kept = b.flag("keepdim");
    int[] dims = b.arguments().has("dim") ? new int[] {b.integer("dim")} : null;
    Tensor sum = null;
    for (int i = 0; i < 2; i++) {
      Tensor g = i == 0 ? ofMin : b.gradient(1);
      if (g != null) {
        Tensor result = reshaped(b, b.saved(i == 0 ? "min" : "max"), shape, dims, kept);
        Tensor part = share(b, reshaped(b, g, shape, dims, kept), result, dims);
        sum = b.plus(sum, part);
      }
    }
    return List.of(Objects.requireNonNull(sum));
  }

  /** With the folded dimensions as ones again. */
  private static Tensor reshaped(
      Ops ops, Tensor reduced, Shape from, int @Nullable [] dims, boolean kept) {
    if (kept) {
      return reduced;
    }
    if (dims == null || dims.length == 0) {
      return ops.reshape(reduced);
    }
    int[] sizes = from.toArray();
    for (int dim : dims) {
      sizes[Shapes.wrap(dim, sizes.length)] = 1;
    }
    return ops.reshape(reduced, sizes);
  }

  static Op shared(String name, String expression, String backward, boolean most) {
    return Op.define(name + "(Tensor self, Dims dim=[], Bool keepdim=False)")
        .kernel(
            call -> {
              checkNotEmpty(name, call.self().shape(), call.ints("dim"));
              Folding rows = Folding.of(call.self(), call.ints("dim"), call.flag("keepdim"));
              double[] x = Ordinals.of(rows.arranged()).numbers();
              int[] places = new int[rows.rows()];
              for (int r = 0; r < places.length; r++) {
                int from = r * rows.count();
                int at = most ? largest(x, from, rows.count()) : smallest(x, from, rows.count());
                places[r] = from + at;
              }
              Object picked = pick(rows.arranged(), places);
              return call.result(call.self().dtype(), rows.shape(), picked);
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
                  reshaped(b, g, shape, b.ints("dim"), kept),
                  reshaped(b, b.saved(RESULT), shape, b.ints("dim"), kept),
                  b.ints("dim"));
            })
        .samples(Sample.of(tensor(2, 3), new int[] {1}), Sample.of(tensor(2, 3)))
        .build();
  }

  static void checkNotEmpty(String name, Shape shape, int @Nullable [] dims) {
    if (shape.numel() > 0) {
      return;
    }
    if (dims == null || dims.length == 0) {
      throw TorchError.runtime(
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

  static Op along(String name, String expression, String backward, Finder finder) {
    return along(name, expression, backward, call -> {}, finder);
  }

  static Op along(String name, String expression, String backward, TypeRule types, Finder finder) {
    return Op.define(name + "(Tensor self, Int dim, Bool keepdim=False)")
        .types(types)
        .kernels(VALUES_AND_INDICES, call -> picked(call, call.integer("dim"), finder))
        .reads(expression, name.substring(0, name.indexOf('.')))
        .backward(backward)
        .derivative(
            "self", List.of("indices"), "{g} at the place that was found", (b, g) -> putBack(b, g))
        .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(3, 2), 0L, true))
        .build();
  }

  /** Values and indices of one element a row. */
  static List<Tensor> picked(Call call, int dim, Finder finder) {
    Tensor self = call.self();
    int d = Shapes.wrap(dim, self.shape().dim());
    Folding rows = Folding.of(self, d, call.flag("keepdim"));
    int n = rows.count();
    if (n == 0) {
      throw TorchError.index(
          "%s(): Expected reduction dim %d to have non-zero size."
              .formatted(call.op().function(), d));
    }
    double[] x = Ordinals.of(rows.arranged()).numbers();
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

  static Object pick(Tensor from, int[] places) {
    Object wide = Values.of(from, from.dtype().wide());
    Object out =
        java.lang.reflect.Array.newInstance(wide.getClass().getComponentType(), places.length);
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(wide, places[i], out, i, 1);
    }
    return out;
  }

  /** The gradient of picked elements, written to where they were picked. */
  static Tensor putBack(Backward b, Tensor gradient) {
    return putBack(b, gradient, b.flag("keepdim"));
  }

  static Tensor putBack(Backward b, Tensor gradient, boolean kept) {
    Shape shape = b.shapeOf("self");
    if (shape.dim() == 0) {
      return gradient;
    }
    int[] dims = {b.integer("dim")};
    Tensor g = Folding.restored(b, gradient, shape, dims, kept);
    Tensor indices = Folding.restored(b, b.saved("indices"), shape, dims, kept);
    return b.call(
        "scatter.src", b.call("new_zeros", gradient, shape.toArray()), (long) dims[0], indices, g);
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
  static Op number(String name, String expression, String backward, String wins, boolean most) {
    return pairwise(name, expression, name.substring(1), backward, most, false)
        .derivative(
            "self",
            List.of("self", "other"),
            "{g} where {self} wins",
            (b, g) -> b.maskedFill(g, b.call("logical_not", wins(b, wins)), 0L))
        .derivative(
            "other",
            List.of("self", "other"),
            "{g} where {other} wins",
            (b, g) -> b.maskedFill(g, wins(b, wins), 0L))
        .build();
  }

  static Tensor wins(Backward b, String wins) {
    Tensor other = b.saved("other");
    return b.call("logical_or", b.call(wins, b.saved("self"), other), b.call("isnan", other));
  }

  static OpBuilder pairwise(
      String name, String expression, String symbol, String backward, boolean most, boolean nan) {
    return Op.define(name + "(Tensor self, Tensor other)")
        .kernel(
            new BinaryKernel(
                (a, b) -> (float) better(a, b, most, nan),
                (a, b) -> better(a, b, most, nan),
                (a, b) -> most ? Math.max(a, b) : Math.min(a, b)))
        .broadcastingTensors()
        .reads(expression, symbol)
        .backward(backward)
        .samples(Sample.of(tensor(2, 3), tensor(3)));
  }

  static double better(double a, double b, boolean most, boolean nan) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return nan ? Double.NaN : Double.isNaN(a) ? b : a;
    }
    return most ? Math.max(a, b) : Math.min(a, b);
  }

  private static Tensor half(Backward b, Tensor g, Tensor self, Tensor other, String wins) {
    Tensor ties = b.call("eq", self, other);
    Tensor halved = b.where(ties, b.div(g, 2L), g);
    return b.maskedFill(halved, b.call("logical_not", b.call(wins, self, other)), 0L);
  }

  private static Op position(String name, Finder finder) {
    return Op.define(name + "(Tensor self, Int dim=None, Bool keepdim=False)")
        .types(TypeRule.in(TypeRule.NUMBERS, name + "(): does not support bool input"))
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
              double[] x = Ordinals.of(self).numbers();
              int[] sizes = new int[call.flag("keepdim") ? self.shape().dim() : 0];
              Arrays.fill(sizes, 1);
              return call.result(
                  DType.INT64, Shape.of(sizes), new long[] {finder.find(x, 0, x.length)});
            })
        .reads(name + "({self})", name)
        .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 1L))
        .build();
  }
}
