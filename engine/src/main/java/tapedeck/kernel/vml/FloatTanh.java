package tapedeck.kernel.vml;

/**
 * tanh of float32 numbers, as {@code __svml_tanhf16_ha} with AVX-512: a polynomial of degree 6
 * about the middle of each of 30 intervals, which are the quarters of the binades from 3/64 to 9.5;
 * its first coefficient is in two parts.
 */
public final class FloatTanh {
  static final int DEGREE = 6;
  static final int FIRST = 0x3d400000;
  static final int LAST = 0x3e00000;
  static final int QUARTER = 21;
  static final int INFINITY = 0x7f800000;

  /** The middle of the intervals. */
  static final float[] MIDDLE = Tables.floats("tanh.middle");

  static final float[] REST = Tables.floats("tanh.rest");

  /** The coefficients of each degree. */
  static final float[][] C = new float[DEGREE + 1][];

  static {
    for (int i = 0; i <= DEGREE; i++) {
      C[i] = Tables.floats("tanh.c" + i);
    }
  }

  private FloatTanh() {}

  /** tanh(x). */
  public static float tanh(float x) {
    if (Float.isNaN(x)) {
      return x;
    }
    int size = Float.floatToRawIntBits(x) & Integer.MAX_VALUE;
    int i = Math.min(Math.max(size - FIRST, 0), LAST) >>> QUARTER;
    if (i == MIDDLE.length - 1) {
      return Math.copySign(1, x);
    }
    float d = Float.intBitsToFloat(size) - MIDDLE[i];
    float p = Math.fma(C[6][i], d, C[5][i]);
    p = Math.fma(p, d, C[4][i]);
    p = Math.fma(p, d, C[3][i]);
    p = Math.fma(p, d, C[2][i]);
    float slope = Math.fma(C[1][i], d, Math.fma(p * d, d, REST[i]));
    return Math.copySign(slope + C[0][i], x);
  }
}
