package tapedeck.kernel;

import java.util.function.DoubleUnaryOperator;

/** {@link WideKernels} in plain Java, written so that HotSpot vectorises what it can. */
final class PlainKernels implements WideKernels {
  private static final int BLOCK = 512;

  /** How many rows and columns are packed at a time, so that both sides stay in the cache. */
  private static final int TILE = 16;

  @Override
  public void exp(float[] out, float[] x, int from) {
    map(out, x, from, Exponentials::exp);
  }

  @Override
  public void tanh(float[] out, float[] x, int from) {
    map(out, x, from, Exponentials::tanh);
  }

  @Override
  public void exponentiate(float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = VectorMath.exp(x[i]);
    }
  }

  @Override
  public void rectify(float[] out, float[] x, int from) {
    for (int i = 0; i < out.length; i++) {
      float a = x[from + i];
      out[i] = a < 0 ? 0f : a;
    }
  }

  @Override
  public void passAbove(float[] out, float[] g, float[] x, float t) {
    for (int i = 0; i < out.length; i++) {
      out[i] = x[i] <= t ? 0f : g[i];
    }
  }

  /** Conversions have loops of their own: in one with a series each element waits for the last. */
  private static void map(float[] out, float[] x, int from, DoubleUnaryOperator function) {
    double[] block = new double[Math.min(BLOCK, out.length)];
    for (int start = 0; start < out.length; start += BLOCK) {
      int count = Math.min(BLOCK, out.length - start);
      for (int i = 0; i < count; i++) {
        block[i] = x[from + start + i];
      }
      for (int i = 0; i < count; i++) {
        block[i] = function.applyAsDouble(block[i]);
      }
      for (int i = 0; i < count; i++) {
        out[start + i] = (float) block[i];
      }
    }
  }

  @Override
  public Product product(int n, int k, int m, boolean fused) {
    return (out, offsetOut, a, offsetA, rowA, columnA, b, offsetB, rowB, columnB) -> {
      float[][] sums = packed(out, offsetOut, m, 1, n, m);
      float[][] factors = packed(a, offsetA, rowA, columnA, n, k);
      float[][] rows = packed(b, offsetB, rowB, columnB, k, m);
      if (fused) {
        RowAccumulation.addFused(sums, factors, rows);
      } else {
        RowAccumulation.addApart(sums, factors, rows);
      }
      for (int i = 0; i < n; i++) {
        System.arraycopy(sums[i], 0, out, offsetOut + i * m, m);
      }
    };
  }

  /** A strided matrix with an array for each row. */
  private static float[][] packed(float[] x, int offset, int row, int column, int n, int m) {
    float[][] rows = new float[n][m];
    if (column == 1) {
      for (int i = 0; i < n; i++) {
        System.arraycopy(x, offset + i * row, rows[i], 0, m);
      }
      return rows;
    }
    for (int top = 0; top < n; top += TILE) {
      int bottom = Math.min(n, top + TILE);
      for (int left = 0; left < m; left += TILE) {
        int right = Math.min(m, left + TILE);
        for (int i = top; i < bottom; i++) {
          float[] to = rows[i];
          int from = offset + i * row;
          for (int j = left; j < right; j++) {
            to[j] = x[from + j * column];
          }
        }
      }
    }
    return rows;
  }
}
