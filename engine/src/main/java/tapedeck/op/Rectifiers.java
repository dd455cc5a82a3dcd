package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import tapedeck.kernel.VectorMath;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of activations made of straight pieces. */
final class Rectifiers {
  private static final List<String> SELF = List.of("self");

  private static final TypeRule HARDTANH_TYPES =
      TypeRule.in(TypeRule.NUMBERS, "Bool inputs not supported for hardtanh")
          .then(
              call -> {
                boolean below = call.op().hasParameter("min_val") && call.real("min_val") < 0;
                if (below && call.self().dtype() == DType.UINT8) {
                  throw TorchError.runtime(
                      "cannot do hardtanh on an unsigned type with negative limits");
                }
              });

  private Rectifiers() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("leaky_relu(Tensor self, Number negative_slope=0.01)")
              .types(TypeRule.floating("leaky_relu_cpu"))
              .kernel(
                  call -> {
                    double slope = call.real("negative_slope");
                    float single = (float) slope;
                    return new FloatingKernel(
                            a -> a > 0 ? a : a * slope, a -> a > 0 ? a : a * single)
                        .apply(call);
                  })
              .inPlaceByResult("LeakyReluBackward1")
              .reads("{self} where > 0, else {negative_slope} · {self}", "leaky")
              .backward("LeakyReluBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where {self} > 0, else {negative_slope} · {g}",
                  (b, g) -> leaky(b, g, b.number("negative_slope").doubleValue()))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.2))
              .build(),
          Op.define(
                  "rrelu_with_noise(Tensor self, Float lower=0.125, Float upper=0.3333333333333333,"
                      + " Bool training=False, *, Generator generator=None)")
              .types(TypeRule.floating("leaky_relu_cpu"))
              .kernels(List.of("result", "noise"), Rectifiers::rrelu)
              .differentiable(1)
              .inPlaceByResult("RreluWithNoiseBackward1")
              .internal()
              .reads("{self} where > 0, else slope · {self}", "rrelu")
              .backward("RreluWithNoiseBackward0")
              .derivative(
                  "self",
                  List.of("self", "noise"),
                  "{g} where {self} > 0, else slope · {g}",
                  (b, g) -> {
                    if (!b.flag("training")) {
                      checkSlope(b, middle(b));
                    }
                    return b.callWith(
                        "rrelu_with_noise_backward",
                        List.of(g, b.selfOrResult(), b.saved("noise")),
                        "lower",
                        "upper",
                        "training");
                  })
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0.1, 0.3, true))
              .build(),
          Op.define("hardtanh(Tensor self, Number min_val=-1, Number max_val=1)")
              .types(HARDTANH_TYPES)
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
                      b.call(
                          RectifierGradients.HARDTANH,
                          g,
                          b.saved("self"),
                          b.number("min_val"),
                          b.number("max_val")))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 0L, 0.5))
              .build(),
          Op.define("relu6(Tensor self)")
              .types(HARDTANH_TYPES)
              .body((ops, call) -> ops.call("hardtanh", call.self(), 0L, 6L))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("hardsigmoid(Tensor self)")
              .types(TypeRule.floating("hardsigmoid_cpu"))
              .kernel(
                  new FloatingKernel(
                      a -> Math.min(Math.max(a + 3, 0), 6) / 6,
                      a -> Math.min(Math.max(a + 3, 0f), 6f) / 6))
              .inPlace()
              .reads("({self} + 3) ÷ 6 between 0 and 1", "hardsigmoid")
              .backward("HardsigmoidBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ÷ 6 where −3 < {self} < 3, else 0",
                  (b, g) -> b.call(RectifierGradients.HARDSIGMOID, g, b.saved("self")))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("hardswish(Tensor self)")
              .types(TypeRule.floating("hardswish_cpu"))
              .kernel(
                  new FloatingKernel(
                      a -> a * Math.min(Math.max(a + 3, 0), 6) / 6,
                      a -> a * Math.min(Math.max(a + 3, 0f), 6f) / 6))
              .inPlace()
              .reads("{self} · hardsigmoid({self})", "hardswish")
              .backward("HardswishBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ ({self} ÷ 3 + ½) where −3 < {self} < 3",
                  (b, g) -> b.call(RectifierGradients.HARDSWISH, g, b.saved("self")))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("softshrink(Tensor self, Number lambd=0.5)")
              .types(TypeRule.floating("softshrink_check"))
              .kernel(
                  call -> {
                    double l = call.real("lambd");
                    float single = (float) l;
                    return new FloatingKernel(
                            a -> a > l ? a - l : a < -l ? a + l : a * 0,
                            a -> shrunk(a, single, a * 0),
                            // vectors, one at a time here, lose the sign of 0
                            VectorMath.loop(
                                VectorMath.BLOCK / 2,
                                a -> shrunk(a, single, Float.isNaN(a) ? a : 0),
                                a -> shrunk(a, single, a * 0)))
                        .apply(call);
                  })
              .reads("{self} moved towards 0 by {lambd}", "softshrink")
              .backward("SoftshrinkBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where |{self}| > {lambd}",
                  (b, g) ->
                      b.call(RectifierGradients.SOFTSHRINK, g, b.saved("self"), b.number("lambd")))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("hardshrink(Tensor self, Number lambd=0.5)")
              .types(TypeRule.floating("hardshrink_cpu"))
              .kernel(
                  call -> {
                    double l = call.real("lambd");
                    return Activations.floating(a -> a >= -l && a <= l ? 0 : a).apply(call);
                  })
              .reads("{self} where |{self}| > {lambd}, else 0", "hardshrink")
              .backward("HardshrinkBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} where |{self}| > {lambd}",
                  (b, g) ->
                      b.call(RectifierGradients.HARDSHRINK, g, b.saved("self"), b.number("lambd")))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("threshold(Tensor self, Number threshold, Number value)")
              .types(TypeRule.numbers("threshold_cpu"))
              .kernel(
                  call -> {
                    double most = call.real("threshold");
                    double value = call.real("value");
                    return kept(a -> a <= most ? value : a).apply(call);
                  })
              .inPlace("ThresholdBackward1")
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
                  (b, g) -> prelu(b, g).get(0))
              .derivative(
                  "weight",
                  List.of("self", "weight"),
                  "{self} ⊙ {g} where {self} ≤ 0",
                  (b, g) -> prelu(b, g).get(1))
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build(),
          Op.define("prelu(Tensor self, Tensor weight)")
              .types(
                  TypeRule.alike("weight", "prelu: Type promoting not supported. Got %s and %s")
                      .then(TypeRule.floating("prelu_cpu")))
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
              .build());

  /** A function that keeps integers integers. */
  private static UnaryKernel kept(DoubleUnaryOperator function) {
    return new UnaryKernel(
        a -> (float) function.applyAsDouble(a),
        function,
        a -> (long) function.applyAsDouble((double) a));
  }

  private static float shrunk(float a, float limit, float within) {
    return a > limit ? a - limit : a < -limit ? a + limit : within;
  }

  private static double middle(Backward b) {
    return (b.number("lower").doubleValue() + b.number("upper").doubleValue()) / 2;
  }

  private static List<Tensor> prelu(Backward b, Tensor gradient) {
    return b.once(
        "gradients",
        () -> b.callAll(RectifierGradients.PRELU, gradient, b.saved("self"), b.saved("weight")));
  }

  private static Tensor leaky(Backward b, Tensor gradient, double slope) {
    checkSlope(b, slope);
    return b.call(RectifierGradients.LEAKY_RELU, gradient, b.selfOrResult(), slope);
  }

  private static void checkSlope(Backward b, double slope) {
    if (b.isInPlace() && slope < 0) {
      throw TorchError.runtime(
          "In-place leakyReLu backward calculation is triggered with a negative slope which is not"
              + " supported. This is caused by calling in-place forward function with a negative"
              + " slope, please call out-of-place version instead. File an issue at"
              + " https://github.com/pytorch/pytorch if you do require supporting in-place"
              + " leakRelu backward calculation with negative slope");
    }
  }

  /**
   * The result, and the slope of each element: drawn anew for each negative one in training, and
   * rounded twice where it is multiplied and added, unlike the numbers of {@code uniform_}.
   */
  private static List<Tensor> rrelu(Call call) {
    double[] in = Values.doubles(call.self());
    double[] out = new double[in.length];
    double[] slopes = new double[in.length];
    double lower = call.real("lower");
    double upper = call.real("upper");
    boolean training = call.flag("training");
    for (int i = 0; i < in.length; i++) {
      boolean positive = in[i] > 0;
      double slope =
          training && !positive ? call.random().nextDouble(0, 1) * (upper - lower) + lower : 0;
      slopes[i] = positive ? 1 : training ? slope : (lower + upper) / 2;
      out[i] = in[i] * slopes[i];
    }
    DType type = call.self().dtype();
    return List.of(
        call.rounded(type, call.self().shape(), out),
        call.rounded(type, call.self().shape(), slopes));
  }
}
