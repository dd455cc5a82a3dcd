package tapedeck.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of an operator.
 *
 * @param name as PyTorch spells it
 * @param kind what it takes
 * @param defaultValue what an absent argument stands for, null if there is none
 * @param optional whether it may be left out
 * @param keywordOnly whether it must be named
 * @param takesNone whether None may be given, which stands for the default value; PyTorch takes
 *     none for a number or a flag
 */
public record Parameter(
    String name,
    Kind kind,
    @Nullable Object defaultValue,
    boolean optional,
    boolean keywordOnly,
    boolean takesNone) {

  /** What a parameter takes, and how PyTorch's messages call it. */
  public enum Kind {
    TENSOR("Tensor"),
    TENSORS("tuple of Tensors"),
    NUMBER("Number"),
    FLOAT("float"),
    INT("int"),
    /** One integer or several. */
    INTS("tuple of ints"),
    /** Several integers, which may also be given one by one. */
    SIZES("tuple of ints"),
    /** A dimension or several. */
    DIMS("tuple of ints"),
    FLOATS("tuple of floats"),
    BOOL("bool"),
    STRING("str"),
    DTYPE("torch.dtype"),
    GENERATOR("torch.Generator");

    private final String torchName;

    Kind(String torchName) {
      this.torchName = torchName;
    }

    public String torchName() {
      return torchName;
    }
  }

  /**
   * Reads the parameters of a signature such as {@code add(Tensor self, Tensor other, *, Number
   * alpha=1)}; the words before the names are those of {@link Kind}, a default follows {@code =},
   * and what stands after {@code *} must be named. {@code Dims? dim} must be given and may be None,
   * which is every dimension.
   */
  static List<Parameter> parse(String signature) {
    String inner = signature.substring(signature.indexOf('(') + 1, signature.lastIndexOf(')'));
    List<Parameter> parameters = new ArrayList<>();
    boolean keywordOnly = false;
    for (String part : inner.split(", ", -1)) {
      if (part.equals("*")) {
        keywordOnly = true;
        continue;
      }
      int space = part.indexOf(' ');
      int equals = part.indexOf('=');
      String name = part.substring(space + 1, equals < 0 ? part.length() : equals);
      boolean all = part.charAt(space - 1) == '?';
      String word = part.substring(0, all ? space - 1 : space);
      Kind kind = Kind.valueOf(word.toUpperCase(Locale.ROOT));
      Object otherwise = all ? new int[0] : null;
      Object defaultValue = equals < 0 ? otherwise : literal(part.substring(equals + 1));
      boolean optional = equals >= 0;
      parameters.add(
          new Parameter(
              name,
              kind,
              defaultValue,
              optional,
              keywordOnly,
              all || isNone(optional, defaultValue)));
    }
    return List.copyOf(parameters);
  }

  private static boolean isNone(boolean optional, @Nullable Object defaultValue) {
    return optional && !(defaultValue instanceof Number || defaultValue instanceof Boolean);
  }

  private static @Nullable Object literal(String text) {
    if (text.startsWith("'")) {
      return text.substring(1, text.length() - 1);
    }
    if (text.startsWith("[")) {
      return text.equals("[]")
          ? new int[0]
          : new int[] {Integer.parseInt(text.substring(1, text.length() - 1))};
    }
    return switch (text) {
      case "None" -> null;
      case "True" -> true;
      case "False" -> false;
      default ->
          text.contains(".") || text.contains("e")
              ? (Object) Double.valueOf(text)
              : (Object) Long.valueOf(text);
    };
  }
}
