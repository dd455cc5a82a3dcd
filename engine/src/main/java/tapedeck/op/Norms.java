package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.RowNorm;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of norms. */
final class Norms {
  private static final List<String> BOTH = List.of("self", RESULT);

  private Norms() {}

  /** Raises the error of {@code torch.norm} for a type that is not floating. */
  static void checkFloating(DType type) {
    if (!type.isFloating()) {
      throw TorchError.runtime(
          "norm(): input dtype should be either floating point or complex. Got %s instead."
              .formatted(type.legacyName()));
    }
  }

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "linalg_vector_norm(Tensor self, Number ord=2, Dims dim=None, Bool keepdim=False,"
                      + " *, Dtype dtype=None)")
              .types(Norms::checkType)
              .kernel(call -> norm(call, call.real("ord")))
              .reads("‖{self}‖", "‖·‖")
              .backward("LinalgVectorNormBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} · {self} ⊘ {result}",
                  (b, g) -> normDerivative(b, g, b.number("ord").doubleValue()))
              .samples(
                  Sample.of(tensor(2, 3)),
                  Sample.of(tensor(2, 3), 1L, new int[] {1}),
                  Sample.of(positive(2, 3), 3L, new int[] {0}, true),
                  Sample.of(tensor(4), Double.POSITIVE_INFINITY))
              .build(),
          Op.define("norm.ScalarOpt_dim(Tensor self, Number p, Dims dim, Bool keepdim=False)")
              .types(call -> checkFloating(call.self().dtype()))
              .kernel(call -> norm(call, call.real("p")))
              .internal()
              .reads("‖{self}‖", "‖·‖")
              .backward("NormBackward1")
              .derivative(
                  "self",
                  BOTH,
                  "{g} · {self} ⊘ {result}",
                  (b, g) -> normDerivative(b, g, b.number("p").doubleValue()))
              .samples(Sample.of(tensor(2, 3), 2L, new int[] {1}))
              .build());

  private static Tensor norm(Call call, double p) {
    Tensor self = call.self();
    Folding rows = Folding.inMemory(self, call.optionalInts("dim"), call.flag("keepdim"));
    DType type = call.op().hasParameter("dtype") ? call.dtype("dtype", self.dtype()) : self.dtype();
    int n = rows.count();
    RowNorm norm = new RowNorm(p, rows.isRun());
    double[] out = new double[rows.rows()];
    if (type.wide() == DType.FLOAT64) {
      double[] x = rows.doubles();
      for (int r = 0; r < out.length; r++) {
        out[r] = norm.of(x, r * n, n);
      }
    } else {
      float[] x = Values.floats(rows.arranged());
      for (int r = 0; r < out.length; r++) {
        out[r] = norm.of(x, r * n, n);
      }
    }
    return call.rounded(type, rows.shape(), out);
  }

  /** By the kind of norm; where the norm is 0 its gradient is 0, as in PyTorch. */
  private static @Nullable Tensor normDerivative(Backward b, Tensor gradient, double p) {
    if (p == 0) {
      return null;
    }
    Tensor self = b.saved("self");
    int @Nullable [] dims = b.arguments().optionalInts("dim");
    boolean kept = b.flag("keepdim");
    Tensor g = Folding.restored(b, gradient, self.shape(), dims, kept);
    Tensor norm = Folding.restored(b, b.saved(RESULT), self.shape(), dims, kept);
    return normGradient(b, g, self, norm, dims, p);
  }

  /**
   * The gradient of a norm.
   *
   * @param g that of the result, shaped so that it broadcasts with {@code self}
   * @param norm the result, shaped likewise
   * @param dims those that were folded; null for all
   */
  static Tensor normGradient(
      Ops b, Tensor g, Tensor self, Tensor norm, int @Nullable [] dims, Number order) {
    double p = order.doubleValue();
    if (p == 0) {
      return b.mul(self, 0L);
    }
    if (p == 1) {
      return b.mul(b.call("sgn", self), g);
    }
    if (p == 2) {
      return b.mul(g, b.maskedFill(b.div(self, norm), b.call("eq", norm, 0L), 0L));
    }
    if (Double.isInfinite(p)) {
      Tensor hit =
          b.call("logical_or", b.call("eq", b.call("abs", self), norm), b.call("isnan", self));
      Tensor hits = sumOver(b, hit, dims);
      return b.mul(b.call("sgn", self), b.mul(b.div(g, hits), hit));
    }
    if (p < 1) {
      Tensor powers = b.pow(b.call("abs", self), p - 1);
      Tensor bounded = b.maskedFill(powers, b.call("eq", self, 0L), 0L);
      return b.mul(b.mul(b.mul(b.call("sgn", self), bounded), g), b.pow(norm, 1 - p));
    }
    Tensor power =
        p < 2
            ? b.mul(b.call("sgn", self), b.pow(b.call("abs", self), p - 1))
            : b.mul(self, b.pow(b.call("abs", self), p - 2));
    Tensor scale = b.div(g, b.pow(norm, p - 1));
    return b.mul(power, b.maskedFill(scale, b.call("eq", norm, 0L), 0L));
  }

  private static Tensor sumOver(Ops ops, Tensor self, int @Nullable [] dims) {
    return dims == null || dims.length == 0 ? ops.sum(self) : ops.sum(self, dims, true);
  }

  private static void checkType(Call call) {
    DType own = call.self().dtype();
    if (!own.isFloating()) {
      throw TorchError.runtime(
          "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
              + own.legacyName());
    }
    DType wanted = call.dtype("dtype", own);
    if (!wanted.isFloating()) {
      throw TorchError.runtime(
          "linalg.vector_norm: dtype should be floating point or complex, but got "
              + wanted.legacyName());
    }
    if (DType.promote(own, wanted) != wanted) {
      throw TorchError.runtime(
          ("linalg.vector_norm: the dtype of the input (%s) should be convertible without narrowing"
                  + " to the specified dtype (%s)")
              .formatted(own.legacyName(), wanted.legacyName()));
    }
  }
}
