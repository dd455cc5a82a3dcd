package tapedeck.kernel.vml;

/**
 * ln of float64 numbers, as {@code __svml_log8_ha} with AVX-512: x = m · 2ᵉ, r ≈ 1 ÷ m of five bits
 * and d = r · m − 1; ln x = e ln 2 − ln r + ln(1 + d), the second from a table in two parts and the
 * last by its series.
 */
public final class DoubleLog {
  private static final double LN2_HIGH = 0x1.62e42fefap-1;
  private static final double LN2_LOW = 0x1.cf79abc9ep-40;
  private static final double C2 = -0x1.fffffffffffc6p-2;
  private static final double C3 = 0x1.5555555555466p-2;
  private static final double C4 = -0x1.00000000c05bdp-2;
  private static final double C5 = 0x1.9999999cc9f5cp-3;
  private static final double C6 = -0x1.55553fb28db06p-3;
  private static final double C7 = 0x1.249229cee81efp-3;
  private static final double C8 = -0x1.007357e93af62p-3;
  private static final double C9 = 0x1.c81cd309d7c7p-4;
  private static final int PARTS = 32;

  /**
   * −ln r, less ln 2 where r is below 3/4, and what it lacks, by the four bits behind r's first.
   */
  private static final double[] LOG = Tables.doubles("log64.high");

  private static final double[] REST = Tables.doubles("log64.low");

  private DoubleLog() {}

  /** ln x. */
  public static double log(double x) {
    if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
      return x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
    }
    return x < Double.MIN_NORMAL ? log(x * 0x1p64, -64) : log(x, 0);
  }

  /** ln(x · 2ᵉ). */
  private static double log(double x, int e) {
    int exponent = Math.getExponent(x);
    double m = Math.scalb(x, -exponent);
    double r = Math.rint(Approximation.reciprocal(m) * PARTS) / PARTS;
    double n = exponent + e + (r < 0.75 ? 1 : 0);
    int i = (int) (Double.doubleToRawLongBits(r) >>> 48) & 15;
    double d = Math.fma(m, r, -1);
    double square = d * d;
    double p = Math.fma(square, Math.fma(d, C9, C8), Math.fma(d, C7, C6));
    double q = Math.fma(square, Math.fma(d, C5, C4), Math.fma(d, C3, C2));
    p = Math.fma(square * square, p, q);
    double high = Math.fma(n, LN2_HIGH, LOG[i]);
    double low = Math.fma(n, LN2_LOW, REST[i]);
    double sum = high + d;
    return sum + (Math.fma(square, p, d - (sum - high)) + low);
  }
}
