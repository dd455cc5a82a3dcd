package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErf;
import tapedeck.kernel.Elementwise.FloatFunction1;
import tapedeck.kernel.SpecialFunctions;
import tapedeck.kernel.vml.FloatArc;
import tapedeck.kernel.vml.FloatLog10;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of further element-wise functions of one tensor: logarithms, angles, special ones. */
public final class Functions {
  private static final List<String> SELF = List.of("self");

  private static final List<String> OUTPUT = List.of(RESULT);

  private static final double LN_2 = Math.log(2);

  private static final double LN_10 = Math.log(10);

  private Functions() {}

  static final List<Op> ROWS =
      List.of(
          function("exp2", "2 ^ {self}", a -> Math.pow(2, a))
              .backward("Exp2Backward0")
              .derivative(
                  "self",
                  OUTPUT,
                  "{g} ⊙ {result} · ln 2",
                  (b, g) -> b.mul(b.mul(g, b.saved(RESULT)), LN_2))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          function("special_entr", "−{self} ⊙ ln({self})", Functions::entropy)
              .internal()
              .backward("SpecialEntrBackward0")
              .derivative(
                  "self",
                  SELF,
                  "−{g} ⊙ (1 + ln({self}))",
                  (b, g) -> b.mul(g, b.neg(b.add(b.log(self(b)), 1L))))
              .samples(Sample.of(positive(2, 3)))
              .build(),
          function("expm1", "exp({self}) − 1", Math::expm1)
              .backward("Expm1Backward0")
              .derivative(
                  "self",
                  OUTPUT,
                  "{g} ⊙ ({result} + 1)",
                  (b, g) -> b.mul(g, b.add(b.saved(RESULT), 1L)))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          function("log2", "log₂({self})", Functions::log2)
              .backward("Log2Backward0")
              .derivative(
                  "self", SELF, "{g} ⊘ ({self} · ln 2)", (b, g) -> b.div(g, b.mul(self(b), LN_2)))
              .samples(Sample.of(positive(2, 3)))
              .build(),
          function("log10", "log₁₀({self})", Math::log10, FloatLog10::log10)
              .backward("Log10Backward0")
              .derivative(
                  "self", SELF, "{g} ⊘ ({self} · ln 10)", (b, g) -> b.div(g, b.mul(self(b), LN_10)))
              .samples(Sample.of(positive(2, 3)))
              .build(),
          function("log1p", "ln(1 + {self})", Math::log1p)
              .backward("Log1PBackward0")
              .derivative(
                  "self", SELF, "{g} ⊘ ({self} + 1)", (b, g) -> b.div(g, b.add(self(b), 1L)))
              .samples(Sample.of(positive(2, 3)))
              .build(),
          function("asin", "arcsin({self})", Math::asin, FloatArc::asin)
              .backward("AsinBackward0")
              .derivative("self", SELF, "{g} ⊘ √(1 − {self}²)", (b, g) -> b.mul(g, cosine(b)))
              .samples(Sample.of(between(-0.9, 0.9, 2, 3)))
              .build(),
          function("acos", "arccos({self})", Math::acos, FloatArc::acos)
              .backward("AcosBackward0")
              .derivative(
                  "self", SELF, "−{g} ⊘ √(1 − {self}²)", (b, g) -> b.mul(g, b.neg(cosine(b))))
              .samples(Sample.of(between(-0.9, 0.9, 2, 3)))
              .build(),
          function("atan", "arctan({self})", Math::atan, FloatArc::atan)
              .backward("AtanBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊘ ({self}² + 1)",
                  (b, g) -> b.div(g, b.add(b.mul(self(b), self(b)), 1L)))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          function("sinh", "sinh({self})", Math::sinh)
              .backward("SinhBackward0")
              .derivative(
                  "self", SELF, "{g} ⊙ cosh({self})", (b, g) -> b.mul(g, b.call("cosh", self(b))))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          function("cosh", "cosh({self})", Math::cosh)
              .backward("CoshBackward0")
              .derivative(
                  "self", SELF, "{g} ⊙ sinh({self})", (b, g) -> b.mul(g, b.call("sinh", self(b))))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          function("asinh", "arsinh({self})", SpecialFunctions::asinh)
              .inPlace("AsinhBackward1")
              .backward("AsinhBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊘ √({self}² + 1)",
                  outOfPlace(
                      "asinh", (b, g) -> b.mul(g, b.call("rsqrt", b.add(b.pow(self(b), 2L), 1L)))))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          function("acosh", "arcosh({self})", SpecialFunctions::acosh)
              .inPlace("AcoshBackward1")
              .backward("AcoshBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊘ √({self}² − 1)",
                  outOfPlace(
                      "acosh", (b, g) -> b.mul(g, b.call("rsqrt", b.sub(b.pow(self(b), 2L), 1L)))))
              .samples(Sample.of(between(1.2, 3, 2, 3)))
              .build(),
          function("atanh", "artanh({self})", SpecialFunctions::atanh)
              .inPlace("AtanhBackward1")
              .backward("AtanhBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊘ (1 − {self}²)",
                  outOfPlace("atanh", (b, g) -> b.div(b.mul(g, 1L), b.sub(1L, b.pow(self(b), 2L)))))
              .samples(Sample.of(between(-0.9, 0.9, 2, 3)))
              .build(),
          Op.define("sinc(Tensor self)")
              .kernel(new FloatingKernel(SpecialFunctions::sinc, SpecialFunctions::sincOfFloat))
              .inPlace()
              .reads("sinc({self})", "sinc")
              .backward("SincBackward0")
              .derivative("self", SELF, "{g} ⊙ sinc′({self})", Functions::sincDerivative)
              .samples(Sample.of(positive(2, 3)))
              .build(),
          function("erf", "erf({self})", Erf::value)
              .backward("ErfBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} · 2/√π ⊙ exp(−{self}²)",
                  (b, g) ->
                      b.mul(b.mul(b.exp(b.neg(b.pow(self(b), 2L))), 2 / Math.sqrt(Math.PI)), g))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          function("erfc", "erfc({self})", Erfc::value)
              .backward("ErfcBackward0")
              .derivative(
                  "self",
                  SELF,
                  "−{g} · 2/√π ⊙ exp(−{self}²)",
                  (b, g) ->
                      b.mul(b.mul(b.exp(b.neg(b.pow(self(b), 2L))), -2 / Math.sqrt(Math.PI)), g))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          function("erfinv", "erf⁻¹({self})", InverseErf::value)
              .backward("ErfinvBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} · √π/2 ⊙ exp(erf⁻¹({self})²)",
                  (b, g) -> {
                    Tensor square = b.pow(b.call("erfinv", self(b)), 2L);
                    return b.mul(b.mul(b.exp(square), Math.sqrt(Math.PI) / 2), g);
                  })
              .samples(Sample.of(between(-0.9, 0.9, 2, 3)))
              .build(),
          Op.define("logit(Tensor self, Float eps=None)")
              .kernel(Functions::logit)
              .inPlace()
              .reads("ln({self} ÷ (1 − {self}))", "logit")
              .backward("LogitBackward0")
              .derivative("self", SELF, "{g} ⊘ ({self} ⊙ (1 − {self}))", Functions::logitDerivative)
              .samples(Sample.of(between(0.1, 0.9, 2, 3)), Sample.of(between(0.1, 0.9, 3), 0.2))
              .build(),
          Op.define("square(Tensor self)")
              .body(
                  (ops, call) ->
                      call.self().dtype() == DType.BOOL
                          ? ops.pow(ops.to(call.self(), DType.INT64), 2L)
                          : ops.pow(call.self(), 2L))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("positive(Tensor self)")
              .body((ops, call) -> call.self())
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("deg2rad(Tensor self)")
              .kernel(call -> scaled(call, Math.PI / 180))
              .inPlace()
              .reads("{self} · π/180", "rad")
              .backward("Deg2RadBackward0")
              .derivative("self", "{g} · π/180", (b, g) -> b.mul(g, Math.PI / 180))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("rad2deg(Tensor self)")
              .kernel(call -> scaled(call, 180 / Math.PI))
              .inPlace()
              .reads("{self} · 180/π", "deg")
              .backward("Rad2DegBackward0")
              .derivative("self", "{g} · 180/π", (b, g) -> b.mul(g, 180 / Math.PI))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("nan_to_num(Tensor self, Float nan=None, Float posinf=None, Float neginf=None)")
              .kernel(Functions::nanToNum)
              .inPlace()
              .reads("{self} with NaN and ∞ replaced", "nan→")
              .backward("NanToNumBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {self} is finite, else 0",
                  (b, g) -> b.mul(g, b.call("isfinite", self(b))))
              .samples(Sample.of(tensor(2, 3)))
              .build());

  static OpBuilder function(String name, String expression, DoubleUnaryOperator function) {
    return function(name, expression, new FloatingKernel(function));
  }

  private static OpBuilder function(
      String name, String expression, DoubleUnaryOperator function, FloatFunction1 single) {
    return function(name, expression, new FloatingKernel(function, single));
  }

  private static OpBuilder function(String name, String expression, FloatingKernel kernel) {
    return Op.define(name + "(Tensor self)").kernel(kernel).inPlace().reads(expression, name);
  }

  static Tensor self(Backward b) {
    return b.saved("self");
  }

  /** 1 ÷ √(1 − x²). */
  private static Tensor cosine(Backward b) {
    return b.call("rsqrt", b.add(b.mul(b.neg(self(b)), self(b)), 1L));
  }

  private static Tensor logit(Call call) {
    double eps = call.has("eps") ? call.real("eps") : 0;
    return new FloatingKernel(
            a -> {
              double p = call.has("eps") ? Math.min(Math.max(a, eps), 1 - eps) : a;
              return Math.log(p / (1 - p));
            })
        .apply(call);
  }

  private static Tensor logitDerivative(Backward b, Tensor gradient) {
    boolean limited = b.arguments().has("eps");
    double eps = limited ? b.arguments().real("eps") : 0;
    Tensor slope = b.div(gradient, b.mul(self(b), b.sub(1L, self(b))));
    Tensor inside =
        b.call("logical_and", b.call("ge", self(b), eps), b.call("le", self(b), 1 - eps));
    return b.where(inside, slope, limited ? 0.0 : Double.NaN);
  }

  private static double entropy(double a) {
    return a > 0 ? -a * Math.log(a) : a == 0 ? 0 : Double.isNaN(a) ? a : Double.NEGATIVE_INFINITY;
  }

  private static double log2(double a) {
    int exponent = Math.getExponent(a);
    // whole powers of two have whole logarithms
    return a > 0 && a == Math.scalb(1.0, exponent) ? exponent : Math.log(a) / LN_2;
  }

  /** {@code ((πx·cos(πx) − sin(πx)) ÷ (πx²))}, and 0 at 0. */
  private static Tensor sincDerivative(Backward b, Tensor gradient) {
    Tensor scaled = b.mul(self(b), Math.PI);
    Tensor product = b.mul(b.mul(self(b), self(b)), Math.PI);
    Tensor slope =
        b.div(b.sub(b.mul(scaled, b.call("cos", scaled)), b.call("sin", scaled)), product);
    return b.where(b.call("eq", product, 0.0), 0.0, b.mul(gradient, slope));
  }

  /** A derivative that PyTorch lacks for the form that writes into its argument. */
  private static Derivative.Rule outOfPlace(String name, Derivative.Rule rule) {
    return (b, g) -> {
      if (b.isInPlace()) {
        throw new TorchError(
            TorchError.Kind.NOT_IMPLEMENTED,
            "the derivative for 'inplace version of %s' is not implemented.".formatted(name));
      }
      return rule.apply(b, g);
    };
  }

  private static Tensor scaled(Call call, double factor) {
    float single = (float) factor;
    return new FloatingKernel(a -> a * factor, a -> a * single).apply(call);
  }

  private static Tensor nanToNum(Call call) {
    boolean wide = call.self().dtype().bytes() == 8;
    double most = wide ? Double.MAX_VALUE : Float.MAX_VALUE;
    double nan = call.has("nan") ? call.real("nan") : 0;
    double high = call.has("posinf") ? call.real("posinf") : most;
    double low = call.has("neginf") ? call.real("neginf") : -most;
    DoubleUnaryOperator function =
        a ->
            Double.isNaN(a)
                ? nan
                : a == Double.POSITIVE_INFINITY ? high : Double.isInfinite(a) ? low : a;
    return new UnaryKernel(a -> (float) function.applyAsDouble(a), function, a -> a).apply(call);
  }
}
