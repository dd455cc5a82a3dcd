package tapedeck.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Arguments;
import tapedeck.op.Op;
import tapedeck.tensor.TorchError;

/**
 * The arguments of operators as Python code gives them. A tensor of Python, which is a sequence,
 * may be among them where a number was expected: it is looked at when nothing else fits.
 */
final class PythonArguments {
  private static final String ENGINE_OBJECT = "_j";

  Arguments.Bound choose(
      List<Op> overloads, List<@Nullable Object> positional, Map<String, Object> keywords) {
    return fitting(positional, keywords, (all, named) -> Arguments.choose(overloads, all, named));
  }

  @Nullable Object[] bind(Op op, List<@Nullable Object> positional, Map<String, Object> keywords) {
    return fitting(positional, keywords, (all, named) -> Arguments.bind(op, all, named, false));
  }

  private static <T> T fitting(
      List<@Nullable Object> positional,
      Map<String, Object> keywords,
      BiFunction<List<@Nullable Object>, Map<String, Object>, T> binding) {
    try {
      return binding.apply(positional, keywords);
    } catch (TorchError misfit) {
      List<@Nullable Object> all = new ArrayList<>();
      positional.forEach(one -> all.add(unwrapped(one)));
      Map<String, Object> named = new LinkedHashMap<>();
      keywords.forEach((name, one) -> named.put(name, unwrapped(one)));
      if (misfit.kind() != TorchError.Kind.ARGUMENTS
          || (all.equals(positional) && named.equals(keywords))) {
        throw misfit;
      }
      return binding.apply(all, named);
    }
  }

  private static @Nullable Object unwrapped(@Nullable Object given) {
    if (!(given instanceof List<?>)) {
      return given;
    }
    Value value = Value.asValue(given);
    return value.hasMember(ENGINE_OBJECT) ? value.getMember(ENGINE_OBJECT).asHostObject() : given;
  }
}
