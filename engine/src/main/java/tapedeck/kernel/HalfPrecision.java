package tapedeck.kernel;

/**
 * The two 16-bit floating types, as bits: IEEE 754 binary16, and bfloat16, which is the upper half
 * of a float32. Rounding is to nearest, ties to even.
 */
public final class HalfPrecision {
  private static final int BINARY16_INFINITY = 0x7c00;

  private HalfPrecision() {}

  /** The value of binary16 bits. */
  public static float fromBinary16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }

  /** The bits of the binary16 number nearest to {@code value}. */
  public static short toBinary16(double value) {
    int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(value);
    if (Double.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520) {
      return (short) (sign | BINARY16_INFINITY);
    }
    // below the smallest normal number, steps are 2^-24
    int exponent = Math.max(magnitude == 0 ? -14 : Math.getExponent(magnitude), -14);
    long steps = (long) Math.rint(Math.scalb(magnitude, 10 - exponent));
    return (short) (sign | (int) (((long) (exponent + 14) << 10) + steps));
  }

  /** The value of bfloat16 bits. */
  public static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /**
   * The bits of the bfloat16 number nearest to {@code value}, which is first rounded to float32.
   */
  public static short toBfloat16(double value) {
    float single = (float) value;
    if (Float.isNaN(single)) {
      return (short) 0x7fc0;
    }
    int bits = Float.floatToRawIntBits(single);
    int odd = (bits >> 16) & 1;
    return (short) ((bits + 0x7fff + odd) >> 16);
  }
}
