package tapedeck.kernel.vml;

/**
 * log₁₀ of float32 numbers, as {@code __svml_log10f16_ha} with AVX-512: x = m · 2ᵉ, r ≈ 1 ÷ m of
 * six bits and d = r · m − 1; the logarithms of 2ᵉ and of r from a table in two parts, and that of
 * 1 + d by its series.
 */
public final class FloatLog10 {
  private static final int PARTS = 32;
  private static final float LOG_2_HIGH = 0x1.344p-2f;
  private static final float LOG_2_LOW = 0x1.3509f8p-18f;
  private static final float C1 = 0x1.bcb7b2p-2f;
  private static final float C1_REST = -0x1.71ba8p-27f;
  private static final float C2 = -0x1.bcb7b2p-3f;
  private static final float C3 = 0x1.2885acp-3f;
  private static final float C4 = -0x1.bcd3b6p-4f;

  /** log₁₀(2 ÷ r), and what it lacks, by the five bits behind r's first. */
  private static final float[] LOG = Tables.floats("log10.high");

  private static final float[] REST = Tables.floats("log10.low");

  private FloatLog10() {}

  /** log₁₀ x. */
  public static float log10(float x) {
    if (!(x > 0) || x == Float.POSITIVE_INFINITY) {
      return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
    }
    float normal = x < Float.MIN_NORMAL ? x * 0x1p32f : x;
    int e = Math.getExponent(normal);
    float m = Math.scalb(normal, -e - 1);
    float r = (float) Math.rint(Approximation.reciprocal(m) * PARTS) / PARTS;
    float n = e - (x < Float.MIN_NORMAL ? 32 : 0) - Math.getExponent(r);
    int i = (Float.floatToRawIntBits(r) >>> 18) & (PARTS - 1);
    float d = Math.fma(m, r, -1);
    float p = Math.fma(d * d, Math.fma(C4, d, C3), Math.fma(C2, d, C1_REST));
    float high = Math.fma(n, LOG_2_HIGH, LOG[i]);
    float low = Math.fma(LOG_2_LOW, n, REST[i]);
    float sum = Math.fma(d, C1, high);
    return sum + (Math.fma(d, p, low) + Math.fma(d, C1, -(sum - high)));
  }
}
