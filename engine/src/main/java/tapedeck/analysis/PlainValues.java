package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.op.OpTable;
import tapedeck.tensor.Brief;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;
import tapedeck.tensor.TorchError;

/** What an expression gave: None, a truth value, a number, a text, a list or a tensor. */
final class PlainValues {
  private PlainValues() {}

  /**
   * A number, lists of numbers or a tensor as a value of the type and shape of {@code model}.
   *
   * @throws ExpressionError if it does not fit
   */
  static TensorValue like(@Nullable Object value, TensorValue model) {
    List<Double> elements = new ArrayList<>();
    int[] sizes;
    if (value instanceof Tensor tensor) {
      sizes = tensor.shape().toArray();
      TensorValue given = tensor.peek();
      for (int i = 0; i < given.shape().numel(); i++) {
        elements.add(given.doubleAt(i));
      }
    } else {
      List<Integer> found = new ArrayList<>();
      collect(value, 0, found, elements);
      sizes = found.stream().mapToInt(Integer::intValue).toArray();
    }
    Engine engine = new Engine();
    Storage storage = Storage.allocate(model.dtype(), elements.size());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, elements.get(i));
    }
    try {
      Tensor given = engine.tensor(storage, Shape.of(sizes), false);
      Tensor fitting = engine.apply(OpTable.row("expand"), given, model.shape().toArray());
      return engine.apply(OpTable.row("clone"), fitting).value();
    } catch (TorchError e) {
      throw new ExpressionError(
          "the shape [%s] does not fit %s".formatted(join(sizes), model.shape()));
    }
  }

  private static String join(int[] sizes) {
    return String.join(", ", java.util.Arrays.stream(sizes).mapToObj(String::valueOf).toList());
  }

  /** Gathers the numbers of nested lists, all of the same lengths at one depth. */
  private static void collect(
      @Nullable Object value, int depth, List<Integer> sizes, List<Double> elements) {
    if (value instanceof List<?> list) {
      if (sizes.size() == depth) {
        sizes.add(list.size());
      }
      if (sizes.get(depth) != list.size()) {
        throw new ExpressionError("the lists are not of the same length");
      }
      list.forEach(item -> collect(item, depth + 1, sizes, elements));
      return;
    }
    if (!(value instanceof Number || value instanceof Boolean) || sizes.size() > depth) {
      throw new ExpressionError(text(value) + " is not a number");
    }
    elements.add(number(value));
  }

  /** A number, a truth value or the only element of a tensor; NaN for anything else. */
  static double number(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Tensor tensor && tensor.shape().numel() == 1) {
      return tensor.peek().doubleAt(0);
    }
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /**
   * Whether Python takes it for true.
   *
   * @throws ExpressionError if it is a tensor of several elements
   */
  static boolean isTrue(@Nullable Object value) {
    if (value instanceof Tensor tensor) {
      if (tensor.shape().numel() != 1) {
        throw new ExpressionError(
            "a tensor of %d elements is neither true nor false: add .any() or .all()"
                .formatted(tensor.shape().numel()));
      }
      return tensor.peek().doubleAt(0) != 0;
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    return value != null && !value.equals("") && (value instanceof String || number(value) != 0);
  }

  /** As it is shown. */
  static String text(@Nullable Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Tensor tensor) {
      return Brief.of(tensor.peek());
    }
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    if (value instanceof Double number) {
      return Brief.number(number);
    }
    if (value instanceof List<?> list) {
      return "[" + String.join(", ", list.stream().map(PlainValues::text).toList()) + "]";
    }
    return value.toString();
  }
}
