package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.CascadeSum;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of losses over classes: likelihoods and margins. */
final class MarginLosses {
  private static final int NONE = 0;

  private static final int MEAN = 1;

  private MarginLosses() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "nll_loss_nd(Tensor self, Tensor target, Tensor weight=None, Int reduction=1, Int"
                      + " ignore_index=-100)")
              .types(likelihood("nll_loss_out_frame"))
              .kernel(MarginLosses::negativeLogLikelihood)
              .reads("−{self} at the class {target}", "NLL")
              .backward("NllLossBackward0")
              .derivative(
                  "self",
                  List.of("target", "weight"),
                  "−{g} at the class {target}, 0 elsewhere",
                  MarginLosses::nllDerivative)
              .internal()
              .samples(
                  Sample.of(tensor(2, 3), index(2, 0)),
                  Sample.of(tensor(3), index(sizes(), 1)),
                  Sample.of(tensor(2, 3), index(2, 0)).with("reduction", 0L))
              .build(),
          Op.define(
                  "nll_loss_nd.2d(Tensor self, Tensor target, Tensor weight=None, Int reduction=1,"
                      + " Int ignore_index=-100)")
              .types(likelihood("nll_loss2d_forward_out_frame"))
              .kernel(MarginLosses::negativeLogLikelihood)
              .reads("−{self} at the class {target}", "NLL")
              .backward("NllLoss2DBackward0")
              .derivative(
                  "self",
                  List.of("target", "weight"),
                  "−{g} at the class {target}, 0 elsewhere",
                  MarginLosses::nllDerivative)
              .internal()
              .samples(Sample.of(tensor(2, 3, 2, 1), index(sizes(2, 2, 1), 2, 0, 1, 1)))
              .build(),
          Op.define(
                  "multi_margin_loss(Tensor self, Tensor target, Number p=1, Number margin=1, Tensor"
                      + " weight=None, Int reduction=1)")
              .types(
                  TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "multi_margin_loss_cpu_kernel")
                      .then(TypeRule.alike("weight"))
                      .then(Losses.LONG_TARGET))
              .kernel(MarginLosses::multiMargin)
              .reads("Σ max(0, {margin} − {self}[{target}] + {self})", "loss")
              .backward("MultiMarginLossBackward0")
              .derivative(
                  "self",
                  List.of("self", "target", "weight"),
                  "{g} of the classes within the margin",
                  MarginLosses::multiMarginDerivative)
              .samples(Sample.of(tensor(2, 3), index(2, 0)))
              .build(),
          Op.define("multilabel_margin_loss(Tensor self, Tensor target, Int reduction=1)")
              .types(
                  TypeRule.only(
                          TypeRule.SINGLE_OR_DOUBLE, "multilabel_margin_loss_forward_out_frame")
                      .then(Losses.LONG_TARGET))
              .composedKernel(MarginLosses::multiLabelMargin)
              .reads("Σ max(0, 1 − ({self}[{target}] − {self}))", "loss")
              .backward("MultilabelMarginLossBackward0")
              .derivative(
                  "self",
                  List.of("self", "target"),
                  "±{g} of the pairs within the margin",
                  MarginLosses::multiLabelMarginGradient)
              .samples(Sample.of(tensor(2, 4), index(sizes(2, 4), 3, 0, -1, 1, 0, -1, 0, 0)))
              .build());

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

  private static TypeRule likelihood(String kernel) {
    return ((TypeRule) MarginLosses::checkBatch)
        .then(MarginLosses::checkWeight)
        .then(MarginLosses::checkTarget)
        .then(TypeRule.floating(kernel))
        .then(TypeRule.alike("weight"));
  }

  private static void checkTarget(Call call) {
    Tensor target = call.tensor("target");
    if (target.dtype() != DType.INT64 && target.dtype() != DType.UINT8) {
      throw TorchError.runtime(
          "expected target dtype to be Long or Byte, but got " + target.dtype().legacyName());
    }
  }

  private static void checkWeight(Call call) {
    Tensor weight = call.optionalTensor("weight");
    Shape self = call.self().shape();
    int classes = self.size(self.dim() == 1 ? 0 : 1);
    if (weight != null && (weight.shape().dim() != 1 || weight.shape().numel() != classes)) {
      throw TorchError.runtime(
          "weight tensor should be defined either for all "
              + (self.dim() > 2
                  ? "or no classes"
                  : "%d classes or no classes but got weight tensor of shape: %s"
                      .formatted(classes, weight.shape())));
    }
  }

  private static void checkBatch(Call call) {
    Shape self = call.self().shape();
    Shape target = call.tensor("target").shape();
    if (self.dim() < 1) {
      throw new TorchError(
          TorchError.Kind.VALUE, "Expected 1 or more dimensions (got " + self.dim() + ")");
    }
    int batch = target.dim() == 0 ? 0 : target.size(0);
    if (self.dim() > 1 && self.size(0) != batch) {
      throw new TorchError(
          TorchError.Kind.VALUE,
          "Expected input batch_size (%d) to match target batch_size (%d)."
              .formatted(self.size(0), batch));
    }
    if (self.dim() == 1 && target.dim() == 1 && batch != 1) {
      throw new TorchError(
          TorchError.Kind.VALUE,
          "For 1D input, 1D target must have size 1, but got target size: " + batch);
    }
    if (self.dim() == 4) {
      checkPicture(self, target);
    } else if (target.dim() > 1) {
      throw TorchError.runtime("0D or 1D target tensor expected, multi-target not supported");
    }
  }

  private static void checkPicture(Shape self, Shape target) {
    if (target.dim() != 3) {
      throw TorchError.runtime(
          "only batches of spatial targets supported (3D tensors) but got targets of dimension: "
              + target.dim());
    }
    if (self.size(2) != target.size(1) || self.size(3) != target.size(2)) {
      throw TorchError.runtime("size mismatch (got input: %s , target: %s".formatted(self, target));
    }
  }

  private static Tensor negativeLogLikelihood(Call call) {
    Tensor self = call.self();
    Tensor target = call.tensor("target");
    Classes classes = Classes.of(self.shape(), target);
    double[] x = Values.doubles(self);
    Tensor weight = call.optionalTensor("weight");
    double[] weights = weight == null ? null : Values.doubles(weight);
    int ignored = call.integer("ignore_index");
    double[] out = new double[classes.targets().length];
    CascadeSum losses = new CascadeSum(out.length);
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      int own = classes.targets()[i];
      if (own == ignored) {
        continue;
      }
      if (own < 0 || own >= classes.count()) {
        throw TorchError.index("Target " + own + " is out of bounds.");
      }
      out[i] = -x[classes.place(i)] * (weights == null ? 1 : weights[own]);
      losses.add(i, (float) out[i]);
      sum += out[i];
    }
    if (call.integer("reduction") == NONE) {
      return call.rounded(self.dtype(), target.shape(), out);
    }
    boolean single = self.dtype() == DType.FLOAT32;
    double total = single ? losses.total() : sum;
    if (call.integer("reduction") == MEAN) {
      double weighed = weighed(classes, weights, ignored, single);
      total = single ? (float) total / (float) weighed : total / weighed;
    }
    return call.rounded(self.dtype(), Shape.SCALAR, new double[] {total});
  }

  /** The sum of the weights of all targets. */
  private static double weighed(
      Classes classes, double @Nullable [] weights, int ignored, boolean single) {
    CascadeSum cascade = new CascadeSum(classes.targets().length);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < classes.targets().length; i++) {
      int own = classes.targets()[i];
      if (own != ignored) {
        count++;
        if (weights != null) {
          sum += weights[own];
          cascade.add(i, (float) weights[own]);
        }
      }
    }
    return weights == null ? count : single ? cascade.total() : sum;
  }

  private static @Nullable Tensor nllDerivative(Backward b, Tensor gradient) {
    Shape shape = b.shapeOf("self");
    Tensor target = b.saved("target");
    Tensor weight = b.optional("weight");
    double[] weights = weight == null ? null : Values.doubles(weight);
    Classes classes = Classes.of(shape, target);
    int ignored = b.integer("ignore_index");
    double[] slopes = new double[shape.numel()];
    for (int i = 0; i < classes.targets().length; i++) {
      int own = classes.targets()[i];
      if (own != ignored) {
        slopes[classes.place(i)] = weights == null ? -1 : -weights[own];
      }
    }
    double total = weighed(classes, weights, ignored, gradient.dtype() == DType.FLOAT32);
    boolean mean = b.integer("reduction") == MEAN;
    Tensor slope =
        b.to(Tensor.contiguous(0, tapedeck.tensor.Storage.of(slopes), shape), gradient.dtype());
    if (b.integer("reduction") == NONE) {
      Tensor spread = shape.dim() == 1 ? gradient : b.unsqueeze(gradient, 1);
      return b.mul(spread, slope);
    }
    return b.mul(mean ? b.div(gradient, total) : gradient, slope);
  }

  private static void checkFilled(Shape shape) {
    boolean vector = shape.dim() == 1 && shape.size(0) != 0;
    boolean matrix = shape.dim() == 2 && shape.size(1) != 0;
    if (!vector && !matrix && shape.dim() != 0) {
      throw TorchError.runtime(
          "Expected non-empty vector or matrix with optional 0-dim batch size, but got: " + shape);
    }
  }

  private static void checkMultiMargin(Call call, Tensor self) {
    checkFilled(self.shape());
    Shape target = call.tensor("target").shape();
    int rows = self.shape().dim() <= 1 ? 1 : self.shape().size(0);
    int classes = self.shape().dim() == 0 ? 1 : self.shape().size(self.shape().dim() - 1);
    if (target.dim() > 1 || target.numel() != rows) {
      throw TorchError.runtime(
          ("multi_margin_loss: target tensor should be 1-D with size equal to the number of input"
                  + " samples (batch size). Expected target size [%d], but got %s. Input has shape"
                  + " %s.")
              .formatted(rows, target, self.shape()));
    }
    Tensor weight = call.optionalTensor("weight");
    if (weight != null && weight.shape().numel() != classes) {
      throw TorchError.runtime(
          "inconsistent weight size, expected %d but got %s".formatted(classes, weight.shape()));
    }
    for (int own : Values.ints(call.tensor("target"))) {
      if (own < 0 || own >= classes) {
        throw TorchError.runtime("target out of range");
      }
    }
  }

  private static Tensor multiMargin(Call call) {
    Tensor self = call.self();
    checkMultiMargin(call, self);
    if (self.shape().dim() == 0) {
      return call.allocate(self.dtype(), Shape.SCALAR);
    }
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
    return Losses.reduced(call, self.dtype(), call.tensor("target").shape(), out);
  }

  private static Tensor multiMarginDerivative(Backward b, Tensor gradient) {
    Tensor self = b.saved("self");
    Tensor target = b.saved("target");
    if (self.shape().dim() == 0) {
      return b.zerosLike(self);
    }
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
    checkFilled(self.shape());
    Shape target = call.tensor("target").shape();
    boolean fits = self.shape().dim() < 2 ? target.dim() <= 1 : target.dim() == 2;
    if (!fits || target.numel() != self.shape().numel()) {
      throw TorchError.runtime(
          "inconsistent target size: %s for input of size: %s".formatted(target, self.shape()));
    }
    if (self.shape().dim() == 0) {
      return ops.zerosLike(self);
    }
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
    if (self.shape().dim() == 0) {
      return b.zerosLike(self);
    }
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
