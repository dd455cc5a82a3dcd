package tapedeck.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Values in as few characters as a sentence or a box bears. */
public final class Brief {
  /** The digits that are shown. */
  private static final MathContext DIGITS = new MathContext(5);

  /** The elements up to which a vector is written out. */
  private static final int WRITTEN_OUT = 4;

  private Brief() {}

  /**
   * A number, a short list, or type and size: {@code 7}, {@code [1, 2.5]}, {@code float32 64×10}.
   */
  public static String of(TensorValue value) {
    int dim = value.shape().dim();
    if (dim == 0) {
      return element(value, 0);
    }
    if (dim == 1 && value.shape().numel() <= WRITTEN_OUT) {
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < value.shape().numel(); i++) {
        elements.add(element(value, i));
      }
      return "[" + String.join(", ", elements) + "]";
    }
    List<String> sizes = new ArrayList<>();
    for (int size : value.shape().toArray()) {
      sizes.add(Integer.toString(size));
    }
    return value.dtype().torchName() + " " + String.join("×", sizes);
  }

  /**
   * Element {@code index}, counted row by row, with as many digits as tell it from its neighbours.
   */
  public static String exact(TensorValue value, int index) {
    double x = value.doubleAt(index);
    if (!value.dtype().isFloating() || !Double.isFinite(x) || x == 0) {
      return element(value, index);
    }
    boolean wide = value.dtype() == DType.FLOAT64;
    int most = wide ? 17 : 9;
    // the shortest that toString() finds differs between versions of Java
    for (int digits = 1; digits < most; digits++) {
      BigDecimal rounded = new BigDecimal(x).round(new MathContext(digits));
      if (wide ? rounded.doubleValue() == x : rounded.floatValue() == (float) x) {
        return decimal(rounded);
      }
    }
    return decimal(new BigDecimal(x).round(new MathContext(most)));
  }

  private static String element(TensorValue value, int index) {
    if (value.dtype() == DType.BOOL) {
      return value.longAt(index) != 0 ? "True" : "False";
    }
    return value.dtype().isFloating()
        ? number(value.doubleAt(index))
        : Long.toString(value.longAt(index));
  }

  /** A number with five significant digits and no trailing zeros. */
  public static String number(double x) {
    if (Double.isNaN(x)) {
      return "nan";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "inf" : "−inf";
    }
    if (x == 0) {
      return 1 / x < 0 ? "−0" : "0";
    }
    return decimal(new BigDecimal(x).round(DIGITS));
  }

  private static String decimal(BigDecimal number) {
    BigDecimal rounded = number.stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits =
        exponent < -4 || exponent > 8
            ? rounded.unscaledValue().abs().toString()
            : rounded.abs().toPlainString();
    if (exponent < -4 || exponent > 8) {
      digits = digits.length() > 1 ? digits.charAt(0) + "." + digits.substring(1) : digits;
      digits += "e" + exponent;
    }
    return (number.signum() < 0 ? "−" : "") + digits;
  }
}
