package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import tapedeck.kernel.CLibrary;
import tapedeck.kernel.CompensatedExp;
import tapedeck.kernel.Elementwise.FloatFunction1;
import tapedeck.kernel.VectorMath;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of activation functions. */
public final class Activations {
  private static final List<String> SELF = List.of("self");

  private static final double SELU_ALPHA = 1.6732632423543772;

  private static final double SELU_SCALE = 1.0507009873554805;

  private Activations() {}

  private static void checkCelu(Call call) {
    if (call.real("alpha") == 0) {
      throw TorchError.runtime("ZeroDivisionError: alpha cannot be 0 for CELU");
    }
    TypeRule.floating("elu_cpu").check(call);
  }

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
                        a -> a <= 0 ? CompensatedExp.expm1(a * within) * negative : a * positive;
                    FloatFunction1 single =
                        a -> a <= 0 ? CLibrary.expm1(a * within) * negative : a * positive;
                    return new FloatingKernel(
                            a -> a <= 0 ? scale * alpha * Math.expm1(a * inner) : scale * a,
                            single,
                            VectorMath.loop(vectors, single))
                        .apply(call);
                  })
              .inPlaceByResult(
                  "EluBackward1",
                  "{scale·}{g} where {result} > 0, else {input_scale·}{g} ⊙ ({result} + {scale·}{alpha})")
              .reads(
                  "{scale·}{self} where > 0, else {scale·}{alpha·}(exp({input_scale·}{self}) − 1)",
                  "elu")
              .backward("EluBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{scale·}{g} where {self} > 0, else {input_scale·}{scale·}{alpha·}{g} ⊙"
                      + " exp({input_scale·}{self})",
                  (b, g) ->
                      b.call(
                          ActivationGradients.ELU,
                          g,
                          b.selfOrResult(),
                          b.number("alpha"),
                          b.number("scale"),
                          b.number("input_scale"),
                          b.isInPlace()))
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
                        a -> a <= 0 ? CompensatedExp.expm1(a * inverse) * factor : a;
                    FloatFunction1 single = a -> a <= 0 ? CLibrary.expm1(a * inverse) * factor : a;
                    return new FloatingKernel(
                            a -> a <= 0 ? alpha * Math.expm1(a / alpha) : a,
                            single,
                            VectorMath.loop(vectors, single))
                        .apply(call);
                  })
              .inPlaceByResult(
                  "CeluBackward1", "{g} where {result} > 0, else {g} ⊙ ({result}/{alpha} + 1)")
              .reads("{self} where > 0, else {alpha·}(exp({self}/{alpha}) − 1)", "celu")
              .backward("CeluBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {self} > 0, else {g} ⊙ exp({self}/{alpha})",
                  (b, g) -> {
                    double alpha = b.number("alpha").doubleValue();
                    return b.call(
                        ActivationGradients.ELU,
                        g,
                        b.selfOrResult(),
                        alpha,
                        1L,
                        1 / alpha,
                        b.isInPlace());
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.5))
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
                    if (!b.recordsGraph()) {
                      return b.call(ActivationGradients.SILU, g, self);
                    }
                    Tensor sigmoid = b.call("sigmoid", self);
                    Tensor slope = b.add(b.mul(self, b.sub(1L, sigmoid)), 1L);
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
                          a -> a * CompensatedExp.tanh(VectorMath.log1p(VectorMath.exp(a))),
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
                    if (!b.recordsGraph()) {
                      return b.call(ActivationGradients.MISH, g, self);
                    }
                    Tensor tanh = b.call("tanh", b.call("log1p", b.exp(self)));
                    Tensor scaled = b.mul(self, b.call("sigmoid", self));
                    return b.mul(g, b.add(tanh, b.mul(scaled, b.sub(1L, b.mul(tanh, tanh)))));
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
                  (b, g) ->
                      b.call(
                          ActivationGradients.SOFTPLUS,
                          g,
                          b.saved("self"),
                          b.number("beta"),
                          b.number("threshold")))
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
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ σ(−{self})",
                  (b, g) -> b.call(ActivationGradients.LOG_SIGMOID, g, b.saved("self")))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
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
              .derivative(
                  "self",
                  SELF,
                  "{g} through both halves",
                  (b, g) -> b.callWith("glu_backward", List.of(g, b.saved("self")), "dim"))
              .samples(Sample.of(tensor(2, 4)), Sample.of(tensor(4, 3), 0L))
              .build());

  static FloatingKernel floating(DoubleUnaryOperator function) {
    return new FloatingKernel(function);
  }

  private static float singleMish(float a) {
    return a * CLibrary.tanh(VectorMath.singleLog1p(VectorMath.singleExp(a)));
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
}
