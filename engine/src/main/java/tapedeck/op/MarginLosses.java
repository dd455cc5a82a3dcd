package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of losses by margins between classes. */
final class MarginLosses {
  private static final int NONE = 0;

  private static final int MEAN = 1;

  private MarginLosses() {}

  /** Gives a gradient a place in the graph from which nothing is differentiated, as in PyTorch. */
  private static final Op ONCE =
      Op.define(
              "_margin_gradient(Tensor grad_output, Tensor self, Tensor gradient, String function)")
          .kernel(
              call -> {
                Tensor gradient = call.tensor("gradient");
                return call.rounded(gradient.dtype(), gradient.shape(), Values.doubles(gradient));
              })
          .internal()
          .reads("{gradient}", "margin′")
          .backward("NotImplemented")
          .derivative("grad_output", "not implemented", MarginLosses::refused)
          .derivative("self", "not implemented", MarginLosses::refused)
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3), tensor(2, 3), "multi_margin_loss_backward"))
          .build();

  static final List<Op> ROWS =
      List.of(
          ONCE,
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
                  (b, g) -> once(b, g, multiMarginDerivative(b, g), "multi_margin_loss"))
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
              .computes("is_target", MarginLosses::isTarget)
              .derivative(
                  "self",
                  List.of("self", "target"),
                  "±{g} of the pairs within the margin",
                  (b, g) -> once(b, g, multiLabelMarginGradient(b, g), "multilabel_margin_loss"))
              .samples(Sample.of(tensor(2, 4), index(sizes(2, 4), 3, 0, -1, 1, 0, -1, 0, 0)))
              .build());

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
    Likelihoods.Classes classes = Likelihoods.Classes.of(self.shape(), call.tensor("target"));
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

  private static Tensor once(Backward b, Tensor gradient, Tensor result, String loss) {
    return b.call(ONCE, gradient, b.saved("self"), b.detach(result), loss + "_backward");
  }

  private static Tensor refused(Backward b, Tensor gradient) {
    throw TorchError.runtime(
        "derivative for aten::%s is not implemented".formatted(b.arguments().text("function")));
  }

  private static Tensor multiMarginDerivative(Backward b, Tensor gradient) {
    Tensor self = b.saved("self");
    Tensor target = b.saved("target");
    if (self.shape().dim() == 0) {
      return b.zerosLike(self);
    }
    Likelihoods.Classes classes = Likelihoods.Classes.of(self.shape(), target);
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

  /** 1 for each class that is a target of its row, else 0. */
  private static Tensor isTarget(Ops ops, Backward b) {
    long[] targets = Values.longs(b.saved("target"));
    Shape shape = b.shapeOf("target");
    int classes = shape.dim() == 0 ? 1 : shape.size(shape.dim() - 1);
    double[] found = new double[targets.length];
    for (int row = 0; row < targets.length; row += classes) {
      for (int k = 0; k < classes && targets[row + k] >= 0; k++) {
        found[row + (int) targets[row + k]] = 1;
      }
    }
    return b.arguments().rounded(b.dtypeOf("self"), shape, found);
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
