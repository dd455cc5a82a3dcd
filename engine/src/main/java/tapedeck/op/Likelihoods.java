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

/** The rows of negative log likelihoods. */
final class Likelihoods {
  private static final int NONE = 0;

  private static final int MEAN = 1;

  private Likelihoods() {}

  static final List<Op> ROWS =
      List.of(
          gradientRow(
              "",
              "NllLossBackwardBackward0",
              Sample.of(tensor(2), tensor(2, 3), index(2, 0)).with("reduction", 0L)),
          gradientRow(
              ".2d",
              "NllLoss2DBackwardBackward0",
              Sample.of(tensor(), tensor(2, 3, 2, 1), index(sizes(2, 2, 1), 2, 0, 1, 1))),
          Op.define(
                  "nll_loss_nd(Tensor self, Tensor target, Tensor weight=None, Int reduction=1, Int"
                      + " ignore_index=-100)")
              .types(likelihood("nll_loss_out_frame"))
              .kernel(Likelihoods::negativeLogLikelihood)
              .reads("−{mean}{self} at the class {target}", "NLL")
              .backward("NllLossBackward0")
              .computes("total_weight", Likelihoods::totalWeight)
              .derivative(
                  "self",
                  List.of("self", "target", "weight"),
                  "−{1/n·}{g} at the class {target}, 0 elsewhere",
                  Likelihoods::nllDerivative)
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
              .kernel(Likelihoods::negativeLogLikelihood)
              .reads("−{mean}{self} at the class {target}", "NLL")
              .backward("NllLoss2DBackward0")
              .computes("total_weight", Likelihoods::totalWeight)
              .derivative(
                  "self",
                  List.of("self", "target", "weight"),
                  "−{1/n·}{g} at the class {target}, 0 elsewhere",
                  Likelihoods::nllDerivative)
              .internal()
              .samples(Sample.of(tensor(2, 3, 2, 1), index(sizes(2, 2, 1), 2, 0, 1, 1)))
              .build());

  /** The sum of the weights of all targets that count; 0 where nothing is reduced. */
  private static Tensor totalWeight(Ops ops, Backward b) {
    Tensor target = b.saved("target");
    Tensor weight = b.optional("weight");
    Tensor counts = ops.call("ne", target, (long) b.integer("ignore_index"));
    Tensor known = ops.where(counts, target, 0L);
    Tensor each =
        weight == null
            ? ops.to(counts, b.dtypeOf("self"))
            : ops.mul(ops.call("take", weight, known), counts);
    Tensor total = ops.call("sum", each);
    return b.integer("reduction") == 0 ? ops.mul(total, 0L) : total;
  }

  /** Where each target's class lies in a row-major input of (N, C, …), (C) or (N, C). */
  record Classes(int count, int inner, int[] targets) {
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
    return ((TypeRule) Likelihoods::checkBatch)
        .then(Likelihoods::checkWeight)
        .then(Likelihoods::checkTarget)
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

  /** What a likelihood sends back; its own gradient is the likelihood of that. */
  private static Op gradientRow(String more, String node, Sample sample) {
    String likelihood = "nll_loss_nd" + more;
    return Op.define(
            "nll_loss_nd_backward"
                + more
                + "(Tensor grad_output, Tensor self, Tensor target, Tensor weight=None, Int"
                + " reduction=1, Int ignore_index=-100)")
        .kernel(Likelihoods::nllGradient)
        .internal()
        .reads("−{1/n·}{grad_output} at the class {target}, 0 elsewhere", "NLL′")
        .backward(node)
        .derivative(
            "grad_output",
            List.of("target", "weight"),
            "−{mean}{g} at the class {target}",
            (b, g) ->
                b.call(
                    likelihood,
                    g,
                    b.saved("target"),
                    b.optional("weight"),
                    b.number("reduction"),
                    b.number("ignore_index")))
        .derivative("self", "0", (b, g) -> b.zerosLike(g))
        .samples(sample)
        .build();
  }

  private static Tensor nllDerivative(Backward b, Tensor gradient) {
    return b.call(
        b.arguments().op().name().replace("nll_loss_nd", "nll_loss_nd_backward"),
        gradient,
        b.saved("self"),
        b.saved("target"),
        b.optional("weight"),
        b.number("reduction"),
        b.number("ignore_index"));
  }

  private static Tensor nllGradient(Call call) {
    Ops ops = call.ops();
    Tensor gradient = call.tensor("grad_output");
    Shape shape = call.tensor("self").shape();
    Tensor weight = call.optionalTensor("weight");
    double[] weights = weight == null ? null : Values.doubles(weight);
    Classes classes = Classes.of(shape, call.tensor("target"));
    int ignored = call.integer("ignore_index");
    double[] slopes = new double[shape.numel()];
    for (int i = 0; i < classes.targets().length; i++) {
      int own = classes.targets()[i];
      if (own != ignored) {
        slopes[classes.place(i)] = weights == null ? -1 : -weights[own];
      }
    }
    Tensor slope =
        ops.to(Tensor.contiguous(0, tapedeck.tensor.Storage.of(slopes), shape), gradient.dtype());
    if (call.integer("reduction") == NONE) {
      Tensor spread = shape.dim() == 1 ? gradient : ops.unsqueeze(gradient, 1);
      return ops.mul(spread, slope);
    }
    double total = weighed(classes, weights, ignored, gradient.dtype() == DType.FLOAT32);
    boolean mean = call.integer("reduction") == MEAN;
    return ops.mul(mean ? ops.div(gradient, total) : gradient, slope);
  }
}
