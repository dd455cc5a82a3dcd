package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of addition, subtraction, multiplication and negation. */
public final class Arithmetic {
  private Arithmetic() {}

  /** {@code torch.neg}. */
  public static final Op NEG =
      Op.define("neg(Tensor self)")
          .kernel(Arithmetic::negate)
          .reads("−{self}", "−")
          .backward("NegBackward0")
          .derivative("self", "−{g}", (b, g) -> b.call(neg(), g))
          .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
          .build();

  /** {@code torch.mul}. */
  public static final Op MUL =
      Op.define("mul(Tensor self, Tensor other)")
          .kernel(new BinaryKernel((a, b) -> a * b, (a, b) -> a * b, (a, b) -> a * b))
          .reads("{self} × {other}", "×")
          .backward("MulBackward0")
          .broadcasting()
          .derivative(
              "self",
              List.of("other"),
              "{g} ⊙ {other}",
              (b, g) -> b.call(mul(), g, b.saved("other")))
          .derivative(
              "other", List.of("self"), "{g} ⊙ {self}", (b, g) -> b.call(mul(), g, b.saved("self")))
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3)),
              Sample.of(tensor(2, 3), tensor(3)),
              Sample.of(tensor(), tensor(2, 1)),
              Sample.of(tensor(3), 2.5))
          .build();

  /** {@code torch.add}: {@code self + alpha · other}. */
  public static final Op ADD =
      Op.define("add(Tensor self, Tensor other, *, Number alpha=1)")
          .kernel(Arithmetic::plus)
          .reads("{self} + {other}", "+")
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
          .kernel(Arithmetic::minus)
          .reads("{self} − {other}", "−")
          .backward("SubBackward0")
          .broadcasting()
          .derivative("self", "{g}", (b, g) -> g)
          .derivative(
              "other", "−{alpha·}{g}", (b, g) -> b.call(NEG, times(b, g, b.number("alpha"))))
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3)),
              Sample.of(tensor(3), tensor(2, 3)),
              Sample.of(tensor(2, 1), tensor(3), -0.5),
              Sample.of(tensor(), 1L))
          .build();

  /** {@code torch.rsub}: {@code other − alpha · self}. */
  public static final Op RSUB =
      Op.define("rsub(Tensor self, Tensor other, *, Number alpha=1)")
          .kernel(Arithmetic::minusReversed)
          .reads("{other} − {self}", "−")
          .backward("RsubBackward1")
          .broadcasting()
          .derivative("self", "−{alpha·}{g}", (b, g) -> b.call(NEG, times(b, g, b.number("alpha"))))
          .derivative("other", "{g}", (b, g) -> g)
          .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(3), 2.5))
          .build();

  /** {@code torch.div}: true division. */
  public static final Op DIV =
      Op.define("div(Tensor self, Tensor other)")
          .kernel(Arithmetic::divide)
          .reads("{self} ÷ {other}", "÷")
          .backward("DivBackward0")
          .broadcasting()
          .derivative(
              "self",
              List.of("other"),
              "{g} ⊘ {other}",
              (b, g) -> b.call(div(), g, b.saved("other")))
          .derivative(
              "other",
              List.of("self", "other"),
              "−{g} ⊙ {self} ⊘ {other}²",
              (b, g) -> {
                Tensor quotient = b.call(div(), b.saved("self"), b.saved("other"));
                return b.call(MUL, b.call(NEG, g), b.call(div(), quotient, b.saved("other")));
              })
          .samples(
              Sample.of(tensor(2, 3), Sample.positive(2, 3)),
              Sample.of(tensor(2, 3), Sample.positive(3)),
              Sample.of(tensor(3), 4L))
          .build();

  /** {@code torch.pow} with a number as the exponent. */
  public static final Op POW =
      Op.define("pow.Tensor_Scalar(Tensor self, Number exponent)")
          .kernel(Powers::pow)
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

  static final List<Op> ROWS = List.of(ADD, SUB, RSUB, MUL, DIV, POW, NEG);

  private static final BinaryKernel SUM =
      new BinaryKernel((a, b) -> a + b, (a, b) -> a + b, (a, b) -> a + b);
  private static final BinaryKernel DIFFERENCE =
      new BinaryKernel((a, b) -> a - b, (a, b) -> a - b, (a, b) -> a - b);

  // a row's derivative may name the row itself, which a static initialiser may not
  private static Op neg() {
    return NEG;
  }

  private static Op mul() {
    return MUL;
  }

  private static Op div() {
    return DIV;
  }

  private static Tensor divide(Call call) {
    Tensor self = call.tensor("self");
    Tensor other = call.tensor("other");
    DType promoted = TypePromotion.of(self, other);
    DType type = promoted.isFloating() ? promoted : DType.FLOAT32;
    return new BinaryKernel((a, b) -> a / b, (a, b) -> a / b, (a, b) -> 0)
        .compute(call, self, other, type);
  }

  private static Tensor minusReversed(Call call) {
    Number alpha = call.number("alpha");
    Tensor self = call.tensor("self");
    Tensor other = call.tensor("other");
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

  private static Tensor minus(Call call) {
    boolean first = call.tensor("self").dtype() == DType.BOOL;
    boolean second = call.tensor("other").dtype() == DType.BOOL;
    if (first && second) {
      throw TorchError.runtime(
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
              + " `logical_xor()` operator instead.");
    }
    if (first || second) {
      throw boolSubtraction();
    }
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
        (a, b) -> Math.fma(single, b, a), (a, b) -> Math.fma(twice, b, a), (a, b) -> a + whole * b);
  }

  private static Tensor times(Backward b, Tensor gradient, Number alpha) {
    return isOne(alpha) ? gradient : b.call(MUL, gradient, alpha);
  }

  private static boolean isOne(Number alpha) {
    return alpha.doubleValue() == 1;
  }
}
