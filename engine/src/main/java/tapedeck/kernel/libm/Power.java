package tapedeck.kernel.libm;

import java.math.BigDecimal;

/**
 * xʸ after Nagy (ARM optimized routines): e to the power of y ln x, with ln x in twice the digits.
 */
public final class Power {
  private static final int PARTS = 128;

  /** The bits of the least number whose part is the first one. */
  private static final long FIRST = 0x3fe6955500000000L;

  private static final long EXPONENT = 0xfffL << 52;
  private static final double LN2_HIGH = 0x1.62e42fefa38p-1;
  private static final double LN2_LOW = 0x1.ef35793c7673p-45;

  /** The terms of ln(1 + r) from r³ on, in powers of r and of −r² ÷ 2. */
  private static final double A1 = -0x1.555555555556p-1;

  private static final double A2 = 0x1.0000000000006p-1;
  private static final double A3 = 0x1.999999959554ep-1;
  private static final double A4 = -0x1.555555529a47ap-1;
  private static final double A5 = -0x1.2495b9b4845e9p+0;
  private static final double A6 = 0x1.0002b8b263fc3p+0;

  /** 256 ÷ c for numbers c near the middles of the parts. */
  private static final int[] INVERSE = {
    362, 360, 358, 356, 354, 352, 350, 348, 346, 344, 342, 342, 340, 338, 336, 334,
    332, 330, 330, 328, 326, 324, 322, 320, 320, 318, 316, 314, 314, 312, 310, 308,
    308, 306, 304, 304, 302, 300, 300, 298, 296, 294, 294, 292, 292, 290, 288, 288,
    286, 284, 284, 282, 282, 280, 278, 278, 276, 276, 274, 272, 272, 270, 270, 268,
    268, 266, 266, 264, 264, 262, 260, 260, 258, 258, 256, 256, 254, 252, 250, 248,
    246, 244, 242, 241, 239, 237, 235, 234, 232, 230, 229, 227, 226, 224, 223, 221,
    220, 218, 217, 215, 214, 213, 211, 210, 208, 207, 206, 205, 203, 202, 201, 200,
    198, 197, 196, 195, 194, 193, 191, 190, 189, 188, 187, 186, 185, 184, 183, 182
  };

  /** ln c = LOG[i] + TAIL[i], the first in whole multiples of 2⁻⁴¹. */
  private static final double[] LOG = new double[PARTS];

  private static final double[] TAIL = new double[PARTS];

  static {
    for (int i = 0; i < PARTS; i++) {
      BigDecimal log = Series.log(INVERSE[i] / 256.0).negate();
      LOG[i] = Series.rounded(log, 41);
      TAIL[i] = log.subtract(new BigDecimal(LOG[i])).doubleValue();
    }
  }

  private Power() {}

  /** xʸ. */
  public static double pow(double x, double y) {
    double size = Math.abs(x);
    double exponent = Math.abs(y);
    boolean plain = size >= Double.MIN_NORMAL && size <= Double.MAX_VALUE;
    if (!plain || !(exponent > 0x1p-65 && exponent < 0x1p63) || (x < 0 && y != Math.rint(y))) {
      return Math.pow(x, y);
    }
    long bits = Double.doubleToRawLongBits(size);
    long above = bits - FIRST;
    int part = (int) (above >>> 45) & PARTS - 1;
    double k = above >> 52;
    double z = Double.longBitsToDouble(bits - (above & EXPONENT));
    double r = Math.fma(z, INVERSE[part] / 256.0, -1);
    double start = Math.fma(k, LN2_HIGH, LOG[part]);
    double sum = start + r;
    double low = Math.fma(k, LN2_LOW, TAIL[part]) + (start - sum + r);
    double half = -0.5 * r;
    double square = r * half;
    double high = sum + square;
    low = low + Math.fma(half, r, -square) + (sum - high + square);
    double p = Math.fma(Math.fma(r, A6, A5), square, Math.fma(r, A4, A3));
    low = Math.fma(r * square, Math.fma(square, p, Math.fma(r, A2, A1)), low);
    double log = high + low;
    double logRest = high - log + low;
    double power = y * log;
    if (!(Math.abs(power) >= 0x1p-54 && Math.abs(power) < 512)) {
      return Math.pow(x, y);
    }
    double result = Exponential.exp(power, Math.fma(y, logRest, Math.fma(log, y, -power)));
    return x < 0 && y / 2 != Math.rint(y / 2) ? -result : result;
  }
}
