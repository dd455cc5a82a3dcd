package tapedeck.kernel;

import tapedeck.kernel.vml.FloatExp;
import tapedeck.kernel.vml.FloatTanh;

/** {@link WideKernels} in plain Java, written so that HotSpot vectorises what it can. */
final class PlainKernels implements WideKernels {
  @Override
  public void exp(float[] out, float[] x, int from) {
    for (int i = 0; i < out.length; i++) {
      out[i] = FloatExp.exp(x[from + i]);
    }
  }

  @Override
  public void tanh(float[] out, float[] x, int from) {
    for (int i = 0; i < out.length; i++) {
      out[i] = FloatTanh.tanh(x[from + i]);
    }
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

  @Override
  public Product product(int n, int k, int m, Chain chain) {
    return new PlainProduct(n, k, m, chain);
  }
}
