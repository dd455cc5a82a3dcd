package tapedeck.kernel.vml;

/**
 * √x of float64 numbers as MKL's vector library gives it with AVX-512: y ≈ 1 ÷ √x, s = x · y and h
 * = y ÷ 2 are improved by Newton's step, s is improved again by (x − s²) · h.
 */
public final class DoubleSqrt {
  /** Below it x − s² would be subnormal, and x is multiplied by a power of 4. */
  private static final double SMALL = 0x1p-900;

  private DoubleSqrt() {}

  /** √x. */
  public static double sqrt(double x) {
    if (x >= SMALL && x < Double.POSITIVE_INFINITY) {
      return normal(x);
    }
    return x > 0 && x < SMALL ? normal(x * 0x1p512) * 0x1p-256 : Math.sqrt(x);
  }

  private static double normal(double x) {
    double y = Approximation.root(x);
    double s = x * y;
    double h = 0.5 * y;
    double e = Math.fma(-s, h, 0.5);
    s = Math.fma(s, e, s);
    h = Math.fma(h, e, h);
    return Math.fma(h, Math.fma(-s, s, x), s);
  }
}
