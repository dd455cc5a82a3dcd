package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of addition, subtraction, multiplication and negation. */
public final class Arithmetic {
  /** What a difference of two truths says. */
  static final String TRUTHS =
      "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
          + " `logical_xor()` operator instead.";

  private Arithmetic() {}

  private static final BinaryKernel SUM =
      new BinaryKernel((a, b) -> a + b, (a, b) -> a + b, (a, b) -> a + b, Arithmetic::add);
  private static final BinaryKernel PRODUCT =
      new BinaryKernel((a, b) -> a * b, (a, b) -> a * b, (a, b) -> a * b, Arithmetic::multiply);
  private static final BinaryKernel DIFFERENCE =
      new BinaryKernel((a, b) -> a - b, (a, b) -> a - b, (a, b) -> a - b, Arithmetic::subtract);

  private static void add(float[] out, float[] x, float[] y) {
    if (y.length == 1) {
      float b = y[0];
      for (int i = 0; i < out.length; i++) {
        out[i] = x[i] + b;
      }
    } else {
      for (int i = 0; i < out.length; i++) {
        out[i] = x[i] + y[i];
      }
    }
  }

  private static void subtract(float[] out, float[] x, float[] y) {
    if (y.length == 1) {
      float b = y[0];
      for (int i = 0; i < out.length; i++) {
        out[i] = x[i] - b;
      }
    } else {
      for (int i = 0; i < out.length; i++) {
        out[i] = x[i] - y[i];
      }
    }
  }

  private static void multiply(float[] out, float[] x, float[] y) {
    if (y.length == 1) {
      float b = y[0];
      for (int i = 0; i < out.length; i++) {
        out[i] = x[i] * b;
      }
    } else {
      for (int i = 0; i < out.length; i++) {
        out[i] = x[i] * y[i];
      }
    }
  }

  private static void divide(float[] out, float[] x, float[] y) {
    if (y.length == 1) {
      float b = y[0];
      for (int i = 0; i < out.length; i++) {
        out[i] = x[i] / b;
      }
    } else {
      for (int i = 0; i < out.length; i++) {
        out[i] = x[i] / y[i];
      }
    }
  }

  private static void addMultiple(float[] out, float[] x, float[] y, float factor) {
    if (y.length == 1) {
      float b = y[0];
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.fma(factor, b, x[i]);
      }
    } else {
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.fma(factor, y[i], x[i]);
      }
    }
  }

  /** {@code torch.neg}. */
  public static final Op NEG =
      Op.define("neg(Tensor self)")
          .kernel(Arithmetic::negate)
          .inPlace()
          .reads("−{self}", "−")
          .backward("NegBackward0")
          .derivative("self", "−{g}", (b, g) -> b.neg(g))
          .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
          .build();

  /** {@code torch.mul}. */
  public static final Op MUL =
      Op.define("mul(Tensor self, Tensor other)")
          .inPlace()
          .kernel(call -> PRODUCT.apply(call))
          .reads("{self} × {other}", "×")
          .backward("MulBackward0")
          .broadcasting()
          .derivative(
              "self", List.of("other"), "{g} ⊙ {other}", (b, g) -> b.mul(g, b.saved("other")))
          .derivative("other", List.of("self"), "{g} ⊙ {self}", (b, g) -> b.mul(g, b.saved("self")))
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3)),
              Sample.of(tensor(2, 3), tensor(3)),
              Sample.of(tensor(), tensor(2, 1)),
              Sample.of(tensor(3), 2.5))
          .build();

  /** {@code torch.add}: {@code self + alpha · other}. */
  public static final Op ADD =
      Op.define("add(Tensor self, Tensor other, *, Number alpha=1)")
          .inPlace()
          .kernel(Arithmetic::plus)
          .reads("{self} + {alpha·}{other}", "+")
          .backward("AddBackward0")
          .broadcasting()
          .derivative("self", "{g}", (b, g) -> g)
          .derivative("other", "{alpha·}{g}", (b, g) -> times(b, g, b.number("alpha")))
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3)),
              Sample.of(tensor(2, 3), tensor(3)),
              Sample.of(tensor(2, 1), tensor(3), 2.5),
              Sample.of(tensor(), 1L))
          .build();

  /** {@code torch.sub}: {@code self − alpha · other}. */
  public static final Op SUB =
      Op.define("sub(Tensor self, Tensor other, *, Number alpha=1)")
          .types(Arithmetic::checkSubtraction)
          .inPlace()
          .kernel(Arithmetic::minus)
          .reads("{self} − {alpha·}{other}", "−")
          .backward("SubBackward0")
          .broadcasting()
          .derivative("self", "{g}", (b, g) -> g)
          .derivative("other", "−{alpha·}{g}", (b, g) -> times(b, b.neg(g), b.number("alpha")))
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3)),
              Sample.of(tensor(3), tensor(2, 3)),
              Sample.of(tensor(2, 1), tensor(3), -0.5),
              Sample.of(tensor(), 1L))
          .build();

  /** {@code torch.rsub}: {@code other − alpha · self}. */
  public static final Op RSUB =
      Op.define("rsub.Tensor(Tensor self, Tensor other, *, Number alpha=1)")
          .types(Arithmetic::checkSubtraction)
          .kernel(Arithmetic::minusReversed)
          .reads("{other} − {alpha·}{self}", "−")
          .backward("RsubBackward0")
          .broadcasting()
          .derivative("self", "−{alpha·}{g}", (b, g) -> times(b, b.neg(g), b.number("alpha")))
          .derivative("other", "{g}", (b, g) -> g)
          .samples(Sample.of(tensor(2, 3), tensor(3)), Sample.of(tensor(3), tensor(3), 2.5))
          .build();

  /** {@code torch.rsub} of a number, which is what {@code 1 - x} calls. */
  public static final Op RSUB_SCALAR =
      Op.define("rsub.Scalar(Tensor self, Number other, Number alpha=1)")
          .kernel(
              call ->
                  minusReversed(
                      call, call.tensor("self"), number(call, "other"), call.number("alpha")))
          .reads("{other} − {alpha·}{self}", "−")
          .backward("RsubBackward1")
          .derivative("self", "−{alpha·}{g}", (b, g) -> times(b, b.neg(g), b.number("alpha")))
          .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(3), 2.5, 2L))
          .build();

  /** Multiplication by a number inside of a composed operator. */
  public static final Op MUL_SCALAR =
      Op.define("mul.Scalar(Tensor self, Number other)")
          .kernel(call -> PRODUCT.compute(call, call.tensor("self"), number(call, "other")))
          .inPlace()
          .reads("{self} × {other}", "×")
          .backward("MulBackward1")
          .internal()
          .derivative(
              "self", "{g} · {other}", (b, g) -> b.call(row("mul.Scalar"), g, b.number("other")))
          .samples(Sample.of(tensor(2, 3), 2.5))
          .build();

  /** Division by a number inside of a composed operator. */
  public static final Op DIV_SCALAR =
      Op.define("div.Scalar(Tensor self, Number other)")
          .kernel(call -> quotient(call, call.tensor("self"), number(call, "other")))
          .reads("{self} ÷ {other}", "÷")
          .backward("DivBackward1")
          .internal()
          .derivative(
              "self", "{g} ÷ {other}", (b, g) -> b.call(row("div.Scalar"), g, b.number("other")))
          .samples(Sample.of(tensor(2, 3), 2.5))
          .build();

  /** Addition of a number inside of a composed operator. */
  public static final Op ADD_SCALAR =
      Op.define("add.Scalar(Tensor self, Number other)")
          .kernel(call -> SUM.compute(call, call.tensor("self"), number(call, "other")))
          .reads("{self} + {other}", "+")
          .backward("AddBackward1")
          .internal()
          .derivative("self", "{g}", (b, g) -> g)
          .samples(Sample.of(tensor(2, 3), 2.5))
          .build();

  /** Subtraction of a number inside of a composed operator. */
  public static final Op SUB_SCALAR =
      Op.define("sub.Scalar(Tensor self, Number other)")
          .types(Arithmetic::checkSubtraction)
          .kernel(call -> DIFFERENCE.compute(call, call.tensor("self"), number(call, "other")))
          .reads("{self} − {other}", "−")
          .backward("SubBackward1")
          .internal()
          .derivative("self", "{g}", (b, g) -> g)
          .samples(Sample.of(tensor(2, 3), 2.5))
          .build();

  /** {@code torch.div}: true division. */
  public static final Op DIV =
      Op.define("div(Tensor self, Tensor other)")
          .kernel(call -> quotient(call, call.tensor("self"), call.tensor("other")))
          .inPlace()
          .reads("{self} ÷ {other}", "÷")
          .backward("DivBackward0")
          .broadcasting()
          .derivative(
              "self", List.of("other"), "{g} ⊘ {other}", (b, g) -> b.div(g, b.saved("other")))
          .derivative(
              "other",
              List.of("self", "other"),
              "−{g} ⊙ {self} ⊘ {other}²",
              (b, g) ->
                  b.mul(
                      b.neg(g), b.div(b.div(b.saved("self"), b.saved("other")), b.saved("other"))))
          .samples(
              Sample.of(tensor(2, 3), Sample.positive(2, 3)),
              Sample.of(tensor(2, 3), Sample.positive(3)),
              Sample.of(tensor(3), 4L))
          .build();

  /** {@code torch.pow} with a number as the exponent. */
  public static final Op POW =
      Op.define("pow.Tensor_Scalar(Tensor self, Number exponent)")
          .kernel(Powers::pow)
          .inPlace()
          .reads("{self} ^ {exponent}", "^")
          .backward("PowBackward0")
          .derivative(
              "self",
              List.of("self"),
              "{g} ⊙ {exponent} · {self} ^ ({exponent} − 1)",
              Powers::derivative)
          .samples(
              Sample.of(Sample.positive(2, 3), 2L),
              Sample.of(Sample.positive(3), 3L),
              Sample.of(Sample.positive(3), 0.5),
              Sample.of(Sample.positive(3), -1.5),
              Sample.of(tensor(2), 1L),
              Sample.of(tensor(2), 0L))
          .build();

  static final List<Op> ROWS =
      List.of(
          ADD,
          SUB,
          RSUB,
          RSUB_SCALAR,
          MUL,
          DIV,
          POW,
          NEG,
          MUL_SCALAR,
          DIV_SCALAR,
          ADD_SCALAR,
          SUB_SCALAR);

  private static Op row(String name) {
    return OpTable.row(name);
  }

  /** A number argument as a tensor that promotes like a number. */
  static Tensor number(Call call, String name) {
    Object value = call.argument(name);
    Storage storage =
        Storage.allocate(
            value instanceof Boolean
                ? DType.BOOL
                : value instanceof Double ? DType.FLOAT64 : DType.INT64,
            1);
    if (value instanceof Double real) {
      storage.set(0, real);
    } else {
      storage.set(0, call.number(name).longValue());
    }
    return Tensor.wrappedNumber(0, storage);
  }

  private static Tensor quotient(Call call, Tensor self, Tensor other) {
    DType promoted = TypePromotion.of(call, self, other);
    DType type = promoted.isFloating() ? promoted : call.defaultFloat();
    return new BinaryKernel((a, b) -> a / b, (a, b) -> a / b, (a, b) -> 0, Arithmetic::divide)
        .compute(call, self, other, type);
  }

  private static Tensor minusReversed(Call call) {
    return minusReversed(call, call.tensor("self"), call.tensor("other"), call.number("alpha"));
  }

  private static Tensor minusReversed(Call call, Tensor self, Tensor other, Number alpha) {
    if (self.dtype() == DType.BOOL || other.dtype() == DType.BOOL) {
      throw boolSubtraction();
    }
    BinaryKernel kernel = isOne(alpha) ? DIFFERENCE : scaled(negative(alpha));
    return kernel.compute(call, other, self);
  }

  private static Number negative(Number alpha) {
    return alpha instanceof Double ? (Number) (-alpha.doubleValue()) : -alpha.longValue();
  }

  private static TorchError boolSubtraction() {
    return TorchError.runtime(
        "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to"
            + " invert a mask, use the `~` or `logical_not()` operator instead.");
  }

  private static Tensor negate(Call call) {
    if (call.tensor("self").dtype() == DType.BOOL) {
      throw TorchError.runtime(
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to"
              + " invert a mask, use the `~` or `logical_not()` operator instead.");
    }
    return new UnaryKernel(a -> -a, a -> -a, a -> -a).apply(call);
  }

  private static Tensor plus(Call call) {
    Number alpha = call.number("alpha");
    return isOne(alpha) ? SUM.apply(call) : scaled(alpha).apply(call);
  }

  /** Raises PyTorch's error where a bool would be subtracted. */
  static void checkSubtraction(Call call) {
    boolean first = call.self().dtype() == DType.BOOL;
    boolean second = call.argument(1) instanceof Tensor other && other.dtype() == DType.BOOL;
    if (first && second) {
      throw TorchError.runtime(TRUTHS);
    }
    if (first || second) {
      throw boolSubtraction();
    }
  }

  private static Tensor minus(Call call) {
    Number alpha = call.number("alpha");
    if (isOne(alpha)) {
      return DIFFERENCE.apply(call);
    }
    return scaled(negative(alpha)).apply(call);
  }

  /** PyTorch fuses the product and the sum where alpha is not 1 (measured). */
  private static BinaryKernel scaled(Number alpha) {
    float single = alpha.floatValue();
    double twice = alpha.doubleValue();
    long whole = alpha.longValue();
    return new BinaryKernel(
        (a, b) -> Math.fma(single, b, a),
        (a, b) -> Math.fma(twice, b, a),
        (a, b) -> a + whole * b,
        (out, x, y) -> addMultiple(out, x, y, single));
  }

  private static Tensor times(Backward b, Tensor gradient, Number alpha) {
    return isOne(alpha) ? gradient : b.mul(gradient, alpha);
  }

  private static boolean isOne(Number alpha) {
    return alpha.doubleValue() == 1;
  }
}
