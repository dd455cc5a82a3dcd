package tapedeck.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.op.Arguments;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;
import tapedeck.tensor.TorchError;

/** Computes an expression at one moment, on an engine of its own that nobody listens to. */
final class Evaluation {
  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("+", "add"),
          Map.entry("-", "sub"),
          Map.entry("*", "mul"),
          Map.entry("/", "div"),
          Map.entry("//", "floor_divide"),
          Map.entry("%", "remainder"),
          Map.entry("**", "pow"),
          Map.entry("@", "matmul"),
          Map.entry("<", "lt"),
          Map.entry(">", "gt"),
          Map.entry("<=", "le"),
          Map.entry(">=", "ge"),
          Map.entry("==", "eq"),
          Map.entry("!=", "ne"));

  private final State state;
  private final Engine engine = new Engine();

  /** A method of a value, not called yet. */
  private record Method(@Nullable Object self, String name) {}

  /** A tensor of the program. */
  private record Known(TensorState tensor) {}

  Evaluation(State state) {
    this.state = state;
  }

  Expression.Result result(Expression expression) {
    try {
      return new Expression.Result(plain(value(expression)));
    } catch (TorchError | IndexOutOfBoundsException | ArithmeticException e) {
      throw new ExpressionError(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Method method) {
      throw new ExpressionError(method.name() + " is a method: call it with ()");
    }
    return value instanceof Known known ? tensor(known.tensor().value()) : value;
  }

  private Tensor tensor(TensorValue value) {
    return Tensor.of(engine.nextTensorId(), value);
  }

  private @Nullable Object operand(Expression expression) {
    return plain(value(expression));
  }

  private @Nullable Object value(Expression expression) {
    String path = ExpressionNames.path(expression);
    Long named = path == null ? null : find(path);
    TensorState tensor = named == null ? null : state.tensor(named);
    if (tensor != null) {
      return new Known(tensor);
    }
    if (expression instanceof Expression.Name name) {
      throw new ExpressionError(name.name() + " is not known here");
    }
    if (expression instanceof Expression.Constant constant) {
      return constant.value();
    }
    if (expression instanceof Expression.Attribute attribute) {
      return attribute(attribute);
    }
    if (expression instanceof Expression.Invocation invocation) {
      return invoke(invocation);
    }
    if (expression instanceof Expression.Subscript subscript) {
      return element(subscript);
    }
    if (expression instanceof Expression.Sequence sequence) {
      List<@Nullable Object> items = new ArrayList<>();
      sequence.items().forEach(item -> items.add(operand(item)));
      return items;
    }
    if (expression instanceof Expression.Unary unary) {
      Object of = operand(unary.of());
      return unary.operator().equals("not") ? (Object) !PlainValues.isTrue(of) : apply("neg", of);
    }
    return binary((Expression.Binary) expression);
  }

  /** A variable, or a part of a module, whose place in a list Python writes as an index. */
  private @Nullable Long find(String path) {
    Long named = Names.find(state, path);
    return named == null && path.indexOf('[') > 0
        ? Names.find(state, ExpressionNames.dotted(path))
        : named;
  }

  private @Nullable Object attribute(Expression.Attribute attribute) {
    if (attribute.of() instanceof Expression.Name name && name.name().equals("torch")) {
      return new Method(null, attribute.name());
    }
    Object of = value(attribute.of());
    if (of == null) {
      throw new ExpressionError("None has no " + attribute.name());
    }
    if (of instanceof Known known) {
      TensorState tensor = known.tensor();
      switch (attribute.name()) {
        case "grad" -> {
          TensorValue grad = tensor.grad();
          return grad == null ? null : tensor(grad);
        }
        case "requires_grad" -> {
          return tensor.requiresGrad();
        }
        case "is_leaf" -> {
          return tensor.isLeaf();
        }
        case "retains_grad" -> {
          return tensor.retainsGrad();
        }
        case "_version" -> {
          return (long) state.versionOf(tensor);
        }
        default -> {}
      }
    }
    return of(Objects.requireNonNull(plain(of)), attribute.name());
  }

  private Object of(Object value, String name) {
    if (value instanceof Tensor tensor) {
      return switch (name) {
        case "shape" -> sizes(tensor);
        case "ndim" -> (long) tensor.shape().dim();
        case "data" -> tensor;
        case "T" -> apply("t", tensor);
        case "mT" -> apply("transpose", tensor, -2L, -1L);
        default -> new Method(tensor, name);
      };
    }
    return new Method(value, name);
  }

  private static List<Object> sizes(Tensor tensor) {
    List<Object> sizes = new ArrayList<>();
    for (int size : tensor.shape().toArray()) {
      sizes.add((long) size);
    }
    return sizes;
  }

  private @Nullable Object invoke(Expression.Invocation invocation) {
    Object called =
        invocation.function() instanceof Expression.Name name
            ? new Method(null, name.name())
            : value(invocation.function());
    if (!(called instanceof Method method)) {
      throw new ExpressionError("only methods and functions can be called");
    }
    List<@Nullable Object> arguments = new ArrayList<>();
    if (method.self() != null) {
      arguments.add(method.self());
    }
    invocation.arguments().forEach(argument -> arguments.add(operand(argument)));
    Map<String, Object> keywords = new LinkedHashMap<>();
    invocation
        .keywords()
        .forEach((name, given) -> keywords.put(name, Objects.requireNonNull(operand(given))));
    if (arguments.size() == 1 && keywords.isEmpty() && arguments.get(0) instanceof Tensor tensor) {
      switch (method.name()) {
        case "item", "float" -> {
          return item(tensor);
        }
        case "numel" -> {
          return (long) tensor.shape().numel();
        }
        case "dim" -> {
          return (long) tensor.shape().dim();
        }
        case "size" -> {
          return sizes(tensor);
        }
        default -> {}
      }
    }
    // torch.norm is a function of Python's over this row
    String function = method.name().equals("norm") ? "linalg_vector_norm" : method.name();
    return call(function, arguments, keywords);
  }

  private static Object item(Tensor tensor) {
    if (tensor.shape().numel() != 1) {
      throw new ExpressionError(
          "a Tensor with %d elements cannot be converted to Scalar"
              .formatted(tensor.shape().numel()));
    }
    return tensor.dtype().isFloating()
        ? (Object) tensor.peek().doubleAt(0)
        : (Object) tensor.peek().longAt(0);
  }

  private Object element(Expression.Subscript subscript) {
    Object of = operand(subscript.of());
    if (of instanceof List<?> list && subscript.indices().size() == 1) {
      int index = ((Number) Objects.requireNonNull(operand(subscript.indices().get(0)))).intValue();
      return Objects.requireNonNull(list.get(index < 0 ? list.size() + index : index));
    }
    long dim = 0;
    for (Expression index : subscript.indices()) {
      if (index instanceof Expression.Slice slice) {
        Object start = slice.start() == null ? null : operand(slice.start());
        Object end = slice.end() == null ? null : operand(slice.end());
        of = call("slice", list(of, dim, start, end), Map.of());
        dim++;
      } else {
        of = call("select", list(of, dim, operand(index)), Map.of());
      }
    }
    return Objects.requireNonNull(of);
  }

  private static List<@Nullable Object> list(@Nullable Object... items) {
    return new ArrayList<>(java.util.Arrays.asList(items));
  }

  private Object apply(String function, @Nullable Object... arguments) {
    if (arguments.length == 1 && arguments[0] instanceof Number number) {
      return number instanceof Long whole ? (Object) (-whole) : (Object) (-number.doubleValue());
    }
    return call(function, list(arguments), Map.of());
  }

  private Object call(
      String function, List<@Nullable Object> arguments, Map<String, Object> keywords) {
    List<Op> overloads = OpTable.overloads(function);
    Op row = overloads.isEmpty() ? OpTable.find(function) : null;
    if (row != null) {
      overloads = List.of(row);
    }
    if (overloads.isEmpty()) {
      throw new ExpressionError("there is no function or method " + function);
    }
    Arguments.Bound bound = Arguments.choose(overloads, arguments, keywords);
    List<Tensor> results = engine.applyAll(bound.op(), bound.arguments());
    return results.size() == 1 ? results.get(0) : new ArrayList<Object>(results);
  }

  private @Nullable Object binary(Expression.Binary binary) {
    switch (binary.operator()) {
      case "and" -> {
        Object left = operand(binary.left());
        return PlainValues.isTrue(left) ? operand(binary.right()) : left;
      }
      case "or" -> {
        Object left = operand(binary.left());
        return PlainValues.isTrue(left) ? left : operand(binary.right());
      }
      case "is", "is not" -> {
        boolean same = operand(binary.left()) == operand(binary.right());
        return same == binary.operator().equals("is");
      }
      default -> {
        return combined(binary.operator(), operand(binary.left()), operand(binary.right()));
      }
    }
  }

  private Object combined(String operator, @Nullable Object left, @Nullable Object right) {
    if (left == null || right == null) {
      throw new ExpressionError("None cannot be an operand of " + operator);
    }
    if (left instanceof Tensor || right instanceof Tensor) {
      Object first = left instanceof Number number ? engine.tensor(number.doubleValue()) : left;
      return call(Objects.requireNonNull(OPERATORS.get(operator)), list(first, right), Map.of());
    }
    double a = PlainValues.number(left);
    double b = PlainValues.number(right);
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - b * Math.floor(a / b);
      case "**" -> Math.pow(a, b);
      case "<" -> a < b;
      case ">" -> a > b;
      case "<=" -> a <= b;
      case ">=" -> a >= b;
      case "==" -> left.equals(right) || a == b;
      case "!=" -> !left.equals(right) && a != b;
      default -> throw new ExpressionError("numbers have no " + operator);
    };
  }
}
