package tapedeck.analysis;

import org.jspecify.annotations.Nullable;
import tapedeck.op.Parameter.Kind;
import tapedeck.tensor.DType;

/** Reads what a tape keeps of arguments that are no tensors. */
final class Literals {
  private Literals() {}

  /**
   * The argument that {@code text} stands for.
   *
   * @param wide whether floating types are to be float64
   * @throws IllegalArgumentException if it is none of that kind
   */
  static @Nullable Object read(Kind kind, String text, boolean wide) {
    if (text.equals("None")) {
      return null;
    }
    return switch (kind) {
      case NUMBER, INT, TENSOR -> number(text);
      case FLOAT -> Double.valueOf(text);
      case INTS, SIZES, DIMS -> integers(text);
      case FLOATS -> reals(text);
      case BOOL -> Boolean.valueOf(text);
      case STRING -> text;
      case DTYPE -> dtype(text, wide);
      case TENSORS, GENERATOR -> throw new IllegalArgumentException(kind + " " + text);
    };
  }

  private static DType dtype(String text, boolean wide) {
    DType type = DType.named(text.substring(text.indexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException(text);
    }
    return wide && type.isFloating() ? DType.FLOAT64 : type;
  }

  private static Object number(String text) {
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    boolean integral = text.chars().allMatch(c -> c == '-' || Character.isDigit(c));
    return integral ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
  }

  private static String[] parts(String text) {
    String inner = text.substring(1, text.length() - 1);
    return inner.isEmpty() ? new String[0] : inner.split(", ", -1);
  }

  private static int[] integers(String text) {
    String[] parts = parts(text);
    int[] integers = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      integers[i] = Integer.parseInt(parts[i]);
    }
    return integers;
  }

  private static double[] reals(String text) {
    String[] parts = parts(text);
    double[] reals = new double[parts.length];
    for (int i = 0; i < parts.length; i++) {
      reals[i] = Double.parseDouble(parts[i]);
    }
    return reals;
  }
}
