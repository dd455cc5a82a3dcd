package tapedeck.op;

import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.CLibrary;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of loss functions. {@code reduction} is 0 for none, 1 for the mean, 2 for the sum, as in
 * PyTorch.
 */
public final class Losses {
  private static final List<String> BOTH = List.of("self", "target");

  /** What the logarithms of {@code binary_cross_entropy} are no less than. */
  private static final double LEAST_LOG = -100;

  private static final int NONE = 0;

  private static final int MEAN = 1;

  private Losses() {}

  static final List<Op> ROWS =
      List.of(
          pairwise(
              "mse_loss",
              "",
              "{mean}({self} − {target})²",
              "MseLossBackward0",
              call ->
                  new BinaryKernel(
                      (a, t) -> (a - t) * (a - t), (a, t) -> (a - t) * (a - t), Losses::none),
              "{1/n·}2 · {g} ⊙ ({self} − {target})",
              LossGradients.MSE,
              null),
          pairwise(
              "smooth_l1_loss",
              ", Float beta=1.0",
              "{mean}smooth |{self} − {target}|",
              "SmoothL1LossBackward0",
              call -> {
                double beta = call.real("beta");
                float single = (float) beta;
                return new BinaryKernel(
                    (a, t) -> {
                      float z = Math.abs(a - t);
                      return z < single ? 0.5f * z * z / single : z - 0.5f * single;
                    },
                    (a, t) -> {
                      double z = Math.abs(a - t);
                      return z < beta ? 0.5 * z * z / beta : z - 0.5 * beta;
                    },
                    Losses::none);
              },
              "{1/n·}{g} ⊙ clamped ({self} − {target})",
              LossGradients.SMOOTH_L1,
              "beta"),
          pairwise(
              "huber_loss",
              ", Float delta=1.0",
              "{mean}huber({self} − {target})",
              "HuberLossBackward0",
              call -> {
                double delta = call.real("delta");
                float single = (float) delta;
                return new BinaryKernel(
                    (a, t) -> {
                      float z = Math.abs(a - t);
                      return z <= single ? 0.5f * z * z : single * (z - 0.5f * single);
                    },
                    (a, t) -> {
                      double z = Math.abs(a - t);
                      return z <= delta ? 0.5 * z * z : delta * (z - 0.5 * delta);
                    },
                    Losses::none);
              },
              "{1/n·}{g} ⊙ ({self} − {target}) clamped to ±{delta}",
              LossGradients.HUBER,
              "delta"),
          Op.define("soft_margin_loss(Tensor self, Tensor target, Int reduction=1)")
              .types(TypeRule.fitsInto("self"))
              .kernel(
                  call -> {
                    Ops ops = call.ops();
                    Tensor z = ops.mul(call.self(), ops.neg(numbers(ops, call)));
                    if (!z.shape().equals(call.self().shape())) {
                      throw TorchError.runtime(
                          "output with shape %s doesn't match the broadcast shape %s"
                              .formatted(call.self().shape(), z.shape()));
                    }
                    return reduced(
                        call, ops.to(ops.call("log1p", ops.exp(z)), call.self().dtype()));
                  })
              .reads("{mean}ln(1 + exp(−{target} ⊙ {self}))", "loss")
              .backward("SoftMarginLossBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "−{1/n·}{g} ⊙ {target} ⊙ σ(−{target} ⊙ {self})",
                  (b, g) ->
                      b.call(
                          EntropyGradients.SOFT_MARGIN,
                          g,
                          b.saved("self"),
                          b.saved("target"),
                          b.number("reduction")))
              .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
              .build(),
          Op.define(
                  "binary_cross_entropy(Tensor self, Tensor target, Tensor weight=None, Int"
                      + " reduction=1)")
              .types(
                  TypeRule.alike("target", "Found dtype %2$s but expected %1$s")
                      .then(TypeRule.floating("binary_cross_entropy")))
              .kernel(Losses::binaryCrossEntropy)
              .reads("−{mean}({target} ln {self} + (1 − {target}) ln(1 − {self}))", "BCE")
              .backward("BinaryCrossEntropyBackward0")
              .derivative(
                  "self",
                  List.of("self", "target", "weight"),
                  "{1/n·}{g} ⊙ ({self} − {target}) ⊘ ({self} ⊙ (1 − {self}))",
                  (b, g) ->
                      b.call(
                          EntropyGradients.BINARY_CROSS_ENTROPY,
                          g,
                          b.saved("self"),
                          b.saved("target"),
                          b.optional("weight"),
                          b.number("reduction")))
              .derivative(
                  "target",
                  List.of("self", "weight"),
                  "{1/n·}{g} ⊙ (ln(1 − {self}) − ln {self})",
                  (b, g) -> {
                    Tensor p = b.saved("self");
                    Tensor slope = b.neg(b.mul(g, b.call("logit", p)));
                    return divided(b, b.arguments(), weighted(b, slope));
                  })
              .samples(
                  Sample.of(between(0.1, 0.9, 2, 3), between(0, 1, 2, 3)),
                  Sample.of(between(0.1, 0.9, 2, 3), between(0, 1, 2, 3)).with("reduction", 0L))
              .build(),
          Op.define(
                  "binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor weight=None,"
                      + " Tensor pos_weight=None, Int reduction=1)")
              .types(
                  TypeRule.floating("log_sigmoid_cpu")
                      .then(Losses::checkTruth)
                      .then(TypeRule.fitsInto("target")))
              .kernel(
                  call ->
                      reduced(
                          call,
                          Cast.to(
                              call, withLogits(call.ops(), call), call.tensor("target").dtype())))
              .reads("{mean}BCE(σ({self}), {target})", "BCE")
              .backward("BinaryCrossEntropyWithLogitsBackward0")
              .derivative(
                  "self",
                  List.of("self", "target", "weight", "pos_weight"),
                  "{1/n·}{g} ⊙ (σ({self}) − {target})",
                  (b, g) -> {
                    Tensor sigmoid = b.call("sigmoid", b.saved("self"));
                    Tensor target = b.saved("target");
                    Tensor positive = b.optional("pos_weight");
                    Tensor slope;
                    if (positive == null) {
                      slope = b.sub(sigmoid, target);
                    } else {
                      Tensor t = b.mul(positive, target);
                      slope = b.sub(b.mul(b.sub(b.add(t, 1L), target), sigmoid), t);
                    }
                    return divided(b, b.arguments(), weighted(b, b.mul(slope, g)));
                  })
              .derivative(
                  "target",
                  List.of("self", "weight", "pos_weight"),
                  "−{1/n·}{g} ⊙ {self}",
                  (b, g) -> {
                    Tensor x = b.saved("self");
                    Tensor positive = b.optional("pos_weight");
                    Tensor slope =
                        positive == null
                            ? b.neg(x)
                            : b.sub(
                                b.call("log_sigmoid", b.neg(x)),
                                b.mul(positive, b.call("log_sigmoid", x)));
                    return divided(b, b.arguments(), weighted(b, b.mul(slope, g)));
                  })
              .samples(
                  Sample.of(tensor(2, 3), between(0, 1, 2, 3)),
                  Sample.of(tensor(2, 3), between(0, 1, 2, 3)).with("reduction", 2L))
              .build());

  /** The target counts classes or is a mask. */
  static final TypeRule LONG_TARGET =
      call -> {
        DType type = call.tensor("target").dtype();
        if (type != DType.INT64) {
          throw TorchError.runtime("expected scalar type Long but found " + type.legacyName());
        }
      };

  /** From the number 1, which is a truth there, no truth can be subtracted. */
  private static void checkTruth(Call call) {
    if (call.tensor("target").dtype() == DType.BOOL) {
      throw TorchError.runtime(Arithmetic.TRUTHS);
    }
  }

  /** The loss of one pair of numbers, for the options of a call. */
  private interface Loss {
    BinaryKernel of(Call call);
  }

  private static Op pairwise(
      String name,
      String more,
      String expression,
      String backward,
      Loss loss,
      String formula,
      Op gradient,
      @Nullable String limit) {
    boolean keepsType = name.equals("huber_loss");
    String kernel = name.replace("_loss", "_cpu");
    return Op.define(name + "(Tensor self, Tensor target, Int reduction=1" + more + ")")
        .types(TypeRule.promoted(TypeRule.FLOATING, kernel))
        .types(keepsType ? TypeRule.fitsInto("self") : call -> {})
        .kernel(
            call -> {
              Tensor losses = loss.of(call).compute(call, call.self(), call.tensor("target"));
              return reduced(call, keepsType ? Cast.to(call, losses, call.self().dtype()) : losses);
            })
        .broadcasting()
        .reads(expression, "loss")
        .backward(backward)
        .derivative(
            "self", BOTH, formula, (b, g) -> LossGradients.of(b, gradient, g, limit, keepsType))
        .derivative(
            "target",
            BOTH,
            "−(" + formula + ")",
            (b, g) -> LossGradients.toTarget(b, gradient, g, limit, keepsType))
        .samples(
            Sample.of(tensor(2, 3), tensor(2, 3)),
            Sample.of(tensor(2, 3), tensor(2, 3), 0L),
            Sample.of(tensor(2, 3), tensor(2, 3), 2L))
        .build();
  }

  /** The gradient of the reduced loss times the slope of each element. */
  static Tensor spread(Backward b, Tensor gradient, Tensor slope) {
    return b.integer("reduction") == MEAN
        ? b.mul(b.div(gradient, (long) slope.shape().numel()), slope)
        : b.mul(gradient, slope);
  }

  /** The gradients of all elements, where {@code loss} took the mean their share. */
  static Tensor divided(Ops ops, Call loss, Tensor gradients) {
    return loss.integer("reduction") == MEAN
        ? ops.div(gradients, (long) gradients.shape().numel())
        : gradients;
  }

  static Tensor weighted(Ops ops, @Nullable Tensor weight, Tensor slope) {
    return weight == null ? slope : ops.mul(slope, weight);
  }

  private static Tensor weighted(Backward b, Tensor slope) {
    return weighted(b, b.optional("weight"), slope);
  }

  /** Losses of integers are not defined. */
  private static long none(long a, long b) {
    return 0;
  }

  static Tensor reduced(Call call, DType type, Shape shape, double[] losses) {
    return reduced(call, call.rounded(type, shape, losses));
  }

  /** The losses themselves, their mean, or their sum in PyTorch's order. */
  private static Tensor reduced(Call call, Tensor losses) {
    int reduction = call.integer("reduction");
    if (reduction == NONE) {
      return losses;
    }
    DType type = losses.dtype();
    boolean[] all = new boolean[losses.shape().dim()];
    java.util.Arrays.fill(all, true);
    double total = Values.scalar(Reductions.sum(call, losses, type, all, false));
    if (reduction == MEAN) {
      int count = losses.shape().numel();
      total = type == DType.FLOAT32 ? (float) total / count : total / count;
    }
    return call.rounded(type, Shape.SCALAR, new double[] {total});
  }

  static double[] weights(Call call, String name, Shape shape) {
    Tensor weight = call.optionalTensor(name);
    if (weight == null) {
      double[] ones = new double[shape.numel()];
      java.util.Arrays.fill(ones, 1);
      return ones;
    }
    return (double[]) Values.expanded(weight, shape, DType.FLOAT64);
  }

  private static Tensor binaryCrossEntropy(Call call) {
    Tensor self = call.self();
    Shape shape = self.shape();
    double[] x = Values.doubles(self);
    double[] t = Values.doubles(call.tensor("target"));
    double[] weights = weights(call, "weight", shape);
    boolean single = self.dtype().wide() == DType.FLOAT32;
    double[] out = new double[x.length];
    for (int i = 0; i < out.length; i++) {
      if (!(x[i] >= 0 && x[i] <= 1)) {
        throw TorchError.runtime("all elements of input should be between 0 and 1");
      }
      if (!(t[i] >= 0 && t[i] <= 1)) {
        throw TorchError.runtime("all elements of target should be between 0 and 1");
      }
      out[i] =
          single
              ? binaryCrossEntropy((float) x[i], (float) t[i]) * (float) weights[i]
              : binaryCrossEntropy(x[i], t[i]) * weights[i];
    }
    return reduced(call, self.dtype(), shape, out);
  }

  private static double binaryCrossEntropy(double p, double target) {
    double low = Math.max(Math.log1p(-p), LEAST_LOG);
    double high = Math.max(Math.log(p), LEAST_LOG);
    return (target - 1) * low - target * high;
  }

  private static float binaryCrossEntropy(float p, float target) {
    float low = Math.max(CLibrary.log1p(-p), (float) LEAST_LOG);
    float high = Math.max(CLibrary.log(p), (float) LEAST_LOG);
    return (target - 1) * low - target * high;
  }

  /** The target as numbers of the input's type, where it is one of truths. */
  private static Tensor numbers(Ops ops, Call call) {
    Tensor target = call.tensor("target");
    return target.dtype() == DType.BOOL ? ops.to(target, call.self().dtype()) : target;
  }

  private static Tensor withLogits(Ops ops, Call call) {
    Tensor target = call.tensor("target");
    Tensor logs = ops.call("log_sigmoid", call.self());
    Tensor positive = call.optionalTensor("pos_weight");
    if (positive != null) {
      logs = ops.mul(logs, ops.add(ops.mul(ops.sub(positive, 1L), target), 1L));
    }
    Tensor losses = ops.sub(ops.mul(ops.oneMinus(target), call.self()), logs);
    Tensor weight = call.optionalTensor("weight");
    return weight == null ? losses : ops.mul(losses, weight);
  }
}
