package tapedeck.op;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.DimensionOrder;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * How the result of an element-wise operator lies in memory: as its operands do, in the order that
 * PyTorch's {@code TensorIterator} gives their dimensions.
 */
public final class Layout {
  private Layout() {}

  /** The strides of a new tensor that lies in memory as {@code tensor} does, without its gaps. */
  public static int[] strides(Tensor tensor) {
    if (isDense(tensor)) {
      return tensor.strides();
    }
    int[] order = of(tensor.shape(), tensor);
    return order == null
        ? tensor.shape().contiguousStrides()
        : placed(Folding.permuted(tensor, order).shape().contiguousStrides(), order);
  }

  /** The row-major {@code result} laid as {@code like}, of the same shape, lies. */
  static Tensor relaid(Call call, Tensor result, Tensor like) {
    int[] order = of(like.shape(), like);
    Tensor laid = order == null ? result : relaid(call, result, order);
    int[] strides = strides(like);
    return Arrays.equals(strides, laid.strides())
        ? laid
        : call.view(laid, laid.shape(), strides, laid.offset());
  }

  /** The row-major {@code result} with the dimension that is first in {@code order} outermost. */
  static Tensor relaid(Call call, Tensor result, int[] order) {
    return restored(call, Cast.copy(call, Folding.permuted(result, order), result.dtype()), order);
  }

  private static int[] placed(int[] values, int[] order) {
    int[] placed = new int[order.length];
    for (int d = 0; d < order.length; d++) {
      placed[order[d]] = values[d];
    }
    return placed;
  }

  /** A result of zeros that lies as {@code tensor} does. */
  static Tensor zeros(Call call, Tensor tensor) {
    Tensor made = call.allocate(tensor.dtype(), tensor.shape());
    int[] strides = strides(tensor);
    return Arrays.equals(strides, made.strides())
        ? made
        : call.view(made, tensor.shape(), strides, 0);
  }

  /**
   * The dimensions of a result of {@code shape}, the one with the largest stride first; null if it
   * is row-major.
   */
  static int @Nullable [] of(Shape shape, Tensor... operands) {
    boolean contiguous = true;
    boolean rowMajor = true;
    boolean alike = true;
    for (Tensor operand : operands) {
      contiguous &= operand.isContiguous();
      rowMajor &= contiguous && isRowMajor(operand);
      alike &= operand.shape().equals(shape);
    }
    return rowMajor || (contiguous && alike) ? null : iterated(shape, operands);
  }

  /** Whether the strides are those of a new tensor also where a dimension has one element. */
  private static boolean isRowMajor(Tensor tensor) {
    int step = 1;
    for (int d = tensor.shape().dim() - 1; d >= 0; d--) {
      if (tensor.strides()[d] != step) {
        return false;
      }
      step *= Math.max(tensor.shape().size(d), 1);
    }
    return true;
  }

  private static int @Nullable [] iterated(Shape shape, Tensor... operands) {
    int count = shape.dim();
    int[][] strides = new int[operands.length][];
    for (int i = 0; i < operands.length; i++) {
      strides[i] = iteratedStrides(operands[i], shape);
    }
    int[] order =
        DimensionOrder.sorted(count, (first, second) -> compare(shape, strides, first, second));
    int[] outermostFirst = new int[count];
    boolean rowMajor = true;
    for (int d = 0; d < count; d++) {
      outermostFirst[d] = order[count - 1 - d];
      rowMajor &= outermostFirst[d] == d;
    }
    return rowMajor ? null : outermostFirst;
  }

  /**
   * The strides with which the operand is met; one element keeps its stride if the result has one.
   */
  private static int[] iteratedStrides(Tensor tensor, Shape shape) {
    int lead = shape.dim() - tensor.shape().dim();
    int[] strides = new int[shape.dim()];
    for (int d = lead; d < strides.length; d++) {
      boolean repeated = tensor.shape().size(d - lead) == 1 && shape.size(d) != 1;
      strides[d] = repeated ? 0 : tensor.strides()[d - lead];
    }
    return strides;
  }

  /** Whether the elements fill a piece of memory, each in a place of its own. */
  static boolean isDense(Tensor tensor) {
    int[] order = of(tensor.shape(), tensor);
    return order == null ? tensor.isContiguous() : Folding.permuted(tensor, order).isContiguous();
  }

  private static int compare(Shape shape, int[][] strides, int first, int second) {
    for (int[] own : strides) {
      if (own[first] != 0 && own[second] != 0) {
        if (own[first] != own[second]) {
          return Integer.compare(own[first], own[second]);
        }
        if (shape.size(first) > shape.size(second)) {
          return 1;
        }
      }
    }
    return 0;
  }

  /** The result of {@code kernel}, which computes row by row, lying as its operands do. */
  static Tensor kept(
      Call call, Shape shape, Function<Tensor[], Tensor> kernel, Tensor... operands) {
    int[] order = of(shape, operands);
    if (order == null) {
      return kernel.apply(operands);
    }
    Tensor[] arranged = new Tensor[operands.length];
    for (int i = 0; i < operands.length; i++) {
      arranged[i] = arranged(operands[i], shape, order);
    }
    return restored(call, kernel.apply(arranged), order, operands);
  }

  /** {@code operand}, broadcast to {@code shape}, with its dimensions in {@code order}. */
  static Tensor arranged(Tensor operand, Shape shape, int[] order) {
    int[] strides = BinaryKernel.broadcastStrides(operand, shape);
    Tensor whole = operand.view(0, shape, strides, operand.offset());
    return Folding.permuted(whole, order);
  }

  /**
   * The row-major {@code result}, whose dimensions are in {@code order}, with them in place.
   *
   * @param operands if given, and if all of them have the same dense strides, those are the
   *     result's
   */
  static Tensor restored(Call call, Tensor result, int[] order, Tensor... operands) {
    Shape shape = Shape.of(placed(result.shape().toArray(), order));
    int[] common = commonStrides(shape, operands);
    int[] strides = common != null ? common : placed(result.strides(), order);
    return call.view(result, shape, strides, result.offset());
  }

  private static int @Nullable [] commonStrides(Shape shape, Tensor... operands) {
    boolean channelsLast = operands.length > 0;
    boolean same = operands.length > 0;
    for (Tensor operand : operands) {
      boolean alike = operand.shape().equals(shape);
      channelsLast &= alike && isChannelsLast(operand);
      same &= alike && Arrays.equals(operand.strides(), operands[0].strides());
    }
    if (channelsLast) {
      return channelsLastStrides(shape);
    }
    return same && isDense(operands[0]) ? operands[0].strides() : null;
  }

  /** The strides of a batch of images whose channels lie innermost. */
  private static int[] channelsLastStrides(Shape shape) {
    int[] strides = new int[shape.dim()];
    strides[1] = 1;
    int step = Math.max(shape.size(1), 1);
    for (int d = shape.dim() - 1; d > 1; d--) {
      strides[d] = step;
      step *= Math.max(shape.size(d), 1);
    }
    strides[0] = step;
    return strides;
  }

  private static boolean isChannelsLast(Tensor tensor) {
    Shape shape = tensor.shape();
    if (shape.dim() != 4) {
      return false;
    }
    int[] wanted = channelsLastStrides(shape);
    for (int d = 0; d < wanted.length; d++) {
      if (shape.size(d) != 1 && tensor.strides()[d] != wanted[d]) {
        return false;
      }
    }
    return true;
  }
}
