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
 */
public record Parameter(
    String name, Kind kind, @Nullable Object defaultValue, boolean optional, boolean keywordOnly) {

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
   * and what stands after {@code *} must be named.
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
      Kind kind = Kind.valueOf(part.substring(0, space).toUpperCase(Locale.ROOT));
      Object defaultValue = equals < 0 ? null : literal(part.substring(equals + 1));
      parameters.add(new Parameter(name, kind, defaultValue, equals >= 0, keywordOnly));
    }
    return List.copyOf(parameters);
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
