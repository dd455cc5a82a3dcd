package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The row of normalisation by batch. */
final class BatchNormalisation {
  private static final List<String> RESULTS = List.of("result0", "result1", "result2");

  private static final List<String> SAVED =
      List.of("input", "weight", "running_mean", "running_var", "result1", "result2");

  private BatchNormalisation() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "native_batch_norm(Tensor input, Tensor weight=None, Tensor bias=None, Tensor"
                      + " running_mean=None, Tensor running_var=None, Bool training=True, Float"
                      + " momentum=0.1, Float eps=1e-05)")
              .types(BatchNormalisation::checkSizes)
              .types(TypeRule.floating("batch_norm").then(Normalisation.MIXED))
              .kernels(RESULTS, BatchNormalisation::batchNorm)
              .differentiable(1)
              .internal()
              .reads("{input} normalised over the batch", "batchnorm")
              .backward("NativeBatchNormBackward0")
              .derivative(
                  "input",
                  SAVED,
                  "{g} without its mean and its part along the normalised {input}",
                  (b, g) -> batchGradients(b, g).get(0))
              .derivative(
                  "weight",
                  SAVED,
                  "Σ {g} ⊙ normalised {input}",
                  (b, g) -> batchGradients(b, g).get(1))
              .derivative("bias", SAVED, "Σ {g}", (b, g) -> batchGradients(b, g).get(2))
              .samples(
                  Sample.of(tensor(4, 3), tensor(3), tensor(3)),
                  Sample.of(tensor(2, 3, 2), tensor(3), tensor(3)))
              .build());

  private static void checkSizes(Call call) {
    int channels = call.tensor("input").shape().size(1);
    for (String name : List.of("running_mean", "running_var", "weight", "bias")) {
      Tensor given = call.optionalTensor(name);
      if (given != null && given.shape().numel() != channels) {
        throw TorchError.runtime(
            "%s should contain %d elements not %d"
                .formatted(name, channels, given.shape().numel()));
      }
    }
    Tensor running = call.optionalTensor("running_mean");
    if (running != null && running.shape().dim() != 1) {
      throw TorchError.runtime(
          "TensorAccessor expected 1 dims but tensor has " + running.shape().dim());
    }
  }

  /** Mean and variance of float32 numbers; in float64 where several lie side by side. */
  private static double[] singleMoments(double[] x, int[] at, boolean images) {
    if (images) {
      double sum = 0;
      for (int i : at) {
        sum += x[i];
      }
      float mean = (float) (sum / at.length);
      double squares = 0;
      for (int i : at) {
        float deviation = (float) x[i] - mean;
        squares += deviation * deviation;
      }
      return new double[] {mean, (float) squares / at.length};
    }
    float sum = 0;
    for (int i : at) {
      sum += (float) x[i];
    }
    float mean = sum / at.length;
    float squares = 0;
    for (int i : at) {
      float deviation = (float) x[i] - mean;
      squares = Math.fma(deviation, deviation, squares);
    }
    return new double[] {mean, squares / at.length};
  }

  private static List<Tensor> batchNorm(Call call) {
    Tensor input = call.tensor("input");
    Shape shape = input.shape();
    int channels = shape.size(1);
    int inner = shape.numel() / Math.max(1, shape.size(0) * channels);
    double[] x = Values.doubles(input);
    double[] out = new double[x.length];
    double[] means = new double[channels];
    double[] inverses = new double[channels];
    boolean training = call.flag("training");
    boolean single = input.dtype() == DType.FLOAT32;
    Tensor runningMean = call.optionalTensor("running_mean");
    Tensor runningVar = call.optionalTensor("running_var");
    double[] weight = Normalisation.vector(call.optionalTensor("weight"), channels, 1);
    double[] bias = Normalisation.vector(call.optionalTensor("bias"), channels, 0);
    for (int c = 0; c < channels; c++) {
      int channel = c;
      int[] at =
          IntStream.range(0, shape.size(0) * inner)
              .map(i -> (i / inner * channels + channel) * inner + i % inner)
              .toArray();
      double variance;
      if (training || runningMean == null || runningVar == null) {
        double[] moments = single ? singleMoments(x, at, inner > 1) : Normalisation.moments(x, at);
        means[c] = moments[0];
        variance = moments[1];
        update(call, runningMean, c, moments[0]);
        update(call, runningVar, c, moments[1] * at.length / Math.max(at.length - 1.0, 0));
      } else {
        means[c] = runningMean.peek().doubleAt(c);
        variance = runningVar.peek().doubleAt(c);
      }
      inverses[c] = 1 / Math.sqrt(variance + call.real("eps"));
      if (single) {
        boolean given = !training && runningMean != null && runningVar != null;
        float inverse =
            given
                ? 1 / (float) Math.sqrt((float) variance + (float) call.real("eps"))
                : (float) inverses[c];
        inverses[c] = inverse;
        float scale = inverse * (float) weight[c];
        float shift = Math.fma(-(float) means[c], scale, (float) bias[c]);
        for (int i : at) {
          out[i] = Math.fma((float) x[i], scale, shift);
        }
        continue;
      }
      for (int i : at) {
        out[i] = (x[i] - means[c]) * inverses[c] * weight[c] + bias[c];
      }
    }
    for (Tensor running : Arrays.asList(runningMean, runningVar)) {
      if (training && running != null) {
        running.bumpVersion();
      }
    }
    Shape vector = Shape.of(channels);
    return List.of(
        call.rounded(input.dtype(), shape, out),
        call.rounded(input.dtype(), vector, means),
        call.rounded(input.dtype(), vector, inverses));
  }

  private static void update(Call call, @Nullable Tensor running, int c, double value) {
    if (running != null) {
      double momentum = call.real("momentum");
      Storage storage = running.storage();
      int at = running.offset() + (running.shape().dim() == 0 ? 0 : c * running.strides()[0]);
      double before = running.peek().doubleAt(c);
      storage.set(at, momentum * value + (1 - momentum) * before);
    }
  }

  /** The means that were subtracted: the batch's, or outside of training the running ones. */
  private static boolean usesBatch(Backward b) {
    return b.flag("training") || b.optional("running_mean") == null;
  }

  private static List<Tensor> batchGradients(Backward b, Tensor gradient) {
    return b.once(
        "gradients",
        () ->
            b.callAll(
                "native_batch_norm_backward",
                gradient,
                b.saved("input"),
                b.optional("weight"),
                b.saved("result1"),
                b.saved("result2"),
                usesBatch(b),
                b.number("eps"),
                b.mask("input", "weight", "bias")));
  }
}
