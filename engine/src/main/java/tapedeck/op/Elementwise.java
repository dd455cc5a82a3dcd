package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import tapedeck.kernel.Exponentials;
import tapedeck.kernel.Rectifier;
import tapedeck.kernel.VectorMath;
import tapedeck.kernel.vml.DoubleExp;
import tapedeck.kernel.vml.DoubleLog;
import tapedeck.kernel.vml.DoubleSine;
import tapedeck.kernel.vml.DoubleSqrt;
import tapedeck.kernel.vml.DoubleTanh;
import tapedeck.kernel.vml.FloatExp;
import tapedeck.kernel.vml.FloatLog;
import tapedeck.kernel.vml.FloatSine;
import tapedeck.kernel.vml.FloatSqrt;
import tapedeck.kernel.vml.FloatTangent;
import tapedeck.kernel.vml.FloatTanh;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The rows of element-wise functions of one tensor. */
public final class Elementwise {
  private static final List<String> SELF = List.of("self");
  private static final List<String> OUTPUT = List.of(RESULT);

  private Elementwise() {}

  public static final Op EXP =
      function(
              "exp",
              "exp({self})",
              new FloatingKernel(DoubleExp::exp, FloatExp::exp, Exponentials::exp))
          .backward("ExpBackward0")
          .derivative("self", OUTPUT, "{g} ⊙ {result}", (b, g) -> mul(b, g, b.saved(RESULT)))
          .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
          .build();

  public static final Op LOG =
      function("log", "ln({self})", new FloatingKernel(DoubleLog::log, FloatLog::log))
          .backward("LogBackward0")
          .derivative("self", SELF, "{g} ⊘ {self}", (b, g) -> b.div(g, b.saved("self")))
          .samples(Sample.of(positive(2, 3)))
          .build();

  public static final Op SQRT =
      function("sqrt", "√{self}", new FloatingKernel(DoubleSqrt::sqrt, FloatSqrt::sqrt))
          .backward("SqrtBackward0")
          .derivative(
              "self",
              OUTPUT,
              "{g} ⊘ (2 · {result})",
              (b, g) -> b.div(g, mul(b, b.saved(RESULT), 2L)))
          .samples(Sample.of(positive(2, 3)))
          .build();

  public static final Op RSQRT =
      function(
              "rsqrt",
              "1 ÷ √{self}",
              new FloatingKernel(a -> 1 / Math.sqrt(a), a -> 1 / (float) Math.sqrt(a)))
          .backward("RsqrtBackward0")
          .derivative(
              "self",
              OUTPUT,
              "−{g} ⊙ {result}³ ÷ 2",
              (b, g) -> mul(b, mul(b, g, -0.5), b.pow(b.saved(RESULT), 3L)))
          .samples(Sample.of(positive(2, 3)))
          .build();

  private static final Op ANGLE =
      function("angle", "arg {self}", a -> Double.isNaN(a) ? a : a < 0 ? Math.PI : 0)
          .backward("AngleBackward0")
          .derivative("self", "0 for real {self}", (b, g) -> b.zerosLike(g))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  public static final Op RECIPROCAL =
      function("reciprocal", "1 ÷ {self}", a -> 1 / a)
          .backward("ReciprocalBackward0")
          .derivative(
              "self",
              OUTPUT,
              "−{g} ⊙ {result}²",
              (b, g) -> mul(b, b.neg(g), mul(b, b.saved(RESULT), b.saved(RESULT))))
          .samples(Sample.of(positive(2, 3)))
          .build();

  public static final Op SIN =
      function("sin", "sin({self})", new FloatingKernel(DoubleSine::sin, FloatSine::sin))
          .backward("SinBackward0")
          .derivative(
              "self", SELF, "{g} ⊙ cos({self})", (b, g) -> mul(b, g, b.call(cos(), self(b))))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  public static final Op COS =
      function("cos", "cos({self})", new FloatingKernel(DoubleSine::cos, FloatSine::cos))
          .backward("CosBackward0")
          .derivative(
              "self", SELF, "−{g} ⊙ sin({self})", (b, g) -> mul(b, g, b.neg(b.call(SIN, self(b)))))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  public static final Op TAN =
      function("tan", "tan({self})", new FloatingKernel(Math::tan, FloatTangent::tan))
          .backward("TanBackward0")
          .derivative(
              "self",
              OUTPUT,
              "{g} ⊙ (1 + {result}²)",
              (b, g) -> mul(b, g, b.add(b.pow(b.saved(RESULT), 2L), 1L)))
          .samples(Sample.of(new Sample.Drawn(Shape.of(3), -1, 1)))
          .build();

  /** The gradient of tanh, by its result. */
  public static final Op TANH_BACKWARD =
      Op.define("tanh_backward(Tensor grad_output, Tensor output)")
          .types(TypeRule.promoted(TypeRule.FLOATING, "tanh_backward_cpu"))
          .kernel(
              call ->
                  new BinaryKernel(
                          (g, y) -> g * Math.fma(-y, y, 1),
                          (g, y) -> g * Math.fma(-y, y, 1),
                          (g, y) -> 0)
                      .compute(call, call.tensor("grad_output"), call.tensor("output")))
          .internal()
          .reads("{grad_output} ⊙ (1 − {output}²)", "tanh′")
          .backward("TanhBackwardBackward0")
          .derivative(
              "grad_output",
              List.of("output"),
              "{g} ⊙ (1 − {output}²)",
              (b, g) -> b.call("tanh_backward", g, b.saved("output")))
          .derivative(
              "output",
              List.of("grad_output", "output"),
              "−2 · {g} ⊙ {grad_output} ⊙ {output}",
              (b, g) -> b.mul(b.mul(b.mul(g, b.saved("grad_output")), -2L), b.saved("output")))
          .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
          .build();

  public static final Op TANH =
      function(
              "tanh",
              "tanh({self})",
              new FloatingKernel(DoubleTanh::tanh, FloatTanh::tanh, Exponentials::tanh))
          .backward("TanhBackward0")
          .derivative(
              "self",
              OUTPUT,
              "{g} ⊙ (1 − {result}²)",
              (b, g) -> b.call(TANH_BACKWARD, g, b.saved(RESULT)))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  /** The gradient of sigmoid, by its result. */
  public static final Op SIGMOID_BACKWARD =
      Op.define("sigmoid_backward(Tensor grad_output, Tensor output)")
          .types(TypeRule.promoted(TypeRule.FLOATING, "sigmoid_backward_cpu"))
          .kernel(
              call ->
                  new BinaryKernel(
                          (g, y) -> g * (1 - y) * y, (g, y) -> g * (1 - y) * y, (g, y) -> 0)
                      .compute(call, call.tensor("grad_output"), call.tensor("output")))
          .internal()
          .reads("{grad_output} ⊙ (1 − {output}) ⊙ {output}", "σ′")
          .backward("SigmoidBackwardBackward0")
          .derivative(
              "grad_output",
              List.of("output"),
              "{g} ⊙ (1 − {output}) ⊙ {output}",
              (b, g) -> b.call("sigmoid_backward", g, b.saved("output")))
          .derivative(
              "output",
              List.of("grad_output", "output"),
              "{g} ⊙ {grad_output} ⊙ (1 − 2 · {output})",
              (b, g) ->
                  b.mul(b.mul(g, b.saved("grad_output")), b.oneMinus(b.mul(b.saved("output"), 2L))))
          .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
          .build();

  public static final Op SIGMOID =
      function(
              "sigmoid",
              "σ({self})",
              new FloatingKernel(
                  a -> 1 / (1 + Math.exp(-a)), VectorMath::singleSigmoid, VectorMath::sigmoid))
          .backward("SigmoidBackward0")
          .derivative(
              "self",
              OUTPUT,
              "{g} ⊙ (1 − {result}) ⊙ {result}",
              (b, g) -> b.call(SIGMOID_BACKWARD, g, b.saved(RESULT)))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  /** The gradient of relu: passes where {@code self} is above 0, or NaN. */
  public static final Op THRESHOLD_BACKWARD =
      Op.define("threshold_backward(Tensor grad_output, Tensor self, Number threshold)")
          .kernel(
              call -> {
                double t = call.real("threshold");
                return new BinaryKernel(
                        (g, x) -> x <= t ? 0 : g,
                        (g, x) -> x <= t ? 0 : g,
                        (g, x) -> x <= t ? 0 : g,
                        (out, g, x) -> passAbove(out, g, x, (float) t))
                    .compute(call, call.tensor("grad_output"), call.tensor("self"));
              })
          .internal()
          .reads("{grad_output} where {self} > {threshold}, else 0", "[>0]")
          .backward("ThresholdBackwardBackward0")
          .derivative(
              "grad_output",
              SELF,
              "{g} where {self} > {threshold}, else 0",
              (b, g) -> b.call(threshold(), g, self(b), b.number("threshold")))
          .derivative("self", "0", (b, g) -> b.call(zeros(), g))
          .samples(Sample.of(tensor(2, 3), tensor(2, 3), 0L))
          .build();

  /** The slope at 0 is 0, as in PyTorch. */
  public static final Op RELU =
      Op.define("relu(Tensor self)")
          .types(TypeRule.in(TypeRule.NUMBERS, "Boolean inputs not supported for relu"))
          .kernel(
              new UnaryKernel(
                  a -> a < 0 ? 0f : a,
                  a -> a < 0 ? 0.0 : a,
                  a -> Math.max(a, 0L),
                  Rectifier::rectify))
          .inPlace()
          .reads("relu({self})", "relu")
          .backward("ReluBackward0")
          .derivative(
              "self",
              OUTPUT,
              "{g} where {self} > 0, else 0",
              (b, g) -> b.call(THRESHOLD_BACKWARD, g, b.saved(RESULT), 0L))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  /** {@code torch.zeros_like}. */
  public static final Op ZEROS_LIKE =
      Op.define("zeros_like(Tensor self)")
          .internal()
          .kernel(call -> Layout.zeros(call, call.self()))
          .reads("zeros like {self}", "0")
          .samples(Sample.of(tensor(2, 3)))
          .build();

  /** −1, 0 or 1; the slope of abs. */
  public static final Op SIGN = sign("sign", "SignBackward0", List.of());

  /** The same; of complex numbers it is another. */
  private static final Op SGN = sign("sgn", "SgnBackward0", List.of("self", RESULT));

  private static Op sign(String name, String backward, List<String> uses) {
    return Op.define(name + "(Tensor self)")
        .kernel(
            new UnaryKernel(
                a -> a > 0 ? 1f : a < 0 ? -1f : 0f,
                a -> a > 0 ? 1.0 : a < 0 ? -1.0 : 0.0,
                a -> Long.signum(a)))
        .inPlace()
        .reads("sign({self})", "sign")
        .backward(backward)
        .derivative("self", uses, "0", (b, g) -> b.call(ZEROS_LIKE, g))
        .samples(Sample.of(positive(2, 3)))
        .build();
  }

  /** The slope at 0 is 0, as in PyTorch. */
  public static final Op ABS =
      Op.define("abs(Tensor self)")
          .types(TypeRule.numbers("abs_cpu"))
          .kernel(new UnaryKernel(Math::abs, Math::abs, Math::abs))
          .reads("|{self}|", "|·|")
          .backward("AbsBackward0")
          .derivative("self", SELF, "{g} ⊙ sign({self})", (b, g) -> mul(b, g, b.call(SGN, self(b))))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  static final List<Op> ROWS =
      List.of(
          EXP,
          LOG,
          SQRT,
          RSQRT,
          ANGLE,
          RECIPROCAL,
          SIN,
          COS,
          TAN,
          TANH_BACKWARD,
          TANH,
          SIGMOID_BACKWARD,
          SIGMOID,
          THRESHOLD_BACKWARD,
          ZEROS_LIKE,
          RELU,
          SIGN,
          SGN,
          ABS);

  private static OpBuilder function(String name, String expression, DoubleUnaryOperator function) {
    return function(name, expression, new FloatingKernel(function));
  }

  private static OpBuilder function(String name, String expression, FloatingKernel kernel) {
    return Op.define(name + "(Tensor self)").kernel(kernel).inPlace().reads(expression, name);
  }

  private static void passAbove(float[] out, float[] g, float[] x, float t) {
    if (x.length == out.length) {
      Rectifier.passAbove(out, g, x, t);
    } else if (x[0] <= t) {
      Arrays.fill(out, 0);
    } else {
      System.arraycopy(g, 0, out, 0, out.length);
    }
  }

  private static Op threshold() {
    return THRESHOLD_BACKWARD;
  }

  private static Op zeros() {
    return ZEROS_LIKE;
  }

  private static Op cos() {
    return COS;
  }

  private static Tensor self(Backward b) {
    return b.saved("self");
  }

  private static Tensor mul(Backward b, Object first, Object second) {
    return b.mul(first, second);
  }
}
