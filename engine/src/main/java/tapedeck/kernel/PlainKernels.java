package tapedeck.kernel;

import java.util.function.DoubleUnaryOperator;

/** {@link WideKernels} in plain Java, written so that HotSpot vectorises what it can. */
final class PlainKernels implements WideKernels {
  private static final int BLOCK = 512;

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
    return new PlainProduct(n, k, m, fused);
  }
}
