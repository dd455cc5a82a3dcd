package tapedeck.op;

import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Elementwise.DoubleFunction2;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that round, and those that divide into a whole part and a rest. */
public final class Rounding {
  private Rounding() {}

  static final List<Op> ROWS =
      List.of(
          step("floor", "⌊{self}⌋", "FloorBackward0", Math::floor),
          step("ceil", "⌈{self}⌉", "CeilBackward0", Math::ceil),
          step("trunc", "trunc({self})", "TruncBackward0", Rounding::trunc),
          step("round", "round({self})", "RoundBackward0", Math::rint),
          Op.define("round.decimals(Tensor self, *, Int decimals)")
              .types(TypeRule.floating("round_cpu"))
              .kernel(Rounding::round)
              .inPlace()
              .reads("round({self}) to {decimals} decimals", "round")
              .backward("RoundBackward1")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(tensor(2, 3)).with("decimals", 2L))
              .build(),
          Op.define("frac(Tensor self)")
              .types(TypeRule.floating("frac_cpu"))
              .kernel(new UnaryKernel(a -> a - (float) trunc(a), a -> a - trunc(a), a -> 0))
              .inPlace()
              .reads("{self} − trunc({self})", "frac")
              .backward("FracBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("frexp.Tensor(Tensor self)")
              .types(
                  TypeRule.in(
                      TypeRule.FLOATING, "torch.frexp() only supports floating-point dtypes"))
              .kernels(List.of("mantissa", "exponent"), Rounding::parts)
              .differentiable(1)
              .reads("m and e with {self} = m · 2^e", "frexp")
              .backward("FrexpBackward0")
              .derivative(
                  "self",
                  List.of("exponent"),
                  "{g} ÷ 2^e",
                  (b, g) -> b.div(g, b.call("exp2", b.saved("exponent"))))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("fmod.Scalar(Tensor self, Number other)")
              .kernel(call -> rest(call, Arithmetic.number(call, "other"), Rounding::fmod))
              .inPlace()
              .reads("{self} fmod {other}", "fmod")
              .backward("FmodBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .samples(Sample.of(tensor(2, 3), 0.7))
              .build(),
          Op.define("fmod.Tensor(Tensor self, Tensor other)")
              .types(TypeRule.promoted(TypeRule.NUMBERS, "fmod_cpu"))
              .kernel(call -> rest(call, call.tensor("other"), Rounding::fmod))
              .inPlace()
              .reads("{self} fmod {other}", "fmod")
              .backward("FmodBackward1")
              .broadcasting()
              .derivative("self", "{g}", (b, g) -> g)
              .derivative(
                  "other",
                  List.of("self", "other"),
                  "−{g} ⊙ trunc({self} ⊘ {other})",
                  (b, g) -> b.mul(b.neg(g), whole(b, "trunc")))
              .samples(Sample.of(tensor(2, 3), positive(3)))
              .build(),
          Op.define("remainder.Scalar(Tensor self, Number other)")
              .kernel(call -> rest(call, Arithmetic.number(call, "other"), Rounding::remainder))
              .inPlace()
              .reads("{self} mod {other}", "mod")
              .backward("RemainderBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .samples(Sample.of(tensor(2, 3), 0.7), Sample.of(tensor(3), -2L))
              .build(),
          Op.define("remainder.Tensor(Tensor self, Tensor other)")
              .types(TypeRule.promoted(TypeRule.NUMBERS, "remainder_cpu"))
              .kernel(call -> rest(call, call.tensor("other"), Rounding::remainder))
              .inPlace()
              .reads("{self} mod {other}", "mod")
              .backward("RemainderBackward1")
              .broadcasting()
              .derivative("self", "{g}", (b, g) -> g)
              .derivative(
                  "other",
                  List.of("self", "other"),
                  "−{g} ⊙ ⌊{self} ⊘ {other}⌋",
                  (b, g) -> b.mul(b.neg(g), whole(b, "floor")))
              .samples(Sample.of(tensor(2, 3), positive(3)))
              .build(),
          Op.define("div.Tensor_mode(Tensor self, Tensor other, *, String rounding_mode)")
              .types(
                  call ->
                      TypeRule.promoted(
                              TypeRule.NUMBERS, "div_%s_cpu".formatted(call.text("rounding_mode")))
                          .check(call))
              .kernel(call -> quotient(call, call.text("rounding_mode")))
              .inPlace()
              .reads("{rounding_mode}({self} ÷ {other})", "÷")
              .backward("DivBackward2")
              .broadcasting()
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .derivative("other", "0", (b, g) -> b.zerosLike(g))
              .samples(
                  Sample.of(tensor(2, 3), positive(3)).with("rounding_mode", "floor"),
                  Sample.of(tensor(2, 3), positive(3)).with("rounding_mode", "trunc"))
              .build(),
          Op.define("floor_divide(Tensor self, Tensor other)")
              .types(TypeRule.promoted(TypeRule.NUMBERS, "div_floor_cpu"))
              .kernel(call -> quotient(call, "floor"))
              .inPlace()
              .reads("⌊{self} ÷ {other}⌋", "//")
              .backward("NotImplemented")
              .broadcasting()
              .derivative("self", "not implemented", Rounding::noFloorDivide)
              .derivative("other", "not implemented", Rounding::noFloorDivide)
              .samples(Sample.of(tensor(2, 3), positive(3)))
              .build());

  private static Op step(
      String name, String expression, String backward, DoubleUnaryOperator function) {
    return Op.define(name + "(Tensor self)")
        .types(TypeRule.numbers(name + "_vml_cpu"))
        .kernel(new UnaryKernel(a -> (float) function.applyAsDouble(a), function, a -> a))
        .inPlace()
        .reads(expression, name)
        .backward(backward)
        .derivative("self", "0", (b, g) -> b.zerosLike(g))
        .samples(Sample.of(tensor(2, 3)))
        .build();
  }

  private static @Nullable Tensor noFloorDivide(Backward b, Tensor gradient) {
    throw TorchError.runtime("derivative for aten::floor_divide is not implemented");
  }

  /** A mantissa from [½, 1) with the sign of the number, and the exponent. */
  private static List<Tensor> parts(Call call) {
    Tensor self = call.self();
    double[] mantissas = Values.doubles(self).clone();
    long[] exponents = new long[mantissas.length];
    for (int i = 0; i < mantissas.length; i++) {
      double x = mantissas[i];
      if (x != 0 && Double.isFinite(x)) {
        // a subnormal number is raised first
        int raised = Math.getExponent(x) < Double.MIN_EXPONENT ? 54 : 0;
        int exponent = Math.getExponent(Math.scalb(x, raised)) + 1;
        mantissas[i] = Math.scalb(Math.scalb(x, raised), -exponent);
        exponents[i] = (long) exponent - raised;
      }
    }
    return List.of(
        call.rounded(self.dtype(), self.shape(), mantissas),
        call.result(DType.INT32, self.shape(), exponents));
  }

  private static Tensor whole(Backward b, String mode) {
    return b.call("div.Tensor_mode", b.saved("self"), b.saved("other"), mode);
  }

  private static double trunc(double a) {
    return a < 0 ? Math.ceil(a) : Math.floor(a);
  }

  private static Tensor round(Call call) {
    int decimals = call.integer("decimals");
    // in the type of the tensor: PyTorch multiplies, rounds and divides there
    double scale = Math.pow(10, Math.abs(decimals));
    float single = (float) scale;
    return decimals > 0
        ? new UnaryKernel(
                a -> (float) Math.rint(a * single) / single,
                a -> Math.rint(a * scale) / scale,
                a -> a)
            .apply(call)
        : new UnaryKernel(
                a -> (float) Math.rint(a / single) * single,
                a -> Math.rint(a / scale) * scale,
                a -> a)
            .apply(call);
  }

  private static double fmod(double a, double b) {
    return a % b;
  }

  private static double remainder(double a, double b) {
    double rest = a % b;
    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
  }

  private static long checked(long divisor) {
    if (divisor == 0) {
      throw TorchError.runtime("ZeroDivisionError");
    }
    return divisor;
  }

  private static Tensor rest(Call call, Tensor other, DoubleFunction2 function) {
    boolean floored = call.op().function().equals("remainder");
    return new BinaryKernel(
            (a, b) -> (float) function.apply(a, b),
            function,
            (a, b) -> floored ? Math.floorMod(a, checked(b)) : a % checked(b))
        .compute(call, call.self(), other);
  }

  private static Tensor quotient(Call call, String mode) {
    Tensor self = call.self();
    Tensor other = call.tensor("other");
    DType type = TypePromotion.of(call, self, other);
    BinaryKernel kernel =
        switch (mode) {
          case "floor" ->
              new BinaryKernel(
                  (a, b) -> (float) floorDivide(a, b, true),
                  (a, b) -> floorDivide(a, b, false),
                  (a, b) -> Math.floorDiv(a, checked(b)));
          case "trunc" ->
              new BinaryKernel(
                  (a, b) -> (float) trunc(a / b), (a, b) -> trunc(a / b), (a, b) -> a / checked(b));
          default ->
              throw TorchError.runtime(
                  "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '"
                      + mode
                      + "'");
        };
    return kernel.compute(call, self, other, type);
  }

  /**
   * As Python floors: the quotient less the remainder's share, not the rounded quotient's floor.
   */
  private static double floorDivide(double a, double b, boolean single) {
    if (b == 0) {
      return a / b;
    }
    double rest = a % b;
    double quotient = single ? (float) (a - rest) / (float) b : (a - rest) / b;
    if (rest != 0 && (b < 0) != (rest < 0)) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }
}
