package tapedeck.kernel.vml;

/**
 * ln of float32 numbers, as {@code __svml_logf16_ha} with AVX-512: with r ≈ 1 ÷ x of six bits and d
 * = r · x − 1, ln x = −ln r + ln(1 + d), the first from a table in two parts and the second by its
 * series.
 */
public final class FloatLog {
  private static final int PARTS = 32;
  private static final int PART = 18;
  private static final int HALF_PART = 1 << (PART - 1);

  /** From it on 1 ÷ x would be subnormal. */
  private static final float LARGE = 0x1p126f;

  private static final float LN2_HIGH = 0x1.62e4p-1f;
  private static final float LN2_LOW = 0x1.7f7d1cp-20f;
  private static final float C2 = -0.5f;
  private static final float C3 = 0x1.55623cp-2f;
  private static final float C4 = -0x1.00102p-2f;

  /** −ln r, and what it lacks, by the five bits behind r's first. */
  private static final float[] LOG = Tables.floats("log.high");

  private static final float[] REST = Tables.floats("log.low");

  private FloatLog() {}

  /** ln x. */
  public static float log(float x) {
    if (!(x > 0) || x == Float.POSITIVE_INFINITY) {
      return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
    }
    return x < Float.MIN_NORMAL
        ? log(x * 0x1p32f, 32)
        : x < LARGE ? log(x, 0) : log(x * 0x1p-32f, -32);
  }

  /** ln(x ÷ 2ᵉ). */
  private static float log(float x, int e) {
    int bits = (Float.floatToRawIntBits(Approximation.reciprocal(x)) + HALF_PART) & (-1 << PART);
    float n = -(Math.getExponent(Float.intBitsToFloat(bits)) + e);
    int i = (bits >>> PART) & (PARTS - 1);
    float d = Math.fma(x, Float.intBitsToFloat(bits), -1);
    float high = Math.fma(n, LN2_HIGH, LOG[i]);
    float low = Math.fma(n, LN2_LOW, REST[i]);
    float series = Math.fma(Math.fma(C4, d, C3), d, C2);
    float sum = high + d;
    return sum + (Math.fma(d * d, series, low) + (d - (sum - high)));
  }
}
