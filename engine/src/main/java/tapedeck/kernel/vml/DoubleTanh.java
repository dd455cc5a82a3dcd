package tapedeck.kernel.vml;

/**
 * tanh of float64 numbers, as {@code __svml_tanh8_ha} with AVX-512: a polynomial of degree 16 about
 * the middle of each of 15 intervals, which are the halves of the binades from 1/8 to 16 and what
 * is before; its first coefficient is in two parts.
 */
public final class DoubleTanh {
  private static final int DEGREE = 16;
  private static final int FIRST = 0x3fc00000;
  private static final int LAST = 0x780000;
  private static final int HALF = 19;
  private static final double[] MIDDLE = Tables.doubles("tanh64.middle");
  private static final double[] REST = Tables.doubles("tanh64.rest");

  /** The coefficients of each interval. */
  private static final double[][] C = new double[MIDDLE.length][DEGREE + 1];

  static {
    for (int degree = 0; degree <= DEGREE; degree++) {
      double[] coefficients = Tables.doubles("tanh64.c" + degree);
      for (int i = 0; i < coefficients.length; i++) {
        C[i][degree] = coefficients[i];
      }
    }
  }

  private DoubleTanh() {}

  /** tanh(x). */
  public static double tanh(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    double size = Math.abs(x);
    int high = (int) (Double.doubleToRawLongBits(size) >>> 32);
    int i = Math.min(Math.max(high - FIRST, 0), LAST) >>> HALF;
    if (i == MIDDLE.length - 1) {
      return Math.copySign(1, x);
    }
    double[] c = C[i];
    double d = size - MIDDLE[i];
    double p = c[DEGREE];
    for (int degree = DEGREE - 1; degree > 1; degree--) {
      p = Math.fma(p, d, c[degree]);
    }
    double slope = Math.fma(c[1], d, Math.fma(p * d, d, REST[i]));
    return Math.copySign(slope + c[0], x);
  }
}
