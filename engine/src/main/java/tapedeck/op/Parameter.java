package tapedeck.op;

import java.util.ArrayList;
import java.util.List;
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
    NUMBER("Number"),
    INT("int"),
    INTS("tuple of ints"),
    /** A dimension or several. */
    DIMS("tuple of ints"),
    BOOL("bool"),
    DTYPE("torch.dtype");

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
      Kind kind = Kind.valueOf(part.substring(0, space).toUpperCase(java.util.Locale.ROOT));
      Object defaultValue = equals < 0 ? null : literal(part.substring(equals + 1));
      parameters.add(new Parameter(name, kind, defaultValue, equals >= 0, keywordOnly));
    }
    return List.copyOf(parameters);
  }

  private static @Nullable Object literal(String text) {
    return switch (text) {
      case "None" -> null;
      case "True" -> true;
      case "False" -> false;
      default -> Long.valueOf(text);
    };
  }
}
