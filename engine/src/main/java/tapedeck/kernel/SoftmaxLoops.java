package tapedeck.kernel;

/**
 * Softmax and its logarithm of float32 numbers, and their gradients, in the order and with the
 * roundings of PyTorch's CPU kernels (ATen {@code SoftMaxKernel.cpp}) on vectors of 512 bits.
 *
 * <p>A row either lies in memory without gaps, or its elements are {@code inner} places apart, with
 * {@code inner} rows side by side.
 */
public final class SoftmaxLoops {
  private SoftmaxLoops() {}

  /** Softmax of rows of {@code n} elements, {@code inner} apart, in place. */
  public static void softmax(float[] x, int n, int inner) {
    if (inner == 1) {
      softmaxOfRows(x, n);
      return;
    }
    int vectors = VectorMath.inBlocks(inner);
    for (int start = 0; start < x.length; start += n * inner) {
      for (int k = 0; k < inner; k++) {
        softmaxColumn(x, start + k, n, inner, k < vectors);
      }
    }
  }

  private static void softmaxOfRows(float[] x, int n) {
    for (int from = 0; from < x.length; from += n) {
      float most = most(x, from, n, 1);
      for (int i = from; i < from + n; i++) {
        x[i] -= most;
      }
    }
    VectorMath.exponentiate(x, 0, x.length);
    for (int from = 0; from < x.length; from += n) {
      float scale = 1 / sum(x, from, n);
      for (int i = from; i < from + n; i++) {
        x[i] *= scale;
      }
    }
  }

  private static void softmaxColumn(float[] x, int from, int n, int step, boolean vectors) {
    float most = most(x, from, n, step);
    float sum = 0;
    for (int i = 0, at = from; i < n; i++, at += step) {
      x[at] = exp(x[at] - most, vectors);
      sum += x[at];
    }
    for (int i = 0, at = from; i < n; i++, at += step) {
      x[at] /= sum;
    }
  }

  private static float exp(float x, boolean vectors) {
    return vectors ? VectorMath.exp(x) : VectorMath.singleExp(x);
  }

  /** The logarithm of the softmax of rows of {@code n} elements, {@code inner} apart, in place. */
  public static void logSoftmax(float[] x, int n, int inner) {
    float[] exps = new float[n];
    for (int start = 0; start < x.length; start += n * inner) {
      for (int k = 0; k < inner; k++) {
        int from = start + k;
        float most = most(x, from, n, inner);
        for (int i = 0; i < n; i++) {
          exps[i] = x[from + i * inner] - most;
        }
        VectorMath.exponentiate(exps, 0, n);
        float log = VectorMath.log(inner == 1 ? sum(exps, 0, n) : inOrder(exps));
        for (int i = 0, at = from; i < n; i++, at += inner) {
          x[at] = x[at] - most - log;
        }
      }
    }
  }

  private static float inOrder(float[] x) {
    float sum = 0;
    for (float element : x) {
      sum += element;
    }
    return sum;
  }

  private static float most(float[] x, int from, int n, int step) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = 0, at = from; i < n; i++, at += step) {
      most = Math.max(most, x[at]);
    }
    return most;
  }

  private static float sum(float[] x, int from, int n) {
    return LaneSum.of(x, from, n, LaneSum.FULL);
  }

  /** {@code out = (g − Σ g ⊙ y) ⊙ y} by rows, where {@code y} is the softmax. */
  public static void softmaxGradient(float[] out, float[] g, float[] y, int n, int inner) {
    float[] products = new float[n];
    for (int start = 0; start < y.length; start += n * inner) {
      for (int k = 0; k < inner; k++) {
        int from = start + k;
        float sum = 0;
        for (int i = 0, at = from; i < n; i++, at += inner) {
          products[i] = g[at] * y[at];
          sum = Math.fma(g[at], y[at], sum);
        }
        float total = inner == 1 ? sum(products, 0, n) : sum;
        for (int i = 0, at = from; i < n; i++, at += inner) {
          out[at] = (g[at] - total) * y[at];
        }
      }
    }
  }

  /** {@code out = g − exp(y) · Σ g} by rows, where {@code y} is the logarithm of the softmax. */
  public static void logSoftmaxGradient(float[] out, float[] g, float[] y, int n, int inner) {
    int vectors = inner == 1 ? inner : VectorMath.inBlocks(inner);
    float[] row = new float[n];
    for (int start = 0; start < y.length; start += n * inner) {
      for (int k = 0; k < inner; k++) {
        int from = start + k;
        for (int i = 0, at = from; i < n; i++, at += inner) {
          row[i] = g[at];
        }
        float sum = inner == 1 ? sum(row, 0, n) : inOrder(row);
        for (int i = 0, at = from; i < n; i++, at += inner) {
          out[at] = Math.fma(-exp(y[at], k < vectors), sum, g[at]);
        }
      }
    }
  }
}
