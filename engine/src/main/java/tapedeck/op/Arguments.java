package tapedeck.op;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Parameter.Kind;
import tapedeck.tensor.DType;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Fits the arguments of a call, as Python writes it, to the parameters of an operator. */
public final class Arguments {
  /** Other names under which NumPy's users know parameters. */
  private static final Map<String, String> ALIASES =
      Map.of("self", "input", "dim", "axis", "keepdim", "keepdims", "other", "x2");

  private Arguments() {}

  /** An overload and what it is called with. */
  public record Bound(Op op, @Nullable Object[] arguments) {}

  /**
   * The first overload that the arguments fit; if none does, the error is that of the first.
   *
   * @throws TorchError of kind ARGUMENTS
   */
  public static Bound choose(
      List<Op> overloads, List<@Nullable Object> positional, Map<String, Object> keywords) {
    if (overloads.size() > 1) {
      for (Op op : overloads) {
        @Nullable Object[] exact = exact(op, positional, keywords);
        if (exact != null) {
          return new Bound(op, exact);
        }
      }
    }
    TorchError first = null;
    for (Op op : overloads) {
      try {
        return new Bound(op, bind(op, positional, keywords, false));
      } catch (TorchError misfit) {
        if (misfit.kind() != TorchError.Kind.ARGUMENTS) {
          throw misfit;
        }
        first = first == null ? misfit : first;
      }
    }
    throw first == null ? new IllegalStateException("no overloads") : first;
  }

  private static @Nullable Object @Nullable [] exact(
      Op op, List<@Nullable Object> positional, Map<String, Object> keywords) {
    try {
      return bind(op, positional, keywords, true);
    } catch (TorchError misfit) {
      if (misfit.kind() != TorchError.Kind.ARGUMENTS) {
        throw misfit;
      }
      return null;
    }
  }

  /**
   * One argument for each parameter, numbers as Long, Double or Boolean.
   *
   * @param strict whether a number never stands for a tensor, nor a tensor for a number
   * @throws TorchError of kind ARGUMENTS if one is missing, unknown, given twice or of a wrong type
   */
  public static @Nullable Object[] bind(
      Op op, List<@Nullable Object> given, Map<String, Object> keywords, boolean strict) {
    List<Parameter> parameters = op.parameters();
    List<@Nullable Object> positional = spread(parameters, given);
    @Nullable Object[] bound = new Object[parameters.size()];
    int used = 0;
    int places = 0;
    for (int i = 0; i < bound.length; i++) {
      Parameter parameter = parameters.get(i);
      String key = key(parameter, keywords);
      if (!parameter.keywordOnly()) {
        places++;
      }
      if (!parameter.keywordOnly() && i < positional.size()) {
        bound[i] = convert(op, parameter, i, positional.get(i), strict);
      } else if (key != null) {
        bound[i] = convert(op, parameter, i, keywords.get(key), strict);
        used++;
      } else if (parameter.optional()) {
        bound[i] = parameter.defaultValue();
      } else {
        throw misfit(
            "%s() missing 1 required positional arguments: \"%s\""
                .formatted(op.function(), shown(parameter)));
      }
    }
    if (positional.size() > places) {
      throw misfit(
          "%s() takes %d positional argument%s but %d %s given"
              .formatted(
                  op.function(),
                  places,
                  places == 1 ? "" : "s",
                  positional.size(),
                  positional.size() == 1 ? "was" : "were"));
    }
    if (used < keywords.size()) {
      throw misfit(
          "%s() got an unexpected keyword argument '%s'"
              .formatted(op.function(), unknown(op, keywords)));
    }
    return bound;
  }

  private static TorchError misfit(String message) {
    return new TorchError(TorchError.Kind.ARGUMENTS, message);
  }

  /** Sizes that are given one by one become a list, and tensors where there is nothing else. */
  private static List<@Nullable Object> spread(
      List<Parameter> parameters, List<@Nullable Object> given) {
    for (int i = 0; i < Math.min(parameters.size(), given.size()); i++) {
      Kind kind = parameters.get(i).kind();
      boolean sizes = kind == Kind.SIZES || (kind == Kind.TENSORS && parameters.size() == 1);
      if (sizes && !(given.get(i) instanceof List)) {
        List<@Nullable Object> gathered = new ArrayList<>(given.subList(0, i));
        gathered.add(new ArrayList<>(given.subList(i, given.size())));
        return gathered;
      }
    }
    return given;
  }

  private static @Nullable String key(Parameter parameter, Map<String, Object> keywords) {
    if (keywords.isEmpty()) {
      return null;
    }
    if (keywords.containsKey(parameter.name())) {
      return parameter.name();
    }
    String alias = ALIASES.get(parameter.name());
    return alias != null && keywords.containsKey(alias) ? alias : null;
  }

  private static String shown(Parameter parameter) {
    return parameter.name().equals("self") ? "input" : parameter.name();
  }

  private static String unknown(Op op, Map<String, Object> keywords) {
    List<String> known = op.parameters().stream().map(Parameter::name).toList();
    return keywords.keySet().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .orElseGet(() -> keywords.keySet().iterator().next());
  }

  private static @Nullable Object convert(
      Op op, Parameter parameter, int index, @Nullable Object value, boolean strict) {
    if (value == null && parameter.takesNone()) {
      return parameter.defaultValue();
    }
    // only an index leaves dimensions out
    if (parameter.kind() == Kind.TENSORS
        && !parameter.name().equals("indices")
        && value instanceof List<?> list
        && list.contains(null)) {
      throw TorchError.type(
          "expected Tensor as element %d in argument %d, but got NoneType"
              .formatted(list.indexOf(null), index));
    }
    boolean crosses = strict && value instanceof Tensor && isNumeric(parameter.kind());
    Object converted =
        crosses
            ? null
            : convert(parameter.kind(), !strict && op.takesNumbers() && index > 0, value);
    if (converted == null) {
      throw misfit(
          "%s(): argument '%s' (position %d) must be %s, not %s"
              .formatted(
                  op.function(),
                  shown(parameter),
                  index + 1,
                  parameter.kind().torchName(),
                  pythonType(value)));
    }
    return converted;
  }

  private static boolean isNumeric(Kind kind) {
    return kind == Kind.NUMBER || kind == Kind.FLOAT || kind == Kind.INT || kind == Kind.DIMS;
  }

  private static @Nullable Object convert(Kind kind, boolean numbers, @Nullable Object value) {
    return switch (kind) {
      case TENSOR -> value instanceof Tensor ? value : numbers ? number(value) : null;
      case TENSORS -> tensors(value);
      case NUMBER -> value instanceof Tensor tensor ? item(tensor) : number(value);
      case FLOAT -> real(value);
      case INT -> integer(value);
      case INTS, SIZES, DIMS -> sizes(value);
      case FLOATS -> floats(value);
      case BOOL -> value instanceof Boolean ? value : null;
      case STRING -> value instanceof String ? value : null;
      case DTYPE -> value instanceof String name ? DType.named(name) : null;
      case GENERATOR -> value instanceof RandomGenerator ? value : null;
    };
  }

  private static boolean isFloating(@Nullable Object value) {
    return value instanceof Double || value instanceof Float;
  }

  private static @Nullable Object number(@Nullable Object value) {
    if (value instanceof Boolean) {
      return value;
    }
    if (value instanceof BigInteger) {
      throw new TorchError(TorchError.Kind.OVERFLOW, "int too big to convert");
    }
    if (value instanceof Number number) {
      return isFloating(number) ? (Object) number.doubleValue() : (Object) number.longValue();
    }
    return null;
  }

  /** A 0-dimensional tensor as the number it holds. */
  private static @Nullable Object item(Tensor tensor) {
    if (tensor.shape().numel() != 1) {
      return null;
    }
    return switch (tensor.dtype().category()) {
      case BOOL -> tensor.peek().longAt(0) != 0;
      case INTEGRAL -> tensor.peek().longAt(0);
      case FLOATING -> tensor.peek().doubleAt(0);
    };
  }

  private static @Nullable Object real(@Nullable Object value) {
    if (value instanceof BigInteger big) {
      return big.doubleValue();
    }
    Object number = value instanceof Tensor tensor ? item(tensor) : number(value);
    if (number instanceof Boolean truth) {
      return truth ? 1.0 : 0.0;
    }
    return number instanceof Number real ? (Object) real.doubleValue() : null;
  }

  private static @Nullable Object integer(@Nullable Object value) {
    if (value instanceof Tensor tensor && !tensor.dtype().isFloating()) {
      return item(tensor);
    }
    if (value instanceof BigInteger) {
      throw new TorchError(TorchError.Kind.VALUE, "Overflow when unpacking long long");
    }
    return value instanceof Number && !isFloating(value) ? number(value) : null;
  }

  private static @Nullable Object tensors(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      return null;
    }
    List<@Nullable Tensor> tensors = new ArrayList<>();
    for (Object item : list) {
      if (item != null && !(item instanceof Tensor)) {
        return null;
      }
      tensors.add((Tensor) item);
    }
    return tensors;
  }

  private static int @Nullable [] sizes(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      return integer(value) instanceof Long one ? new int[] {one.intValue()} : null;
    }
    int[] sizes = new int[list.size()];
    for (int i = 0; i < sizes.length; i++) {
      if (!(integer(list.get(i)) instanceof Long size)) {
        return null;
      }
      if (size > Integer.MAX_VALUE) {
        throw TorchError.runtime(
            "tensors of more than " + Integer.MAX_VALUE + " elements are not supported");
      }
      sizes[i] = (int) (long) size;
    }
    return sizes;
  }

  private static double @Nullable [] floats(@Nullable Object value) {
    if (value instanceof Number one) {
      return new double[] {one.doubleValue()};
    }
    if (!(value instanceof List<?> list)) {
      return null;
    }
    double[] floats = new double[list.size()];
    for (int i = 0; i < floats.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        return null;
      }
      floats[i] = number.doubleValue();
    }
    return floats;
  }

  /** What Python calls the type of an argument. */
  public static String pythonType(@Nullable Object value) {
    if (value == null) {
      return "NoneType";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (value instanceof Number) {
      return isFloating(value) ? "float" : "int";
    }
    if (value instanceof String) {
      return "str";
    }
    if (value instanceof List) {
      return "list";
    }
    return value instanceof Tensor ? "Tensor" : "object";
  }
}
