package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.RowMoments;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of normalisation: by batch, by layer, by group. */
public final class Normalisation {
  private static final List<String> RESULTS = List.of("result0", "result1", "result2");
  private static final List<String> SAVED = List.of("input", "weight", "result1", "result2");

  private Normalisation() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "native_batch_norm(Tensor input, Tensor weight=None, Tensor bias=None, Tensor"
                      + " running_mean=None, Tensor running_var=None, Bool training=True, Float"
                      + " momentum=0.1, Float eps=1e-05)")
              .kernels(RESULTS, Normalisation::batchNorm)
              .differentiable(1)
              .internal()
              .reads("{input} normalised over the batch", "batchnorm")
              .backward("NativeBatchNormBackward0")
              .derivative(
                  "input",
                  List.of("input", "weight", "running_mean", "running_var", "result1", "result2"),
                  "{g} without its mean and its part along the normalised {input}",
                  Normalisation::batchInput)
              .derivative(
                  "weight",
                  List.of("input", "weight", "running_mean", "running_var", "result1", "result2"),
                  "Σ {g} ⊙ normalised {input}",
                  (b, g) ->
                      NormalisationGradientRows.serve(b, g)
                          ? batchGradients(b, g).get(1)
                          : b.sum(b.mul(g, batchNormalised(b)), batchDims(g), false))
              .derivative(
                  "bias",
                  List.of("input", "weight", "running_mean", "running_var", "result1", "result2"),
                  "Σ {g}",
                  (b, g) ->
                      NormalisationGradientRows.serve(b, g)
                          ? batchGradients(b, g).get(2)
                          : b.sum(g, batchDims(g), false))
              .samples(
                  Sample.of(tensor(4, 3), tensor(3), tensor(3)),
                  Sample.of(tensor(2, 3, 2), tensor(3), tensor(3)))
              .build(),
          Op.define(
                  "native_layer_norm(Tensor input, Ints normalized_shape, Tensor weight=None, Tensor"
                      + " bias=None, Float eps=1e-05)")
              .kernels(RESULTS, Normalisation::layerNorm)
              .differentiable(1)
              .internal()
              .reads("{input} normalised over {normalized_shape}", "layernorm")
              .backward("NativeLayerNormBackward0")
              .derivative(
                  "input",
                  SAVED,
                  "{g} without its mean and its part along the normalised {input}",
                  Normalisation::layerInput)
              .derivative(
                  "weight",
                  SAVED,
                  "Σ {g} ⊙ normalised {input}",
                  (b, g) ->
                      NormalisationGradientRows.serve(b, g)
                          ? b.reshape(layerGradients(b, g).get(1), b.shapeOf("weight").toArray())
                          : b.sumTo(b.mul(g, layerNormalised(b)), b.shapeOf("weight")))
              .derivative(
                  "bias",
                  SAVED,
                  "Σ {g}",
                  (b, g) ->
                      NormalisationGradientRows.serve(b, g)
                          ? b.reshape(layerGradients(b, g).get(2), b.shapeOf("bias").toArray())
                          : b.sumTo(g, b.shapeOf("bias")))
              .samples(
                  Sample.of(tensor(2, 4), new int[] {4}, tensor(4), tensor(4)),
                  Sample.of(tensor(2, 2, 3), new int[] {2, 3}, tensor(2, 3), tensor(2, 3)))
              .build(),
          Op.define(
                  "layer_norm(Tensor input, Ints normalized_shape, Tensor weight=None, Tensor"
                      + " bias=None, Float eps=1e-05)")
              .body(
                  (ops, call) ->
                      ops.callAll(
                              "native_layer_norm",
                              call.tensor("input"),
                              call.argument("normalized_shape"),
                              call.argument("weight"),
                              call.argument("bias"),
                              call.argument("eps"))
                          .get(0))
              .samples(Sample.of(tensor(2, 4), new int[] {4}))
              .build(),
          Op.define(
                  "native_group_norm(Tensor input, Int num_groups, Tensor weight=None, Tensor"
                      + " bias=None, Float eps=1e-05)")
              .kernels(RESULTS, Normalisation::groupNorm)
              .differentiable(1)
              .internal()
              .reads("{input} normalised over {num_groups} groups", "groupnorm")
              .backward("NativeGroupNormBackward0")
              .derivative(
                  "input",
                  SAVED,
                  "{g} without its mean and its part along the normalised {input}",
                  Normalisation::groupInput)
              .derivative(
                  "weight",
                  List.of("input", "result1", "result2"),
                  "Σ {g} ⊙ normalised {input}",
                  (b, g) -> b.sum(b.mul(g, groupNormalised(b)), batchDims(g), false))
              .derivative("bias", "Σ {g}", (b, g) -> b.sum(g, batchDims(g), false))
              .samples(Sample.of(tensor(2, 4, 3), 2L, tensor(4), tensor(4)))
              .build(),
          Op.define(
                  "group_norm(Tensor input, Int num_groups, Tensor weight=None, Tensor bias=None,"
                      + " Float eps=1e-05)")
              .body(
                  (ops, call) -> {
                    int channels = call.tensor("input").shape().size(1);
                    if (channels % call.integer("num_groups") != 0) {
                      throw TorchError.runtime(
                          "Expected number of channels in input to be divisible by num_groups, but got input of shape %s and num_groups=%d"
                              .formatted(call.tensor("input").shape(), call.integer("num_groups")));
                    }
                    return ops.callAll(
                            "native_group_norm",
                            call.tensor("input"),
                            call.argument("num_groups"),
                            call.argument("weight"),
                            call.argument("bias"),
                            call.argument("eps"))
                        .get(0);
                  })
              .samples(Sample.of(tensor(2, 4, 3), 2L))
              .build());

  /** All dimensions but the channels'. */
  private static int[] batchDims(Tensor tensor) {
    return IntStream.range(0, tensor.shape().dim()).filter(d -> d != 1).toArray();
  }

  /** A vector over the channels, in the dimensions of an image. */
  private static Tensor perChannel(Ops ops, Tensor vector, int dim) {
    int[] sizes = new int[dim];
    Arrays.fill(sizes, 1);
    sizes[1] = vector.shape().numel();
    return ops.reshape(vector, sizes);
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

  private static double[] moments(double[] x, int[] at) {
    double sum = 0;
    for (int i : at) {
      sum += x[i];
    }
    double mean = sum / at.length;
    double squares = 0;
    for (int i : at) {
      squares += (x[i] - mean) * (x[i] - mean);
    }
    return new double[] {mean, squares / at.length};
  }

  private static List<Tensor> batchNorm(Call call) {
    Tensor input = call.tensor("input");
    Shape shape = input.shape();
    int channels = shape.size(1);
    for (String name : List.of("running_mean", "running_var", "weight", "bias")) {
      Tensor given = call.optionalTensor(name);
      if (given != null && given.shape().numel() != channels) {
        throw TorchError.runtime(
            "%s should contain %d elements not %d"
                .formatted(name, channels, given.shape().numel()));
      }
    }
    int inner = shape.numel() / Math.max(1, shape.size(0) * channels);
    double[] x = Values.doubles(input);
    double[] out = new double[x.length];
    double[] means = new double[channels];
    double[] inverses = new double[channels];
    boolean training = call.flag("training");
    boolean single = input.dtype() == DType.FLOAT32;
    Tensor runningMean = call.optionalTensor("running_mean");
    Tensor runningVar = call.optionalTensor("running_var");
    double[] weight = vector(call.optionalTensor("weight"), channels, 1);
    double[] bias = vector(call.optionalTensor("bias"), channels, 0);
    for (int c = 0; c < channels; c++) {
      int channel = c;
      int[] at =
          IntStream.range(0, shape.size(0) * inner)
              .map(i -> (i / inner * channels + channel) * inner + i % inner)
              .toArray();
      double variance;
      if (training || runningMean == null || runningVar == null) {
        double[] moments = single ? singleMoments(x, at, inner > 1) : moments(x, at);
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

  private static double[] vector(@Nullable Tensor tensor, int count, double otherwise) {
    if (tensor != null) {
      return Values.doubles(tensor);
    }
    double[] filled = new double[count];
    Arrays.fill(filled, otherwise);
    return filled;
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

  private static Tensor batchMean(Backward b, int dim) {
    Tensor x = b.saved("input");
    if (!usesBatch(b)) {
      return perChannel(b, b.saved("running_mean"), dim);
    }
    return b.call(Reductions.MEAN_DIM, x, batchDims(x), true);
  }

  private static Tensor batchInverse(Backward b, int dim) {
    Tensor x = b.saved("input");
    double eps = b.number("eps").doubleValue();
    Tensor variance =
        usesBatch(b)
            ? b.call("var.correction", x, batchDims(x), 0L, true)
            : perChannel(b, b.saved("running_var"), dim);
    return b.call("rsqrt", b.add(variance, eps));
  }

  private static Tensor batchNormalised(Backward b) {
    Tensor x = b.saved("input");
    int dim = x.shape().dim();
    return b.mul(b.sub(x, batchMean(b, dim)), batchInverse(b, dim));
  }

  private static List<Tensor> batchGradients(Backward b, Tensor gradient) {
    return b.once(
        "gradients",
        () ->
            b.callAll(
                "native_batch_norm_backward",
                gradient,
                b.saved("input"),
                b.saved("result1"),
                b.saved("result2"),
                usesBatch(b),
                b.optional("weight")));
  }

  private static Tensor batchInput(Backward b, Tensor gradient) {
    if (NormalisationGradientRows.serve(b, gradient)) {
      return batchGradients(b, gradient).get(0);
    }
    Tensor x = b.saved("input");
    int dim = x.shape().dim();
    Tensor weight = b.optional("weight");
    Tensor g = weight == null ? gradient : b.mul(gradient, perChannel(b, weight, dim));
    if (!usesBatch(b)) {
      return b.mul(g, batchInverse(b, dim));
    }
    return through(b, g, batchNormalised(b), batchInverse(b, dim), batchDims(x));
  }

  /**
   * {@code inverse ⊙ (g − mean(g) − x̂ ⊙ mean(g ⊙ x̂))}, the derivative of a normalisation over
   * {@code dims}.
   */
  private static Tensor through(Ops ops, Tensor g, Tensor normalised, Tensor inverse, int[] dims) {
    Tensor mean = ops.call(Reductions.MEAN_DIM, g, dims, true);
    Tensor along = ops.call(Reductions.MEAN_DIM, ops.mul(g, normalised), dims, true);
    return ops.mul(ops.sub(ops.sub(g, mean), ops.mul(normalised, along)), inverse);
  }

  private static List<Tensor> layerNorm(Call call) {
    Tensor input = call.tensor("input");
    int[] normalized = call.ints("normalized_shape");
    Shape shape = input.shape();
    int lead = shape.dim() - normalized.length;
    boolean fits = lead >= 0;
    for (int d = 0; fits && d < normalized.length; d++) {
      fits = shape.size(lead + d) == normalized[d];
    }
    if (!fits) {
      throw TorchError.runtime(
          "Given normalized_shape=%s, expected input with shape [*, %s], but got input of size%s"
              .formatted(
                  Shape.bracketed(normalized),
                  Shape.bracketed(normalized).replaceAll("[\\[\\]]", ""),
                  shape));
    }
    int width = Shape.of(normalized).numel();
    double[] weight = vector(call.optionalTensor("weight"), width, 1);
    double[] bias = vector(call.optionalTensor("bias"), width, 0);
    int[] sizes = shape.toArray();
    Arrays.fill(sizes, lead, sizes.length, 1);
    return normalisedRows(
        call, input, width, Shape.of(sizes), (row, i) -> weight[i], (row, i) -> bias[i]);
  }

  /** What an affine part multiplies with or adds, for element {@code i} of a row. */
  private interface Affine {
    double at(int row, int i);
  }

  /** The rows of float32 numbers: x̂ · weight + bias in one step, as the vector code does it. */
  private static List<Tensor> singleRows(
      Call call, Tensor input, int width, Shape moments, Affine weight, Affine bias) {
    float[] x = Values.floats(input);
    float[] out = new float[x.length];
    int rows = width == 0 ? 0 : x.length / width;
    float[] means = new float[rows];
    float[] inverses = new float[rows];
    boolean groups = call.op().hasParameter("num_groups");
    float eps = (float) call.real("eps");
    for (int r = 0; r < rows; r++) {
      RowMoments moment = RowMoments.of(x, r * width, width);
      float mean = moment.mean();
      float inverse = 1 / (float) Math.sqrt(Math.max(moment.variance(), 0) + eps);
      for (int i = 0; i < width; i++) {
        float w = (float) weight.at(r, i);
        float b = (float) bias.at(r, i);
        float number = x[r * width + i];
        float scale = inverse * w;
        out[r * width + i] =
            groups
                ? Math.fma(scale, number, Math.fma(-scale, mean, b))
                : Math.fma((number - mean) * inverse, w, b);
      }
      means[r] = mean;
      inverses[r] = inverse;
    }
    return List.of(
        call.result(DType.FLOAT32, input.shape(), out),
        call.result(DType.FLOAT32, moments, means),
        call.result(DType.FLOAT32, moments, inverses));
  }

  private static List<Tensor> normalisedRows(
      Call call, Tensor input, int width, Shape moments, Affine weight, Affine bias) {
    if (input.dtype() == DType.FLOAT32) {
      return singleRows(call, input, width, moments, weight, bias);
    }
    double[] x = Values.doubles(input);
    double[] out = new double[x.length];
    int rows = width == 0 ? 0 : x.length / width;
    double[] means = new double[rows];
    double[] inverses = new double[rows];
    for (int r = 0; r < rows; r++) {
      int from = r * width;
      double[] moment = moments(x, IntStream.range(from, from + width).toArray());
      means[r] = moment[0];
      inverses[r] = 1 / Math.sqrt(moment[1] + call.real("eps"));
      for (int i = 0; i < width; i++) {
        out[from + i] = (x[from + i] - means[r]) * inverses[r] * weight.at(r, i) + bias.at(r, i);
      }
    }
    return List.of(
        call.rounded(input.dtype(), input.shape(), out),
        call.rounded(input.dtype(), moments, means),
        call.rounded(input.dtype(), moments, inverses));
  }

  private static int[] layerDims(Backward b) {
    int dim = b.shapeOf("input").dim();
    return IntStream.range(dim - b.ints("normalized_shape").length, dim).toArray();
  }

  private static Tensor inverse(Backward b, Tensor x, int[] dims) {
    Tensor variance = b.call("var.correction", x, dims, 0L, true);
    return b.call("rsqrt", b.add(variance, b.number("eps")));
  }

  private static Tensor normalised(Backward b, Tensor x, int[] dims) {
    Tensor mean = b.call(Reductions.MEAN_DIM, x, dims, true);
    return b.mul(b.sub(x, mean), inverse(b, x, dims));
  }

  private static Tensor layerNormalised(Backward b) {
    return normalised(b, b.saved("input"), layerDims(b));
  }

  private static List<Tensor> layerGradients(Backward b, Tensor gradient) {
    return b.once(
        "gradients",
        () ->
            b.callAll(
                "native_layer_norm_backward",
                gradient,
                b.saved("input"),
                b.saved("result1"),
                b.saved("result2"),
                b.optional("weight")));
  }

  private static Tensor layerInput(Backward b, Tensor gradient) {
    if (NormalisationGradientRows.serve(b, gradient)) {
      return layerGradients(b, gradient).get(0);
    }
    Tensor weight = b.optional("weight");
    Tensor g = weight == null ? gradient : b.mul(gradient, weight);
    int[] dims = layerDims(b);
    return through(b, g, layerNormalised(b), inverse(b, b.saved("input"), dims), dims);
  }

  private static List<Tensor> groupNorm(Call call) {
    Tensor input = call.tensor("input");
    Shape shape = input.shape();
    int groups = call.integer("num_groups");
    int channels = shape.size(1);
    int inner = shape.numel() / Math.max(1, shape.size(0) * channels);
    double[] weight = vector(call.optionalTensor("weight"), channels, 1);
    double[] bias = vector(call.optionalTensor("bias"), channels, 0);
    int perGroup = channels / groups;
    return normalisedRows(
        call,
        input,
        perGroup * inner,
        Shape.of(shape.size(0), groups),
        (row, i) -> weight[row % groups * perGroup + i / inner],
        (row, i) -> bias[row % groups * perGroup + i / inner]);
  }

  /** An image with its channels split into groups: (batch, group, rest). */
  private static Tensor grouped(Backward b, Tensor image) {
    return b.reshape(image, image.shape().size(0), b.integer("num_groups"), -1);
  }

  private static Tensor groupNormalised(Backward b) {
    Tensor x = grouped(b, b.saved("input"));
    return b.reshape(normalised(b, x, new int[] {2}), b.shapeOf("input").toArray());
  }

  private static Tensor groupInput(Backward b, Tensor gradient) {
    Tensor weight = b.optional("weight");
    Tensor g =
        weight == null ? gradient : b.mul(gradient, perChannel(b, weight, gradient.shape().dim()));
    int[] dims = {2};
    Tensor x = grouped(b, b.saved("input"));
    Tensor result = through(b, grouped(b, g), normalised(b, x, dims), inverse(b, x, dims), dims);
    return b.reshape(result, b.shapeOf("input").toArray());
  }
}
