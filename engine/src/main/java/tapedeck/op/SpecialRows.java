package tapedeck.op;

import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.constant;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;
import org.apache.commons.numbers.gamma.InverseErfc;
import org.apache.commons.numbers.gamma.RegularizedGamma;
import tapedeck.kernel.BesselFunctions;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of {@code torch.special}: Bessel functions, those of the normal distribution, incomplete
 * gamma functions and the zeta function.
 *
 * <p>Source: <a href="https://docs.pytorch.org/docs/stable/special.html">PyTorch, special</a>.
 */
final class SpecialRows {
  private static final List<String> SELF = List.of("self");

  private static final List<String> BOTH = List.of("self", "result");

  private static final double ROOT_2 = Math.sqrt(2);

  /** Numbers are computed in float32 and float64 only; integers become float32. */
  private static final Set<DType> UNHALVED =
      EnumSet.complementOf(EnumSet.of(DType.FLOAT16, DType.BFLOAT16));

  private SpecialRows() {}

  static final List<Op> ROWS =
      List.of(
          Functions.function("i0", "I₀({self})", BesselFunctions::i0)
              .backward("I0Backward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ I₁({self})",
                  (b, g) -> b.mul(g, b.call("special_i1", b.saved("self"))))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Functions.function("special_i0e", "e^−|{self}| I₀({self})", BesselFunctions::i0e)
              .backward("SpecialI0EBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ⊙ (e^−|{self}| I₁({self}) − sign({self}) ⊙ {result})",
                  (b, g) -> {
                    Tensor signed = b.mul(b.call("sgn", b.saved("self")), b.saved("result"));
                    return b.mul(g, b.sub(b.call("special_i1e", b.saved("self")), signed));
                  })
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Functions.function("special_i1", "I₁({self})", BesselFunctions::i1)
              .backward("SpecialI1Backward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ⊙ (I₀({self}) − {result} ⊘ {self})",
                  (b, g) -> {
                    Tensor x = safe(b);
                    Tensor ratio = b.mul(b.saved("result"), b.call("reciprocal", x));
                    return b.mul(g, atZero(b, b.sub(b.call("i0", x), ratio)));
                  })
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Functions.function("special_i1e", "e^−|{self}| I₁({self})", BesselFunctions::i1e)
              .backward("SpecialI1EBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ⊙ (e^−|{self}| I₀({self}) − {result} ⊙ (sign({self}) + 1 ⊘ {self}))",
                  (b, g) -> {
                    Tensor x = safe(b);
                    Tensor share = b.add(b.call("sgn", x), b.call("reciprocal", x));
                    Tensor slope = b.sub(b.call("special_i0e", x), b.mul(b.saved("result"), share));
                    return b.mul(g, atZero(b, slope));
                  })
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Functions.function("special_erfcx", "e^({self}²) erfc({self})", Erfcx::value)
              .types(TypeRule.only(UNHALVED, "erfcx_cpu"))
              .backward("SpecialErfcxBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ⊙ (2 · {self} ⊙ {result} − 2 ÷ √π)",
                  (b, g) -> {
                    Tensor product = b.mul(b.mul(b.saved("self"), 2.0), b.saved("result"));
                    return b.mul(b.sub(product, 2 / Math.sqrt(Math.PI)), g);
                  })
              .samples(Sample.of(between(-0.5, 2, 2, 3)))
              .build(),
          Functions.function("special_ndtri", "Φ⁻¹({self})", SpecialRows::inverseNormal)
              .types(TypeRule.only(UNHALVED, "ndtri_cpu"))
              .backward("SpecialNdtriBackward0")
              .derivative(
                  "self",
                  List.of("result"),
                  "{g} ⊙ √(2π) · e^({result}² ÷ 2)",
                  (b, g) -> {
                    Tensor square = b.pow(b.saved("result"), 2L);
                    return b.mul(b.mul(g, Math.sqrt(2 * Math.PI)), b.exp(b.div(square, 2L)));
                  })
              .samples(Sample.of(between(0.1, 0.9, 2, 3)))
              .build(),
          Functions.function("special_log_ndtr", "ln Φ({self})", SpecialRows::logNormal)
              .types(TypeRule.only(UNHALVED, "log_ndtr_cpu"))
              .backward("SpecialLogNdtrBackward0")
              .derivative(
                  "self",
                  List.of("self", "result"),
                  "{g} ÷ √(2π) · e^−({result} + {self}² ÷ 2)",
                  (b, g) -> {
                    Tensor half = b.div(b.pow(b.saved("self"), 2L), 2L);
                    Tensor density = b.exp(b.neg(b.add(b.saved("result"), half)));
                    return b.mul(b.div(g, Math.sqrt(2 * Math.PI)), density);
                  })
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          incomplete("igamma", "P({self}, {other})", "IgammaBackward0", false),
          incomplete("igammac", "Q({self}, {other})", "IgammacBackward0", true));

  private static Op incomplete(String name, String expression, String backward, boolean upper) {
    return Pairs.floating(name, expression, (a, x) -> upper ? upperGamma(a, x) : lowerGamma(a, x))
        .types(TypeRule.promoted(TypeRule.FLOATING, name + "_cpu"))
        .inPlace()
        .backward(backward)
        .derivative(
            "self",
            "not implemented",
            (b, g) -> {
              throw missing(name + ": input");
            })
        .derivative(
            "other",
            List.of("self", "other"),
            (upper ? "−" : "") + "{g} ⊙ e^(({self} − 1) ln {other} − {other} − ln Γ({self}))",
            (b, g) -> {
              Tensor a = b.saved("self");
              Tensor x = b.saved("other");
              Tensor power = b.mul(b.sub(a, 1L), b.call("log", x));
              Tensor slope = b.exp(b.sub(b.sub(power, x), b.call("lgamma", a)));
              return b.mul(upper ? b.neg(g) : g, slope);
            })
        .samples(Sample.of(constant(sizes(2, 3), 1, 2, 3, 4, 2, 1), positive(3)))
        .build();
  }

  /** The slope at 0, where the formula divides by it, is one half. */
  private static Tensor atZero(Backward b, Tensor slope) {
    return b.where(isLarge(b), slope, 0.5);
  }

  private static Tensor isLarge(Backward b) {
    return b.call("gt", b.call("abs", b.saved("self")), epsilon(b));
  }

  private static double epsilon(Backward b) {
    return b.saved("self").dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
  }

  /** {@code self}, kept away from 0, by which the formulas divide. */
  private static Tensor safe(Backward b) {
    return b.where(isLarge(b), b.saved("self"), epsilon(b));
  }

  static TorchError missing(String what) {
    return new TorchError(
        TorchError.Kind.NOT_IMPLEMENTED, "the derivative for '" + what + "' is not implemented.");
  }

  private static double inverseNormal(double p) {
    // plus zero, for a half has no sign
    return p < 0 || p > 1 ? Double.NaN : -ROOT_2 * InverseErfc.value(2 * p) + 0.0;
  }

  /** For small probabilities by the scaled function, which does not underflow. */
  private static double logNormal(double x) {
    double t = x / ROOT_2;
    return x < -1 ? Math.log(Erfcx.value(-t) / 2) - t * t : Math.log1p(-Erfc.value(t) / 2);
  }

  private static double lowerGamma(double a, double x) {
    if (a < 0 || x < 0 || (a == 0 && x == 0)) {
      return Double.NaN;
    }
    return a == 0
        ? 1
        : Double.isInfinite(a)
            ? (Double.isInfinite(x) ? Double.NaN : 0)
            : Double.isInfinite(x) ? 1 : RegularizedGamma.P.value(a, x);
  }

  private static double upperGamma(double a, double x) {
    double lower = lowerGamma(a, x);
    return a > 0 && x > 0 && Double.isFinite(a) && Double.isFinite(x)
        ? RegularizedGamma.Q.value(a, x)
        : 1 - lower;
  }
}
