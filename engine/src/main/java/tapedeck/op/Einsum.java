package tapedeck.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * {@code torch.einsum}: brings all operands to the same dimensions, one for each label, and
 * contracts them from left to right by batched matrix products.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.einsum.html">PyTorch,
 *     einsum</a>
 */
final class Einsum {
  private static final char ELLIPSIS = '.';

  private final Ops ops;
  private final List<String> inputs = new ArrayList<>();
  private final Map<Character, Integer> places = new LinkedHashMap<>();
  private final Map<Character, Integer> lengths = new HashMap<>();
  private int ellipsisDims;
  private int outputDims;
  private int dims;

  private Einsum(Ops ops) {
    this.ops = ops;
  }

  static Tensor of(Ops ops, String equation, List<Tensor> operands) {
    return new Einsum(ops).run(equation.replace(" ", ""), operands);
  }

  private Tensor run(String equation, List<Tensor> operands) {
    String[] sides = equation.split("->", -1);
    for (String input : sides[0].split(",", -1)) {
      inputs.add(input.replace("...", "."));
    }
    if (inputs.size() != operands.size()) {
      throw TorchError.runtime(
          inputs.size() > operands.size()
              ? "einsum(): fewer operands were provided than specified in the equation"
              : "einsum(): more operands were provided than specified in the equation");
    }
    for (int k = 0; k < operands.size(); k++) {
      measureEllipsis(inputs.get(k), operands.get(k).shape(), k);
    }
    place(sides.length > 1 ? sides[1].replace("...", ".") : implicitOutput());
    List<Tensor> aligned = new ArrayList<>();
    for (int k = 0; k < operands.size(); k++) {
      aligned.add(align(operands.get(k), k));
    }
    return contract(aligned);
  }

  private void measureEllipsis(String input, Shape shape, int index) {
    int labels = input.replace(".", "").length();
    boolean ellipsis = input.indexOf(ELLIPSIS) >= 0;
    if (ellipsis ? labels > shape.dim() : labels != shape.dim()) {
      throw TorchError.runtime(
          ("einsum(): the number of subscripts in the equation (%d) does not match the number of"
                  + " dimensions (%d) for operand %d and no ellipsis was given")
              .formatted(labels, shape.dim(), index));
    }
    if (ellipsis) {
      ellipsisDims = Math.max(ellipsisDims, shape.dim() - labels);
    }
  }

  /** Without an arrow: the ellipsis, then the labels that occur once, in alphabetic order. */
  private String implicitOutput() {
    String all = String.join("", inputs);
    StringBuilder output = new StringBuilder(all.indexOf(ELLIPSIS) >= 0 ? "." : "");
    all.chars()
        .filter(c -> c != ELLIPSIS && all.indexOf(c) == all.lastIndexOf(c))
        .sorted()
        .forEach(c -> output.append((char) c));
    return output.toString();
  }

  /** Gives each label its dimension: those of the output first. */
  private void place(String output) {
    for (int i = 0; i < output.length(); i++) {
      char label = output.charAt(i);
      if (places.containsKey(label)) {
        throw TorchError.runtime(
            "einsum(): output subscript " + label + " appears more than once in the output");
      }
      if (label != ELLIPSIS && String.join("", inputs).indexOf(label) < 0) {
        throw TorchError.runtime(
            "einsum(): output subscript %s does not appear in the equation for any input operand"
                .formatted(label));
      }
      add(label);
    }
    outputDims = dims;
    for (String input : inputs) {
      for (int i = 0; i < input.length(); i++) {
        char label = input.charAt(i);
        if (!places.containsKey(label)) {
          add(label);
        }
      }
    }
  }

  private void add(char label) {
    places.put(label, dims);
    dims += label == ELLIPSIS ? ellipsisDims : 1;
  }

  private int placeOf(char label) {
    Integer place = places.get(label);
    if (place == null) {
      throw new IllegalStateException("no place for " + label);
    }
    return place;
  }

  /** Holds a label's size against the one that operands before this gave it. */
  private void measure(char label, int size, int index) {
    int seen = lengths.getOrDefault(label, 1);
    if (size != 1 && seen != 1 && size != seen) {
      throw TorchError.runtime(
          "einsum(): subscript %s has size %d for operand %d which does not broadcast with previously seen size %d"
              .formatted(label, size, index, seen));
    }
    lengths.put(label, size == 1 ? seen : size);
  }

  /** The operand with one dimension for each place; repeated labels become a diagonal. */
  private Tensor align(Tensor operand, int index) {
    String input = inputs.get(index);
    Tensor tensor = operand;
    List<Integer> at = new ArrayList<>();
    int own = operand.shape().dim() - input.replace(".", "").length();
    int ellipsis = input.indexOf(ELLIPSIS);
    for (int i = 0; i < input.length(); i++) {
      char label = input.charAt(i);
      if (label == ELLIPSIS) {
        for (int k = 0; k < own; k++) {
          at.add(placeOf(label) + ellipsisDims - own + k);
        }
        continue;
      }
      int before = at.indexOf(placeOf(label));
      if (before >= 0) {
        int here = at.size();
        if (tensor.shape().size(before) != tensor.shape().size(here)) {
          throw TorchError.runtime(
              "einsum(): subscript %s is repeated for operand %d but the sizes don't match, %d != %d"
                  .formatted(label, index, tensor.shape().size(here), tensor.shape().size(before)));
        }
        tensor = ops.call("diagonal", tensor, 0L, (long) before, (long) here);
        // the diagonal is last: bring it to where its label stood first
        tensor = moved(tensor, tensor.shape().dim() - 1, before);
      } else {
        boolean beyond = ellipsis >= 0 && i > ellipsis;
        measure(label, operand.shape().size(beyond ? i + own - 1 : i), index);
        at.add(placeOf(label));
      }
    }
    int[] order = new int[dims];
    int missing = at.size();
    for (int place = 0; place < dims; place++) {
      int d = at.indexOf(place);
      if (d < 0) {
        tensor = ops.unsqueeze(tensor, tensor.shape().dim());
        d = missing++;
      }
      order[place] = d;
    }
    return ops.permute(tensor, order);
  }

  private Tensor moved(Tensor tensor, int from, int to) {
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < tensor.shape().dim(); d++) {
      if (d != from) {
        order.add(d);
      }
    }
    order.add(to, from);
    return ops.permute(tensor, order.stream().mapToInt(Integer::intValue).toArray());
  }

  private Tensor contract(List<Tensor> operands) {
    Tensor result = operands.get(0);
    for (int k = 1; k <= operands.size(); k++) {
      List<Integer> summed = new ArrayList<>();
      for (int d = outputDims; d < dims; d++) {
        boolean later = false;
        for (int j = k + 1; j < operands.size(); j++) {
          later |= operands.get(j).shape().size(d) != 1;
        }
        if (!later) {
          summed.add(d);
        }
      }
      if (k < operands.size()) {
        result =
            summed.isEmpty()
                ? ops.mul(result, operands.get(k))
                : pair(result, operands.get(k), summed);
      } else if (operands.size() == 1 && !summed.isEmpty()) {
        return ops.sum(result, toArray(summed), false);
      }
    }
    int[] sizes = Arrays.copyOf(result.shape().toArray(), outputDims);
    return result.shape().dim() == outputDims ? result : ops.reshape(result, sizes);
  }

  /** The product of two operands, summed over some dimensions, as one batched matrix product. */
  private Tensor pair(Tensor first, Tensor second, List<Integer> summed) {
    Tensor left = first;
    Tensor right = second;
    List<Integer> both = new ArrayList<>();
    List<Integer> onlyLeft = new ArrayList<>();
    List<Integer> onlyRight = new ArrayList<>();
    List<Integer> folded = new ArrayList<>();
    for (int d = 0; d < dims; d++) {
      boolean inLeft = left.shape().size(d) != 1;
      boolean inRight = right.shape().size(d) != 1;
      if (inLeft && inRight && left.shape().size(d) != right.shape().size(d)) {
        throw TorchError.runtime(
            "einsum(): operands do not broadcast with remapped shapes [original->remapped]");
      }
      if (summed.contains(d)) {
        if (inLeft && inRight) {
          folded.add(d);
        } else if (inLeft) {
          left = ops.sum(left, new int[] {d}, true);
          both.add(d);
        } else if (inRight) {
          right = ops.sum(right, new int[] {d}, true);
          both.add(d);
        } else {
          both.add(d);
        }
      } else if (inLeft == inRight) {
        both.add(d);
      } else {
        (inLeft ? onlyLeft : onlyRight).add(d);
      }
    }
    return product(left, right, both, onlyLeft, onlyRight, folded);
  }

  private Tensor product(
      Tensor left,
      Tensor right,
      List<Integer> both,
      List<Integer> onlyLeft,
      List<Integer> onlyRight,
      List<Integer> folded) {
    int batch = count(left, both);
    int rows = count(left, onlyLeft);
    int columns = count(right, onlyRight);
    int inner = count(left, folded);
    Tensor a =
        ops.reshape(
            ops.permute(left, joined(List.of(both, onlyLeft, folded, onlyRight))),
            batch,
            rows,
            inner);
    Tensor b =
        ops.reshape(
            ops.permute(right, joined(List.of(both, folded, onlyRight, onlyLeft))),
            batch,
            inner,
            columns);
    Tensor product = ops.call("bmm", a, b);
    int[] order = joined(List.of(both, onlyLeft, onlyRight, folded));
    int[] sizes = new int[dims];
    int[] back = new int[dims];
    for (int k = 0; k < dims; k++) {
      int d = order[k];
      sizes[k] =
          folded.contains(d)
              ? 1
              : onlyRight.contains(d) ? right.shape().size(d) : left.shape().size(d);
      back[d] = k;
    }
    return ops.permute(ops.reshape(product, sizes), back);
  }

  private static int count(Tensor tensor, List<Integer> dims) {
    int count = 1;
    for (int d : dims) {
      count *= tensor.shape().size(d);
    }
    return count;
  }

  private static int[] joined(List<List<Integer>> lists) {
    return lists.stream().flatMapToInt(list -> list.stream().mapToInt(Integer::intValue)).toArray();
  }

  private static int[] toArray(List<Integer> list) {
    return IntStream.range(0, list.size()).map(list::get).toArray();
  }
}
