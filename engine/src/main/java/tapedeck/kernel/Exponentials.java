package tapedeck.kernel;

/**
 * exp and tanh of float32 numbers, computed in float64 and rounded once: the same digits as from
 * {@link Math} but for one result in some millions, and several times as fast, since one element
 * need not wait for the one before.
 *
 * <p>exp(x) = 2ⁿ · exp(r) with n the integer next to x ÷ ln 2, and exp(r) by its Taylor series,
 * whose remainder after r¹¹ is below 10⁻¹⁴.
 */
public final class Exponentials {
  private static final double LOG2_E = 1 / Math.log(2);
  // ln 2 in two parts, the first of which times n is exact
  private static final double LN2_HIGH = 0x1.62e42feep-1;
  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
  // adding it rounds to an integer
  private static final double ROUNDING = 0x1.8p52;
  private static final double C2 = 1.0 / 2;
  private static final double C3 = C2 / 3;
  private static final double C4 = C3 / 4;
  private static final double C5 = C4 / 5;
  private static final double C6 = C5 / 6;
  private static final double C7 = C6 / 7;
  private static final double C8 = C7 / 8;
  private static final double C9 = C8 / 9;
  private static final double C10 = C9 / 10;
  private static final double C11 = C10 / 11;

  private static final int BLOCK = 512;

  private Exponentials() {}

  /** {@code out[i] = exp(x[from + i])}. */
  public static void exp(float[] out, float[] x, int from) {
    double[] block = new double[Math.min(BLOCK, out.length)];
    for (int start = 0; start < out.length; start += BLOCK) {
      int count = Math.min(BLOCK, out.length - start);
      widen(block, x, from + start, count);
      for (int i = 0; i < count; i++) {
        block[i] = exp(block[i]);
      }
      narrow(out, start, block, count);
    }
  }

  /** {@code out[i] = tanh(x[from + i])}. */
  public static void tanh(float[] out, float[] x, int from) {
    double[] block = new double[Math.min(BLOCK, out.length)];
    for (int start = 0; start < out.length; start += BLOCK) {
      int count = Math.min(BLOCK, out.length - start);
      widen(block, x, from + start, count);
      for (int i = 0; i < count; i++) {
        block[i] = tanh(block[i]);
      }
      narrow(out, start, block, count);
    }
  }

  // conversions have loops of their own: in one with the series each element waits for the last one

  private static void widen(double[] block, float[] x, int from, int count) {
    for (int i = 0; i < count; i++) {
      block[i] = x[from + i];
    }
  }

  private static void narrow(float[] out, int start, double[] block, int count) {
    for (int i = 0; i < count; i++) {
      out[start + i] = (float) block[i];
    }
  }

  static double exp(double x) {
    if (!(x > -110 && x < 100)) {
      return Math.exp(x);
    }
    double shifted = x * LOG2_E + ROUNDING;
    double n = shifted - ROUNDING;
    double r = x - n * LN2_HIGH - n * LN2_LOW;
    double high = C6 + r * (C7 + r * (C8 + r * (C9 + r * (C10 + r * C11))));
    double series = 1 + r * (1 + r * (C2 + r * (C3 + r * (C4 + r * (C5 + r * high)))));
    // the last bits of the shifted number are those of n
    return series * Double.longBitsToDouble((Double.doubleToRawLongBits(shifted) + 1023) << 52);
  }

  static double tanh(double x) {
    double size = Math.abs(x);
    if (size < 0.01) {
      double square = x * x;
      return x * (1 - square * (1.0 / 3 - square * (2.0 / 15 - square * (17.0 / 315))));
    }
    if (!(size < 20)) {
      return Math.tanh(x);
    }
    return Math.copySign(1 - 2 / (exp(2 * size) + 1), x);
  }
}
