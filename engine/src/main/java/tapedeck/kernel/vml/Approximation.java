package tapedeck.kernel.vml;

/**
 * What Intel's instructions VRCP14 and VRSQRT14 give: 1 ÷ x and 1 ÷ √x with a relative error below
 * 2⁻¹⁴, linear in each of 64 parts of the numbers' mantissas (measured for every float32).
 */
final class Approximation {
  private static final long[] RECIPROCAL = Tables.longs("rcp14");
  private static final long[] ROOT = Tables.longs("rsqrt14");
  private static final int MANTISSA = 23;
  private static final int MANTISSA_BITS = (1 << MANTISSA) - 1;
  private static final int WIDE_MANTISSA = 52;
  private static final long WIDE_MANTISSA_BITS = (1L << WIDE_MANTISSA) - 1;
  private static final int BIAS = 127;
  private static final int ONE = BIAS << MANTISSA;
  private static final int PARTS = 6;
  private static final int PLACE_BITS = 0x3ff;

  private Approximation() {}

  /** 1 ÷ x for a normal x > 0 whose reciprocal is normal. */
  static float reciprocal(float x) {
    int bits = Float.floatToRawIntBits(x);
    int mantissa = bits & MANTISSA_BITS;
    int exponent = (bits >>> MANTISSA) - BIAS;
    int value = mantissa == 0 ? ONE : reciprocalOf(mantissa);
    return Float.intBitsToFloat(value - (exponent << MANTISSA));
  }

  /** The same for float64. */
  static double reciprocal(double x) {
    int exponent = Math.getExponent(x);
    long mantissa = Double.doubleToRawLongBits(x) & WIDE_MANTISSA_BITS;
    int value = mantissa == 0 ? ONE : reciprocalOf((int) (mantissa >>> (WIDE_MANTISSA - MANTISSA)));
    return scaled(Float.intBitsToFloat(value), -exponent);
  }

  /** 1 ÷ √x for a normal x > 0. */
  static float root(float x) {
    int bits = Float.floatToRawIntBits(x);
    int exponent = (bits >>> MANTISSA) - BIAS;
    int mantissa = bits & MANTISSA_BITS;
    int odd = exponent & 1;
    int value = mantissa == 0 && odd == 0 ? ONE : rootOf(mantissa, odd);
    return Float.intBitsToFloat(value - ((exponent >> 1) << MANTISSA));
  }

  /** The same for float64. */
  static double root(double x) {
    int exponent = Math.getExponent(x);
    long mantissa = Double.doubleToRawLongBits(x) & WIDE_MANTISSA_BITS;
    int odd = exponent & 1;
    int value =
        mantissa == 0 && odd == 0
            ? ONE
            : rootOf((int) (mantissa >>> (WIDE_MANTISSA - MANTISSA)), odd);
    return scaled(Float.intBitsToFloat(value), -(exponent >> 1));
  }

  private static int reciprocalOf(int mantissa) {
    return linear(RECIPROCAL, mantissa >>> (MANTISSA - PARTS), mantissa >>> 7);
  }

  private static int rootOf(int mantissa, int odd) {
    return linear(
        ROOT, (odd << (PARTS - 1)) | (mantissa >>> (MANTISSA - PARTS + 1)), mantissa >>> 8);
  }

  private static int linear(long[] table, int part, int place) {
    return (int) ((table[2 * part] + table[2 * part + 1] * (place & PLACE_BITS)) >> 9) << 7;
  }

  /** x · 2ⁿ for a result that is normal. */
  private static double scaled(double x, int n) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(x) + ((long) n << WIDE_MANTISSA));
  }
}
