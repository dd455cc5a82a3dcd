package tapedeck.kernel.vml;

/**
 * sin and cos of float32 numbers, as {@code __svml_sinf16_ha} and {@code __svml_cosf16_ha} with
 * AVX-512: x less the next multiple of π, in float64, and an odd polynomial of degree 9.
 */
public final class FloatSine {
  static final float INVERSE_PI = 0x1.45f306p-2f;
  // adding it rounds to an integer, whose bits are then the last ones
  static final float ROUNDING = 0x1.8p23f;
  static final float HALF_PI = 0x1.921fb6p0f;
  static final double PI_HIGH = 0x1.921fb5444p1;
  static final double PI_LOW = 0x1.68c234c4c6629p-38;
  static final double C3 = -0x1.55554bc836587p-3;
  static final double C5 = 0x1.110ed3804ca96p-7;
  static final double C7 = -0x1.9f6ffeea73463p-13;
  static final double C9 = 0x1.5dbdf0e4c7deep-19;

  /** Beyond it multiples of π would have too few digits. */
  static final float LARGEST = 10_000;

  private FloatSine() {}

  /** sin(x). */
  public static float sin(float x) {
    float size = Math.abs(x);
    if (!(size <= LARGEST)) {
      return (float) Math.sin(x);
    }
    float shifted = Math.fma(size, INVERSE_PI, ROUNDING);
    return signed(series(size, shifted - ROUNDING), shifted, x);
  }

  /** cos(x). */
  public static float cos(float x) {
    float size = Math.abs(x);
    if (!(size <= LARGEST)) {
      return (float) Math.cos(x);
    }
    float shifted = Math.fma(size + HALF_PI, INVERSE_PI, ROUNDING);
    return signed(series(size, shifted - ROUNDING - 0.5f), shifted, 0);
  }

  /** The sine of x − n · π. */
  private static float series(float x, float n) {
    double r = Math.fma(-(double) n, PI_LOW, Math.fma(-(double) n, PI_HIGH, x));
    double square = r * r;
    double p = Math.fma(Math.fma(Math.fma(C9, square, C7), square, C5), square, C3);
    return (float) Math.fma(p * square, r, r);
  }

  /** {@code sine}, turned where the number in {@code shifted} is odd and where x is negative. */
  private static float signed(float sine, float shifted, float x) {
    int turned = (Float.floatToRawIntBits(shifted) << 31) ^ Float.floatToRawIntBits(x);
    return Float.intBitsToFloat(Float.floatToRawIntBits(sine) ^ (turned & Integer.MIN_VALUE));
  }
}
