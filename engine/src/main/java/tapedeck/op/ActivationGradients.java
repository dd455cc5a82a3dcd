package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.kernel.CLibrary;
import tapedeck.kernel.CompensatedExp;
import tapedeck.kernel.Elementwise.DoubleFunction2;
import tapedeck.kernel.Elementwise.FloatFunction1;
import tapedeck.kernel.Elementwise.FloatFunction2;
import tapedeck.kernel.VectorMath;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of what smooth activations send back. PyTorch has a function for each, which is one node
 * where the gradient is differentiated in turn.
 */
final class ActivationGradients {
  private static final List<String> SELF = List.of("self");
  private static final List<String> BOTH = List.of("grad_output", "self");

  private ActivationGradients() {}

  static final Op ELU =
      Op.define(
              "elu_backward(Tensor grad_output, Tensor self, Number alpha, Number scale,"
                  + " Number input_scale, Bool is_result=False)")
          .kernel(ActivationGradients::elu)
          .internal()
          .reads(
              "{grad_output} where {self} > 0, else {grad_output} · {alpha} · exp({self})", "elu′")
          .backward("EluBackwardBackward0")
          .derivative(
              "grad_output",
              SELF,
              "{g} where {self} > 0, else {g} · {alpha} · exp({self})",
              (b, g) -> elu(b, g))
          .derivative(
              "self",
              BOTH,
              "{g} ⊙ {grad_output} · {alpha} · exp({self}) where {self} < 0, else 0",
              (b, g) -> {
                Tensor both = b.mul(b.mul(g, b.saved("grad_output")), b.number("input_scale"));
                Tensor below = b.call("lt", b.saved("self"), 0L);
                return b.mul(b.arguments().flag("is_result") ? both : elu(b, both), below);
              })
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3), 1L, 1L, 1L),
              Sample.of(tensor(2, 3), tensor(2, 3), 0.7, 2L, 0.5),
              Sample.of(tensor(2, 3), tensor(2, 3), 0.7, 2L, 0.5, true))
          .build();

  static final Op SILU =
      Op.define("silu_backward(Tensor grad_output, Tensor self)")
          .kernel(
              call ->
                  applied(
                      call,
                      blocks(
                          (g, x) -> silu(g, x, 1 / (1 + VectorMath.exp(-x))),
                          (g, x) -> silu(g, x, VectorMath.singleSigmoid(x)),
                          (g, x) -> {
                            double sigmoid = 1 / (1 + Math.exp(-x));
                            return g * sigmoid * (1 + x * (1 - sigmoid));
                          })))
          .internal()
          .reads("{grad_output} ⊙ σ({self}) ⊙ (1 + {self} ⊙ (1 − σ({self})))", "silu′")
          .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
          .build();

  static final Op MISH =
      Op.define("mish_backward(Tensor grad_output, Tensor self)")
          .kernel(
              call ->
                  applied(
                      call,
                      blocks(
                          (g, x) -> {
                            float e = VectorMath.exp(x);
                            float t = CompensatedExp.tanh(VectorMath.log1p(e));
                            return mish(g, x, t, 1 / (1 + VectorMath.exp(-x)));
                          },
                          (g, x) -> {
                            float e = VectorMath.singleExp(x);
                            float t = CLibrary.tanh(VectorMath.singleLog1p(e));
                            return mish(g, x, t, VectorMath.singleSigmoid(x));
                          },
                          (g, x) -> {
                            double t = Math.tanh(Math.log1p(Math.exp(x)));
                            return g * (t + x / (1 + Math.exp(-x)) * (1 - t * t));
                          })))
          .internal()
          .reads("{grad_output} ⊙ mish′({self})", "mish′")
          .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
          .build();

  static final Op SOFTPLUS =
      Op.define("softplus_backward(Tensor grad_output, Tensor self, Number beta, Number threshold)")
          .kernel(ActivationGradients::softplus)
          .internal()
          .reads("{grad_output} ⊙ σ({self})", "softplus′")
          .backward("SoftplusBackwardBackward0")
          .derivative(
              "grad_output",
              SELF,
              "{g} ⊙ σ({self})",
              (b, g) ->
                  b.call(
                      "softplus_backward",
                      g,
                      b.saved("self"),
                      b.number("beta"),
                      b.number("threshold")))
          .derivative(
              "self",
              BOTH,
              "{g} ⊙ {grad_output} ⊙ σ′({self})",
              (b, g) -> {
                Tensor scaled = b.mul(b.saved("self"), b.number("beta"));
                Tensor both = b.mul(g, b.saved("grad_output"));
                Tensor slope =
                    b.call(Elementwise.SIGMOID_BACKWARD, both, b.call("sigmoid", scaled));
                Tensor curved = b.call("lt", scaled, b.number("threshold"));
                return b.mul(b.mul(slope, b.to(curved, both.dtype())), b.number("beta"));
              })
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3), 1L, 20L),
              Sample.of(tensor(2, 3), tensor(2, 3), 2L, 1L))
          .build();

  static final Op LOG_SIGMOID =
      Op.define("log_sigmoid_backward(Tensor grad_output, Tensor self)")
          .kernel(
              call ->
                  applied(
                      call,
                      new BinaryKernel(
                          (g, x) -> {
                            float z = VectorMath.exp(-Math.abs(x));
                            float share = z / (z + 1);
                            return g * (x < 0 ? 1 - share : share);
                          },
                          (g, x) -> {
                            double z = Math.exp(-Math.abs(x));
                            double share = z / (z + 1);
                            return g * (x < 0 ? 1 - share : share);
                          },
                          (g, x) -> 0)))
          .internal()
          .reads("{grad_output} ⊙ σ(−{self})", "lnσ′")
          .backward("LogSigmoidBackwardBackward0")
          .derivative(
              "grad_output",
              SELF,
              "{g} ⊙ σ(−{self})",
              (b, g) -> b.call("log_sigmoid_backward", g, b.saved("self")))
          .derivative(
              "self",
              BOTH,
              "{g} ⊙ {grad_output} ⊙ (σ({self}) − 1) ⊙ σ({self})",
              (b, g) -> {
                Tensor z = b.call("sigmoid", b.saved("self"));
                return b.mul(b.mul(b.mul(g, b.saved("grad_output")), b.sub(z, 1L)), z);
              })
          .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
          .build();

  static final Op GLU =
      Op.define("glu_backward(Tensor grad_output, Tensor self, Int dim)")
          .kernel(
              call -> {
                Ops ops = call.ops();
                Halves halves = Halves.of(ops, call.tensor("self"), call.integer("dim"));
                Tensor ofFirst = ops.mul(call.tensor("grad_output"), halves.gate());
                Tensor slope = ops.oneMinus(halves.gate());
                Tensor ofGate = ops.mul(ops.mul(ofFirst, slope), halves.first());
                return ops.cat(List.of(ofFirst, ofGate), call.integer("dim"));
              })
          .internal()
          .reads("{grad_output} through both halves of {self}", "glu′")
          .backward("GluBackwardBackward0")
          .derivative(
              "grad_output",
              SELF,
              "{g} through both halves",
              (b, g) -> {
                Halves halves = Halves.of(b, b.saved("self"), b.integer("dim"));
                Halves given = Halves.plain(b, g, b.integer("dim"));
                Tensor slope = b.mul(b.oneMinus(halves.gate()), halves.first());
                return b.mul(b.add(given.first(), b.mul(given.gate(), slope)), halves.gate());
              })
          .derivative(
              "self",
              BOTH,
              "{g} ⊙ {grad_output} through both halves",
              (b, g) -> {
                Halves halves = Halves.of(b, b.saved("self"), b.integer("dim"));
                Halves given = Halves.plain(b, g, b.integer("dim"));
                Tensor slope = b.mul(halves.gate(), b.oneMinus(halves.gate()));
                Tensor both = b.mul(b.saved("grad_output"), slope);
                Tensor bend = b.mul(halves.first(), b.sub(1L, b.mul(halves.gate(), 2L)));
                Tensor ofGate = b.mul(both, b.add(given.first(), b.mul(given.gate(), bend)));
                return b.cat(List.of(b.mul(both, given.gate()), ofGate), b.integer("dim"));
              })
          .samples(Sample.of(tensor(2, 2), tensor(2, 4), -1L))
          .build();

  /** The two halves of a tensor along a dimension, of which one may have gone through σ. */
  private record Halves(Tensor first, Tensor gate) {
    static Halves plain(Ops ops, Tensor tensor, int dim) {
      int along = Shapes.wrap(dim, tensor.shape().dim());
      int half = tensor.shape().size(along) / 2;
      return new Halves(
          ops.slice(tensor, along, 0, half), ops.slice(tensor, along, half, 2 * half));
    }

    static Halves of(Ops ops, Tensor tensor, int dim) {
      Halves halves = plain(ops, tensor, dim);
      return new Halves(halves.first, ops.call("sigmoid", halves.gate));
    }
  }

  static final List<Op> ROWS = List.of(ELU, SILU, MISH, SOFTPLUS, LOG_SIGMOID, GLU);

  private static Tensor elu(Backward b, Tensor gradient) {
    return b.call(
        "elu_backward",
        gradient,
        b.saved("self"),
        b.number("alpha"),
        b.number("scale"),
        b.number("input_scale"),
        b.arguments().flag("is_result"));
  }

  private static Tensor elu(Call call) {
    double inner = call.real("input_scale");
    double below = call.real("alpha") * call.real("scale");
    double above = call.real("scale");
    float within = (float) inner;
    float negative = (float) below;
    float positive = (float) above;
    if (call.flag("is_result")) {
      checkSlope(call.real("alpha"));
      return applied(
          call,
          new BinaryKernel(
              (g, x) -> x <= 0 ? g * within * (x + negative) : g * positive,
              (g, x) -> x <= 0 ? g * inner * (x + below) : g * above,
              (g, x) -> 0));
    }
    return applied(
        call,
        blocks(
            (g, x) -> x > 0 ? g * positive : g * within * negative * VectorMath.exp(x * within),
            (g, x) ->
                x <= 0 ? g * within * negative * VectorMath.singleExp(x * within) : g * positive,
            (g, x) -> x <= 0 ? g * inner * below * Math.exp(x * inner) : g * above));
  }

  private static void checkSlope(double alpha) {
    if (alpha < 0) {
      throw TorchError.runtime(
          "In-place elu backward calculation is triggered with a negative slope which is not"
              + " supported. This is caused by calling in-place forward function with a negative"
              + " slope, please call out-of-place version instead.");
    }
  }

  private static float silu(float gradient, float x, float sigmoid) {
    return gradient * sigmoid * Math.fma(x, 1 - sigmoid, 1);
  }

  private static float mish(float gradient, float x, float tanh, float sigmoid) {
    return gradient * Math.fma(x * sigmoid, Math.fma(-tanh, tanh, 1), tanh);
  }

  private static Tensor softplus(Call call) {
    double beta = call.real("beta");
    double most = call.real("threshold");
    float scale = (float) beta;
    float limit = (float) most;
    return applied(
        call,
        blocks(
            (g, x) -> softplus(g, x * scale > limit, x * scale, VectorMath::exp),
            (g, x) -> softplus(g, x * scale > limit, x * scale, VectorMath::singleExp),
            (g, x) -> {
              double z = Math.exp(x * beta);
              return x * beta > most ? g : g * z / (z + 1);
            }));
  }

  private static float softplus(float gradient, boolean isStraight, float x, FloatFunction1 exp) {
    float z = exp.apply(x);
    return isStraight ? gradient : gradient * z / (z + 1);
  }

  /** The kernel on {@code grad_output}, of which one number may meet all of {@code self}. */
  static Tensor applied(Call call, BinaryKernel kernel) {
    Tensor gradient = call.tensor("grad_output");
    Tensor self = call.tensor("self");
    boolean isOne = Arrays.stream(gradient.strides()).allMatch(step -> step == 0);
    if (isOne || (self.isContiguous() && !gradient.isContiguous())) {
      Tensor copy = Cast.copy(call, gradient, gradient.dtype());
      gradient = Layout.relaid(call, copy, self);
    }
    return kernel.compute(call, gradient, self);
  }

  /** By vectors in the blocks of a run, one by one in what is left over. */
  static BinaryKernel blocks(
      FloatFunction2 vectors, FloatFunction2 single, DoubleFunction2 doubles) {
    return new BinaryKernel(
        single,
        doubles,
        (g, x) -> 0,
        (out, g, x) -> {
          int last = x.length - 1;
          int blocks = VectorMath.inBlocks(out.length);
          for (int i = 0; i < blocks; i++) {
            out[i] = vectors.apply(g[i], x[Math.min(i, last)]);
          }
          for (int i = blocks; i < out.length; i++) {
            out[i] = single.apply(g[i], x[Math.min(i, last)]);
          }
        });
  }
}
