package tapedeck.kernel;

/**
 * eˣ as a sum of two float32 numbers, and what follows from it with one rounding: eˣ − 1 and tanh
 * to the last digit as PyTorch's vector code gives them, by SLEEF's {@code expm1f_u10} and {@code
 * tanhf_u10} (Shibata and Petrogalli, "SLEEF: A Portable Vectorized Library of C Standard
 * Mathematical Functions", 2020).
 */
public final class CompensatedExp {
  private static final float E1 = 1.9809602E-4f;
  private static final float E2 = 0.0013942565f;
  private static final float E3 = 0.008333457f;
  private static final float E4 = 0.041666374f;
  private static final float E5 = 0.16666666f;

  /** From where on eˣ is infinite, eˣ − 1 is −1, and tanh is 1. */
  private static final float INFINITE = 88.72283f;

  private static final float NOTHING = -16.635532f;
  private static final float ONE = 8.66434f;

  private CompensatedExp() {}

  /** A number as {@code high + low}, where low is below the last digit of high. */
  private record Pair(float high, float low) {
    Pair plus(float y) {
      float sum = high + y;
      float own = sum - high;
      return new Pair(sum, (high - (sum - own)) + (y - own) + low);
    }

    Pair plus(Pair y) {
      float sum = high + y.high;
      float own = sum - high;
      return new Pair(sum, (high - (sum - own)) + (y.high - own) + (low + y.low));
    }

    /** The same where this is the larger one. */
    Pair plusSmaller(Pair y) {
      float sum = high + y.high;
      return new Pair(sum, high - sum + y.high + low + y.low);
    }

    Pair negated() {
      return new Pair(-high, -low);
    }

    Pair times(float y) {
      float product = high * y;
      return new Pair(product, Math.fma(low, y, Math.fma(high, y, -product)));
    }

    Pair times(Pair y) {
      float product = high * y.high;
      float rest = Math.fma(high, y.high, -product);
      return new Pair(product, Math.fma(high, y.low, Math.fma(low, y.high, rest)));
    }

    Pair squared() {
      float product = high * high;
      return new Pair(product, Math.fma(high + high, low, Math.fma(high, high, -product)));
    }

    Pair inverse() {
      float inverse = 1 / high;
      return new Pair(inverse, inverse * lack(inverse));
    }

    Pair dividedBy(Pair y) {
      float inverse = 1 / y.high;
      float quotient = high * inverse;
      float rest = Math.fma(inverse, high, -quotient);
      return new Pair(quotient, Math.fma(quotient, y.lack(inverse), Math.fma(low, inverse, rest)));
    }

    /** 1 less the product with {@code inverse}. */
    private float lack(float inverse) {
      return Math.fma(-low, inverse, Math.fma(-high, inverse, 1));
    }

    float sum() {
      return high + low;
    }
  }

  /** eˣ. */
  private static Pair exp(float x) {
    float q = (float) Math.rint(x * VectorMath.LOG2_E);
    Pair s = new Pair(x, 0).plus(q * -VectorMath.LN2_HIGH).plus(q * -VectorMath.LN2_LOW);
    float u = Math.fma(Math.fma(Math.fma(E1, s.high, E2), s.high, E3), s.high, E4);
    Pair t = s.times(s.times(u).plus(E5)).plus(0.5f);
    t = new Pair(1, 0).plusSmaller(s.plus(s.squared().times(t)));
    return new Pair(Math.scalb(t.high, (int) q), Math.scalb(t.low, (int) q));
  }

  /** eˣ − 1. */
  public static float expm1(float x) {
    if (!(x >= NOTHING && x <= INFINITE) || x == 0) {
      return x < NOTHING ? -1 : x > INFINITE ? Float.POSITIVE_INFINITY : x;
    }
    return exp(x).plus(-1).sum();
  }

  /** tanh(x). */
  public static float tanh(float x) {
    float size = Math.abs(x);
    if (!(size <= ONE)) {
      return Float.isNaN(x) ? x : Math.copySign(1, x);
    }
    Pair e = exp(size);
    Pair inverse = e.inverse();
    Pair quotient = e.plusSmaller(inverse.negated()).dividedBy(e.plusSmaller(inverse));
    return Math.copySign(quotient.sum(), x);
  }
}
