package tapedeck.kernel.vml;

/**
 * eˣ of float64 numbers, as {@code __svml_exp8_ha} with AVX-512: x = (n + j ÷ 16) ln 2 + r with n
 * and 0 ≤ j < 16 integers, and eˣ = 2ⁿ · T · (1 + r · p(r)), T = 2^(j ÷ 16) in two parts.
 */
public final class DoubleExp {
  private static final int PARTS = 16;
  private static final double LOG2_E = 0x1.71547652b82fep+0;
  // adding it rounds to a multiple of 1/16, of which the last bits are the sixteenths
  private static final double ROUNDING = 0x1.8p48;
  private static final long ROUNDING_BITS = Double.doubleToRawLongBits(ROUNDING);
  private static final double LN2_HIGH = 0x1.62e42fefa39efp-1;
  private static final double LN2_LOW = 0x1.abc9e3b39803fp-56;
  private static final double C1 = 0x1.fffffffffff7p-1;
  private static final double C2 = 0x1.000000000d008p-1;
  private static final double C3 = 0x1.5555553939732p-3;
  private static final double C4 = 0x1.55557242d68fep-5;
  private static final double C5 = 0x1.1101cbbc265cp-7;
  private static final double C6 = 0x1.7411836940c04p-10;

  /** Below it the result is subnormal, and MKL does not compute it by these formulas. */
  private static final double LOWEST = -708.3964;

  /** Beyond it the result is infinite. */
  private static final double HIGHEST = 710;

  /** 2^(j ÷ 16), and what it lacks, as a part of it. */
  private static final double[] POWER = Tables.doubles("exp64.power");

  private static final double[] REST = Tables.doubles("exp64.rest");

  private DoubleExp() {}

  /** eˣ. */
  public static double exp(double x) {
    if (!(x >= LOWEST && x <= HIGHEST)) {
      return x < LOWEST ? Math.exp(x) : x > HIGHEST ? Double.POSITIVE_INFINITY : x;
    }
    double shifted = Math.fma(x, LOG2_E, ROUNDING);
    // + 0, so that -0 counts as no remainder
    double remainder = Math.fma(x, LOG2_E, ROUNDING - shifted) + 0.0;
    long q = Double.doubleToRawLongBits(shifted) + (Double.doubleToRawLongBits(remainder) >> 63);
    double n = Double.longBitsToDouble(q) - ROUNDING;
    int j = (int) q & (PARTS - 1);
    double r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    double square = r * r;
    double p = Math.fma(square, Math.fma(C6, r, C5), Math.fma(C4, r, C3));
    p = Math.fma(square, p, Math.fma(C2, r, C1));
    return scaled(
        Math.fma(Math.fma(p, r, REST[j]), POWER[j], POWER[j]), (int) ((q - ROUNDING_BITS) >> 4));
  }

  /** {@code x · 2ⁿ}, in two steps, for 2ⁿ itself may be too small or too large. */
  private static double scaled(double x, int n) {
    int half = n >> 1;
    return x * power(half) * power(n - half);
  }

  private static double power(int exponent) {
    return Double.longBitsToDouble((exponent + 1023L) << 52);
  }
}
