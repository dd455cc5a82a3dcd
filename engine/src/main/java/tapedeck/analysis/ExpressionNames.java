package tapedeck.analysis;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which names of the program an expression asks for. */
final class ExpressionNames {
  private ExpressionNames() {}

  /** A part of a module as modules name it: {@code layers.0} for {@code layers[0]}. */
  static String dotted(String path) {
    return path.replaceAll("\\[(\\d+)]", ".$1");
  }

  /** The text under which the program may know a chain of names, null for other expressions. */
  static @Nullable String path(Expression expression) {
    if (expression instanceof Expression.Name name) {
      return name.name();
    }
    if (expression instanceof Expression.Attribute attribute) {
      String of = path(attribute.of());
      return of == null ? null : of + "." + attribute.name();
    }
    if (expression instanceof Expression.Subscript subscript
        && subscript.indices().size() == 1
        && subscript.indices().get(0) instanceof Expression.Constant index) {
      String of = path(subscript.of());
      String text = index.value() instanceof String key ? "'" + key + "'" : "" + index.value();
      return of == null ? null : of + "[" + text + "]";
    }
    return null;
  }

  /** Adds every name that is asked for, with those of the parts on the way. */
  static void collectNames(@Nullable Expression expression, Set<String> names) {
    String path = expression == null ? null : path(expression);
    if (path != null) {
      names.add(path);
      names.add(dotted(path));
    }
    if (expression instanceof Expression.Attribute attribute) {
      collectNames(attribute.of(), names);
    } else if (expression instanceof Expression.Invocation invocation) {
      collectNames(invocation.function(), names);
      invocation.arguments().forEach(argument -> collectNames(argument, names));
      invocation.keywords().values().forEach(argument -> collectNames(argument, names));
    } else if (expression instanceof Expression.Subscript subscript) {
      collectNames(subscript.of(), names);
      subscript.indices().forEach(index -> collectNames(index, names));
    } else if (expression instanceof Expression.Sequence sequence) {
      sequence.items().forEach(item -> collectNames(item, names));
    } else if (expression instanceof Expression.Slice slice) {
      collectNames(slice.start(), names);
      collectNames(slice.end(), names);
    } else if (expression instanceof Expression.Unary unary) {
      collectNames(unary.of(), names);
    } else if (expression instanceof Expression.Binary binary) {
      collectNames(binary.left(), names);
      collectNames(binary.right(), names);
    }
  }
}
