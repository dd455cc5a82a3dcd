package tapedeck.op;

import static java.util.Objects.requireNonNull;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of what activations made of straight pieces send back: the gradient itself, a multiple
 * of it or nothing, by where {@code self} lies.
 */
final class RectifierGradients {
  private static final List<String> SELF = List.of("self");

  private RectifierGradients() {}

  static final Op LEAKY_RELU =
      straight(
              "leaky_relu_backward(Tensor grad_output, Tensor self, Number negative_slope)",
              "{grad_output} where {self} > 0, else {negative_slope} · {grad_output}",
              "LeakyReluBackwardBackward0",
              call -> {
                double slope = call.real("negative_slope");
                float single = (float) slope;
                return new BinaryKernel(
                    (g, x) -> x > 0 ? g : g * single, (g, x) -> x > 0 ? g : g * slope, (g, x) -> 0);
              },
              "negative_slope")
          .samples(Sample.of(tensor(2, 3), tensor(2, 3), 0.2))
          .build();

  static final Op HARDTANH =
      straight(
              "hardtanh_backward(Tensor grad_output, Tensor self, Number min_val, Number max_val)",
              "{grad_output} where {min_val} < {self} < {max_val}, else 0",
              "HardtanhBackwardBackward0",
              call -> {
                double low = call.real("min_val");
                double high = call.real("max_val");
                return new BinaryKernel(
                    (g, x) -> x <= (float) low || x >= (float) high ? 0 : g,
                    (g, x) -> x <= low || x >= high ? 0 : g,
                    (g, x) -> x <= low || x >= high ? 0 : g);
              },
              "min_val",
              "max_val")
          .samples(Sample.of(tensor(2, 3), tensor(2, 3), -1L, 0.5))
          .build();

  static final Op SOFTSHRINK = shrunk("softshrink_backward", "SoftshrinkBackwardBackward0");

  static final Op HARDSHRINK = shrunk("hardshrink_backward", "HardshrinkBackwardBackward0");

  static final Op HARDSIGMOID =
      Op.define("hardsigmoid_backward(Tensor grad_output, Tensor self)")
          .kernel(
              call ->
                  ActivationGradients.applied(
                      call,
                      new BinaryKernel(
                          (g, x) -> x > -3 && x < 3 ? g * (1f / 6) : 0,
                          (g, x) -> x > -3 && x < 3 ? g * (double) (1f / 6) : 0,
                          (g, x) -> 0)))
          .internal()
          .reads("{grad_output} ÷ 6 where −3 < {self} < 3, else 0", "hardsigmoid′")
          .backward("NotImplemented")
          .derivative("grad_output", "not implemented", RectifierGradients::notTwice)
          .derivative("self", "not implemented", RectifierGradients::notTwice)
          .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
          .build();

  static final Op HARDSWISH =
      Op.define("hardswish_backward(Tensor grad_output, Tensor self)")
          .kernel(
              call ->
                  ActivationGradients.applied(
                      call,
                      new BinaryKernel(
                          (g, x) -> x <= -3 ? 0 : x >= 3 ? g : g * (x / 3 + 0.5f),
                          (g, x) -> x <= -3 ? 0 : x >= 3 ? g : g * (x / 3 + 0.5),
                          (g, x) -> 0)))
          .internal()
          .reads("{grad_output} ⊙ ({self} ÷ 3 + ½) where −3 < {self} < 3", "hardswish′")
          .backward("HardswishBackwardBackward0")
          .derivative(
              "grad_output",
              SELF,
              "{g} ⊙ ({self} ÷ 3 + ½) where −3 < {self} < 3",
              (b, g) -> b.call("hardswish_backward", g, b.saved("self")))
          .derivative(
              "self",
              List.of("grad_output", "self"),
              "{g} ⊙ {grad_output} ÷ 3 where −3 < {self} < 3, else 0",
              (b, g) -> {
                Tensor self = b.saved("self");
                Tensor bent =
                    b.call("logical_and", b.call("gt", self, -3L), b.call("lt", self, 3L));
                return b.where(bent, b.div(b.mul(g, b.saved("grad_output")), 3L), 0L);
              })
          .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
          .build();

  static final Op RRELU =
      Op.define(
              "rrelu_with_noise_backward(Tensor grad_output, Tensor self, Tensor noise, Float lower,"
                  + " Float upper, Bool training)")
          .composedKernel(
              (ops, call) -> {
                double width = call.real("upper") - call.real("lower");
                return call.flag("training") && width > 1e-6
                    ? ops.mul(call.tensor("grad_output"), call.tensor("noise"))
                    : ops.call(
                        LEAKY_RELU,
                        call.tensor("grad_output"),
                        call.tensor("self"),
                        call.real("lower") + width / 2);
              })
          .internal()
          .reads("{grad_output} where {self} > 0, else slope · {grad_output}", "rrelu′")
          .backward("RreluWithNoiseBackwardBackward0")
          .derivative(
              "grad_output",
              List.of("self", "noise"),
              "{g} where {self} > 0, else slope · {g}",
              (b, g) ->
                  b.callWith(
                      "rrelu_with_noise_backward",
                      List.of(g, b.saved("self"), b.saved("noise")),
                      "lower",
                      "upper",
                      "training"))
          .derivative("self", "0", (b, g) -> b.zerosLike(g))
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3), tensor(2, 3), 0.1, 0.3, false),
              Sample.of(tensor(2, 3), tensor(2, 3), tensor(2, 3), 0.1, 0.3, true))
          .build();

  static final Op PRELU =
      Op.define("_prelu_kernel_backward(Tensor grad_output, Tensor self, Tensor weight)")
          .composedKernels(
              List.of("grad_self", "grad_weight"),
              (ops, call) -> {
                Tensor self = call.tensor("self");
                Tensor gradient = call.tensor("grad_output");
                Tensor positive = ops.call("gt", self, 0L);
                return List.of(
                    ops.where(positive, gradient, ops.mul(gradient, call.tensor("weight"))),
                    ops.where(positive, 0L, ops.mul(self, gradient)));
              })
          .internal()
          .broadcasting()
          .reads("{grad_output} where {self} > 0, else {weight} ⊙ {grad_output}", "prelu′")
          .backward("PreluKernelBackwardBackward0")
          .derivativeOfResults(
              "grad_output",
              List.of("self", "weight"),
              "g₀ where {self} ≥ 0, else g₀ ⊙ {weight} + g₁ ⊙ {self}",
              RectifierGradients::ofPrelu)
          .derivativeOfResults(
              "self",
              List.of("grad_output", "self"),
              "{grad_output} ⊙ g₁ where {self} < 0",
              (b, g) -> whereNegative(b, b.gradient(1)))
          .derivativeOfResults(
              "weight",
              List.of("grad_output", "self"),
              "{grad_output} ⊙ g₀ where {self} < 0",
              RectifierGradients::whereNegative)
          .samples(Sample.of(tensor(2, 3), tensor(2, 3), tensor(3)))
          .build();

  static final List<Op> ROWS =
      List.of(LEAKY_RELU, HARDTANH, SOFTSHRINK, HARDSHRINK, HARDSIGMOID, HARDSWISH, RRELU, PRELU);

  private static Tensor ofPrelu(Backward b, @Nullable Tensor ofSelf) {
    Tensor ofWeight = b.gradient(1);
    Tensor self = b.saved("self");
    Tensor below = ofSelf == null ? null : b.mul(ofSelf, b.saved("weight"));
    if (ofWeight != null) {
      Tensor part = b.mul(ofWeight, self);
      below = b.plus(below, part);
    }
    return b.where(b.call("ge", self, 0L), ofSelf == null ? 0L : ofSelf, requireNonNull(below));
  }

  private static Tensor whereNegative(Backward b, @Nullable Tensor gradient) {
    Tensor self = b.saved("self");
    return gradient == null
        ? b.zerosLike(self)
        : b.where(b.call("ge", self, 0L), 0L, b.mul(b.saved("grad_output"), gradient));
  }

  private static Op shrunk(String name, String node) {
    return straight(
            name + "(Tensor grad_output, Tensor self, Number lambd)",
            "{grad_output} where |{self}| > {lambd}, else 0",
            node,
            call -> {
              double limit = call.real("lambd");
              float single = (float) limit;
              return new BinaryKernel(
                  (g, x) -> x >= -single && x <= single ? 0 : g,
                  (g, x) -> x >= -limit && x <= limit ? 0 : g,
                  (g, x) -> 0);
            },
            "lambd")
        .samples(Sample.of(tensor(2, 3), tensor(2, 3), 0.3))
        .build();
  }

  /** A gradient that is differentiated by itself, and does not change with {@code self}. */
  private static OpBuilder straight(
      String signature,
      String formula,
      String node,
      Function<Call, BinaryKernel> kernel,
      String... numbers) {
    String name = signature.substring(0, signature.indexOf('('));
    return Op.define(signature)
        .kernel(call -> ActivationGradients.applied(call, kernel.apply(call)))
        .internal()
        .reads(formula, name.replace("_backward", "′"))
        .backward(node)
        .derivative(
            "grad_output",
            SELF,
            formula.replace("{grad_output}", "{g}"),
            (b, g) -> {
              Object[] arguments = new Object[2 + numbers.length];
              arguments[0] = g;
              arguments[1] = b.saved("self");
              for (int i = 0; i < numbers.length; i++) {
                arguments[2 + i] = b.number(numbers[i]);
              }
              return b.call(name, arguments);
            })
        .derivative("self", "0", (b, g) -> b.zerosLike(g));
  }

  private static Tensor notTwice(Backward b, Tensor gradient) {
    throw TorchError.runtime("derivative for aten::hardsigmoid_backward is not implemented");
  }
}
