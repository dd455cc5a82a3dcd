package tapedeck.kernel;

import tapedeck.kernel.Elementwise.FloatFunction1;

/**
 * exp and ln of float32 numbers to the last digit as PyTorch's vector code gives them: by the
 * algorithms of SLEEF with an error below 1.0 ulp ({@code expf_u10}, {@code logf_u10}; Shibata and
 * Petrogalli, "SLEEF: A Portable Vectorized Library of C Standard Mathematical Functions", 2020).
 *
 * <p>PyTorch computes element-wise operators in blocks of {@link #BLOCK} elements by vectors, and
 * what is left over one by one with the C library ({@link CLibrary}).
 */
public final class VectorMath {
  /** The elements of two vectors of 512 bits. */
  public static final int BLOCK = 32;

  static final float LOG2_E = 1.442695f;
  static final float LN2_HIGH = 0.69314575f;
  static final float LN2_LOW = 0.0000014286068f;
  // adding it rounds to an integer, whose bits are then the last ones
  static final float ROUNDING = 0x1.8p23f;
  static final int ROUNDING_BITS = Float.floatToRawIntBits(ROUNDING);
  static final float E1 = 0.00019852762f;
  static final float E2 = 0.0013930436f;
  static final float E3 = 0.008333361f;
  static final float E4 = 0.041666485f;
  static final float E5 = 0.16666667f;
  static final float RANGE = 104;
  static final int BIAS = 127;
  static final int MANTISSA = 23;

  // ln 2 as the sum of two float32 numbers
  private static final float LN2 = 0.6931472f;
  private static final float LN2_REST = -1.9046542E-9f;
  private static final float L1 = 0.3027295f;
  private static final float L2 = 0.39961082f;
  private static final float L3 = 0.6666695f;

  private static final float ERF_SCALE = 0.3275911f;
  private static final float[] ERF = {
    1.0614054f, -1.4531521f, 1.4214138f, -0.28449672f, 0.2548296f
  };

  private VectorMath() {}

  /** The number of elements, of {@code count} in a run, that are computed by vectors. */
  public static int inBlocks(int count) {
    return count - count % BLOCK;
  }

  /** {@code f} by vectors in the blocks of a run, one by one in the rest. */
  public static Elementwise.RunLoop loop(FloatFunction1 vectors, FloatFunction1 single) {
    return loop(BLOCK, vectors, single);
  }

  /** The same in blocks of {@code block} elements. */
  public static Elementwise.RunLoop loop(int block, FloatFunction1 vectors, FloatFunction1 single) {
    return (out, x, from) -> {
      int blocks = out.length - out.length % block;
      for (int i = 0; i < blocks; i++) {
        out[i] = vectors.apply(x[from + i]);
      }
      for (int i = blocks; i < out.length; i++) {
        out[i] = single.apply(x[from + i]);
      }
    };
  }

  /** {@code x[i] = exp(x[i])} for {@code from <= i < to}. */
  static void exponentiate(float[] x, int from, int to) {
    WideKernels.of(to - from).exponentiate(x, from, to);
  }

  /** {@code out[i] = σ(x[from + i])}, σ(x) = 1 ÷ (1 + e⁻ˣ), by vectors in the blocks of the run. */
  public static void sigmoid(float[] out, float[] x, int from) {
    int blocks = inBlocks(out.length);
    for (int i = 0; i < blocks; i++) {
      out[i] = -x[from + i];
    }
    exponentiate(out, 0, blocks);
    for (int i = 0; i < blocks; i++) {
      out[i] = 1 / (1 + out[i]);
    }
    for (int i = blocks; i < out.length; i++) {
      out[i] = singleSigmoid(x[from + i]);
    }
  }

  /** σ(x) as the C library's exp gives it. */
  public static float singleSigmoid(float x) {
    return 1 / (1 + singleExp(-x));
  }

  /** eˣ as the C library computes it. */
  public static float singleExp(float x) {
    return CLibrary.exp(x);
  }

  /** ln(1 + x) as the C library computes it. */
  public static float singleLog1p(float x) {
    return CLibrary.log1p(x);
  }

  /** eˣ. */
  public static float exp(float x) {
    if (!(x >= -RANGE && x <= RANGE)) {
      return x < -RANGE ? 0 : x > RANGE ? Float.POSITIVE_INFINITY : x;
    }
    float shifted = x * LOG2_E + ROUNDING;
    int q = Float.floatToRawIntBits(shifted) - ROUNDING_BITS;
    float n = shifted - ROUNDING;
    float s = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float u = Math.fma(E1, s, E2);
    u = Math.fma(u, s, E3);
    u = Math.fma(u, s, E4);
    u = Math.fma(u, s, E5);
    u = Math.fma(u, s, 0.5f);
    u = 1 + Math.fma(s * s, u, s);
    // in two steps, for 2^q itself may be too small or too large
    int half = q >> 1;
    return u * power(half) * power(q - half);
  }

  private static float power(int exponent) {
    return Float.intBitsToFloat((exponent + BIAS) << MANTISSA);
  }

  /**
   * erf(x) by M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions" (1964), 7.1.26,
   * whose error is up to 1.5 · 10⁻⁷.
   */
  public static float erf(float x) {
    return erf(x, exp(-(x * x)));
  }

  /** The same with e^(−x²) as somebody else computes it. */
  static float erf(float x, float e) {
    float t = 1 / Math.fma(ERF_SCALE, Math.abs(x), 1);
    float sum = ERF[0];
    for (int i = 1; i < ERF.length; i++) {
      sum = Math.fma(sum, t, ERF[i]);
    }
    return withSign(Math.fma(-e * t, sum, 1), x);
  }

  /** {@code y}, turned around where {@code x} is negative. */
  static float withSign(float y, float x) {
    int sign = Float.floatToRawIntBits(x) & Integer.MIN_VALUE;
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ sign);
  }

  /** ln x. */
  public static float log(float x) {
    if (!(x > 0) || x == Float.POSITIVE_INFINITY) {
      return x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
    }
    int exponent = Math.getExponent(x * (1 / 0.75f));
    float e = exponent;
    float m = Math.scalb(x, -exponent);
    if (exponent < Float.MIN_EXPONENT) {
      int own = (int) Math.floor(Math.log(x * (1 / 0.75)) / Math.log(2));
      e = own;
      m = (float) Math.scalb((double) x, -own);
    }
    float above = -1 + m;
    float below = 1 + m;
    return log(e, above, rest(-1, m, above), below, rest(1, m, below));
  }

  /** ln(1 + x). */
  public static float log1p(float x) {
    float y = 1 + x;
    if (!(y > 0) || y == Float.POSITIVE_INFINITY) {
      return y == 0 ? Float.NEGATIVE_INFINITY : y > 0 ? y : Float.NaN;
    }
    int exponent = Math.getExponent(y * (1 / 0.75f));
    float scale = power(-exponent);
    float m = Math.fma(x, scale, scale - 1);
    float below = 2 + m;
    return log(exponent, m, 0, below, (2 - below) + m);
  }

  /** e · ln 2 + 2 · artanh(z), z = above ÷ below, which are sums of two numbers each. */
  private static float log(float e, float above, float aboveRest, float below, float belowRest) {
    float high = LN2 * e;
    float low = Math.fma(LN2_REST, e, Math.fma(LN2, e, -high));
    float inverse = 1 / below;
    float z = above * inverse;
    float u = Math.fma(inverse, above, -z);
    float v = Math.fma(-belowRest, inverse, Math.fma(-below, inverse, 1));
    float zRest = Math.fma(z, v, Math.fma(aboveRest, inverse, u));
    float square = z * z;
    float t = Math.fma(Math.fma(L1, square, L2), square, L3);
    float sum = high + z * 2;
    float sumRest = high - sum + z * 2 + low + zRest * 2;
    float term = square * z * t;
    float total = sum + term;
    return total + (sum - total + term + sumRest);
  }

  /** What {@code sum} = a + b lacks. */
  private static float rest(float a, float b, float sum) {
    float own = sum - a;
    return (a - (sum - own)) + (b - own);
  }
}
