package tapedeck.python;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.op.Op;
import tapedeck.op.Parameter;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Fits the arguments of a Python call to the parameters of an operator. */
final class Arguments {
  private Arguments() {}

  /**
   * Applies the first overload that the arguments fit; if none does, the error is that of the
   * first.
   */
  static Tensor apply(
      Engine engine, List<Op> overloads, List<Object> positional, Map<String, Object> keywords) {
    TorchError first = null;
    for (Op op : overloads) {
      Object[] bound;
      try {
        bound = bind(op, positional, keywords);
      } catch (TorchError misfit) {
        first = first == null ? misfit : first;
        continue;
      }
      return engine.apply(op, bound);
    }
    throw first == null ? new IllegalStateException("no overloads") : first;
  }

  /**
   * One argument for each parameter, numbers as Long, Double or Boolean.
   *
   * @throws TorchError of kind TYPE if one is missing, unknown, given twice or of a wrong type
   */
  static Object[] bind(Op op, List<Object> positional, Map<String, Object> keywords) {
    List<Parameter> parameters = op.parameters();
    @Nullable Object[] bound = new Object[parameters.size()];
    int used = 0;
    for (int i = 0; i < bound.length; i++) {
      Parameter parameter = parameters.get(i);
      boolean named = keywords.containsKey(parameter.name());
      if (!parameter.keywordOnly() && i < positional.size()) {
        bound[i] = convert(op, parameter, i, positional.get(i));
      } else if (named) {
        bound[i] = convert(op, parameter, i, keywords.get(parameter.name()));
        used++;
      } else if (parameter.optional()) {
        bound[i] = parameter.defaultValue();
      } else {
        throw TorchError.type(
            "%s() missing 1 required positional arguments: \"%s\""
                .formatted(op.function(), parameter.name()));
      }
    }
    long places = parameters.stream().filter(p -> !p.keywordOnly()).count();
    if (positional.size() > places) {
      throw TorchError.type(
          "%s() takes %d positional arguments but %d were given"
              .formatted(op.function(), places, positional.size()));
    }
    if (used < keywords.size()) {
      throw TorchError.type(
          "%s() got an unexpected keyword argument '%s'"
              .formatted(op.function(), unknown(op, keywords)));
    }
    return bound;
  }

  private static String unknown(Op op, Map<String, Object> keywords) {
    List<String> known = op.parameters().stream().map(Parameter::name).toList();
    return keywords.keySet().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .orElseGet(() -> keywords.keySet().iterator().next());
  }

  private static @Nullable Object convert(
      Op op, Parameter parameter, int index, @Nullable Object value) {
    if (value == null && parameter.optional() && parameter.defaultValue() == null) {
      return null;
    }
    Object converted =
        switch (parameter.kind()) {
          case TENSOR -> value instanceof Tensor ? value : number(value);
          case NUMBER -> number(value);
          case INT -> value instanceof Number && !isFloating(value) ? number(value) : null;
          case INTS -> sizes(value);
          case DIMS -> value instanceof Integer single ? new int[] {single} : sizes(value);
          case BOOL -> value instanceof Boolean ? value : null;
          case DTYPE -> value instanceof String name ? DType.named(name) : null;
        };
    if (converted == null) {
      throw TorchError.type(
          "%s(): argument '%s' (position %d) must be %s, not %s"
              .formatted(
                  op.function(),
                  parameter.name(),
                  index + 1,
                  parameter.kind().torchName(),
                  pythonType(value)));
    }
    return converted;
  }

  private static boolean isFloating(Object value) {
    return value instanceof Double || value instanceof Float;
  }

  private static @Nullable Object number(@Nullable Object value) {
    if (value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return isFloating(number) ? (Object) number.doubleValue() : (Object) number.longValue();
    }
    return null;
  }

  private static int @Nullable [] sizes(@Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      return null;
    }
    int[] sizes = new int[list.size()];
    for (int i = 0; i < sizes.length; i++) {
      if (!(list.get(i) instanceof Number size) || isFloating(size)) {
        return null;
      }
      sizes[i] = size.intValue();
    }
    return sizes;
  }

  static String pythonType(@Nullable Object value) {
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
