package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Elementwise.DoubleFunction2;
import tapedeck.kernel.Elementwise.FloatFunction2;
import tapedeck.kernel.VectorMath;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of further functions of two tensors: powers, angles, logarithms of sums. */
public final class Pairs {
  private static final List<String> BOTH = List.of("self", "other");

  private Pairs() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("pow.Tensor_Tensor(Tensor self, Tensor exponent)")
              .types(TypeRule.promoted(TypeRule.NUMBERS, "pow"))
              .kernel(call -> pow(call, call.self(), call.tensor("exponent")))
              .inPlace()
              .reads("{self} ^ {exponent}", "^")
              .backward("PowBackward1")
              .broadcasting()
              .derivative(
                  "self",
                  List.of("self", "exponent"),
                  "{g} ⊙ {exponent} ⊙ {self} ^ ({exponent} − 1)",
                  Pairs::ofBase)
              .derivative(
                  "exponent",
                  List.of("self", "exponent", RESULT),
                  "{g} ⊙ {result} ⊙ ln({self})",
                  (b, g) -> ofExponent(b, g, b.saved("self")))
              .samples(
                  Sample.of(positive(2, 3), tensor(2, 3)), Sample.of(positive(2, 1), tensor(3)))
              .build(),
          Op.define("pow.Scalar(Number self, Tensor exponent)")
              .kernel(call -> pow(call, Arithmetic.number(call, "self"), call.tensor("exponent")))
              .reads("{self} ^ {exponent}", "^")
              .backward("PowBackward2")
              .derivative(
                  "exponent",
                  List.of("exponent", RESULT),
                  "{g} ⊙ {result} · ln({self})",
                  (b, g) -> {
                    double base = b.number("self").doubleValue();
                    Tensor slope = b.mul(g, b.mul(b.saved(RESULT), Math.log(base)));
                    return base == 0
                        ? b.where(b.call("ge", b.saved("exponent"), 0L), 0L, slope)
                        : slope;
                  })
              .samples(Sample.of(2L, tensor(2, 3)), Sample.of(0.5, tensor(3)))
              .build(),
          Op.define("float_power(Tensor self, Tensor exponent)")
              .body(
                  (ops, call) ->
                      call.tensor("exponent").isWrappedNumber()
                          ? ops.pow(
                              ops.to(call.self(), DType.FLOAT64),
                              call.tensor("exponent").dtype().isFloating()
                                  ? (Number) Values.scalar(call.tensor("exponent"))
                                  : (Number) (long) Values.scalar(call.tensor("exponent")))
                          : ops.call(
                              "pow.Tensor_Tensor",
                              ops.to(call.self(), DType.FLOAT64),
                              ops.to(call.tensor("exponent"), DType.FLOAT64)))
              .broadcasting()
              .samples(Sample.of(positive(3), 2L))
              .build(),
          floating("atan2", "arctan2({self}, {other})", Math::atan2)
              .inPlace()
              .backward("Atan2Backward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ⊙ {other} ⊘ ({self}² + {other}²)",
                  (b, g) -> b.mul(b.mul(g, b.saved("other")), inverseSquare(b)))
              .derivative(
                  "other",
                  BOTH,
                  "−{g} ⊙ {self} ⊘ ({self}² + {other}²)",
                  (b, g) -> b.mul(b.mul(g, b.neg(b.saved("self"))), inverseSquare(b)))
              .samples(Sample.of(positive(2, 3), positive(3)))
              .build(),
          floating("hypot", "√({self}² + {other}²)", Math::hypot)
              .types(TypeRule.promoted(TypeRule.FLOATING, "hypot_cpu"))
              .inPlace()
              .backward("HypotBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "{g} ⊙ {self} ⊘ {result}",
                  (b, g) -> b.div(b.mul(g, b.saved("self")), b.saved(RESULT)))
              .derivative(
                  "other",
                  List.of("other", RESULT),
                  "{g} ⊙ {other} ⊘ {result}",
                  (b, g) -> b.div(b.mul(g, b.saved("other")), b.saved(RESULT)))
              .samples(Sample.of(positive(2, 3), positive(3)))
              .build(),
          floating("logaddexp", "ln(e^{self} + e^{other})", Pairs::logAddExp, Pairs::logAddExp)
              .types(TypeRule.promoted(TypeRule.FLOATING, "logaddexp_cpu"))
              .backward("LogaddexpBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ⊘ (1 + e^({other} − {self}))",
                  (b, g) -> share(b, g, b.saved("self"), b.saved("other")))
              .derivative(
                  "other",
                  BOTH,
                  "{g} ⊘ (1 + e^({self} − {other}))",
                  (b, g) -> share(b, g, b.saved("other"), b.saved("self")))
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build(),
          floating("logaddexp2", "log₂(2^{self} + 2^{other})", Pairs::logAddExp2)
              .types(TypeRule.promoted(TypeRule.FLOATING, "logaddexp2_cpu"))
              .backward("Logaddexp2Backward0")
              .derivative(
                  "self",
                  BOTH,
                  "{g} ⊘ (1 + 2^({other} − {self}))",
                  (b, g) -> share2(b, g, b.saved("self"), b.saved("other")))
              .derivative(
                  "other",
                  BOTH,
                  "{g} ⊘ (1 + 2^({self} − {other}))",
                  (b, g) -> share2(b, g, b.saved("other"), b.saved("self")))
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build(),
          Op.define("ldexp.Tensor(Tensor self, Tensor other)")
              .types(
                  call -> {
                    if (call.self().dtype().isFloating()) {
                      TypeRule.require(
                          TypeRule.NUMBERS, call.tensor("other").dtype(), "ldexp_cpu_exp");
                    }
                  })
              .composedKernel(
                  (ops, call) -> ops.mul(call.self(), powerOfTwo(ops, call.tensor("other"))))
              .inPlace()
              .reads("{self} × 2^{other}", "ldexp")
              .backward("LdexpBackward0")
              .broadcastingTensors()
              .derivative(
                  "self",
                  List.of("other"),
                  "{g} ⊙ 2^{other}",
                  (b, g) -> b.mul(g, b.call("pow.Scalar", 2L, b.saved("other"))))
              .derivative(
                  "other",
                  List.of("result"),
                  "{g} ⊙ {result} · ln 2",
                  (b, g) -> b.mul(b.mul(g, b.saved("result")), Math.log(2)))
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build(),
          floating("copysign", "|{self}| with the sign of {other}", Math::copySign)
              .inPlace()
              .backward("CopysignBackward0")
              .derivative("self", List.of("self", RESULT), "±{g}", Pairs::signChange)
              .derivative("other", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build(),
          Op.define("copysign.Scalar(Tensor self, Number other)")
              .kernel(
                  call ->
                      floating(
                          call,
                          call.self(),
                          Arithmetic.number(call, "other"),
                          Math::copySign,
                          Math::copySign))
              .inPlace()
              .reads("|{self}| with the sign of {other}", "copysign")
              .backward("CopysignBackward1")
              .derivative("self", List.of("self", RESULT), "±{g}", Pairs::signChange)
              .samples(Sample.of(tensor(2, 3), -2.0))
              .build(),
          Op.define("lerp.Tensor(Tensor self, Tensor end, Tensor weight)")
              .types(
                  Combined.LERP_TYPES
                      .then(
                          TypeRule.alike(
                              "weight",
                              DType::cName,
                              "expected dtype %s for `weight` but got dtype %s"))
                      .then(TypeRule.floating("lerp_kernel_tensor")))
              .kernel(Pairs::lerp)
              .inPlace()
              .reads("{self} + {weight} ⊙ ({end} − {self})", "lerp")
              .backward("LerpBackward1")
              .broadcastingTensors()
              .derivative(
                  "self",
                  List.of("weight"),
                  "{g} ⊙ (1 − {weight})",
                  (b, g) -> b.mul(g, b.oneMinus(b.saved("weight"))))
              .derivative(
                  "end", List.of("weight"), "{g} ⊙ {weight}", (b, g) -> b.mul(g, b.saved("weight")))
              .derivative(
                  "weight",
                  List.of("self", "end"),
                  "{g} ⊙ ({end} − {self})",
                  (b, g) -> b.mul(g, b.sub(b.saved("end"), b.saved("self"))))
              .samples(Sample.of(tensor(2, 3), tensor(3), tensor(3)))
              .build(),
          Op.define("heaviside(Tensor self, Tensor values)")
              .types(
                  TypeRule.alike(
                      "values",
                      "heaviside is not yet implemented for tensors with different dtypes."))
              .kernel(
                  call ->
                      new BinaryKernel(
                              (a, b) -> a == 0 ? b : a < 0 ? 0 : 1,
                              (a, b) -> a == 0 ? b : a < 0 ? 0 : 1,
                              (a, b) -> a == 0 ? b : a < 0 ? 0 : 1)
                          .compute(call, call.self(), call.tensor("values")))
              .inPlace()
              .broadcastingTensors()
              .reads("0, {values} or 1 by the sign of {self}", "H")
              .backward("NotImplemented")
              .derivative("self", "not implemented", Pairs::noSlope)
              .derivative("values", "not implemented", Pairs::noSlope)
              .samples(Sample.of(tensor(3), tensor(3)))
              .build());

  private static @Nullable Tensor noSlope(Backward b, Tensor gradient) {
    throw TorchError.runtime(
        "derivative for aten::%s is not implemented".formatted(b.arguments().op().name()));
  }

  private static Tensor signChange(Backward b, Tensor gradient) {
    Tensor ratio = b.div(b.saved(RESULT), b.saved("self"));
    return b.mul(gradient, b.maskedFill(ratio, b.call("eq", b.saved("self"), 0L), 0L));
  }

  /** A row of two operands that computes in floating types. */
  static OpBuilder floating(String name, String expression, DoubleFunction2 function) {
    return floating(name, expression, function, (a, b) -> (float) function.apply(a, b));
  }

  static OpBuilder floating(
      String name, String expression, DoubleFunction2 function, FloatFunction2 single) {
    return Op.define(name + "(Tensor self, Tensor other)")
        .kernel(call -> floating(call, call.self(), call.tensor("other"), function, single))
        .broadcastingTensors()
        .reads(expression, name);
  }

  static Tensor floating(
      Call call, Tensor self, Tensor other, DoubleFunction2 function, FloatFunction2 single) {
    DType type = TypePromotion.of(call, self, other);
    return new BinaryKernel(single, function, (a, b) -> 0)
        .compute(call, self, other, type.isFloating() ? type : call.defaultFloat());
  }

  private static Tensor pow(Call call, Tensor base, Tensor exponent) {
    return new BinaryKernel((a, b) -> (float) Math.pow(a, b), Math::pow, Powers::whole)
        .compute(call, base, exponent);
  }

  private static Tensor ofBase(Backward b, Tensor gradient) {
    Tensor exponent = b.saved("exponent");
    Tensor slope =
        b.mul(exponent, b.call("pow.Tensor_Tensor", b.saved("self"), b.sub(exponent, 1L)));
    return b.where(b.call("eq", exponent, 0L), 0L, b.mul(gradient, slope));
  }

  /** 0 where the base is 0 and the exponent is not negative: there the power is constant. */
  private static Tensor ofExponent(Backward b, Tensor gradient, Tensor base) {
    Tensor constant =
        b.call("logical_and", b.call("eq", base, 0L), b.call("ge", b.saved("exponent"), 0L));
    return b.mul(gradient, b.where(constant, 0L, b.mul(b.saved(RESULT), b.log(base))));
  }

  /** 1 ÷ (self² + other²), and 0 at the origin. */
  private static Tensor inverseSquare(Backward b) {
    Tensor inverse = b.call("reciprocal", squares(b));
    return b.maskedFill(inverse, b.call("isinf", inverse), 0L);
  }

  private static Tensor squares(Backward b) {
    return b.add(
        b.mul(b.saved("self"), b.saved("self")), b.mul(b.saved("other"), b.saved("other")));
  }

  private static Tensor share(Ops ops, Tensor gradient, Tensor own, Tensor other) {
    return ops.div(gradient, ops.add(ops.exp(ops.sub(other, own)), 1L));
  }

  private static double logAddExp(double a, double b) {
    return Double.isInfinite(a) && a == b
        ? a
        : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
  }

  private static double logAddExp2(double a, double b) {
    double two = Math.log(2);
    return logAddExp(a * two, b * two) / two;
  }

  /** The gradient of the one operand of logaddexp2 that is {@code own}. */
  private static Tensor share2(Backward b, Tensor g, Tensor own, Tensor other) {
    return b.div(g, b.add(b.call("pow.Scalar", 2L, b.sub(other, own)), 1L));
  }

  private static float logAddExp(float a, float b) {
    return Float.isInfinite(a) && a == b
        ? a
        : Math.max(a, b) + VectorMath.singleLog1p(VectorMath.singleExp(-Math.abs(a - b)));
  }

  private static Tensor lerp(Call call) {
    return new TernaryKernel(
            (s, e, w) -> Math.abs(w) < 0.5f ? Math.fma(w, e - s, s) : Math.fma(w - 1, e - s, e),
            (s, e, w) -> Math.abs(w) < 0.5 ? Math.fma(w, e - s, s) : Math.fma(w - 1, e - s, e))
        .compute(call, call.self(), call.tensor("end"), call.tensor("weight"));
  }

  /** In float; the derivative takes integers where the exponent is one, as PyTorch's does. */
  private static Tensor powerOfTwo(Ops ops, Tensor exponent) {
    return ops.call("pow.Scalar", 2.0, exponent);
  }
}
