package tapedeck.kernel.vml;

/**
 * sin and cos of float64 numbers, as {@code __svml_sin8_ha} and {@code __svml_cos8_ha} with
 * AVX-512: x less the next multiple n of π ÷ 16, in two parts; sin and cos of n · π ÷ 16 from a
 * table, those of the rest by their series, and the formulas for sums.
 */
public final class DoubleSine {
  private static final double INVERSE_STEP = 0x1.45f306dc9c883p+2;
  // adding it rounds to an integer, whose bits are then the last ones
  private static final double ROUNDING = 0x1.8p52;
  private static final double STEP_1 = 0x1.921fb54442d18p-3;
  private static final double STEP_2 = 0x1.1a62633p-57;
  private static final double STEP_3 = 0x1.45c06e0e68948p-89;
  private static final double SIN_3 = -0x1.5555555555555p-3;
  private static final double SIN_5 = 0x1.111111110e99dp-7;
  private static final double SIN_7 = -0x1.a01a00ed01edep-13;
  private static final double SIN_9 = 0x1.71c97d22a73ddp-19;
  private static final double COS_2 = -0x1.ffffffffffffcp-2;
  private static final double COS_4 = 0x1.555555554e8d6p-5;
  private static final double COS_6 = -0x1.6c16c075d73f8p-10;
  private static final double COS_8 = 0x1.9ffd7d9d749bcp-16;

  /** Beyond it multiples of π ÷ 16 would have too few digits. */
  private static final double LARGEST = 0x1p24;

  /** sin and cos of n · π ÷ 16. */
  private static final double[] SIN = Tables.doubles("sine64.sin");

  private static final double[] COS = Tables.doubles("sine64.cos");

  /**
   * What COS lacks, as a float64; the lower half of its bits is the upper one of what SIN lacks.
   */
  private static final long[] REST = Tables.longs("sine64.rest");

  private DoubleSine() {}

  /** sin(x). */
  public static double sin(double x) {
    if (!(Math.abs(x) <= LARGEST)) {
      return Math.sin(x);
    }
    if (x == 0) {
      return x;
    }
    double shifted = Math.fma(x, INVERSE_STEP, ROUNDING);
    double n = shifted - ROUNDING;
    long bits = Double.doubleToRawLongBits(shifted);
    int j = (int) bits & 15;
    double r = rest(x, n);
    double square = r * r;
    double sin = SIN[j];
    double cos = COS[j];
    double sum = Math.fma(cos, r, sin);
    double lost = Math.fma(r, cos, -(sum - sin));
    double low = Math.fma(r, Double.longBitsToDouble(REST[j]), lost);
    double turned = Math.fma(-r, sin, cos);
    low += Math.fma(low(x, n), turned, Double.longBitsToDouble(REST[j] << 32));
    double series = Math.fma(cos * r, sine(square), sin * cosine(square));
    return signed(sum + Math.fma(square, series, low), bits);
  }

  /** cos(x). */
  public static double cos(double x) {
    if (!(Math.abs(x) <= LARGEST)) {
      return Math.cos(x);
    }
    double shifted = Math.fma(x, INVERSE_STEP, ROUNDING);
    double n = shifted - ROUNDING;
    long bits = Double.doubleToRawLongBits(shifted);
    int j = (int) bits & 15;
    double r = rest(x, n);
    double square = r * r;
    double sin = SIN[j];
    double cos = COS[j];
    double sum = Math.fma(-sin, r, cos);
    double lost = Math.fma(r, sin, -(cos - sum));
    double less = Math.fma(r, Double.longBitsToDouble(REST[j] << 32), lost);
    double turned = Math.fma(r, cos, sin);
    double low = Math.fma(-low(x, n), turned, Double.longBitsToDouble(REST[j])) - less;
    double series = Math.fma(-(sin * r), sine(square), cos * cosine(square));
    return signed(sum + Math.fma(square, series, low), bits);
  }

  /** x − n · π ÷ 16. */
  private static double rest(double x, double n) {
    return Math.fma(-n, STEP_3, Math.fma(-n, STEP_2, Math.fma(-n, STEP_1, x)));
  }

  /** What {@link #rest} lacks. */
  private static double low(double x, double n) {
    double first = Math.fma(-n, STEP_1, x);
    double second = Math.fma(-n, STEP_2, first);
    double third = Math.fma(-n, STEP_3, second);
    return Math.fma(-n, STEP_2, first - second) - Math.fma(n, STEP_3, third - second);
  }

  /** (sin r ÷ r − 1) ÷ r². */
  private static double sine(double square) {
    return Math.fma(square, Math.fma(square, Math.fma(square, SIN_9, SIN_7), SIN_5), SIN_3);
  }

  /** (cos r − 1) ÷ r². */
  private static double cosine(double square) {
    return Math.fma(square, Math.fma(square, Math.fma(square, COS_8, COS_6), COS_4), COS_2);
  }

  /** Turned where n is odd in units of π. */
  private static double signed(double value, long bits) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(value) ^ ((bits >>> 4) << 63));
  }
}
