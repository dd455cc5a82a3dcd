package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that run along a dimension and keep every intermediate result. */
public final class Cumulations {
  private Cumulations() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("cumsum(Tensor self, Int dim, *, Dtype dtype=None)")
              .types(call -> TypeRule.require(TypeRule.NUMBERS, resultType(call), "cumsum_out_cpu"))
              .kernel(call -> run(call, Double::sum))
              .inPlace()
              .reads("running Σ {self} along {dim}", "cumsum")
              .backward("CumsumBackward0")
              .derivative(
                  "self", "{g} summed from the end", (b, g) -> fromTheEnd(b, g, b.integer("dim")))
              .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(2, 3), 0L))
              .build(),
          Op.define("cumprod(Tensor self, Int dim, *, Dtype dtype=None)")
              .types(
                  call -> TypeRule.require(TypeRule.NUMBERS, resultType(call), "cumprod_out_cpu"))
              .kernel(call -> run(call, (a, b) -> a * b))
              .inPlace()
              .reads("running Π {self} along {dim}", "cumprod")
              .backward("CumprodBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "Σ {g} ⊙ {result} from the end ⊘ {self}",
                  Cumulations::productDerivative)
              .samples(Sample.of(positive(2, 3), 1L), Sample.of(tensor(3), 0L))
              .build(),
          Op.define("logcumsumexp(Tensor self, Int dim)")
              .types(TypeRule.floating("logcumsumexp_out_cpu"))
              .kernel(call -> run(call, Cumulations::logAddExp))
              .reads("running ln Σ exp({self}) along {dim}", "lcse")
              .backward("LogcumsumexpBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "exp({self}) ⊙ Σ {g} ⊘ exp({result}) from the end",
                  Cumulations::logSumDerivative)
              .samples(Sample.of(tensor(2, 3), 1L))
              .build(),
          extreme("cummax", true, "CummaxBackward0"),
          extreme("cummin", false, "CumminBackward0"),
          Op.define("diff(Tensor self, Int n=1, Int dim=-1)")
              .body(
                  (ops, call) -> {
                    Tensor result = call.self();
                    int dim = Shapes.wrap(call.integer("dim"), result.shape().dim());
                    int n = Math.min(call.integer("n"), result.shape().size(dim));
                    for (int i = 0; i < n; i++) {
                      int size = result.shape().size(dim);
                      // in the order in which PyTorch makes them, and their gradients meet
                      Tensor before = ops.slice(result, dim, 0, Math.max(0, size - 1));
                      Tensor next = ops.slice(result, dim, 1, size);
                      result =
                          result.dtype() == DType.BOOL
                              ? ops.call("logical_xor", next, before)
                              : ops.sub(next, before);
                    }
                    return result;
                  })
              .samples(Sample.of(tensor(2, 4)), Sample.of(tensor(4), 2L))
              .build(),
          Op.define("trapezoid(Tensor y, Tensor x=None, *, Number dx=1, Int dim=-1)")
              .body(Cumulations::trapezoid)
              .samples(Sample.of(tensor(2, 4)), Sample.of(tensor(4), tensor(4)))
              .build(),
          Op.define("cumulative_trapezoid(Tensor y, Tensor x=None, *, Number dx=1, Int dim=-1)")
              .body(Cumulations::cumulativeTrapezoid)
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(3, 2), tensor(3)).with("dim", 0L))
              .build());

  private static double logAddExp(double a, double b) {
    double most = Math.max(a, b);
    return Double.isInfinite(most) && a == b ? a : most + Math.log1p(Math.exp(-Math.abs(a - b)));
  }

  private static Tensor run(Call call, DoubleBinaryOperator step) {
    Tensor self = call.self();
    DType type = resultType(call);
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int n = self.shape().dim() == 0 ? 1 : self.shape().size(dim);
    int inner = inner(self.shape(), dim);
    if (!type.isFloating()) {
      boolean sums = call.op().function().equals("cumsum");
      long[] whole = Values.longs(self).clone();
      for (int i = 0; i < whole.length; i++) {
        if (i / inner % n != 0) {
          whole[i] = sums ? whole[i - inner] + whole[i] : whole[i - inner] * whole[i];
        }
      }
      return call.result(type, self.shape(), whole);
    }
    double[] x = Values.doubles(self).clone();
    for (int i = 0; i < x.length; i++) {
      if (i / inner % n != 0) {
        x[i] = step.applyAsDouble(x[i - inner], x[i]);
      }
    }
    return call.rounded(type, self.shape(), x);
  }

  private static DType resultType(Call call) {
    DType own = call.self().dtype();
    DType natural = own.isFloating() ? own : DType.INT64;
    return call.op().hasParameter("dtype") ? call.dtype("dtype", natural) : natural;
  }

  private static int inner(Shape shape, int dim) {
    int inner = 1;
    for (int d = dim + 1; d < shape.dim(); d++) {
      inner *= shape.size(d);
    }
    return inner;
  }

  private static Tensor fromTheEnd(Ops ops, Tensor tensor, int dim) {
    if (tensor.shape().dim() == 0) {
      return tensor;
    }
    int[] dims = {dim};
    return ops.call("flip", ops.call("cumsum", ops.call("flip", tensor, dims), (long) dim), dims);
  }

  /** In logarithms, apart for the positive and the negative gradients: exp(result) may overflow. */
  private static Tensor logSumDerivative(Backward b, Tensor gradient) {
    if (gradient.shape().dim() == 0 || gradient.shape().numel() == 0) {
      return gradient;
    }
    Tensor magnitude = b.log(b.call("abs", gradient));
    return b.sub(
        logSumPart(b, b.where(b.call("gt", gradient, 0L), magnitude, least(gradient.dtype()))),
        logSumPart(b, b.where(b.call("lt", gradient, 0L), magnitude, least(gradient.dtype()))));
  }

  private static double least(DType type) {
    return type == DType.FLOAT64 ? -Double.MAX_VALUE : -Float.MAX_VALUE;
  }

  private static Tensor logSumPart(Backward b, Tensor logarithms) {
    int[] dims = {b.integer("dim")};
    Tensor backwards = b.call("flip", b.sub(logarithms, b.saved(RESULT)), dims);
    Tensor sums = b.call("flip", b.call("logcumsumexp", backwards, (long) dims[0]), dims);
    return b.exp(b.add(sums, b.saved("self")));
  }

  /** By the quotient; where an element is 0, by products that leave each element out. */
  private static Tensor productDerivative(Backward b, Tensor gradient) {
    Tensor self = b.saved("self");
    int dim = Shapes.wrap(b.integer("dim"), self.shape().dim());
    boolean zero = false;
    for (double x : Values.doubles(self)) {
      zero |= x == 0;
    }
    if (!zero || self.shape().dim() == 0) {
      return b.div(fromTheEnd(b, b.mul(b.saved(RESULT), gradient), dim), self);
    }
    int n = self.shape().size(dim);
    List<Tensor> parts = new java.util.ArrayList<>();
    for (int k = 0; k < n; k++) {
      // the products that element k is part of, without it
      Tensor rest =
          b.cat(
              List.of(
                  k == 0
                      ? b.detach(b.add(b.mul(b.slice(self, dim, 0, 1), 0L), 1L))
                      : b.call("prod.dim_int", b.slice(self, dim, 0, k), (long) dim, true),
                  b.slice(self, dim, k + 1, n)),
              dim);
      Tensor products = b.call("cumprod", rest, (long) dim);
      parts.add(b.sum(b.mul(b.slice(gradient, dim, k, n), products), new int[] {dim}, true));
    }
    return b.cat(parts, dim);
  }

  private static Op extreme(String name, boolean most, String backward) {
    return Op.define(name + "(Tensor self, Int dim)")
        .kernels(
            List.of("values", "indices"),
            call -> {
              Tensor self = call.self();
              int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
              Ordinals elements = Ordinals.of(self);
              double[] x = elements.numbers().clone();
              long[] at = new long[x.length];
              int n = self.shape().dim() == 0 ? 1 : self.shape().size(dim);
              int inner = inner(self.shape(), dim);
              for (int i = 0; i < x.length; i++) {
                int place = i / inner % n;
                at[i] = place;
                if (place != 0) {
                  double before = x[i - inner];
                  boolean better =
                      Double.isNaN(x[i])
                          || (!Double.isNaN(before) && (most ? x[i] >= before : x[i] <= before));
                  at[i] = better ? place : at[i - inner];
                  x[i] = better ? x[i] : before;
                }
              }
              return List.of(
                  elements.restored(call, self.dtype(), self.shape(), x),
                  call.result(DType.INT64, self.shape(), at));
            })
        .reads("running " + (most ? "max" : "min") + " of {self} along {dim}", name)
        .backward(backward)
        .derivative(
            "self",
            List.of("self", "indices"),
            "{g} at the places that were found",
            (b, g) ->
                b.shapeOf("self").dim() == 0
                    ? g
                    : b.call(
                        "scatter_add",
                        b.call("new_zeros", g, b.shapeOf("self").toArray()),
                        b.number("dim"),
                        b.saved("indices"),
                        g))
        .samples(Sample.of(tensor(2, 4), 1L))
        .build();
  }

  private static Tensor trapezoid(Ops ops, Call call) {
    int dim = Shapes.wrap(call.integer("dim"), call.tensor("y").shape().dim());
    int[] over = {dim};
    if (!call.has("x")) {
      Tensor y = values(call);
      if (y.shape().size(dim) == 0) {
        return ops.sum(y, over, false);
      }
      Tensor ends = ops.add(ops.select(y, dim, 0), ops.select(y, dim, -1));
      Tensor inner = ops.sub(ops.sum(y, over, false), ops.call("mul.Scalar", ends, 0.5));
      return ops.call("mul.Scalar", inner, call.number("dx"));
    }
    Tensor areas = ops.mul(pairs(ops, call, dim), widths(ops, call, dim));
    return ops.call("div.Scalar", ops.sum(areas, over, false), 2L);
  }

  private static Tensor cumulativeTrapezoid(Ops ops, Call call) {
    int dim = Shapes.wrap(call.integer("dim"), call.tensor("y").shape().dim());
    Tensor pairs = pairs(ops, call, dim);
    if (!call.has("x")) {
      Tensor areas = ops.call("mul.Scalar", pairs, call.real("dx") / 2);
      return ops.call("cumsum", areas, (long) dim);
    }
    Tensor areas = ops.mul(pairs, widths(ops, call, dim));
    return ops.call("div.Scalar", ops.call("cumsum", areas, (long) dim), 2L);
  }

  private static Tensor values(Call call) {
    Tensor y = call.tensor("y");
    if (y.dtype() == DType.BOOL) {
      throw TorchError.runtime(
          call.op().name() + ": received a bool input for `y`, but bool is not supported");
    }
    return y;
  }

  /** The sums of neighbours. */
  private static Tensor pairs(Ops ops, Call call, int dim) {
    Tensor y = values(call);
    int n = y.shape().size(dim);
    return ops.add(ops.slice(y, dim, 0, n - 1), ops.slice(y, dim, 1, n));
  }

  /** The distances of neighbours, in as many dimensions as there are values. */
  private static Tensor widths(Ops ops, Call call, int dim) {
    Tensor x = call.tensor("x");
    Shape values = call.tensor("y").shape();
    int missing = values.dim() - x.shape().dim();
    int[] sizes = new int[values.dim()];
    Arrays.fill(sizes, 1);
    if (x.shape().dim() == 1) {
      if (x.shape().size(0) != values.size(dim)) {
        throw TorchError.runtime(
            call.op().name() + ": There must be one `x` value for each sample point");
      }
      sizes[dim] = values.size(dim);
    } else if (missing > 0) {
      System.arraycopy(x.shape().toArray(), 0, sizes, missing, x.shape().dim());
    }
    Tensor viewed = x.shape().dim() == 1 || missing > 0 ? ops.reshape(x, sizes) : x;
    int n = viewed.shape().size(dim);
    return ops.sub(ops.slice(viewed, dim, 1, n), ops.slice(viewed, dim, 0, n - 1));
  }
}
