package tapedeck.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The arguments of a call as far as PyTorch's argument parser looks at them: their types. */
record GivenCall(List<Given> positional, Map<String, Given> named) {

  /** What the parser tells apart; a tensor that may stand for a number is 0-dimensional. */
  enum Kind {
    TENSOR,
    REAL_TENSOR,
    INTEGER_TENSOR,
    INT,
    BOOL,
    FLOAT,
    STRING,
    NONE,
    DTYPE,
    LAYOUT,
    MEMORY_FORMAT,
    DEVICE,
    GENERATOR,
    TUPLE,
    LIST,
    INDEX,
    OTHER
  }

  /**
   * One argument.
   *
   * @param type the name of its Python type
   * @param elements what a tuple or a list holds
   */
  record Given(Kind kind, String type, List<Given> elements) {
    boolean isSequence() {
      return kind == Kind.TUPLE || kind == Kind.LIST;
    }

    boolean isTensor() {
      return kind == Kind.TENSOR || isNumberTensor();
    }

    boolean isNumberTensor() {
      return kind == Kind.REAL_TENSOR || kind == Kind.INTEGER_TENSOR;
    }

    /** Whether Python would take it as an index. */
    boolean isIndex() {
      return kind == Kind.INT || kind == Kind.INTEGER_TENSOR || kind == Kind.INDEX;
    }
  }

  int count() {
    return positional.size() + named.size();
  }

  /**
   * Reads the call as Python describes it: each argument is its kind, the name of its type and, for
   * a tuple or a list, what it holds.
   */
  static GivenCall of(List<Object> positional, List<String> names, List<Object> values) {
    Map<String, Given> named = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), given(values.get(i)));
    }
    return new GivenCall(all(positional), named);
  }

  private static List<Given> all(List<?> described) {
    List<Given> given = new ArrayList<>();
    described.forEach(one -> given.add(given(one)));
    return given;
  }

  private static Given given(Object described) {
    List<?> parts = (List<?>) described;
    Kind kind = Kind.valueOf(((String) parts.get(0)).toUpperCase(Locale.ROOT));
    return new Given(kind, (String) parts.get(1), all(parts.subList(2, parts.size())));
  }
}
