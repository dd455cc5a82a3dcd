package tapedeck.kernel.vml;

/**
 * arcsin, arccos and arctan of float32 numbers, as {@code __svml_asinf16_ha} and its like with
 * AVX-512.
 *
 * <p>Up to 1/2 arcsin is a polynomial; beyond, π ÷ 2 − 2 arcsin √y with y = (1 − |x|) ÷ 2, the root
 * in two parts. arctan x = arctan k + arctan((x − k) ÷ (1 + k x)) with k the next quarter, or π ÷ 2
 * − arctan(1 ÷ x) from 7.75 on.
 */
public final class FloatArc {
  private static final float TINY = 0x1p-32f;
  private static final int UPPER_OF_SUM = 0xffffe000;
  private static final int UPPER_OF_ROOT = 0xfffff800;
  private static final float ROOT_1 = 0x1.000002p-2f;
  private static final float ROOT_2 = -0x1.800008p-4f;
  private static final float A1 = 0x1.5555fep-3f;
  private static final float A2 = 0x1.32f824p-4f;
  private static final float A3 = 0x1.753568p-5f;
  private static final float A4 = 0x1.8654d6p-6f;
  private static final float A5 = 0x1.5db80ep-5f;
  private static final float HALF_PI = 0x1.921fb6p0f;
  private static final float HALF_PI_REST = -0x1.777a5cp-25f;
  private static final float LARGE = 7.75f;
  private static final float LARGEST = 0x1p32f;
  // adding it rounds to a quarter, and the last bits are the quarters
  private static final float ROUNDING = 0x1p21f;
  private static final float T1 = -0x1.555554p-2f;
  private static final float T2 = 0x1.9991c4p-3f;
  private static final float T3 = -0x1.1f51bcp-3f;

  /** arctan of the quarters, and what it lacks. */
  private static final float[] ARCTAN = Tables.floats("atan.high");

  private static final float[] ARCTAN_REST = Tables.floats("atan.low");

  private FloatArc() {}

  /** arcsin x. */
  public static float asin(float x) {
    float size = Math.abs(x);
    if (!(size <= 1)) {
      return Float.NaN;
    }
    float y = Math.fma(-0.5f, size, 0.5f);
    float square = Math.min(size * size, y);
    float p = series(square);
    if (size < 0.5f) {
      return Math.copySign(size + Math.fma(size, p, 0), x);
    }
    float high = rootHigh(y);
    float less = rootLess(y, high);
    float first = HALF_PI - high;
    float rest = (HALF_PI_REST + less) - (high - (HALF_PI - first));
    return Math.copySign(first + Math.fma(less - high, p, rest), x);
  }

  /** arccos x. */
  public static float acos(float x) {
    float size = Math.abs(x);
    if (!(size <= 1)) {
      return Float.NaN;
    }
    float y = Math.fma(0.5f, -size, 0.5f);
    float square = Math.min(size * size, y);
    float p = series(square);
    int sign = Float.floatToRawIntBits(x) & Integer.MIN_VALUE;
    if (square < y) {
      float rest = flipped(HALF_PI_REST, sign);
      return flipped(Math.fma(-size, p, rest) + -size, sign) + HALF_PI;
    }
    float high = rootHigh(y);
    float less = rootLess(y, high);
    boolean beyond = x <= square;
    float rest = flipped(beyond ? 2 * HALF_PI_REST : 0, sign) - less;
    return flipped(Math.fma(high - less, p, rest) + high, sign) + (beyond ? 2 * HALF_PI : 0);
  }

  private static float flipped(float x, int sign) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(x) ^ sign);
  }

  /** arcsin(s) ÷ s − 1, s² given. */
  private static float series(float square) {
    float p = Math.fma(square * square, Math.fma(A5, square, A4), Math.fma(A3, square, A2));
    return Math.fma(square, p, A1) * square;
  }

  /** 1 ÷ √y, but for its last bits. */
  private static float root(float y) {
    return y < TINY ? 0 : masked(Approximation.root(y), UPPER_OF_ROOT);
  }

  /** 2 √y, but for its last bits. */
  private static float rootHigh(float y) {
    return masked(y + y, UPPER_OF_SUM) * root(y);
  }

  /** What {@code high} has more than 2 √y. */
  private static float rootLess(float y, float high) {
    float root = root(y);
    float low = ((y + y) - masked(y + y, UPPER_OF_SUM)) * root;
    float e = low * root + Math.fma(root, high, -2);
    return Math.fma((high + low) * e, Math.fma(ROOT_2, e, ROOT_1), -low);
  }

  private static float masked(float x, int mask) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(x) & mask);
  }

  /** arctan x. */
  public static float atan(float x) {
    if (Float.isNaN(x)) {
      return x;
    }
    float size = Math.abs(x);
    boolean near = size < LARGE;
    float shifted = size + ROUNDING;
    float k = shifted - ROUNDING;
    int i = Float.floatToRawIntBits(shifted) & 31;
    float above = near ? size - k : -1;
    float below = near ? Math.fma(k, size, 1) : Math.min(size, LARGEST);
    float belowRest = Math.fma(k, size, -(below - 1));
    float inverse = Approximation.reciprocal(below);
    inverse = Math.fma(Math.fma(-inverse, below, 1), inverse, inverse);
    float q = inverse * above;
    float rest = Math.fma(q, Math.fma(-inverse, below, 1), Math.fma(inverse, above, -q));
    if (near) {
      rest = Math.fma(-(belowRest * inverse), q, rest);
    }
    float high = near ? ARCTAN[i] : HALF_PI;
    float low = near ? ARCTAN_REST[i] : HALF_PI_REST;
    float square = q * q;
    float sum = high + q;
    float p = Math.fma(Math.fma(T3, square, T2), square, T1);
    float small = (rest + low) + (q - (sum - high));
    return Math.copySign(Math.fma(square * q, p, small) + sum, x);
  }
}
