package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * Connectionist temporal classification (Graves et al., 2006): the probability of a sequence of
 * labels, summed over all ways to stretch it over time with blanks between, by dynamic programming
 * over log probabilities.
 *
 * <p>The gradient is PyTorch's, which holds for log probabilities that came out of a softmax: it is
 * that of the softmax's input.
 */
final class CtcLoss {
  private static final String ARGUMENTS =
      "Tensor log_probs, Tensor targets, Ints input_lengths, Ints target_lengths, Int blank=0, Bool"
          + " zero_infinity=False";

  private CtcLoss() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("_ctc_loss(" + ARGUMENTS + ")")
              .types(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "ctc_loss_cpu"))
              .kernel(CtcLoss::losses)
              .internal()
              .reads("−ln P({targets} | {log_probs})", "ctc")
              .backward("CtcLossBackward0")
              .keepsAs("result", "result0")
              .derivative(
                  "log_probs",
                  List.of("log_probs", "targets", "result"),
                  "{g} ⊙ (e^{log_probs} − the share of each label at each time)",
                  (b, g) ->
                      b.call(
                          "_ctc_loss_backward",
                          g,
                          b.saved("log_probs"),
                          b.saved("targets"),
                          b.ints("input_lengths"),
                          b.ints("target_lengths"),
                          b.number("blank"),
                          b.flag("zero_infinity"),
                          b.saved("result")))
              .samples(
                  Sample.of(
                      new Sample.Drawn(Shape.of(4, 2, 3), -2, -0.5),
                      Sample.index(Sample.sizes(2, 2), 1, 2, 1, 1),
                      new int[] {4, 3},
                      new int[] {2, 2}))
              .build(),
          Op.define(
                  "_ctc_loss_backward(Tensor grad, "
                      + ARGUMENTS
                      + ", Tensor neg_log_likelihood=None)")
              .kernel(CtcLoss::gradient)
              .internal()
              .reads("{grad} ⊙ the slope of the CTC loss", "ctc′")
              .backward("NotImplemented")
              .derivative("grad", "not implemented", CtcLoss::notTwice)
              .derivative("log_probs", "not implemented", CtcLoss::notTwice)
              .derivative("neg_log_likelihood", "not implemented", CtcLoss::notTwice)
              .samples(
                  Sample.of(
                      tensor(1),
                      new Sample.Drawn(Shape.of(3, 1, 3), -2, -0.5),
                      Sample.index(Sample.sizes(1, 2), 1, 2),
                      new int[] {3},
                      new int[] {2}))
              .build());

  private static Tensor notTwice(Backward b, Tensor g) {
    throw TorchError.runtime("derivative for aten::_ctc_loss_backward is not implemented");
  }

  /** One sequence of the batch: its labels with blanks around them, and its log probabilities. */
  private static final class Sequence {
    private final double[] logProbs;
    private final int stride;
    private final int offset;
    private final int time;
    private final int[] labels;

    Sequence(Call call, double[] logProbs, long[] targets, int start, int n) {
      Shape shape = call.tensor("log_probs").shape();
      this.logProbs = logProbs;
      this.stride = shape.size(1) * shape.size(2);
      this.offset = n * shape.size(2);
      this.time = call.ints("input_lengths")[n];
      int length = call.ints("target_lengths")[n];
      this.labels = new int[2 * length + 1];
      Arrays.fill(labels, call.integer("blank"));
      for (int i = 0; i < length; i++) {
        labels[2 * i + 1] = (int) targets[start + i];
        if (labels[2 * i + 1] < 0 || labels[2 * i + 1] >= shape.size(2)) {
          // PyTorch reads memory that is not the tensor's
          throw TorchError.index(
              "ctc_loss: target %d is out of bounds for %d classes"
                  .formatted(labels[2 * i + 1], shape.size(2)));
        }
      }
    }

    double at(int t, int s) {
      return logProbs[offset + t * stride + labels[s]];
    }

    /** Whether the label at {@code s} may follow that at {@code s − 2} without a blank. */
    private boolean skips(int s) {
      return s % 2 == 1 && s > 1 && labels[s] != labels[s - 2];
    }

    /** Log probabilities of all beginnings that are at label {@code s} at time {@code t}. */
    double[][] forwards() {
      int count = labels.length;
      double[][] alpha = new double[time][count];
      for (int t = 0; t < time; t++) {
        for (int s = 0; s < count; s++) {
          double before =
              t == 0
                  ? (s < 2 ? 0 : Double.NEGATIVE_INFINITY)
                  : sum(
                      alpha[t - 1][s],
                      s > 0 ? alpha[t - 1][s - 1] : Double.NEGATIVE_INFINITY,
                      skips(s) ? alpha[t - 1][s - 2] : Double.NEGATIVE_INFINITY);
          alpha[t][s] = before + at(t, s);
        }
      }
      return alpha;
    }

    /** Those of all endings. */
    double[][] backwards() {
      int count = labels.length;
      double[][] beta = new double[time][count];
      for (int t = time - 1; t >= 0; t--) {
        for (int s = 0; s < count; s++) {
          double after =
              t == time - 1
                  ? (s >= count - 2 ? 0 : Double.NEGATIVE_INFINITY)
                  : sum(
                      beta[t + 1][s],
                      s + 1 < count ? beta[t + 1][s + 1] : Double.NEGATIVE_INFINITY,
                      s + 2 < count && skips(s + 2)
                          ? beta[t + 1][s + 2]
                          : Double.NEGATIVE_INFINITY);
          beta[t][s] = after + at(t, s);
        }
      }
      return beta;
    }

    double loss(double[][] alpha) {
      if (time == 0) {
        return labels.length == 1 ? 0 : Double.POSITIVE_INFINITY;
      }
      double[] last = alpha[time - 1];
      int end = last.length - 1;
      return -sum(
          last[end], end > 0 ? last[end - 1] : Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }
  }

  /** The logarithm of the sum of three numbers that are given by their logarithms. */
  private static double sum(double a, double b, double c) {
    double most = Math.max(a, Math.max(b, c));
    return most == Double.NEGATIVE_INFINITY
        ? most
        : most + Math.log(Math.exp(a - most) + Math.exp(b - most) + Math.exp(c - most));
  }

  private static Sequence[] sequences(Call call) {
    Tensor logProbs = call.tensor("log_probs");
    check(call, logProbs);
    Shape targetShape = call.tensor("targets").shape();
    double[] values = Values.doubles(logProbs);
    long[] targets = Values.longs(call.tensor("targets"));
    Sequence[] sequences = new Sequence[logProbs.shape().size(1)];
    int start = 0;
    for (int n = 0; n < sequences.length; n++) {
      int from = targetShape.dim() == 1 ? start : n * targetShape.size(1);
      sequences[n] = new Sequence(call, values, targets, from, n);
      start += call.ints("target_lengths")[n];
    }
    return sequences;
  }

  private static void check(Call call, Tensor logProbs) {
    int batch = logProbs.shape().size(1);
    int[] inputs = call.ints("input_lengths");
    if (inputs.length != batch) {
      throw TorchError.runtime("input_lengths must be of size batch_size");
    }
    if (call.ints("target_lengths").length != batch) {
      throw TorchError.runtime("target_lengths must be of size batch_size");
    }
    int blank = call.integer("blank");
    if (blank < 0 || blank >= logProbs.shape().size(2)) {
      throw TorchError.runtime("blank must be in label range");
    }
    checkTargets(call.tensor("targets").shape(), call.ints("target_lengths"));
    for (int n = 0; n < batch; n++) {
      if (inputs[n] > logProbs.shape().size(0)) {
        throw TorchError.runtime(
            "Expected input_lengths to have value at most %d, but got value %d (while checking arguments for ctc_loss_cpu)"
                .formatted(logProbs.shape().size(0), inputs[n]));
      }
    }
  }

  private static void checkTargets(Shape targets, int[] lengths) {
    boolean rows = targets.dim() > 1;
    if (rows && targets.size(0) != lengths.length) {
      throw TorchError.runtime(
          "Expected tensor to have size %d at dimension 0, but got size %d for argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)"
              .formatted(lengths.length, targets.size(0)));
    }
    int wanted = rows ? Arrays.stream(lengths).max().orElse(0) : Arrays.stream(lengths).sum();
    int size = targets.size(targets.dim() - 1);
    if (rows ? size < wanted : size != wanted) {
      throw TorchError.runtime(
          "Expected tensor to have size %s%d at dimension %d, but got size %d for argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)"
              .formatted(rows ? "at least " : "", wanted, rows ? 1 : 0, size));
    }
  }

  private static Tensor losses(Call call) {
    Sequence[] sequences = sequences(call);
    double[] losses = new double[sequences.length];
    for (int n = 0; n < losses.length; n++) {
      losses[n] = sequences[n].loss(sequences[n].forwards());
    }
    DType type = call.tensor("log_probs").dtype();
    return call.rounded(type, Shape.of(losses.length), losses);
  }

  private static Tensor gradient(Call call) {
    Tensor logProbs = call.tensor("log_probs");
    double[] gradients = Values.doubles(call.tensor("grad"));
    double[] out = new double[logProbs.shape().numel()];
    Sequence[] sequences = sequences(call);
    int classes = logProbs.shape().size(2);
    for (int n = 0; n < sequences.length; n++) {
      Sequence one = sequences[n];
      double[][] alpha = one.forwards();
      double loss = one.loss(alpha);
      if (call.flag("zero_infinity") && loss == Double.POSITIVE_INFINITY) {
        continue;
      }
      double[][] beta = one.backwards();
      for (int t = 0; t < one.time; t++) {
        double[] shares = new double[classes];
        Arrays.fill(shares, Double.NEGATIVE_INFINITY);
        for (int s = 0; s < one.labels.length; s++) {
          int label = one.labels[s];
          double path = alpha[t][s] + beta[t][s];
          shares[label] = sum(shares[label], path, Double.NEGATIVE_INFINITY);
        }
        int row = one.offset + t * one.stride;
        for (int c = 0; c < classes; c++) {
          double logProb = one.logProbs[row + c];
          out[row + c] = (Math.exp(logProb) - Math.exp(shares[c] + loss - logProb)) * gradients[n];
        }
      }
    }
    return call.rounded(logProbs.dtype(), logProbs.shape(), out);
  }
}
