package tapedeck.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Writes a {@link TensorValue} as PyTorch's {@code repr} does, byte for byte: one notation and one
 * width for all elements, nested brackets, the middle left out above a threshold.
 *
 * <p>The rules were read off what PyTorch prints: a float tensor goes to scientific notation if its
 * largest magnitude exceeds 10⁸, its smallest non-zero one is below 10⁻⁴, or their ratio is over
 * 1000; a float tensor of whole numbers prints them with a bare point.
 */
final class TensorPrinter {
  private static final String PREFIX = "tensor(";

  private final TensorValue value;
  private final PrintOptions options;
  private final boolean summarise;
  private final int[] rowMajor;

  private boolean wholeNumbers = true;
  private boolean scientific;
  private int width = 1;

  private TensorPrinter(TensorValue value, PrintOptions options) {
    this.value = value;
    this.options = options;
    this.summarise = value.shape().numel() > options.threshold();
    this.rowMajor = value.shape().contiguousStrides();
    chooseNotation();
  }

  /** The text; {@code suffix} such as {@code grad_fn=<…>} goes before the last parenthesis. */
  static String print(TensorValue value, PrintOptions options, String suffix) {
    Shape shape = value.shape();
    List<String> suffixes = new ArrayList<>();
    boolean empty = shape.numel() == 0;
    if (empty && shape.dim() != 1) {
      suffixes.add("size=(" + String.join(", ", sizes(shape)) + ")");
    }
    if (!impliesType(value.dtype(), empty, options.implied())) {
      suffixes.add("dtype=" + value.dtype());
    }
    if (!suffix.isEmpty()) {
      suffixes.add(suffix);
    }
    String body = empty ? "[]" : new TensorPrinter(value, options).nested(0, 0, PREFIX.length());
    return addSuffixes(PREFIX + body, suffixes, options.lineWidth());
  }

  private static boolean impliesType(DType dtype, boolean empty, DType implied) {
    return dtype == implied || (!empty && (dtype == DType.INT64 || dtype == DType.BOOL));
  }

  private static List<String> sizes(Shape shape) {
    List<String> sizes = new ArrayList<>();
    for (int size : shape.toArray()) {
      sizes.add(Integer.toString(size));
    }
    return sizes;
  }

  private static String addSuffixes(String text, List<String> suffixes, int lineWidth) {
    StringBuilder out = new StringBuilder(text);
    // one more than the length, as PyTorch counts it
    int lastLine = text.length() - text.lastIndexOf('\n') + 1;
    for (String suffix : suffixes) {
      if (lastLine + suffix.length() + 2 > lineWidth) {
        out.append(",\n").append(" ".repeat(PREFIX.length())).append(suffix);
        lastLine = PREFIX.length() + suffix.length();
      } else {
        out.append(", ").append(suffix);
        lastLine += suffix.length() + 2;
      }
    }
    return out.append(')').toString();
  }

  private void chooseNotation() {
    List<Integer> shown = new ArrayList<>();
    collectShown(0, 0, shown);
    if (!value.dtype().isFloating()) {
      shown.forEach(i -> width = Math.max(width, whole(i).length()));
      return;
    }
    List<Double> counted = new ArrayList<>();
    for (int i : shown) {
      double x = value.doubleAt(i);
      if (Double.isFinite(x) && x != 0) {
        counted.add(x);
      }
    }
    if (counted.isEmpty()) {
      return;
    }
    double min = Double.POSITIVE_INFINITY;
    double max = 0;
    for (double x : counted) {
      min = Math.min(min, Math.abs(x));
      max = Math.max(max, Math.abs(x));
      wholeNumbers &= x == Math.ceil(x);
    }
    Boolean forced = options.sciMode();
    scientific = forced != null ? forced : max / min > 1000 || max > 1e8 || min < 1e-4;
    for (double x : counted) {
      width = Math.max(width, floating(x).length());
    }
  }

  /** The row-major indices that are printed, in their order. */
  private void collectShown(int dim, int base, List<Integer> out) {
    if (dim == value.shape().dim()) {
      out.add(base);
      return;
    }
    forShown(
        dim,
        k -> {
          if (k >= 0) {
            collectShown(dim + 1, base + k * rowMajor[dim], out);
          }
        });
  }

  /** Visits the shown positions along {@code dim}; -1 stands for what is left out. */
  private void forShown(int dim, IntConsumer visit) {
    int size = value.shape().size(dim);
    int edge = options.edgeItems();
    boolean cut = summarise && (size > 2 * edge || edge == 0);
    for (int k = 0; k < (cut ? edge : size); k++) {
      visit.accept(k);
    }
    if (cut) {
      visit.accept(-1);
      for (int k = size - edge; k < size; k++) {
        visit.accept(k);
      }
    }
  }

  private String nested(int dim, int base, int indent) {
    int rank = value.shape().dim();
    if (rank == dim) {
      return element(base);
    }
    boolean innermost = dim == rank - 1;
    List<String> parts = new ArrayList<>();
    forShown(
        dim,
        k -> {
          if (k < 0) {
            parts.add(innermost ? " ..." : "...");
          } else {
            parts.add(nested(dim + 1, base + k * rowMajor[dim], indent + 1));
          }
        });
    String margin = " ".repeat(indent + 1);
    if (!innermost) {
      return "[" + String.join("," + "\n".repeat(rank - dim - 1) + margin, parts) + "]";
    }
    int perLine = Math.max(1, (options.lineWidth() - indent) / (width + 2));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < parts.size(); i += perLine) {
      lines.add(String.join(", ", parts.subList(i, Math.min(i + perLine, parts.size()))));
    }
    return "[" + String.join(",\n" + margin, lines) + "]";
  }

  private String element(int index) {
    String text = value.dtype().isFloating() ? floating(value.doubleAt(index)) : whole(index);
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private String whole(int index) {
    long x = value.longAt(index);
    return value.dtype() == DType.BOOL ? (x != 0 ? "True" : "False") : Long.toString(x);
  }

  private String floating(double x) {
    if (Double.isNaN(x)) {
      return "nan";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "inf" : "-inf";
    }
    String sign = x < 0 || (x == 0 && 1 / x < 0) ? "-" : "";
    BigDecimal magnitude = new BigDecimal(Math.abs(x));
    if (scientific) {
      return sign + scientific(magnitude, options.precision());
    }
    int digits = wholeNumbers ? 0 : options.precision();
    return sign
        + magnitude.setScale(digits, RoundingMode.HALF_EVEN).toPlainString()
        + (wholeNumbers ? "." : "");
  }

  /** C's {@code %.Ne}: one digit, the point, N digits, an exponent of at least two digits. */
  private static String scientific(BigDecimal magnitude, int precision) {
    if (magnitude.signum() == 0) {
      return (precision > 0 ? "0." + "0".repeat(precision) : "0") + "e+00";
    }
    BigDecimal rounded = magnitude.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String digits = rounded.unscaledValue().toString();
    digits = digits + "0".repeat(Math.max(0, precision + 1 - digits.length()));
    String mantissa =
        precision > 0 ? digits.charAt(0) + "." + digits.substring(1) : digits.substring(0, 1);
    return mantissa + "e%c%02d".formatted(exponent < 0 ? '-' : '+', Math.abs(exponent));
  }
}
