package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of products, variances, norms and log-sum-exp. */
public final class Statistics {
  private static final List<String> SELF = List.of("self");

  private static final List<String> BOTH = List.of("self", RESULT);

  private Statistics() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("prod(Tensor self, *, Dtype dtype=None)")
              .kernel(call -> prod(call, Folding.of(cast(call), null, false)))
              .reads("Π {self}", "Π")
              .backward("ProdBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} · {result} ⊘ {self}",
                  (b, g) -> prodDerivative(b, g, null, true))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
              .build(),
          Op.define("prod.dim_int(Tensor self, Int dim, Bool keepdim=False, *, Dtype dtype=None)")
              .kernel(
                  call ->
                      prod(call, Folding.of(cast(call), call.integer("dim"), call.flag("keepdim"))))
              .reads("Π {self} over {dim}", "Π")
              .backward("ProdBackward1")
              .derivative(
                  "self",
                  BOTH,
                  "{g} · {result} ⊘ {self}",
                  (b, g) -> prodDerivative(b, g, b.integer("dim"), b.flag("keepdim")))
              .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(2, 3), 0L, true))
              .build(),
          Op.define("var(Tensor self, Bool unbiased=True)")
              .body((ops, call) -> ops.call("var.correction", call.self(), null, one(call), false))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(4), false))
              .build(),
          Op.define("var.dim(Tensor self, Dims dim=None, Bool unbiased=True, Bool keepdim=False)")
              .body(
                  (ops, call) ->
                      ops.call(
                          "var.correction",
                          call.self(),
                          call.argument("dim"),
                          one(call),
                          call.flag("keepdim")))
              .samples(Sample.of(tensor(2, 3), new int[] {1}))
              .build(),
          Op.define(
                  "var.correction(Tensor self, Dims dim=None, *, Number correction=1, Bool"
                      + " keepdim=False)")
              .kernel(call -> variance(call, false))
              .reads("var({self})", "var")
              .backward("VarBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} · 2 ÷ (n − 1) ⊙ ({self} − mean)",
                  (b, g) -> varDerivative(b, g))
              .samples(
                  Sample.of(tensor(2, 3)),
                  Sample.of(tensor(3, 4), new int[] {1}).with("correction", 0L),
                  Sample.of(tensor(3, 4), new int[] {0}).with("keepdim", true))
              .build(),
          Op.define("std(Tensor self, Bool unbiased=True)")
              .body((ops, call) -> ops.call("std.correction", call.self(), null, one(call), false))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("std.dim(Tensor self, Dims dim=None, Bool unbiased=True, Bool keepdim=False)")
              .body(
                  (ops, call) ->
                      ops.call(
                          "std.correction",
                          call.self(),
                          call.argument("dim"),
                          one(call),
                          call.flag("keepdim")))
              .samples(Sample.of(tensor(2, 3), new int[] {1}))
              .build(),
          Op.define(
                  "std.correction(Tensor self, Dims dim=None, *, Number correction=1, Bool"
                      + " keepdim=False)")
              .kernel(call -> variance(call, true))
              .reads("std({self})", "std")
              .backward("StdBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ÷ (n − 1) ⊙ ({self} − mean) ⊘ {result}",
                  Statistics::stdDerivative)
              .samples(
                  Sample.of(tensor(2, 3)),
                  Sample.of(tensor(3, 4), new int[] {1}).with("correction", 0L),
                  Sample.of(tensor(3, 4), new int[] {0}).with("keepdim", true))
              .build(),
          withMean("var_mean", "var", "VarMeanBackward0"),
          withMean("std_mean", "std", "StdMeanBackward0"),
          Op.define("logsumexp(Tensor self, Dims dim, Bool keepdim=False)")
              .kernel(Statistics::logSumExp)
              .reads("ln Σ exp({self}) over {dim}", "lse")
              .backward("LogsumexpBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ⊙ exp({self} − {result})",
                  (b, g) -> {
                    Shape shape = b.shapeOf("self");
                    boolean kept = b.flag("keepdim");
                    Tensor up = Folding.restored(b, g, shape, b.ints("dim"), kept);
                    Tensor r = Folding.restored(b, b.saved(RESULT), shape, b.ints("dim"), kept);
                    return b.mul(up, b.exp(b.sub(b.saved("self"), r)));
                  })
              .samples(
                  Sample.of(tensor(2, 3), new int[] {1}),
                  Sample.of(tensor(2, 3), new int[] {0, 1}, true))
              .build(),
          Op.define("nansum(Tensor self, Dims dim=None, Bool keepdim=False, *, Dtype dtype=None)")
              .kernel(Statistics::nanSum)
              .reads("Σ {self} without NaN", "Σ")
              .backward("NansumBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {self} is not NaN",
                  (b, g) -> {
                    int[] dims = b.arguments().optionalInts("dim");
                    boolean whole = dims == null || dims.length == 0;
                    Tensor up =
                        whole
                            ? g
                            : Folding.restored(b, g, b.shapeOf("self"), dims, b.flag("keepdim"));
                    return b.mul(
                        b.expand(up, b.shapeOf("self")),
                        b.call("logical_not", b.call("isnan", b.saved("self"))));
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), new int[] {1}))
              .build());

  private static Op withMean(String name, String what, String backward) {
    boolean root = what.equals("std");
    return Op.define(
            name
                + ".correction(Tensor self, Dims dim=None, *, Number correction=1, Bool"
                + " keepdim=False)")
        .types(
            TypeRule.in(
                TypeRule.FLOATING, name + " only support floating point and complex dtypes"))
        .kernels(
            List.of("result0", "result1"),
            call -> {
              Tensor self = call.self();
              Folding rows = Folding.of(self, call.optionalInts("dim"), call.flag("keepdim"));
              double[] x = rows.doubles();
              double[] means = new double[rows.rows()];
              for (int r = 0; r < means.length; r++) {
                means[r] = mean(x, r * rows.count(), rows.count());
              }
              return List.of(variance(call, root), call.rounded(self.dtype(), rows.shape(), means));
            })
        .reads(what + " and mean of {self}", what)
        .backward(backward)
        .derivatives(
            "self",
            root ? List.of("self", "result0") : SELF,
            "of both",
            (b, g) -> {
              Tensor ofVariance =
                  g == null
                      ? null
                      : root ? stdDerivative(b, g, b.saved("result0")) : varDerivative(b, g);
              Tensor ofMean = b.gradient(1);
              if (ofMean != null) {
                Shape shape = b.shapeOf("self");
                int @Nullable [] dims = b.arguments().optionalInts("dim");
                Tensor up = Folding.restored(b, ofMean, shape, dims, b.flag("keepdim"));
                ofMean = b.div(b.expand(up, shape), (long) Folding.count(shape, dims));
              }
              return java.util.Collections.singletonList(
                  ofVariance == null
                      ? ofMean
                      : ofMean == null ? ofVariance : b.add(ofVariance, ofMean));
            })
        .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(3, 4), new int[] {0}))
        .build();
  }

  private static @Nullable Long one(Call call) {
    return call.flag("unbiased") ? 1L : 0L;
  }

  private static Tensor cast(Call call) {
    DType wanted = (DType) call.argument("dtype");
    Tensor self = call.self();
    return wanted == null || wanted == self.dtype() ? self : Cast.copy(call, self, wanted);
  }

  private static Tensor prod(Call call, Folding rows) {
    DType from = rows.arranged().dtype();
    DType type = from.isFloating() || call.has("dtype") ? from : DType.INT64;
    if (!type.isFloating()) {
      long[] x = rows.longs();
      long[] out = new long[rows.rows()];
      for (int r = 0; r < out.length; r++) {
        out[r] = 1;
        for (int i = 0; i < rows.count(); i++) {
          out[r] *= x[r * rows.count() + i];
        }
      }
      return call.result(type, rows.shape(), out);
    }
    double[] x = rows.doubles();
    double[] out = new double[rows.rows()];
    for (int r = 0; r < out.length; r++) {
      out[r] = 1;
      for (int i = 0; i < rows.count(); i++) {
        out[r] *= x[r * rows.count() + i];
      }
    }
    return call.rounded(type, rows.shape(), out);
  }

  /** Where elements are 0 the quotient is not defined: there, the product of all others. */
  private static Tensor prodDerivative(
      Backward b, Tensor gradient, @Nullable Integer dim, boolean kept) {
    Tensor self = b.saved("self");
    int @Nullable [] dims = dim == null ? null : new int[] {dim};
    Shape shape = self.shape();
    Tensor g = Folding.restored(b, gradient, shape, dims, kept && dim != null);
    if (!hasZero(self)) {
      Tensor result = Folding.restored(b, b.saved(RESULT), shape, dims, kept && dim != null);
      return b.mul(g, b.div(result, self));
    }
    if (dim == null) {
      Tensor flat = b.reshape(self, -1);
      return b.reshape(b.mul(b.reshape(g, 1), productOfOthers(b, flat, 0)), shape.toArray());
    }
    return b.mul(g, productOfOthers(b, self, Shapes.wrap(dim, shape.dim())));
  }

  private static boolean hasZero(Tensor tensor) {
    for (double x : Values.doubles(tensor)) {
      if (x == 0) {
        return true;
      }
    }
    return false;
  }

  /** For each element along {@code dim} the product of all others: those before times after. */
  private static Tensor productOfOthers(Ops ops, Tensor self, int dim) {
    if (self.shape().dim() == 0) {
      return ops.add(ops.mul(self, 0L), 1L);
    }
    int n = self.shape().size(dim);
    Tensor ones = ops.detach(ops.add(ops.mul(ops.slice(self, dim, 0, 1), 0L), 1L));
    Tensor before =
        ops.call(
            "cumprod", ops.cat(List.of(ones, ops.slice(self, dim, 0, n - 1)), dim), (long) dim);
    Tensor reversed = ops.call("flip", ops.slice(self, dim, 1, n), new int[] {dim});
    Tensor after =
        ops.call(
            "flip",
            ops.call("cumprod", ops.cat(List.of(ones, reversed), dim), (long) dim),
            new int[] {dim});
    return ops.mul(before, after);
  }

  private static double mean(double[] x, int from, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[from + i];
    }
    return sum / count;
  }

  private static Tensor variance(Call call, boolean root) {
    Tensor self = call.self();
    if (!self.dtype().isFloating()) {
      throw TorchError.runtime(
          "%s only support floating point and complex dtypes".formatted("std and var"));
    }
    Folding rows = Folding.of(self, call.optionalInts("dim"), call.flag("keepdim"));
    double[] x = rows.doubles();
    double[] out = new double[rows.rows()];
    int n = rows.count();
    double degrees = Math.max(0, n - (call.has("correction") ? call.real("correction") : 1));
    for (int r = 0; r < out.length; r++) {
      double mean = mean(x, r * n, n);
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double difference = x[r * n + i] - mean;
        sum += difference * difference;
      }
      double variance = sum / degrees;
      out[r] = root ? Math.sqrt(variance) : variance;
    }
    return call.rounded(self.dtype(), rows.shape(), out);
  }

  private static double degrees(Backward b, int @Nullable [] dims) {
    Number correction = (Number) b.arguments().argument("correction");
    return Folding.count(b.shapeOf("self"), dims)
        - (correction == null ? 1 : correction.doubleValue());
  }

  private static Tensor varDerivative(Backward b, Tensor gradient) {
    int @Nullable [] dims = b.arguments().optionalInts("dim");
    Tensor g = Folding.restored(b, gradient, b.shapeOf("self"), dims, b.flag("keepdim"));
    Tensor centred = b.sub(b.saved("self"), meanOver(b, b.saved("self"), dims));
    return b.mul(b.mul(g, 2.0 / degrees(b, dims)), centred);
  }

  private static Tensor stdDerivative(Backward b, Tensor gradient) {
    return stdDerivative(b, gradient, b.saved(RESULT));
  }

  private static Tensor stdDerivative(Backward b, Tensor gradient, Tensor result) {
    Tensor half = b.div(gradient, b.mul(result, 2L));
    Tensor vanishes = b.call("eq", result, 0L);
    return varDerivative(b, b.maskedFill(half, vanishes, 0L));
  }

  private static Tensor meanOver(Ops ops, Tensor self, int @Nullable [] dims) {
    return dims == null || dims.length == 0
        ? ops.call(Reductions.MEAN, self)
        : ops.call(Reductions.MEAN_DIM, self, dims, true);
  }

  private static Tensor logSumExp(Call call) {
    Tensor self = call.self();
    Folding rows = Folding.of(self, call.ints("dim"), call.flag("keepdim"));
    double[] x = rows.doubles();
    double[] out = new double[rows.rows()];
    int n = rows.count();
    for (int r = 0; r < out.length; r++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        most = Math.max(most, x[r * n + i]);
      }
      double shift = Double.isInfinite(most) ? 0 : most;
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.exp(x[r * n + i] - shift);
      }
      out[r] = Math.log(sum) + shift;
    }
    DType type = self.dtype().isFloating() ? self.dtype() : call.defaultFloat();
    return call.rounded(type, rows.shape(), out);
  }

  private static Tensor nanSum(Call call) {
    Tensor self = call.self();
    boolean[] folded = Folding.folded(self.shape(), call.optionalInts("dim"));
    DType type = call.dtype("dtype", self.dtype().isFloating() ? self.dtype() : DType.INT64);
    Tensor numbers = self;
    if (self.dtype().isFloating()) {
      double[] x = Values.doubles(self).clone();
      for (int i = 0; i < x.length; i++) {
        x[i] = Double.isNaN(x[i]) ? 0 : x[i];
      }
      numbers = Tensor.contiguous(0, Storage.of(x), self.shape());
    }
    return Reductions.sum(call, numbers, type, folded, call.flag("keepdim"));
  }
}
