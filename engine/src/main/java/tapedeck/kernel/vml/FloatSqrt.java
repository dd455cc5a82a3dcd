package tapedeck.kernel.vml;

/**
 * √x of float32 numbers as MKL's vector library gives it with AVX-512: one step of Newton's from y
 * ≈ 1 ÷ √x, s + (x − s²) · y ÷ 2 with s = x · y. One result in 150 is not the nearest number.
 */
public final class FloatSqrt {
  /** Below it x − s² would be subnormal, and x is multiplied by a power of 4. */
  private static final float SMALL = 0x1p-96f;

  private FloatSqrt() {}

  /** √x. */
  public static float sqrt(float x) {
    if (x >= SMALL && x < Float.POSITIVE_INFINITY) {
      return normal(x);
    }
    return x > 0 && x < SMALL ? normal(x * 0x1p64f) * 0x1p-32f : (float) Math.sqrt(x);
  }

  private static float normal(float x) {
    float y = Approximation.root(x);
    float s = x * y;
    return Math.fma(Math.fma(-s, s, x), 0.5f * y, s);
  }
}
