package tapedeck.kernel;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Functions of single float32 numbers as the C library computes them that PyTorch runs with (glibc
 * 2.36 to 2.40 on x86-64), which are not correctly rounded: exp and ln after Nagy (ARM optimized
 * routines), the others after fdlibm (Sun Microsystems, 1993).
 */
public final class CLibrary {
  private static final int LOG_OFFSET = 0x3f330000;
  private static final double LN2 = 0x1.62e42fefa39efp-1;
  private static final double LOG_2 = -0x1.ffffef20a4123p-2;
  private static final double LOG_3 = 0x1.5575b0be00b6ap-2;
  private static final double LOG_4 = -0x1.00ea348b88334p-2;

  /** 1 ÷ c and ln c for the middles c of 16 parts. */
  private static final double[] INVERSE = {
    0x1.661ec79f8f3bep+0, 0x1.571ed4aaf883dp+0, 0x1.49539f0f010bp+0, 0x1.3c995b0b80385p+0,
    0x1.30d190c8864a5p+0, 0x1.25e227b0b8eap+0, 0x1.1bb4a4a1a343fp+0, 0x1.12358f08ae5bap+0,
    0x1.0953f419900a7p+0, 0x1p+0, 0x1.e608cfd9a47acp-1, 0x1.ca4b31f026aap-1,
    0x1.b2036576afce6p-1, 0x1.9c2d163a1aa2dp-1, 0x1.886e6037841edp-1, 0x1.767dcf5534862p-1
  };

  private static final double[] LOG = {
    -0x1.57bf7808caadep-2, -0x1.2bef0a7c06ddbp-2, -0x1.01eae7f513a67p-2, -0x1.b31d8a68224e9p-3,
    -0x1.6574f0ac07758p-3, -0x1.1aa2bc79c81p-3, -0x1.a4e76ce8c0e5ep-4, -0x1.1973c5a611cccp-4,
    -0x1.252f438e10c1ep-5, 0, 0x1.aa5aa5df25984p-5, 0x1.c5e53aa362eb4p-4,
    0x1.526e57720db08p-3, 0x1.bc2860d22477p-3, 0x1.1058bc8a07ee1p-2, 0x1.4043057b6ee09p-2
  };

  private static final float LN2_HIGH = 0x1.62e3p-1f;
  private static final float LN2_LOW = 0x1.2fefa2p-17f;

  /** Below −27 ln 2 the exponential function is nothing beside 1; it is infinite beyond 88. */
  private static final float LARGE = 0x1.2b7088p4f;

  private static final float LARGEST = 88;
  private static final float INVERSE_LN2 = 0x1.715476p+0f;
  private static final float[] LOG1P = {
    0x1.555556p-1f,
    0x1.99999ap-2f,
    0x1.24924ap-2f,
    0x1.c71c52p-3f,
    0x1.74664ap-3f,
    0x1.39a09ep-3f,
    0x1.2f112ep-3f
  };
  private static final float[] EXPM1 = {
    -0x1.111112p-5f, 0x1.a01a02p-10f, -0x1.4ce19ap-14f, 0x1.0cfca8p-18f, -0x1.afdb76p-23f
  };

  /** What eˣ is 2 to the power of, in 32nds; adding SHIFT rounds it. */
  private static final double LOG2_E = 0x1.71547652b82fep+0 * 32;

  private static final double SHIFT = 0x1.8p52;
  private static final double EXP_1 = 0x1.62e42ff0c52d6p-1 / 32;
  private static final double EXP_2 = 0x1.ebfce50fac4f3p-3 / 32 / 32;
  private static final double EXP_3 = 0x1.c6af84b912394p-5 / 32 / 32 / 32;

  /** 2^(i ÷ 32). */
  private static final double[] POWERS = new double[32];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power(i);
    }
  }

  private CLibrary() {}

  /** 2^(i ÷ 32), rounded to float64. */
  private static double power(int i) {
    BigDecimal power = BigDecimal.valueOf(2).pow(i);
    for (int halved = 1; halved < POWERS.length; halved *= 2) {
      power = power.sqrt(new MathContext(40));
    }
    return power.doubleValue();
  }

  /** eˣ. */
  public static float exp(float x) {
    if (!(Math.abs(x) < LARGEST)) {
      return (float) Math.exp(x);
    }
    double z = LOG2_E * x;
    double shifted = z + SHIFT;
    int k = (int) Double.doubleToRawLongBits(shifted);
    double r = z - (shifted - SHIFT);
    double scale = Math.scalb(POWERS[k & 31], k >> 5);
    double y = Math.fma(Math.fma(EXP_3, r, EXP_2), r * r, Math.fma(EXP_1, r, 1));
    return (float) (y * scale);
  }

  /** ln x. */
  public static float log(float x) {
    if (!(x > 0) || x == Float.POSITIVE_INFINITY || x < Float.MIN_NORMAL) {
      return (float) Math.log(x);
    }
    int bits = Float.floatToRawIntBits(x);
    int above = bits - LOG_OFFSET;
    int part = (above >> 19) & 15;
    int exponent = above >> 23;
    double z = Float.intBitsToFloat(bits - (above & 0xff800000));
    double r = Math.fma(z, INVERSE[part], -1);
    double start = Math.fma((double) exponent, LN2, LOG[part]);
    double square = r * r;
    double y = Math.fma(LOG_4, square, Math.fma(LOG_3, r, LOG_2));
    return (float) Math.fma(y, square, start + r);
  }

  /** ln(1 + x). */
  public static float log1p(float x) {
    if (!(x > -1) || x == Float.POSITIVE_INFINITY || Math.abs(x) < 0x1p-29f) {
      return (float) Math.log1p(x);
    }
    int bits = Float.floatToRawIntBits(x);
    if (bits < 0x3ed413d7 && (bits > 0 || bits <= 0xbe95f61f)) {
      return log1p(x, 0, 0, false);
    }
    float u = 1 + x;
    int sum = Float.floatToRawIntBits(u);
    int k = (sum >> 23) - 127;
    float c = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
    int mantissa = sum & 0x7fffff;
    if (mantissa < 0x3504f7) {
      u = Float.intBitsToFloat(mantissa | 0x3f800000);
    } else {
      k++;
      u = Float.intBitsToFloat(mantissa | 0x3f000000);
      mantissa = (0x00800000 - mantissa) >> 2;
    }
    return log1p(u - 1, k, c, mantissa == 0);
  }

  /** k ln 2 + ln(1 + f) + c. */
  private static float log1p(float f, int k, float c, boolean tiny) {
    float half = 0.5f * f * f;
    if (tiny) {
      if (f == 0) {
        return k * LN2_HIGH + (c + k * LN2_LOW);
      }
      float rest = half * (1 - 0.6666667f * f);
      return k == 0 ? f - rest : k * LN2_HIGH - ((rest - (k * LN2_LOW + c)) - f);
    }
    float s = f / (2 + f);
    float z = s * s;
    float r = z * polynomial(LOG1P, z);
    return k == 0
        ? f - (half - s * (half + r))
        : k * LN2_HIGH - ((half - (s * (half + r) + (k * LN2_LOW + c))) - f);
  }

  /** eˣ − 1. */
  public static float expm1(float x) {
    float size = Math.abs(x);
    if (!(x > -LARGE && x < LARGEST)) {
      return x < 0 ? -1 : (float) Math.expm1(x);
    }
    if (size < 0x1p-25f) {
      return x;
    }
    int bits = Float.floatToRawIntBits(size);
    if (bits <= 0x3eb17218) {
      return expm1(x, 0, 0);
    }
    float sign = Math.copySign(1, x);
    int k = bits < 0x3f851592 ? (int) sign : (int) (INVERSE_LN2 * x + 0.5f * sign);
    float high = x - k * LN2_HIGH;
    float low = k * LN2_LOW;
    float r = high - low;
    return expm1(r, k, (high - r) - low);
  }

  /** 2ᵏ · e^(x + c) − 1. */
  private static float expm1(float x, int k, float c) {
    float half = 0.5f * x;
    float square = x * half;
    float r = 1 + square * polynomial(EXPM1, square);
    float t = 3 - r * half;
    float e = square * ((r - t) / (6 - x * t));
    if (k == 0) {
      return x - (x * e - square);
    }
    e = (x * (e - c) - c) - square;
    if (k == -1) {
      return 0.5f * (x - e) - 0.5f;
    }
    if (k == 1) {
      return x < -0.25f ? -2 * (e - (x + 0.5f)) : 1 + 2 * (x - e);
    }
    if (k <= -2 || k > 56) {
      return scaled(1 - (e - x), k) - 1;
    }
    float small = Math.scalb(1f, -k);
    return k < 23 ? scaled((1 - small) - (e - x), k) : scaled((x - (e + small)) + 1, k);
  }

  private static float scaled(float y, int k) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) + (k << 23));
  }

  /** tanh(x). */
  public static float tanh(float x) {
    float size = Math.abs(x);
    if (!(size < 22)) {
      return Float.isNaN(x) ? x : Math.copySign(1, x);
    }
    if (size < 0x1p-55f) {
      return x;
    }
    float t = expm1(size >= 1 ? 2 * size : -2 * size);
    return Math.copySign(size >= 1 ? 1 - 2 / (t + 2) : -t / (t + 2), x);
  }

  /** c₀ + z (c₁ + z (c₂ + …)). */
  static float polynomial(float[] c, float z) {
    float sum = c[c.length - 1];
    for (int i = c.length - 2; i >= 0; i--) {
      sum = c[i] + z * sum;
    }
    return sum;
  }
}
