package tapedeck.kernel.vml;

/**
 * eˣ of float32 numbers, as {@code __svml_expf16_ha} with AVX-512: x = (n + j ÷ 32) ln 2 + r with n
 * and 0 ≤ j < 32 integers, and eˣ = 2ⁿ · T · (1 + r + r² · (c₂ + c₃ r)), T = 2^(j ÷ 32) in two
 * parts.
 */
public final class FloatExp {
  static final int PARTS = 32;
  static final int PART_BITS = 5;
  static final float LOG2_E = 0x1.715476p0f;
  static final float LN2_HIGH = 0x1.62e43p-1f;
  static final float LN2_LOW = -0x1.05c61p-29f;
  // adding it rounds to a multiple of 1/32, of which the last bits are the parts
  static final float ROUNDING = 0x1.8p18f;
  static final int ROUNDING_BITS = Float.floatToRawIntBits(ROUNDING);
  static final float C2 = 0x1.0001ecp-1f;
  static final float C3 = 0x1.5557e6p-3f;

  /** Below it the result is subnormal, and MKL computes it in float64. */
  private static final float LOWEST = -87.33654f;

  /** Beyond it the result is infinite. */
  private static final float HIGHEST = 89;

  /** 2^(j ÷ 32), and what it lacks, as a part of it. */
  static final float[] POWER = Tables.floats("exp.power");

  static final float[] REST = Tables.floats("exp.rest");

  private FloatExp() {}

  /** eˣ. */
  public static float exp(float x) {
    if (!(x >= LOWEST && x <= HIGHEST)) {
      return x < LOWEST ? (float) Math.exp(x) : x > HIGHEST ? Float.POSITIVE_INFINITY : x;
    }
    float shifted = Math.fma(x, LOG2_E, ROUNDING);
    // + 0, so that -0 counts as no remainder
    float remainder = Math.fma(x, LOG2_E, ROUNDING - shifted) + 0f;
    int q = Float.floatToRawIntBits(shifted) + (Float.floatToRawIntBits(remainder) >> 31);
    float n = Float.intBitsToFloat(q) - ROUNDING;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float power = POWER[q & (PARTS - 1)];
    float series = Math.fma(Math.fma(C3, r, C2), r * r, REST[q & (PARTS - 1)] + r);
    return scaled(Math.fma(series, power, power), (q - ROUNDING_BITS) >> PART_BITS);
  }

  /** {@code x · 2ⁿ}, in two steps, for 2ⁿ itself may be too small or too large. */
  private static float scaled(float x, int n) {
    int half = n >> 1;
    return x * power(half) * power(n - half);
  }

  private static float power(int exponent) {
    return Float.intBitsToFloat((exponent + 127) << 23);
  }
}
