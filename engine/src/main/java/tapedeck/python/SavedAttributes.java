package tapedeck.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Node;
import tapedeck.autograd.OpNode;
import tapedeck.autograd.SavedTensor;
import tapedeck.op.Backward;
import tapedeck.tensor.Shape;
import tapedeck.tensor.TorchError;

/**
 * What the nodes of operators show of what they keep, behind {@code _saved_} and a name: tensors,
 * numbers, flags and sizes. Which names a type of node has is recorded from PyTorch ({@code
 * saved_attributes.txt}).
 */
final class SavedAttributes {
  /** The sizes of an argument, as PyTorch's derivatives keep them instead of the argument. */
  private static final Pattern SIZES =
      Pattern.compile("(.+?)_(sym_sizes|sym_sizes_opt|sym_numel|sym_strides|dim)");

  private static final Pattern SIZE = Pattern.compile("(.+)_sym_argsize_(minus_)?(\\d+)");

  /** PyTorch shows signed integers as if they had no sign. */
  private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(64);

  private final Map<String, List<String>> byNode = new HashMap<>();

  SavedAttributes(String recorded) {
    for (String line : recorded.split("\n", -1)) {
      List<String> words = List.of(line.split(" ", -1));
      byNode.put(words.get(0), words.subList(1, words.size()));
    }
  }

  /** The names that a node has, in their order; that of tensors, or lists of them, has a star. */
  List<String> of(Node node) {
    if (!(node instanceof OpNode operation)) {
      return List.of();
    }
    List<String> known = byNode.get(node.name());
    return known != null
        ? known
        : operation.savedTensors().stream().map(one -> one.name() + "*").distinct().toList();
  }

  boolean has(Node node, String name) {
    List<String> names = of(node);
    return names.contains(name) || names.contains(name + "*");
  }

  /** Whether what stands behind the name is a tensor or a list of tensors. */
  boolean isTensor(Node node, String name) {
    return of(node).contains(name + "*");
  }

  /**
   * The value of an attribute that the node has: null for None, a list for a tuple.
   *
   * @param saved what to show of a saved tensor
   * @throws TorchError if saved tensors were freed
   */
  @Nullable Object value(OpNode node, String name, Function<SavedTensor, Object> saved) {
    String own = node.op().keptAs(name);
    List<@Nullable SavedTensor> found = node.savedTensors(own);
    if (isTensor(node, name) && node.isFreed()) {
      throw TorchError.runtime(OpNode.FREED);
    }
    if (node.op().takesList(own)) {
      List<@Nullable Object> all = new ArrayList<>();
      found.forEach(tensor -> all.add(tensor == null ? null : saved.apply(tensor)));
      return all;
    }
    if (!found.isEmpty() && found.get(0) != null) {
      return saved.apply(found.get(0));
    }
    Function<Backward, @Nullable Object> shown = node.op().shown(name);
    if (shown != null) {
      return shownValue(shown.apply(node));
    }
    if (node.op().outputs().contains(own)) {
      return null;
    }
    return node.op().hasParameter(own) ? argument(node, own) : sizes(node, name);
  }

  private static @Nullable Object argument(OpNode node, String name) {
    Object argument = node.arguments().argument(name);
    return switch (node.op().parameters().get(node.op().indexOf(name)).kind()) {
      case TENSOR, TENSORS -> null;
      case INT, INTS, SIZES, DIMS -> shownValue(argument);
      default -> argument;
    };
  }

  /** Integers without their sign; lists as they are. */
  private static @Nullable Object shownValue(@Nullable Object value) {
    if (value instanceof Long || value instanceof Integer) {
      return unsigned(((Number) value).longValue());
    }
    if (value instanceof Shape shape) {
      return shownValue(shape.toArray());
    }
    return value instanceof int[] numbers
        ? Arrays.stream(numbers).mapToObj(SavedAttributes::unsigned).toList()
        : value;
  }

  private static Object unsigned(long number) {
    return number < 0 ? UNSIGNED.add(BigInteger.valueOf(number)) : (Object) number;
  }

  private static @Nullable Object sizes(OpNode node, String name) {
    Matcher size = SIZE.matcher(name);
    if (size.matches() && node.op().hasParameter(size.group(1))) {
      Shape shape = node.shapeOf(size.group(1));
      int number = Integer.parseInt(size.group(3));
      return (long) shape.size(size.group(2) == null ? number : shape.dim() - number);
    }
    Matcher sizes = SIZES.matcher(name);
    if (!sizes.matches() || !node.op().hasParameter(sizes.group(1))) {
      throw TorchError.unsupported("%s._saved_%s".formatted(node.name(), name));
    }
    String of = sizes.group(1);
    return switch (sizes.group(2)) {
      case "sym_sizes" -> shownValue(node.shapeOf(of));
      case "sym_sizes_opt" ->
          shownValue(node.hadTensor(of) ? node.shapeOf(of).toArray() : new int[] {0});
      case "sym_numel" -> (long) node.shapeOf(of).numel();
      case "sym_strides" -> shownValue(node.stridesOf(of));
      default -> (long) node.shapeOf(of).dim();
    };
  }
}
