package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erf;
import tapedeck.tensor.DType;
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
          Op.define("leaky_relu(Tensor self, Number negative_slope=0.01)")
              .kernel(
                  call -> {
                    double slope = call.real("negative_slope");
                    return floating(a -> a > 0 ? a : a * slope).apply(call);
                  })
              .inPlace()
              .reads("{self} where > 0, else {negative_slope} · {self}", "leaky")
              .backward("LeakyReluBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {self} > 0, else {negative_slope} · {g}",
                  (b, g) ->
                      b.where(
                          b.call("gt", b.saved("self"), 0L),
                          g,
                          b.mul(g, b.number("negative_slope"))))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.2))
              .build(),
          Op.define(
                  "rrelu_with_noise(Tensor self, Float lower=0.125, Float upper=0.3333333333333333,"
                      + " Bool training=False, *, Generator generator=None)")
              .kernels(List.of("result", "noise"), Activations::rrelu)
              .differentiable(1)
              .internal()
              .reads("{self} where > 0, else slope · {self}", "rrelu")
              .backward("RreluWithNoiseBackward0")
              .derivative(
                  "self",
                  List.of("noise"),
                  "{g} where {self} > 0, else slope · {g}",
                  (b, g) -> b.mul(g, b.saved("noise")))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.1, 0.3, true))
              .build(),
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
          Op.define("hardtanh(Tensor self, Number min_val=-1, Number max_val=1)")
              .kernel(
                  call -> {
                    double low = call.real("min_val");
                    double high = call.real("max_val");
                    return kept(a -> a < low ? low : a > high ? high : a).apply(call);
                  })
              .inPlace()
              .reads("{self} between {min_val} and {max_val}", "hardtanh")
              .backward("HardtanhBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {min_val} < {self} < {max_val}, else 0",
                  (b, g) ->
                      b.where(
                          between(b, b.saved("self"), b.number("min_val"), b.number("max_val")),
                          g,
                          0L))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0L, 0.5))
              .build(),
          Op.define("relu6(Tensor self)")
              .body((ops, call) -> ops.call("hardtanh", call.self(), 0L, 6L))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("hardsigmoid(Tensor self)")
              .kernel(floating(a -> Math.min(Math.max(a + 3, 0), 6) / 6))
              .inPlace()
              .reads("({self} + 3) ÷ 6 between 0 and 1", "hardsigmoid")
              .backward("HardsigmoidBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ÷ 6 where −3 < {self} < 3, else 0",
                  (b, g) ->
                      b.where(
                          between(b, b.saved("self"), -3L, 3L), b.mul(g, (double) (1f / 6)), 0L))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("hardswish(Tensor self)")
              .kernel(floating(a -> a * Math.min(Math.max(a + 3, 0), 6) / 6))
              .inPlace()
              .reads("{self} · hardsigmoid({self})", "hardswish")
              .backward("HardswishBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ ({self} ÷ 3 + ½) where −3 < {self} < 3",
                  (b, g) -> {
                    Tensor self = b.saved("self");
                    Tensor inside = b.mul(g, b.add(b.div(self, 3L), 0.5));
                    return b.where(
                        b.call("le", self, -3L), 0L, b.where(b.call("ge", self, 3L), g, inside));
                  })
              .samples(Sample.of(tensor(2, 3)))
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
          Op.define("softshrink(Tensor self, Number lambd=0.5)")
              .kernel(
                  call -> {
                    double l = call.real("lambd");
                    return floating(a -> a > l ? a - l : a < -l ? a + l : a * 0).apply(call);
                  })
              .reads("{self} moved towards 0 by {lambd}", "softshrink")
              .backward("SoftshrinkBackward0")
              .derivative("self", SELF, "{g} where |{self}| > {lambd}", Activations::shrunk)
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("hardshrink(Tensor self, Number lambd=0.5)")
              .kernel(
                  call -> {
                    double l = call.real("lambd");
                    return floating(a -> a >= -l && a <= l ? 0 : a).apply(call);
                  })
              .reads("{self} where |{self}| > {lambd}, else 0", "hardshrink")
              .backward("HardshrinkBackward0")
              .derivative("self", SELF, "{g} where |{self}| > {lambd}", Activations::shrunk)
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("threshold(Tensor self, Number threshold, Number value)")
              .kernel(
                  call -> {
                    double most = call.real("threshold");
                    double value = call.real("value");
                    return kept(a -> a <= most ? value : a).apply(call);
                  })
              .inPlace()
              .reads("{self} where > {threshold}, else {value}", "threshold")
              .backward("ThresholdBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {self} > {threshold}, else 0",
                  (b, g) ->
                      b.call(
                          Elementwise.THRESHOLD_BACKWARD,
                          g,
                          b.saved("self"),
                          b.number("threshold")))
              .samples(Sample.of(tensor(2, 3), 0.2, 9L))
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
              .build(),
          Op.define("_prelu_kernel(Tensor self, Tensor weight)")
              .kernel(
                  call ->
                      new BinaryKernel(
                              (a, w) -> a > 0 ? a : a * w, (a, w) -> a > 0 ? a : a * w, (a, w) -> a)
                          .compute(call, call.self(), call.tensor("weight")))
              .internal()
              .broadcasting()
              .reads("{self} where > 0, else {weight} ⊙ {self}", "prelu")
              .backward("PreluKernelBackward0")
              .derivative(
                  "self",
                  List.of("self", "weight"),
                  "{g} where {self} > 0, else {weight} ⊙ {g}",
                  (b, g) ->
                      b.where(b.call("gt", b.saved("self"), 0L), g, b.mul(g, b.saved("weight"))))
              .derivative(
                  "weight",
                  SELF,
                  "{self} ⊙ {g} where {self} ≤ 0",
                  (b, g) ->
                      b.where(b.call("gt", b.saved("self"), 0L), 0L, b.mul(b.saved("self"), g)))
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build(),
          Op.define("prelu(Tensor self, Tensor weight)")
              .body(
                  (ops, call) -> {
                    Shape shape = call.self().shape();
                    Tensor weight = call.tensor("weight");
                    int[] sizes = new int[Math.max(shape.dim(), 1)];
                    java.util.Arrays.fill(sizes, 1);
                    if (weight.shape().numel() != 1) {
                      int channels = shape.dim() > 1 ? shape.size(1) : 1;
                      if (weight.shape().numel() != channels) {
                        throw TorchError.runtime(
                            ("Mismatch of parameter numbers and input channel size. Found parameter"
                                    + " numbers = %d and channel size = %d.")
                                .formatted(weight.shape().numel(), channels));
                      }
                      sizes[shape.dim() > 1 ? 1 : 0] = weight.shape().numel();
                    }
                    if (shape.dim() == weight.shape().dim()) {
                      return ops.call("_prelu_kernel", call.self(), weight);
                    }
                    Tensor fitted =
                        shape.dim() == 0 ? ops.reshape(weight) : ops.reshape(weight, sizes);
                    return ops.call("_prelu_kernel", call.self(), fitted);
                  })
              .samples(Sample.of(tensor(2, 3), tensor(3)), Sample.of(tensor(2, 3), tensor(1)))
              .build(),
          Op.define("_softmax(Tensor self, Int dim)")
              .kernel(call -> softmax(call, false))
              .internal()
              .reads("softmax({self}) along {dim}", "softmax")
              .backward("SoftmaxBackward0")
              .derivative(
                  "self",
                  List.of(RESULT),
                  "{result} ⊙ ({g} − Σ {g} ⊙ {result})",
                  (b, g) -> {
                    Tensor weighted = b.mul(g, b.saved(RESULT));
                    int[] dims = {b.integer("dim")};
                    return b.sub(weighted, b.mul(b.saved(RESULT), b.sum(weighted, dims, true)));
                  })
              .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(2, 3), 0L))
              .build(),
          Op.define("_log_softmax(Tensor self, Int dim)")
              .kernel(call -> softmax(call, true))
              .internal()
              .reads("ln softmax({self}) along {dim}", "logsoftmax")
              .backward("LogSoftmaxBackward0")
              .derivative(
                  "self",
                  List.of(RESULT),
                  "{g} − exp({result}) · Σ {g}",
                  (b, g) -> {
                    int[] dims = {b.integer("dim")};
                    return b.sub(g, b.mul(b.exp(b.saved(RESULT)), b.sum(g, dims, true)));
                  })
              .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(2, 3), 0L))
              .build(),
          Op.define("softmax(Tensor self, Int dim, Dtype dtype=None)")
              .body((ops, call) -> ops.call("_softmax", typed(ops, call), call.argument("dim")))
              .samples(Sample.of(tensor(2, 3), 1L))
              .build(),
          Op.define("log_softmax(Tensor self, Int dim, Dtype dtype=None)")
              .body((ops, call) -> ops.call("_log_softmax", typed(ops, call), call.argument("dim")))
              .samples(Sample.of(tensor(2, 3), 1L))
              .build());

  private static FloatingKernel floating(DoubleUnaryOperator function) {
    return new FloatingKernel(function);
  }

  /** A function that keeps integers integers. */
  private static UnaryKernel kept(DoubleUnaryOperator function) {
    return new UnaryKernel(
        a -> (float) function.applyAsDouble(a),
        function,
        a -> (long) function.applyAsDouble((double) a));
  }

  private static Tensor between(Ops ops, Tensor self, Number low, Number high) {
    return ops.call("logical_and", ops.call("gt", self, low), ops.call("lt", self, high));
  }

  private static Tensor shrunk(Backward b, Tensor gradient) {
    Tensor outside = b.call("gt", b.call("abs", b.saved("self")), b.number("lambd"));
    return b.where(outside, gradient, 0L);
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

  private static Tensor typed(Ops ops, Call call) {
    Tensor self = call.self();
    DType natural = self.dtype();
    DType type = call.dtype("dtype", natural);
    if (!type.isFloating()) {
      throw new TorchError(
          TorchError.Kind.NOT_IMPLEMENTED,
          "\"%s\" not implemented for '%s'"
              .formatted(
                  call.op().function() + (isLast(call) ? "_lastdim_kernel_impl" : "_kernel_impl"),
                  type.legacyName()));
    }
    return ops.to(self, type);
  }

  private static boolean isLast(Call call) {
    int dim = call.self().shape().dim();
    return dim == 0 || Shapes.wrap(call.integer("dim"), dim) == dim - 1;
  }

  private static Tensor softmax(Call call, boolean logarithm) {
    Tensor self = call.self();
    Shape shape = self.shape();
    int dim = Shapes.wrap(call.integer("dim"), shape.dim());
    double[] x = Values.doubles(self).clone();
    int n = shape.dim() == 0 ? 1 : shape.size(dim);
    int inner = 1;
    for (int d = dim + 1; d < shape.dim(); d++) {
      inner *= shape.size(d);
    }
    int rows = n == 0 ? 0 : x.length / n;
    for (int r = 0; r < rows; r++) {
      int from = r / inner * n * inner + r % inner;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        double a = x[from + i * inner];
        most = Double.isNaN(a) || a > most ? a : most;
      }
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.exp(x[from + i * inner] - most);
      }
      double log = Math.log(sum);
      for (int i = 0; i < n; i++) {
        int at = from + i * inner;
        x[at] = logarithm ? x[at] - most - log : Math.exp(x[at] - most) / sum;
      }
    }
    return call.rounded(self.dtype(), shape, x);
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

  /** The result, and the slope of each element: drawn anew for each negative one in training. */
  private static List<Tensor> rrelu(Call call) {
    double[] in = Values.doubles(call.self());
    double[] out = new double[in.length];
    double[] slopes = new double[in.length];
    double lower = call.real("lower");
    double upper = call.real("upper");
    boolean training = call.flag("training");
    for (int i = 0; i < in.length; i++) {
      boolean positive = in[i] > 0;
      double slope = training && !positive ? call.random().nextDouble(lower, upper) : 0;
      slopes[i] = positive ? 1 : training ? slope : (lower + upper) / 2;
      out[i] = in[i] * slopes[i];
    }
    DType type = call.self().dtype();
    return List.of(
        call.rounded(type, call.self().shape(), out),
        call.rounded(type, call.self().shape(), slopes));
  }
}
