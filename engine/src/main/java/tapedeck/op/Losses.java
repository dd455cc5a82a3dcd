package tapedeck.op;

import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;
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
  private static final int NONE = 0;
  private static final int MEAN = 1;

  private Losses() {}

  static final List<Op> ROWS =
      List.of(
          pairwise(
              "mse_loss",
              "",
              "({self} − {target})²",
              "MseLossBackward0",
              call -> (a, t) -> (a - t) * (a - t),
              "2 · {g} ⊙ ({self} − {target})",
              (b, self, target) -> b.mul(b.sub(self, target), 2L)),
          pairwise(
              "smooth_l1_loss",
              ", Float beta=1.0",
              "smooth |{self} − {target}|",
              "SmoothL1LossBackward0",
              call -> {
                double beta = call.real("beta");
                return (a, t) -> {
                  double z = Math.abs(a - t);
                  return z < beta ? 0.5 * z * z / beta : z - 0.5 * beta;
                };
              },
              "{g} ⊙ clamped ({self} − {target})",
              (b, self, target) -> {
                double beta = b.number("beta").doubleValue();
                Tensor difference = b.sub(self, target);
                return b.where(
                    b.call("lt", b.call("abs", difference), beta),
                    b.div(difference, beta),
                    b.call("sign", difference));
              }),
          pairwise(
              "huber_loss",
              ", Float delta=1.0",
              "huber({self} − {target})",
              "HuberLossBackward0",
              call -> {
                double delta = call.real("delta");
                return (a, t) -> {
                  double z = Math.abs(a - t);
                  return z <= delta ? 0.5 * z * z : delta * (z - 0.5 * delta);
                };
              },
              "{g} ⊙ ({self} − {target}) clamped to ±{delta}",
              (b, self, target) -> {
                double delta = b.number("delta").doubleValue();
                return b.call("clamp", b.sub(self, target), -delta, delta);
              }),
          Op.define("soft_margin_loss(Tensor self, Tensor target, Int reduction=1)")
              .kernel(
                  call ->
                      reduced(call, (a, t) -> Math.log1p(Math.exp(-t * a)), call.tensor("target")))
              .reads("ln(1 + exp(−{target} ⊙ {self}))", "loss")
              .backward("SoftMarginLossBackward0")
              .derivative(
                  "self",
                  BOTH,
                  "−{g} ⊙ {target} ⊙ σ(−{target} ⊙ {self})",
                  (b, g) -> {
                    Tensor z = b.exp(b.neg(b.mul(b.saved("target"), b.saved("self"))));
                    Tensor slope = b.div(b.mul(b.neg(b.saved("target")), z), b.add(z, 1L));
                    return spread(b, g, slope);
                  })
              .samples(Sample.of(tensor(2, 3), tensor(2, 3)))
              .build(),
          Op.define(
                  "binary_cross_entropy(Tensor self, Tensor target, Tensor weight=None, Int"
                      + " reduction=1)")
              .kernel(Losses::binaryCrossEntropy)
              .reads("−({target} ln {self} + (1 − {target}) ln(1 − {self}))", "BCE")
              .backward("BinaryCrossEntropyBackward0")
              .derivative(
                  "self",
                  List.of("self", "target", "weight"),
                  "{g} ⊙ ({self} − {target}) ⊘ ({self} ⊙ (1 − {self}))",
                  (b, g) -> {
                    Tensor p = b.saved("self");
                    Tensor denominator = b.call("clamp_min", b.mul(p, b.oneMinus(p)), 1e-12);
                    return spread(
                        b, g, weighted(b, b.div(b.sub(p, b.saved("target")), denominator)));
                  })
              .derivative(
                  "target",
                  List.of("self", "weight"),
                  "{g} ⊙ (ln(1 − {self}) − ln {self})",
                  (b, g) -> {
                    Tensor p = b.saved("self");
                    return spread(b, g, weighted(b, b.sub(b.log(b.oneMinus(p)), b.log(p))));
                  })
              .samples(
                  Sample.of(between(0.1, 0.9, 2, 3), between(0, 1, 2, 3)),
                  Sample.of(between(0.1, 0.9, 2, 3), between(0, 1, 2, 3)).with("reduction", 0L))
              .build(),
          Op.define(
                  "binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor weight=None,"
                      + " Tensor pos_weight=None, Int reduction=1)")
              .kernel(Losses::withLogits)
              .reads("BCE(σ({self}), {target})", "BCE")
              .backward("BinaryCrossEntropyWithLogitsBackward0")
              .derivative(
                  "self",
                  List.of("self", "target", "weight", "pos_weight"),
                  "{g} ⊙ (σ({self}) − {target})",
                  (b, g) -> {
                    Tensor sigmoid = b.call("sigmoid", b.saved("self"));
                    Tensor target = b.saved("target");
                    Tensor positive = b.optional("pos_weight");
                    Tensor slope;
                    if (positive == null) {
                      slope = b.sub(sigmoid, target);
                    } else {
                      Tensor t = b.mul(positive, target);
                      slope = b.sub(b.mul(b.add(b.sub(t, target), 1L), sigmoid), t);
                    }
                    return spread(b, g, weighted(b, slope));
                  })
              .derivative(
                  "target",
                  List.of("self", "weight", "pos_weight"),
                  "−{g} ⊙ {self}",
                  (b, g) -> {
                    Tensor x = b.saved("self");
                    Tensor positive = b.optional("pos_weight");
                    Tensor slope =
                        positive == null
                            ? b.neg(x)
                            : b.sub(
                                b.call("log_sigmoid", b.neg(x)),
                                b.mul(positive, b.call("log_sigmoid", x)));
                    return spread(b, g, weighted(b, slope));
                  })
              .samples(
                  Sample.of(tensor(2, 3), between(0, 1, 2, 3)),
                  Sample.of(tensor(2, 3), between(0, 1, 2, 3)).with("reduction", 2L))
              .build(),
          Op.define(
                  "nll_loss_nd(Tensor self, Tensor target, Tensor weight=None, Int reduction=1, Int"
                      + " ignore_index=-100)")
              .kernel(Losses::negativeLogLikelihood)
              .reads("−{self} at the class {target}", "NLL")
              .backward("NllLossBackward0")
              .derivative(
                  "self",
                  List.of("target", "weight"),
                  "−{g} at the class {target}, 0 elsewhere",
                  Losses::nllDerivative)
              .internal()
              .samples(
                  Sample.of(tensor(2, 3), index(2, 0)),
                  Sample.of(tensor(3), index(sizes(), 1)),
                  Sample.of(tensor(2, 3), index(2, 0)).with("reduction", 0L))
              .build(),
          Op.define(
                  "nll_loss_nd.2d(Tensor self, Tensor target, Tensor weight=None, Int reduction=1,"
                      + " Int ignore_index=-100)")
              .kernel(Losses::negativeLogLikelihood)
              .reads("−{self} at the class {target}", "NLL")
              .backward("NllLoss2DBackward0")
              .derivative(
                  "self",
                  List.of("target", "weight"),
                  "−{g} at the class {target}, 0 elsewhere",
                  Losses::nllDerivative)
              .internal()
              .samples(Sample.of(tensor(2, 3, 2, 1), index(sizes(2, 2, 1), 2, 0, 1, 1)))
              .build(),
          Op.define(
                  "multi_margin_loss(Tensor self, Tensor target, Number p=1, Number margin=1, Tensor"
                      + " weight=None, Int reduction=1)")
              .kernel(Losses::multiMargin)
              .reads("Σ max(0, {margin} − {self}[{target}] + {self})", "loss")
              .backward("MultiMarginLossBackward0")
              .derivative(
                  "self",
                  List.of("self", "target", "weight"),
                  "{g} of the classes within the margin",
                  Losses::multiMarginDerivative)
              .samples(Sample.of(tensor(2, 3), index(2, 0)))
              .build(),
          Op.define("multilabel_margin_loss(Tensor self, Tensor target, Int reduction=1)")
              .composedKernel(Losses::multiLabelMargin)
              .reads("Σ max(0, 1 − ({self}[{target}] − {self}))", "loss")
              .backward("MultilabelMarginLossBackward0")
              .derivative(
                  "self",
                  List.of("self", "target"),
                  "±{g} of the pairs within the margin",
                  Losses::multiLabelMarginGradient)
              .samples(Sample.of(tensor(2, 4), index(sizes(2, 4), 3, 0, -1, 1, 0, -1, 0, 0)))
              .build());

  /** The loss of one pair of numbers, for the options of a call. */
  private interface Loss {
    DoubleBinaryOperator of(Call call);
  }

  /** The derivative of a loss with respect to its first argument. */
  private interface Slope {
    Tensor of(Backward b, Tensor self, Tensor target);
  }

  private static Op pairwise(
      String name,
      String more,
      String expression,
      String backward,
      Loss loss,
      String formula,
      Slope slope) {
    return Op.define(name + "(Tensor self, Tensor target, Int reduction=1" + more + ")")
        .kernel(call -> reduced(call, loss.of(call), call.tensor("target")))
        .broadcasting()
        .reads(expression, "loss")
        .backward(backward)
        .derivative(
            "self",
            BOTH,
            formula,
            (b, g) -> spread(b, g, slope.of(b, b.saved("self"), b.saved("target"))))
        .derivative(
            "target",
            BOTH,
            "−(" + formula + ")",
            (b, g) -> b.neg(spread(b, g, slope.of(b, b.saved("self"), b.saved("target")))))
        .samples(
            Sample.of(tensor(2, 3), tensor(2, 3)),
            Sample.of(tensor(2, 3), tensor(2, 3), 0L),
            Sample.of(tensor(2, 3), tensor(2, 3), 2L))
        .build();
  }

  /** The gradient of the reduced loss times the slope of each element. */
  private static Tensor spread(Backward b, Tensor gradient, Tensor slope) {
    return b.integer("reduction") == MEAN
        ? b.mul(b.div(gradient, (long) slope.shape().numel()), slope)
        : b.mul(gradient, slope);
  }

  private static Tensor weighted(Backward b, Tensor slope) {
    Tensor weight = b.optional("weight");
    return weight == null ? slope : b.mul(slope, weight);
  }

  private static Tensor reduced(Call call, DoubleBinaryOperator loss, Tensor target) {
    Tensor self = call.self();
    DType type = TypePromotion.of(call, self, target);
    Shape shape = Shape.broadcast(self.shape(), target.shape());
    double[] x = (double[]) Values.expanded(self, shape, DType.FLOAT64);
    double[] t = (double[]) Values.expanded(target, shape, DType.FLOAT64);
    double[] out = new double[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = loss.applyAsDouble(x[i], t[i]);
    }
    return reduced(call, type, shape, out, out.length);
  }

  private static Tensor reduced(
      Call call, DType type, Shape shape, double[] losses, double weight) {
    int reduction = call.integer("reduction");
    if (reduction == NONE) {
      return call.rounded(type, shape, losses);
    }
    // each loss is rounded to the type, then summed in PyTorch's order
    Tensor rounded = call.rounded(type, shape, losses);
    boolean[] all = new boolean[shape.dim()];
    java.util.Arrays.fill(all, true);
    Tensor sum = Reductions.sum(call, rounded, type, all, false);
    double total = Values.scalar(sum);
    if (reduction == MEAN) {
      total = type == DType.FLOAT32 ? (float) total / (float) weight : total / weight;
    }
    return call.rounded(type, Shape.SCALAR, new double[] {total});
  }

  private static double[] weights(Call call, String name, Shape shape) {
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
    double[] out = new double[x.length];
    for (int i = 0; i < out.length; i++) {
      if (!(x[i] >= 0 && x[i] <= 1)) {
        throw TorchError.runtime("all elements of input should be between 0 and 1");
      }
      if (!(t[i] >= 0 && t[i] <= 1)) {
        throw TorchError.runtime("all elements of target should be between 0 and 1");
      }
      double low = Math.max(Math.log1p(-x[i]), -100);
      double high = Math.max(Math.log(x[i]), -100);
      out[i] = ((t[i] - 1) * low - t[i] * high) * weights[i];
    }
    return reduced(call, self.dtype(), shape, out, out.length);
  }

  private static Tensor withLogits(Call call) {
    Tensor self = call.self();
    Shape shape = self.shape();
    double[] x = Values.doubles(self);
    double[] t = Values.doubles(call.tensor("target"));
    double[] weights = weights(call, "weight", shape);
    double[] positive = weights(call, "pos_weight", shape);
    double[] out = new double[x.length];
    for (int i = 0; i < out.length; i++) {
      double logSigmoid = Math.min(x[i], 0) - Math.log1p(Math.exp(-Math.abs(x[i])));
      double weight = 1 + (positive[i] - 1) * t[i];
      out[i] = ((1 - t[i]) * x[i] - weight * logSigmoid) * weights[i];
    }
    return reduced(call, self.dtype(), shape, out, out.length);
  }

  /** Where each target's class lies in a row-major input of (N, C, …), (C) or (N, C). */
  private record Classes(int count, int inner, int[] targets) {
    static Classes of(Shape input, Tensor target) {
      int classes = input.dim() == 1 ? input.size(0) : input.size(1);
      int inner = 1;
      for (int d = 2; d < input.dim(); d++) {
        inner *= input.size(d);
      }
      return new Classes(classes, inner, Values.ints(target));
    }

    int place(int i) {
      return (i / inner * count + targets[i]) * inner + i % inner;
    }
  }

  private static void checkTarget(Tensor target) {
    if (target.dtype() != DType.INT64 && target.dtype() != DType.UINT8) {
      throw TorchError.runtime(
          "expected target dtype to be Long or Byte, but got " + target.dtype().legacyName());
    }
  }

  private static void checkBatch(Shape self, Shape target) {
    if (self.dim() < 1) {
      throw new TorchError(
          TorchError.Kind.VALUE, "Expected 1 or more dimensions (got " + self.dim() + ")");
    }
    if (self.dim() == 1) {
      return;
    }
    if (target.dim() == 0) {
      throw TorchError.index("dimension specified as 0 but tensor has no dimensions");
    }
    if (self.size(0) != target.size(0)) {
      throw new TorchError(
          TorchError.Kind.VALUE,
          "Expected input batch_size (%d) to match target batch_size (%d)."
              .formatted(self.size(0), target.size(0)));
    }
  }

  private static Tensor negativeLogLikelihood(Call call) {
    checkBatch(call.tensor("self").shape(), call.tensor("target").shape());
    Tensor self = call.self();
    Tensor target = call.tensor("target");
    checkTarget(target);
    Classes classes = Classes.of(self.shape(), target);
    double[] x = Values.doubles(self);
    Tensor weight = call.optionalTensor("weight");
    double[] weights = weight == null ? null : Values.doubles(weight);
    int ignored = call.integer("ignore_index");
    double[] out = new double[classes.targets().length];
    double total = 0;
    for (int i = 0; i < out.length; i++) {
      int own = classes.targets()[i];
      if (own == ignored) {
        continue;
      }
      if (own < 0 || own >= classes.count()) {
        throw TorchError.index("Target " + own + " is out of bounds.");
      }
      double w = weights == null ? 1 : weights[own];
      out[i] = -x[classes.place(i)] * w;
      total += w;
    }
    return reduced(call, self.dtype(), target.shape(), out, total);
  }

  private static @Nullable Tensor nllDerivative(Backward b, Tensor gradient) {
    Shape shape = b.shapeOf("self");
    Tensor target = b.saved("target");
    Tensor weight = b.optional("weight");
    double[] weights = weight == null ? null : Values.doubles(weight);
    Classes classes = Classes.of(shape, target);
    int ignored = b.integer("ignore_index");
    double[] slopes = new double[shape.numel()];
    double total = 0;
    for (int i = 0; i < classes.targets().length; i++) {
      int own = classes.targets()[i];
      if (own != ignored) {
        double w = weights == null ? 1 : weights[own];
        slopes[classes.place(i)] = -w;
        total += w;
      }
    }
    boolean mean = b.integer("reduction") == MEAN;
    Tensor slope =
        b.to(Tensor.contiguous(0, tapedeck.tensor.Storage.of(slopes), shape), gradient.dtype());
    if (b.integer("reduction") == NONE) {
      Tensor spread = shape.dim() == 1 ? gradient : b.unsqueeze(gradient, 1);
      return b.mul(spread, slope);
    }
    return b.mul(mean ? b.div(gradient, total) : gradient, slope);
  }

  private static Tensor multiMargin(Call call) {
    Tensor self = call.self();
    Classes classes = Classes.of(self.shape(), call.tensor("target"));
    double[] x = Values.doubles(self);
    double margin = call.real("margin");
    double p = call.real("p");
    Tensor weight = call.optionalTensor("weight");
    double[] weights = weight == null ? null : Values.doubles(weight);
    double[] out = new double[classes.targets().length];
    for (int i = 0; i < out.length; i++) {
      int own = classes.targets()[i];
      for (int c = 0; c < classes.count(); c++) {
        double z = margin - x[i * classes.count() + own] + x[i * classes.count() + c];
        if (c != own && z > 0) {
          out[i] += Math.pow(z, p) * (weights == null ? 1 : weights[own]);
        }
      }
      out[i] /= classes.count();
    }
    return reduced(call, self.dtype(), call.tensor("target").shape(), out, out.length);
  }

  private static Tensor multiMarginDerivative(Backward b, Tensor gradient) {
    Tensor self = b.saved("self");
    Tensor target = b.saved("target");
    Classes classes = Classes.of(self.shape(), target);
    Tensor weight = b.optional("weight");
    double[] weights = weight == null ? null : Values.doubles(weight);
    double[] x = Values.doubles(self);
    double margin = b.number("margin").doubleValue();
    double p = b.number("p").doubleValue();
    double[] slopes = new double[x.length];
    int rows = classes.targets().length;
    for (int i = 0; i < rows; i++) {
      int own = classes.targets()[i];
      for (int c = 0; c < classes.count(); c++) {
        double z = margin - x[i * classes.count() + own] + x[i * classes.count() + c];
        if (c != own && z > 0) {
          double slope =
              (p == 1 ? 1 : p * Math.pow(z, p - 1))
                  * (weights == null ? 1 : weights[own])
                  / classes.count();
          slopes[i * classes.count() + c] += slope;
          slopes[i * classes.count() + own] -= slope;
        }
      }
    }
    Tensor slope =
        b.to(
            Tensor.contiguous(0, tapedeck.tensor.Storage.of(slopes), self.shape()),
            gradient.dtype());
    Tensor g = b.integer("reduction") == MEAN ? b.div(gradient, (long) rows) : gradient;
    return b.mul(g.shape().dim() == 1 && self.shape().dim() == 2 ? b.unsqueeze(g, 1) : g, slope);
  }

  /** Each target class must exceed each other class by 1. */
  private static Tensor multiLabelMargin(Ops ops, Call call) {
    Tensor self = call.self();
    boolean single = self.shape().dim() == 1;
    Tensor rows = single ? ops.unsqueeze(self, 0) : self;
    int classes = rows.shape().size(1);
    Tensor mask = labelPairs(ops, call, rows, call.tensor("target"));
    Tensor gaps = ops.sub(ops.unsqueeze(rows, 2), ops.unsqueeze(rows, 1));
    // a gap of exactly 1 sends no gradient
    Tensor losses = ops.mul(mask, ops.call("relu", ops.oneMinus(gaps)));
    Tensor each = ops.div(ops.sum(losses, new int[] {1, 2}, false), (long) classes);
    return switch (call.integer("reduction")) {
      case NONE -> single ? ops.reshape(each) : each;
      case MEAN -> ops.call(Reductions.MEAN, each);
      default -> ops.sum(each);
    };
  }

  /** For each row its pairs of a class that is a target and one that is none. */
  private static Tensor labelPairs(Ops ops, Call call, Tensor rows, Tensor target) {
    int classes = rows.shape().size(1);
    long[] targets = Values.longs(target);
    int count = rows.shape().size(0);
    double[] pairs = new double[count * classes * classes];
    for (int r = 0; r < count; r++) {
      boolean[] isTarget = new boolean[classes];
      for (int k = 0; k < classes && targets[r * classes + k] >= 0; k++) {
        isTarget[(int) targets[r * classes + k]] = true;
      }
      for (int k = 0; k < classes && targets[r * classes + k] >= 0; k++) {
        int own = (int) targets[r * classes + k];
        for (int c = 0; c < classes; c++) {
          pairs[(r * classes + own) * classes + c] += isTarget[c] ? 0 : 1;
        }
      }
    }
    return ops.to(
        call.rounded(DType.FLOAT64, Shape.of(count, classes, classes), pairs), rows.dtype());
  }

  private static Tensor multiLabelMarginGradient(Backward b, Tensor g) {
    Shape shape = b.shapeOf("self");
    boolean single = shape.dim() == 1;
    Tensor self = b.detach(b.saved("self"));
    Tensor rows = single ? b.unsqueeze(self, 0) : self;
    Tensor gaps = b.sub(b.unsqueeze(rows, 2), b.unsqueeze(rows, 1));
    Tensor pairs = labelPairs(b, b.arguments(), rows, b.saved("target"));
    Tensor within = b.mul(pairs, b.to(b.call("lt", gaps, 1L), rows.dtype()));
    Tensor slope = b.sub(b.sum(within, new int[] {1}, false), b.sum(within, new int[] {2}, false));
    long parts = rows.shape().size(1);
    if (b.integer("reduction") == MEAN) {
      parts *= rows.shape().size(0);
    }
    Tensor incoming = g.shape().dim() == 1 ? b.unsqueeze(g, 1) : g;
    Tensor gradient = b.mul(b.div(slope, parts), incoming);
    return single ? b.reshape(gradient, shape.toArray()) : gradient;
  }
}
