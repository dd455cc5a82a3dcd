package tapedeck.kernel;

/**
 * The gradients of layer and batch normalisation of float32 numbers in the order and with the
 * roundings of PyTorch's CPU kernels (ATen {@code layer_norm_kernel.cpp}, {@code
 * batch_norm_kernel.cpp}) on one thread.
 */
public final class NormalisationGradients {
  private NormalisationGradients() {}

  /**
   * The gradient of the input of a layer normalisation, row by row.
   *
   * @param weight empty for ones
   */
  public static void layerInput(
      float[] out, float[] g, float[] x, float[] means, float[] inverses, float[] weight) {
    int rows = means.length;
    int n = rows == 0 ? 0 : x.length / rows;
    boolean plain = weight.length == 0;
    for (int r = 0; r < rows; r++) {
      int from = r * n;
      float ds =
          LaneSum.of(
              n,
              LaneSum.HALF,
              i -> plain ? g[from + i] : g[from + i] * x[from + i],
              i -> plain ? x[from + i] : weight[i]);
      float db =
          plain
              ? LaneSum.of(g, from, n, LaneSum.HALF)
              : LaneSum.of(n, LaneSum.HALF, i -> g[from + i], i -> weight[i]);
      float a = inverses[r];
      float share = 1f / n;
      float b = Math.fma(db, means[r], -ds) * a * a * a * share;
      float c = Math.fma(-b, means[r], -(db * a * share));
      for (int i = 0; i < n; i++) {
        float own = plain ? a * g[from + i] : a * g[from + i] * weight[i];
        out[from + i] = Math.fma(b, x[from + i], own) + c;
      }
    }
  }

  /** Σ g · x̂ over the rows of a layer normalisation, for each place of a row. */
  public static void layerWeight(
      float[] out, float[] g, float[] x, float[] means, float[] inverses) {
    int n = out.length;
    for (int r = 0; r < means.length; r++) {
      float a = inverses[r];
      float b = -a * means[r];
      for (int i = 0; i < n; i++) {
        out[i] = Math.fma(g[r * n + i], Math.fma(x[r * n + i], a, b), out[i]);
      }
    }
  }

  /**
   * The gradient of the input of a batch normalisation.
   *
   * @param given the gradient, the input, the means and the inverse deviations
   * @param weight empty for ones
   * @param sums Σ g for each channel; empty outside of training
   * @param products Σ g · (x − mean) for each channel
   */
  public static void batchInput(
      float[] out, float[][] given, float[] weight, double[] sums, double[] products, int inner) {
    float[] g = given[0];
    float[] x = given[1];
    int channels = given[2].length;
    int count = channels == 0 ? 0 : x.length / channels;
    int vectors = inner == 1 ? channels - channels % LaneSum.HALF : channels;
    for (int i = 0; i < out.length; i++) {
      int c = i / inner % channels;
      float inverse = given[3][c];
      float w = weight.length == 0 ? 1 : weight[c];
      if (sums.length == 0) {
        out[i] = g[i] * inverse * w;
        continue;
      }
      float k = (float) products[c] * inverse * inverse / count;
      float rest = g[i] - (inner == 1 ? (float) sums[c] / count : (float) (sums[c] / count));
      float deviation = x[i] - given[2][c];
      boolean fused = inner == 1 ? c < vectors : i % inner < inner - inner % LaneSum.HALF;
      float own = fused ? Math.fma(-deviation, k, rest) : rest - deviation * k;
      out[i] = own * inverse * w;
    }
  }

  /**
   * The sums Σ g and Σ g · (x − mean) for each channel of a batch.
   *
   * @param inner the elements of a channel that lie side by side
   */
  public static void batchSums(
      double[] sums, double[] products, float[] g, float[] x, float[] means, int inner) {
    int channels = means.length;
    int images = channels * inner == 0 ? 0 : x.length / (channels * inner);
    if (inner == 1) {
      for (int image = 0; image < images; image++) {
        for (int c = 0; c < channels; c++) {
          int at = image * channels + c;
          sums[c] = (float) sums[c] + g[at];
          products[c] = Math.fma(x[at] - means[c], g[at], (float) products[c]);
        }
      }
      return;
    }
    for (int c = 0; c < channels; c++) {
      float mean = means[c];
      double sum = 0;
      double product = 0;
      for (int image = 0; image < images; image++) {
        int from = (image * channels + c) * inner;
        sum += LaneSum.of(g, from, inner, LaneSum.HALF);
        product += LaneSum.of(inner, LaneSum.HALF, i -> x[from + i] - mean, i -> g[from + i]);
      }
      sums[c] = sum;
      products[c] = product;
    }
  }
}
