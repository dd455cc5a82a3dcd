package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.RowMoments;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of normalisation by layer. */
public final class Normalisation {
  private static final List<String> RESULTS = List.of("result0", "result1", "result2");

  private static final List<String> SAVED =
      List.of("input", "weight", "bias", "result1", "result2");

  private Normalisation() {}

  /** Parameters have the input's type, or are float32 for an input of 16 bits. */
  static final TypeRule MIXED =
      call -> {
        DType type = call.self().dtype();
        String first = "";
        for (String name : List.of("weight", "bias", "running_mean", "running_var")) {
          Tensor other = call.op().hasParameter(name) ? call.optionalTensor(name) : null;
          first = first.isEmpty() && other != null ? name : first;
          if (other == null || other.dtype() == type) {
            continue;
          }
          if (!other.dtype().isFloating() && !name.equals(first)) {
            throw TorchError.runtime(
                "expected scalar type %s but found %s"
                    .formatted(type.legacyName(), other.dtype().legacyName()));
          }
          if (other.dtype() != DType.FLOAT32) {
            throw TorchError.runtime(
                "mixed dtype (CPU): expect parameter to have scalar type of Float");
          }
          if (type != DType.FLOAT16 && type != DType.BFLOAT16) {
            throw TorchError.runtime("mixed dtype (CPU): all inputs must share same datatype.");
          }
        }
      };

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "native_layer_norm(Tensor input, Ints normalized_shape, Tensor weight=None, Tensor"
                      + " bias=None, Float eps=1e-05)")
              .types(Normalisation.MIXED.then(TypeRule.floating("LayerNormKernelImpl")))
              .kernels(RESULTS, Normalisation::layerNorm)
              .differentiable(1)
              .internal()
              .reads("{input} normalised over {normalized_shape}", "layernorm")
              .backward("NativeLayerNormBackward0")
              .derivative(
                  "input",
                  SAVED,
                  "{g} without its mean and its part along the normalised {input}",
                  (b, g) -> layerGradients(b, g).get(0))
              .derivative(
                  "weight",
                  SAVED,
                  "Σ {g} ⊙ normalised {input}",
                  (b, g) -> layerGradients(b, g).get(1))
              .derivative("bias", SAVED, "Σ {g}", (b, g) -> layerGradients(b, g).get(2))
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
              .build());

  /** All dimensions but the channels'. */
  static int[] batchDims(Tensor tensor) {
    return IntStream.range(0, tensor.shape().dim()).filter(d -> d != 1).toArray();
  }

  /** A vector over the channels, in the dimensions of an image. */
  static Tensor perChannel(Ops ops, Tensor vector, int dim) {
    int[] sizes = new int[dim];
    Arrays.fill(sizes, 1);
    sizes[1] = vector.shape().numel();
    return ops.reshape(vector, sizes);
  }

  static double[] moments(double[] x, int[] at) {
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

  static double[] vector(@Nullable Tensor tensor, int count, double otherwise) {
    if (tensor != null) {
      return Values.doubles(tensor);
    }
    double[] filled = new double[count];
    Arrays.fill(filled, otherwise);
    return filled;
  }

  /**
   * {@code inverse ⊙ (g − mean(g) − x̂ ⊙ mean(g ⊙ x̂))}, the derivative of a normalisation over
   * {@code dims}.
   */
  static Tensor through(Ops ops, Tensor g, Tensor normalised, Tensor inverse, int[] dims) {
    Tensor mean = ops.call(Reductions.MEAN_DIM, g, dims, true);
    Tensor along = ops.call(Reductions.MEAN_DIM, ops.mul(g, normalised), dims, true);
    return ops.mul(ops.sub(ops.sub(g, mean), ops.mul(normalised, along)), inverse);
  }

  private static void checkShaped(@Nullable Tensor given, String name, int[] normalized) {
    if (given != null && !Arrays.equals(given.shape().toArray(), normalized)) {
      throw TorchError.runtime(
          "Expected %s to be of same shape as normalized_shape, but got %s of shape %s and normalized_shape = %s"
              .formatted(name, name, given.shape(), Shape.bracketed(normalized)));
    }
  }

  private static List<Tensor> layerNorm(Call call) {
    Tensor input = call.tensor("input");
    int[] normalized = call.ints("normalized_shape");
    Shape shape = input.shape();
    if (normalized.length == 0) {
      throw TorchError.runtime(
          "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one"
              + " element, but got normalized_shape = []");
    }
    for (String name : List.of("weight", "bias")) {
      checkShaped(call.optionalTensor(name), name, normalized);
    }
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
  interface Affine {
    double at(int row, int i);
  }

  /**
   * The rows of float32 numbers: x̂ · weight + bias in one step, as the vector code does it.
   * PyTorch takes the root for groups in double precision, and x̂ without an affine part as it is.
   */
  static List<Tensor> singleRows(
      Call call, Tensor input, int width, Shape moments, Affine weight, Affine bias) {
    float[] x = Values.floats(input);
    float[] out = new float[x.length];
    int rows = width == 0 ? 0 : x.length / width;
    float[] means = new float[rows];
    float[] inverses = new float[rows];
    boolean groups = call.op().hasParameter("num_groups");
    boolean plain = groups && !call.has("weight") && !call.has("bias");
    double wideEps = call.real("eps");
    float eps = (float) wideEps;
    for (int r = 0; r < rows; r++) {
      RowMoments moment = RowMoments.of(x, r * width, width);
      float mean = moment.mean();
      float variance = Math.max(moment.variance(), 0);
      float inverse =
          groups
              ? (float) (1 / Math.sqrt(variance + wideEps))
              : 1 / (float) Math.sqrt(variance + eps);
      for (int i = 0; i < width; i++) {
        float w = (float) weight.at(r, i);
        float b = (float) bias.at(r, i);
        float number = x[r * width + i];
        float scale = inverse * w;
        out[r * width + i] =
            plain
                ? (number - mean) * inverse
                : groups
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

  static List<Tensor> normalisedRows(
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

  private static List<Tensor> layerGradients(Backward b, Tensor gradient) {
    return b.once(
        "gradients",
        () ->
            b.callAll(
                "native_layer_norm_backward",
                gradient,
                b.saved("input"),
                b.ints("normalized_shape"),
                b.saved("result1"),
                b.saved("result2"),
                b.optional("weight"),
                b.optional("bias"),
                b.number("eps"),
                b.mask("input", "weight", "bias")));
  }
}
