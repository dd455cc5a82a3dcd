package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;
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

  static final List<Op> ROWS =
      List.of(
          Op.define("elu(Tensor self, Number alpha=1, Number scale=1, Number input_scale=1)")
              .kernel(
                  call -> {
                    double alpha = call.real("alpha");
                    double scale = call.real("scale");
                    double inner = call.real("input_scale");
                    return floating(a -> a <= 0 ? scale * alpha * Math.expm1(a * inner) : scale * a)
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
                    Tensor low = b.mul(b.exp(b.mul(self, inner)), alpha * scale * inner);
                    return b.mul(g, b.where(b.call("le", self, 0L), low, scale));
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.7))
              .build(),
          Op.define("selu(Tensor self)")
              .body((ops, call) -> ops.call("elu", call.self(), SELU_ALPHA, SELU_SCALE, 1L))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("celu(Tensor self, Number alpha=1)")
              .kernel(
                  call -> {
                    double alpha = call.real("alpha");
                    return floating(a -> a <= 0 ? alpha * Math.expm1(a / alpha) : a).apply(call);
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
                    Tensor low = b.exp(b.div(self, b.number("alpha")));
                    return b.mul(g, b.where(b.call("le", self, 0L), low, 1.0));
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.5))
              .build(),
          Op.define("gelu(Tensor self, *, String approximate='none')")
              .kernel(
                  call ->
                      floating(isTanh(call) ? Activations::geluTanh : Activations::gelu)
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
              .kernel(floating(a -> a / (1 + Math.exp(-a))))
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
                    return b.mul(b.mul(g, sigmoid), b.add(b.mul(self, b.oneMinus(sigmoid)), 1L));
                  })
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("mish(Tensor self)")
              .kernel(floating(a -> a * Math.tanh(Math.log1p(Math.exp(a)))))
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
                    Tensor slope =
                        b.mul(b.mul(self, b.call("sigmoid", self)), b.oneMinus(b.mul(tanh, tanh)));
                    return b.mul(g, b.add(tanh, slope));
                  })
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("softplus(Tensor self, Number beta=1, Number threshold=20)")
              .kernel(
                  call -> {
                    double beta = call.real("beta");
                    double most = call.real("threshold");
                    return floating(
                            a -> a * beta > most ? a : Math.log1p(Math.exp(a * beta)) / beta)
                        .apply(call);
                  })
              .reads("ln(1 + exp({self}))", "softplus")
              .backward("SoftplusBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ σ({self})",
                  (b, g) -> {
                    Tensor scaled = b.mul(b.saved("self"), b.number("beta"));
                    return b.where(
                        b.call("gt", scaled, b.number("threshold")),
                        g,
                        b.mul(g, b.call("sigmoid", scaled)));
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 2L, 1L))
              .build(),
          Op.define("log_sigmoid(Tensor self)")
              .kernel(floating(a -> Math.min(a, 0) - Math.log1p(Math.exp(-Math.abs(a)))))
              .reads("ln σ({self})", "logσ")
              .backward("LogSigmoidBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ σ(−{self})",
                  (b, g) -> b.mul(g, b.call("sigmoid", b.neg(b.saved("self")))))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("softsign(Tensor self)")
              .body((ops, call) -> ops.div(call.self(), ops.add(ops.call("abs", call.self()), 1L)))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("tanhshrink(Tensor self)")
              .body((ops, call) -> ops.sub(call.self(), ops.call("tanh", call.self())))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("glu(Tensor self, Int dim=-1)")
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
            (a, b) -> (float) (a / (1 + Math.exp(-b))),
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
