package tapedeck.kernel.libm;

import java.math.BigDecimal;

/**
 * Sine and cosine of one angle, after IBM's Accurate Mathematical Library as glibc simplified it:
 * the angle is brought between −π/4 and π/4, and from there on the addition theorem is applied to a
 * multiple of 1 ÷ 128, whose sine and cosine are known to twice the digits.
 */
public record SineCosine(double sin, double cos) {
  /** Adding it rounds to a multiple of 1 ÷ 128. */
  private static final double TO_128TH = 0x1.8p45;

  private static final double TO_WHOLE = 0x1.8p52;

  /** Half π in two parts. */
  private static final double HALF_PI = 0x1.921fb54442d18p+0;

  private static final double HALF_PI_REST = 0x1.1a62633145c07p-54;
  private static final double INVERSE_HALF_PI = 0x1.45f306dc9c883p-1;

  /** Minus half π in four parts of few digits, the later ones to be used with what is left over. */
  private static final double[] MINUS_HALF_PI = {
    -0x1.921fb58p+0, 0x1.dde973cp-27, 0x1.cb3b398p-55, 0x1.d747f23e32ed7p-83
  };

  private static final double TAYLOR_BELOW = 0.126;
  private static final double[] TAYLOR = {
    -0x1.5555555555555p-3,
    0x1.1111111110ecep-7,
    -0x1.a01a019db08b8p-13,
    0x1.71de27b9a7ed9p-19,
    -0x1.addffc2fcdf59p-26
  };
  private static final double S3 = -0x1.5555555555515p-3;
  private static final double S5 = 0x1.11110e829872fp-7;
  private static final double C2 = 0.5;
  private static final double C4 = -0x1.5555555555535p-5;
  private static final double C6 = 0x1.6c16bedd9e239p-10;

  /** Angles with these leading bits are taken as they are, from π/2, or from a multiple of it. */
  private static final int NEAR_ZERO = 0x3feb6000;

  private static final int NEAR_HALF_PI = 0x400368fd;
  private static final int FAR = 0x419921fb;

  private static final int STEPS = 110;
  private static final double[] SIN = new double[STEPS];
  private static final double[] SIN_REST = new double[STEPS];
  private static final double[] COS = new double[STEPS];
  private static final double[] COS_REST = new double[STEPS];

  static {
    for (int k = 0; k < STEPS; k++) {
      split(Series.sin(k / 128.0), SIN, SIN_REST, k);
      split(Series.cos(k / 128.0), COS, COS_REST, k);
    }
  }

  private static void split(BigDecimal x, double[] high, double[] low, int k) {
    high[k] = x.doubleValue();
    low[k] = x.subtract(new BigDecimal(high[k])).doubleValue();
  }

  /** Sine and cosine of an angle in radians, as the library's {@code sincos} gives them. */
  public static SineCosine of(double x) {
    int top = (int) (Double.doubleToRawLongBits(x) >> 32) & Integer.MAX_VALUE;
    if (top < 0x3e400000) {
      return new SineCosine(x, 1);
    }
    if (top < NEAR_ZERO) {
      return new SineCosine(sine(x, 0), cosine(x, 0));
    }
    if (top < NEAR_HALF_PI) {
      double below = HALF_PI - Math.abs(x);
      double a = below + HALF_PI_REST;
      double rest = (below - a) + HALF_PI_REST;
      return new SineCosine(Math.copySign(cosine(a, rest), x), sine(a, rest));
    }
    return top < FAR ? reduced(x) : new SineCosine(Math.sin(x), Math.cos(x));
  }

  /** From x less the nearest multiple of π/2. */
  private static SineCosine reduced(double x) {
    double shifted = Math.fma(x, INVERSE_HALF_PI, TO_WHOLE);
    double n = shifted - TO_WHOLE;
    double y = Math.fma(n, MINUS_HALF_PI[1], Math.fma(n, MINUS_HALF_PI[0], x));
    double nearer = Math.fma(n, MINUS_HALF_PI[2], y);
    double rest = Math.fma(n, MINUS_HALF_PI[2], y - nearer);
    double a = Math.fma(n, MINUS_HALF_PI[3], nearer);
    rest += Math.fma(n, MINUS_HALF_PI[3], nearer - a);
    double sin = sine(a, rest);
    double cos = cosine(a, rest);
    return switch ((int) Double.doubleToRawLongBits(shifted) & 3) {
      case 0 -> new SineCosine(sin, cos);
      case 1 -> new SineCosine(cos, -sin);
      case 2 -> new SineCosine(-sin, -cos);
      default -> new SineCosine(-cos, sin);
    };
  }

  /** sin(x + rest). */
  private static double sine(double x, double rest) {
    if (Math.abs(x) < TAYLOR_BELOW) {
      return x + taylor(x, rest);
    }
    double signed = x > 0 ? rest : -rest;
    double shifted = Math.abs(x) + TO_128TH;
    int k = (int) Double.doubleToRawLongBits(shifted);
    double d = Math.abs(x) - (shifted - TO_128TH);
    double square = d * d;
    double s = d + Math.fma(d * square, Math.fma(square, S5, S3), signed);
    double c = Math.fma(d, signed, square * oneLessCosine(square));
    double correction = Math.fma(s, COS_REST[k], SIN_REST[k]);
    correction = Math.fma(s, COS[k], Math.fma(-c, SIN[k], correction));
    return Math.copySign(SIN[k] + correction, x);
  }

  /** sin(x + rest) − x. */
  private static double taylor(double x, double rest) {
    double square = x * x;
    double sum = TAYLOR[TAYLOR.length - 1];
    for (int i = TAYLOR.length - 2; i >= 0; i--) {
      sum = Math.fma(sum, square, TAYLOR[i]);
    }
    return Math.fma(Math.fma(sum, x, -0.5 * rest), square, rest);
  }

  /** cos(x + rest). */
  private static double cosine(double x, double rest) {
    double shifted = Math.abs(x) + TO_128TH;
    int k = (int) Double.doubleToRawLongBits(shifted);
    double d = Math.abs(x) - (shifted - TO_128TH) + (x < 0 ? -rest : rest);
    double square = d * d;
    double s = Math.fma(d * square, Math.fma(square, S5, S3), d);
    double c = square * oneLessCosine(square);
    double correction = Math.fma(-s, SIN_REST[k], COS_REST[k]);
    correction = Math.fma(-s, SIN[k], Math.fma(-c, COS[k], correction));
    return COS[k] + correction;
  }

  /** (1 − cos d) ÷ d². */
  private static double oneLessCosine(double square) {
    return Math.fma(square, Math.fma(square, C6, C4), C2);
  }
}
