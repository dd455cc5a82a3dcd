package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;
import tapedeck.kernel.CLibrary;
import tapedeck.kernel.Elementwise.FloatFunction1;
import tapedeck.kernel.VectorMath;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of activation functions. */
public final class Activations {
  private static final List<String> SELF = List.of("self");

  private static final double SQRT_2 = Math.sqrt(2);

  private static final double TANH_SCALE = Math.sqrt(2 / Math.PI);

  private static final double TANH_CUBE = 0.044715;

  private static final double SELU_ALPHA = 1.6732632423543772;

  private static final double SELU_SCALE = 1.0507009873554805;

  private Activations() {}

  private static void checkCelu(Call call) {
    if (call.real("alpha") == 0) {
      throw TorchError.runtime("ZeroDivisionError: alpha cannot be 0 for CELU");
    }
    TypeRule.floating("elu_cpu").check(call);
  }

  /** A product and a sum that are rounded once, as a processor's fused multiply-add does. */
  static final Op FUSED =
      Op.define("fused_multiply_add(Tensor self, Tensor other, Tensor addend)")
          .kernel(
              call ->
                  new TernaryKernel(Math::fma, Math::fma)
                      .compute(call, call.self(), call.tensor("other"), call.tensor("addend")))
          .internal()
          .broadcasting()
          .reads("{self} ⊙ {other} + {addend}", "· +")
          .backward("FusedMultiplyAddBackward0")
          .derivative(
              "self", List.of("other"), "{g} ⊙ {other}", (b, g) -> b.mul(g, b.saved("other")))
          .derivative("other", SELF, "{g} ⊙ {self}", (b, g) -> b.mul(g, b.saved("self")))
          .derivative("addend", "{g}", (b, g) -> g)
          .samples(Sample.of(tensor(2, 3), tensor(2, 3), tensor(2, 3)))
          .build();

  /** The same where PyTorch takes vectors to the last element. */
  static final Op VECTOR_EXP =
      Op.define("vector_exp(Tensor self)")
          .kernel(new FloatingKernel(Math::exp, VectorMath::exp))
          .internal()
          .reads("exp({self})", "exp")
          .backward("ExpBackward0")
          .derivative(
              "self", List.of("result"), "{g} ⊙ {result}", (b, g) -> b.mul(g, b.saved("result")))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  /** exp as activations compute it: not by the library that {@code torch.exp} calls. */
  static final Op EXP =
      Op.define("activation_exp(Tensor self)")
          .kernel(
              new FloatingKernel(
                  Math::exp,
                  VectorMath::singleExp,
                  VectorMath.loop(VectorMath::exp, VectorMath::singleExp)))
          .internal()
          .reads("exp({self})", "exp")
          .backward("ExpBackward0")
          .derivative(
              "self", List.of("result"), "{g} ⊙ {result}", (b, g) -> b.mul(g, b.saved("result")))
          .samples(Sample.of(tensor(2, 3)))
          .build();

  static final List<Op> ROWS =
      List.of(
          Op.define("elu(Tensor self, Number alpha=1, Number scale=1, Number input_scale=1)")
              .types(TypeRule.floating("elu_cpu"))
              .kernel(
                  call -> {
                    double alpha = call.real("alpha");
                    double scale = call.real("scale");
                    double inner = call.real("input_scale");
                    float negative = (float) (alpha * scale);
                    float within = (float) inner;
                    float positive = (float) scale;
                    FloatFunction1 vectors =
                        a -> a <= 0 ? (float) Math.expm1(a * within) * negative : a * positive;
                    FloatFunction1 single =
                        a -> a <= 0 ? CLibrary.expm1(a * within) * negative : a * positive;
                    return new FloatingKernel(
                            a -> a <= 0 ? scale * alpha * Math.expm1(a * inner) : scale * a,
                            single,
                            VectorMath.loop(vectors, single))
                        .apply(call);
                  })
              .inPlace()
              .reads("{self} where > 0, else {alpha} · (exp({self}) − 1)", "elu")
              .backward("EluBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {self} > 0, else {g} · {alpha} · exp({self})",
                  (b, g) -> {
                    double alpha = b.number("alpha").doubleValue();
                    double scale = b.number("scale").doubleValue();
                    double inner = b.number("input_scale").doubleValue();
                    Tensor self = b.saved("self");
                    Tensor scaled = inner == 1 ? self : b.mul(self, inner);
                    Tensor low = b.mul(b.mul(g, alpha * scale * inner), b.call(EXP, scaled));
                    return b.where(b.call("le", self, 0L), low, scale == 1 ? g : b.mul(g, scale));
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.7))
              .build(),
          Op.define("selu(Tensor self)")
              .types(TypeRule.floating("elu_cpu"))
              .body((ops, call) -> ops.call("elu", call.self(), SELU_ALPHA, SELU_SCALE, 1L))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("celu(Tensor self, Number alpha=1)")
              .types(Activations::checkCelu)
              .kernel(
                  call -> {
                    double alpha = call.real("alpha");
                    float factor = (float) alpha;
                    float inverse = (float) (1 / alpha);
                    FloatFunction1 vectors =
                        a -> a <= 0 ? (float) Math.expm1(a * inverse) * factor : a;
                    FloatFunction1 single = a -> a <= 0 ? CLibrary.expm1(a * inverse) * factor : a;
                    return new FloatingKernel(
                            a -> a <= 0 ? alpha * Math.expm1(a / alpha) : a,
                            single,
                            VectorMath.loop(vectors, single))
                        .apply(call);
                  })
              .inPlace()
              .reads("{self} where > 0, else {alpha} · (exp({self}/{alpha}) − 1)", "celu")
              .backward("CeluBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {self} > 0, else {g} · exp({self}/{alpha})",
                  (b, g) -> {
                    Tensor self = b.saved("self");
                    double alpha = b.number("alpha").doubleValue();
                    Tensor scaled = alpha == 1 ? self : b.mul(self, 1 / alpha);
                    Tensor low = b.mul(g, b.call(EXP, scaled));
                    return b.where(b.call("le", self, 0L), low, g);
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.5))
              .build(),
          Op.define("gelu(Tensor self, *, String approximate='none')")
              .types(TypeRule.floating("GeluKernelImpl"))
              .kernel(
                  call ->
                      (isTanh(call)
                              ? new FloatingKernel(Activations::geluTanh, Activations::geluTanh)
                              : new FloatingKernel(Activations::gelu, Activations::gelu))
                          .apply(call))
              .inPlace()
              .reads("{self} · Φ({self})", "gelu")
              .backward("GeluBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ (Φ({self}) + {self} · φ({self}))",
                  Activations::geluDerivative)
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3)).with("approximate", "tanh"))
              .build(),
          Op.define("silu(Tensor self)")
              .types(TypeRule.floating("silu_cpu"))
              .kernel(
                  new FloatingKernel(
                      a -> a / (1 + Math.exp(-a)),
                      a -> a / (1 + VectorMath.singleExp(-a)),
                      VectorMath.loop(
                          a -> a / (1 + VectorMath.exp(-a)),
                          a -> a / (1 + VectorMath.singleExp(-a)))))
              .inPlace()
              .reads("{self} · σ({self})", "silu")
              .backward("SiluBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ σ({self}) ⊙ (1 + {self} ⊙ (1 − σ({self})))",
                  (b, g) -> {
                    Tensor self = b.saved("self");
                    Tensor sigmoid = b.call("sigmoid", self);
                    Tensor slope = b.call(FUSED, self, b.oneMinus(sigmoid), 1L);
                    return b.mul(b.mul(g, sigmoid), slope);
                  })
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("mish(Tensor self)")
              .types(TypeRule.floating("mish_cpu"))
              .kernel(
                  new FloatingKernel(
                      a -> a * Math.tanh(Math.log1p(Math.exp(a))),
                      Activations::singleMish,
                      VectorMath.loop(
                          a -> a * (float) Math.tanh(VectorMath.log1p(VectorMath.exp(a))),
                          Activations::singleMish)))
              .inPlace()
              .reads("{self} · tanh(softplus({self}))", "mish")
              .backward("MishBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ mish′({self})",
                  (b, g) -> {
                    Tensor self = b.saved("self");
                    Tensor tanh = b.call("tanh", b.call("softplus", self));
                    Tensor rest = b.call(FUSED, b.neg(tanh), tanh, 1L);
                    Tensor scaled = b.mul(self, b.call("sigmoid", self));
                    return b.mul(g, b.call(FUSED, scaled, rest, tanh));
                  })
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("softplus(Tensor self, Number beta=1, Number threshold=20)")
              .types(TypeRule.floating("softplus_cpu"))
              .kernel(
                  call -> {
                    double beta = call.real("beta");
                    double most = call.real("threshold");
                    float scale = (float) beta;
                    float limit = (float) most;
                    FloatFunction1 single =
                        a ->
                            a * scale > limit
                                ? a
                                : VectorMath.singleLog1p(VectorMath.singleExp(a * scale)) / scale;
                    return new FloatingKernel(
                            a -> a * beta > most ? a : Math.log1p(Math.exp(a * beta)) / beta,
                            single,
                            VectorMath.loop(
                                a ->
                                    a * scale > limit
                                        ? a
                                        : VectorMath.log1p(VectorMath.exp(a * scale)) / scale,
                                single))
                        .apply(call);
                  })
              .reads("ln(1 + exp({self}))", "softplus")
              .backward("SoftplusBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ σ({self})",
                  (b, g) -> {
                    Tensor self = b.saved("self");
                    boolean plain = b.number("beta").doubleValue() == 1;
                    Tensor scaled = plain ? self : b.mul(self, b.number("beta"));
                    Tensor z = b.call(EXP, scaled);
                    return b.where(
                        b.call("gt", scaled, b.number("threshold")),
                        g,
                        b.div(b.mul(g, z), b.add(z, 1L)));
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 2L, 1L))
              .build(),
          Op.define("log_sigmoid(Tensor self)")
              .types(TypeRule.floating("log_sigmoid_cpu"))
              .kernel(
                  new FloatingKernel(
                      a -> Math.min(a, 0) - Math.log1p(Math.exp(-Math.abs(a))),
                      a -> Math.min(a, 0) - VectorMath.log1p(VectorMath.exp(-Math.abs(a)))))
              .reads("ln σ({self})", "logσ")
              .backward("LogSigmoidBackward0")
              .computes("buffer", (ops, b) -> ops.exp(ops.neg(ops.call("abs", b.saved("self")))))
              .derivative("self", SELF, "{g} ⊙ σ(−{self})", Activations::logSigmoidDerivative)
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          FUSED,
          EXP,
          VECTOR_EXP,
          Op.define("softsign(Tensor self)")
              .types(TypeRule.numbers("abs_cpu"))
              .body((ops, call) -> ops.div(call.self(), ops.add(ops.call("abs", call.self()), 1L)))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("tanhshrink(Tensor self)")
              .body((ops, call) -> ops.sub(call.self(), ops.call("tanh", call.self())))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("glu(Tensor self, Int dim=-1)")
              .types(TypeRule.floating("glu_cpu"))
              .kernel(Activations::glu)
              .reads("first half of {self} ⊙ σ(second half)", "glu")
              .backward("GluBackward0")
              .derivative("self", SELF, "{g} through both halves", Activations::gluDerivative)
              .samples(Sample.of(tensor(2, 4)), Sample.of(tensor(4, 3), 0L))
              .build());

  static FloatingKernel floating(DoubleUnaryOperator function) {
    return new FloatingKernel(function);
  }

  private static boolean isTanh(Call call) {
    return call.text("approximate").equals("tanh");
  }

  private static double gelu(double a) {
    return a * 0.5 * (1 + Erf.value(a / SQRT_2));
  }

  private static float gelu(float a) {
    return a * 0.5f * (1 + (float) Erf.value(a * (float) (1 / SQRT_2)));
  }

  private static float geluTanh(float a) {
    float inner = (float) TANH_SCALE * Math.fma((float) TANH_CUBE, a * a * a, a);
    return 0.5f * a * (1 + (float) Math.tanh(inner));
  }

  private static float singleMish(float a) {
    return a * CLibrary.tanh(VectorMath.singleLog1p(VectorMath.singleExp(a)));
  }

  private static Tensor logSigmoidDerivative(Backward b, Tensor gradient) {
    Tensor self = b.saved("self");
    Tensor z = b.call(VECTOR_EXP, b.neg(b.call("abs", self)));
    Tensor share = b.div(z, b.add(z, 1L));
    Tensor negative = b.call("lt", self, 0L);
    return b.mul(gradient, b.where(negative, b.oneMinus(share), share));
  }

  private static double geluTanh(double a) {
    return 0.5 * a * (1 + Math.tanh(TANH_SCALE * (a + TANH_CUBE * a * a * a)));
  }

  private static Tensor geluDerivative(Backward b, Tensor gradient) {
    Tensor x = b.saved("self");
    Tensor square = b.mul(x, x);
    if (isTanh(b.arguments())) {
      Tensor tanh = b.call("tanh", b.mul(b.add(x, b.mul(b.mul(square, x), TANH_CUBE)), TANH_SCALE));
      Tensor inner = b.mul(b.add(b.mul(square, 3 * TANH_CUBE), 1L), TANH_SCALE);
      Tensor left = b.mul(b.add(tanh, 1L), 0.5);
      Tensor right = b.mul(b.mul(b.mul(x, 0.5), b.oneMinus(b.mul(tanh, tanh))), inner);
      return b.mul(gradient, b.add(left, right));
    }
    Tensor cdf = b.mul(b.add(b.call("erf", b.mul(x, 1 / SQRT_2)), 1L), 0.5);
    Tensor pdf = b.mul(b.exp(b.mul(square, -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return b.mul(gradient, b.add(cdf, b.mul(x, pdf)));
  }

  private static Tensor glu(Call call) {
    Tensor self = call.self();
    if (self.shape().dim() == 0) {
      throw TorchError.runtime("glu does not support 0-dimensional tensors");
    }
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int n = self.shape().size(dim);
    if (n % 2 != 0) {
      throw TorchError.runtime(
          "Halving dimension must be even, but dimension %d is size %d".formatted(dim, n));
    }
    int[] sizes = self.shape().toArray();
    sizes[dim] = n / 2;
    Shape half = Shape.of(sizes);
    Tensor first = self.view(0, half, self.strides(), self.offset());
    Tensor second = self.view(0, half, self.strides(), self.offset() + n / 2 * self.strides()[dim]);
    return new BinaryKernel(
            (a, b) -> a * VectorMath.singleSigmoid(b),
            (a, b) -> a / (1 + Math.exp(-b)),
            (a, b) -> a)
        .compute(call, first, second);
  }

  private static Tensor gluDerivative(Backward b, Tensor gradient) {
    Tensor self = b.saved("self");
    int dim = Shapes.wrap(b.integer("dim"), self.shape().dim());
    int half = self.shape().size(dim) / 2;
    Tensor first = b.slice(self, dim, 0, half);
    Tensor gate = b.call("sigmoid", b.slice(self, dim, half, 2 * half));
    Tensor toFirst = b.mul(gradient, gate);
    Tensor toSecond = b.mul(b.mul(toFirst, b.oneMinus(gate)), first);
    return b.cat(List.of(toFirst, toSecond), dim);
  }
}
