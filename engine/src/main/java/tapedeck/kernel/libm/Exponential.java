package tapedeck.kernel.libm;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * eˣ after Nagy (ARM optimized routines): x is taken apart into k ln 2 ÷ 128 and a rest, whose
 * exponential function is a polynomial.
 */
public final class Exponential {
  private static final int PARTS = 128;
  private static final double PARTS_PER_LN2 = 0x1.71547652b82fep+7;

  /** Adding it rounds to a whole number. */
  private static final double SHIFT = 0x1.8p52;

  private static final double MINUS_PART_HIGH = -0x1.62e42fefap-8;
  private static final double MINUS_PART_LOW = -0x1.cf79abc9e3b3ap-47;
  private static final double C2 = 0x1.ffffffffffdbdp-2;
  private static final double C3 = 0x1.555555555543cp-3;
  private static final double C4 = 0x1.55555cf172b91p-5;
  private static final double C5 = 0x1.1111167a4d017p-7;

  /** Beyond it a result may be infinite or have fewer digits than 53. */
  static final double LARGE = 700;

  /** From here on down the library multiplies and adds in two steps. */
  private static final double ROUNDED_TWICE_BELOW = -512;

  private static final double SMALL = 0x1p-54;

  /** 2^(i ÷ 128) = POWERS[i] · (1 + TAILS[i]). */
  private static final double[] POWERS = new double[PARTS];

  private static final double[] TAILS = new double[PARTS];

  static {
    MathContext digits = new MathContext(60);
    BigDecimal root = BigDecimal.valueOf(2);
    for (int part = 1; part < PARTS; part *= 2) {
      root = root.sqrt(digits);
    }
    BigDecimal power = BigDecimal.ONE;
    for (int i = 0; i < PARTS; i++) {
      BigDecimal rounded = new BigDecimal(power.doubleValue());
      POWERS[i] = rounded.doubleValue();
      TAILS[i] = power.subtract(rounded).divide(rounded, digits).doubleValue();
      power = power.multiply(root, digits);
    }
  }

  private Exponential() {}

  /** eˣ. */
  public static double exp(double x) {
    double size = Math.abs(x);
    if (!(size >= SMALL && size < LARGE)) {
      return Math.exp(x);
    }
    return exp(x, 0);
  }

  /** e^(x + rest), for a size of x below {@value #LARGE} and a rest of less than its last digit. */
  static double exp(double x, double rest) {
    double shifted = Math.fma(PARTS_PER_LN2, x, SHIFT);
    int k = (int) Double.doubleToRawLongBits(shifted);
    double parts = shifted - SHIFT;
    double r = Math.fma(parts, MINUS_PART_LOW, Math.fma(parts, MINUS_PART_HIGH, x)) + rest;
    double square = r * r;
    double start = TAILS[k & PARTS - 1] + r;
    double change = Math.fma(Math.fma(C3, r, C2), square, start);
    change = Math.fma(square * square, Math.fma(C5, r, C4), change);
    double scale = Math.scalb(POWERS[k & PARTS - 1], k >> 7);
    return x <= ROUNDED_TWICE_BELOW ? scale + scale * change : Math.fma(scale, change, scale);
  }
}
