package tapedeck.kernel;

import java.util.Arrays;

/**
 * Products of matrices, each element summed along the inner dimension from its start.
 *
 * <p>In float32 a product and its addition are rounded once for results of at least 4 × 12
 * elements, and twice for smaller ones; in float64 twice. That is what PyTorch's BLAS was seen to
 * do on row-major operands (docs/numerics.md); where it does otherwise, the last digit can differ.
 */
public final class MatrixProduct {
  /** The rows and columns of a result from which on PyTorch's BLAS fuses. */
  private static final int FUSED_ROWS = 4;

  private static final int FUSED_COLUMNS = 12;

  /** The number of multiplications from which on packing the operands pays. */
  private static final int LARGE = 20_000;

  private MatrixProduct() {}

  /**
   * {@code out = a · b} for row-major {@code out} of {@code n × m}.
   *
   * @param a {@code n × k}, element (i, j) at {@code offsetA + i * rowA + j * columnA}
   * @param b {@code k × m}, likewise
   */
  public static void multiply(
      float[] out,
      int n,
      int k,
      int m,
      float[] a,
      int offsetA,
      int rowA,
      int columnA,
      float[] b,
      int offsetB,
      int rowB,
      int columnB) {
    boolean fused = n >= FUSED_ROWS && m >= FUSED_COLUMNS;
    if (n >= FUSED_ROWS && (long) n * k * m >= LARGE) {
      if (columnA == 1 && columnB != 1 && n < m) {
        // rows of b lie scattered, and turning the smaller operand instead costs less
        float[] turned = Scratch.TURNED.floats(n * m);
        Arrays.fill(turned, 0, n * m, 0);
        WideKernels.get()
            .product(m, k, n, fused)
            .add(turned, 0, b, offsetB, columnB, rowB, a, offsetA, columnA, rowA);
        turn(turned, m, n, out);
        return;
      }
      WideKernels.get()
          .product(n, k, m, fused)
          .add(out, 0, a, offsetA, rowA, columnA, b, offsetB, rowB, columnB);
      return;
    }
    float[] packed = new float[m];
    for (int p = 0; p < k; p++) {
      for (int j = 0; j < m; j++) {
        packed[j] = b[offsetB + p * rowB + j * columnB];
      }
      for (int i = 0; i < n; i++) {
        float factor = a[offsetA + i * rowA + p * columnA];
        int row = i * m;
        if (fused) {
          for (int j = 0; j < m; j++) {
            out[row + j] = Math.fma(factor, packed[j], out[row + j]);
          }
        } else {
          for (int j = 0; j < m; j++) {
            out[row + j] += factor * packed[j];
          }
        }
      }
    }
  }

  /** {@code to = fromᵀ}, of which {@code from} has {@code n} rows and {@code m} columns. */
  private static void turn(float[] from, int n, int m, float[] to) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        to[j * n + i] = from[i * m + j];
      }
    }
  }

  /**
   * Adds {@code count} numbers of {@code x} to each row of {@code out}, which has as many columns.
   */
  public static void addToRows(float[] out, float[] x, int from, int count) {
    for (int row = 0; row < out.length; row += count) {
      for (int j = 0; j < count; j++) {
        out[row + j] += x[from + j];
      }
    }
  }

  /** The same for float64. */
  public static void multiply(
      double[] out,
      int n,
      int k,
      int m,
      double[] a,
      int offsetA,
      int rowA,
      int columnA,
      double[] b,
      int offsetB,
      int rowB,
      int columnB) {
    double[] packed = new double[m];
    for (int p = 0; p < k; p++) {
      for (int j = 0; j < m; j++) {
        packed[j] = b[offsetB + p * rowB + j * columnB];
      }
      for (int i = 0; i < n; i++) {
        double factor = a[offsetA + i * rowA + p * columnA];
        int row = i * m;
        for (int j = 0; j < m; j++) {
          out[row + j] += factor * packed[j];
        }
      }
    }
  }

  /** The same for integers. */
  public static void multiply(
      long[] out,
      int n,
      int k,
      int m,
      long[] a,
      int offsetA,
      int rowA,
      int columnA,
      long[] b,
      int offsetB,
      int rowB,
      int columnB) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        long sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a[offsetA + i * rowA + p * columnA] * b[offsetB + p * rowB + j * columnB];
        }
        out[i * m + j] = sum;
      }
    }
  }
}
