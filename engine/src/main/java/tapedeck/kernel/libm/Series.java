package tapedeck.kernel.libm;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Elementary functions to forty digits, by their series, for the tables of the others. */
final class Series {
  static final MathContext DIGITS = new MathContext(50);

  private Series() {}

  /** sin x for x from 0 to 1. */
  static BigDecimal sin(double x) {
    return alternating(x, new BigDecimal(x), 1);
  }

  /** cos x for x from 0 to 1. */
  static BigDecimal cos(double x) {
    return alternating(x, BigDecimal.ONE, 0);
  }

  /** term − term x² ÷ ((n + 1)(n + 2)) + … */
  private static BigDecimal alternating(double x, BigDecimal first, int power) {
    BigDecimal minusSquare = new BigDecimal(x).pow(2, DIGITS).negate();
    BigDecimal term = first;
    BigDecimal sum = term;
    for (int n = power; n < power + 40; n += 2) {
      BigDecimal divisor = BigDecimal.valueOf((n + 1L) * (n + 2L));
      term = term.multiply(minusSquare, DIGITS).divide(divisor, DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  /** ln x for x from ½ to 2, by the series 2 artanh((x − 1) ÷ (x + 1)). */
  static BigDecimal log(double x) {
    BigDecimal exact = new BigDecimal(x);
    BigDecimal s = exact.subtract(BigDecimal.ONE).divide(exact.add(BigDecimal.ONE), DIGITS);
    BigDecimal square = s.multiply(s, DIGITS);
    BigDecimal power = s;
    BigDecimal sum = BigDecimal.ZERO;
    for (int n = 1; n < 80; n += 2) {
      sum = sum.add(power.divide(BigDecimal.valueOf(n), DIGITS));
      power = power.multiply(square, DIGITS);
    }
    return sum.multiply(BigDecimal.valueOf(2));
  }

  /** x, rounded to a multiple of 2⁻ᵇⁱᵗˢ. */
  static double rounded(BigDecimal x, int bits) {
    BigDecimal scaled = x.multiply(BigDecimal.valueOf(1L << bits));
    return Math.scalb(scaled.setScale(0, RoundingMode.HALF_EVEN).doubleValue(), -bits);
  }
}
