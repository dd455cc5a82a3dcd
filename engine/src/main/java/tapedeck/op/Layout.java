package tapedeck.op;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.DimensionOrder;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * How the result of an element-wise operator lies in memory: as its operands do, in the order that
 * PyTorch's {@code TensorIterator} gives their dimensions.
 */
final class Layout {
  private Layout() {}

  /**
   * The dimensions of a result of {@code shape}, the one with the largest stride first; null if it
   * is row-major.
   */
  static int @Nullable [] of(Shape shape, Tensor... operands) {
    boolean contiguous = true;
    for (Tensor operand : operands) {
      contiguous &= operand.isContiguous();
    }
    if (contiguous) {
      return null;
    }
    int count = shape.dim();
    int[][] strides = new int[operands.length][];
    for (int i = 0; i < operands.length; i++) {
      strides[i] = BinaryKernel.broadcastStrides(operands[i], shape);
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
    return restored(call, kernel.apply(arranged), order);
  }

  /** {@code operand}, broadcast to {@code shape}, with its dimensions in {@code order}. */
  static Tensor arranged(Tensor operand, Shape shape, int[] order) {
    int[] strides = BinaryKernel.broadcastStrides(operand, shape);
    Tensor whole = operand.view(0, shape, strides, operand.offset());
    return Folding.permuted(whole, order);
  }

  /** The row-major {@code result}, whose dimensions are in {@code order}, with them in place. */
  static Tensor restored(Call call, Tensor result, int[] order) {
    int[] sizes = new int[order.length];
    int[] strides = new int[order.length];
    for (int d = 0; d < order.length; d++) {
      sizes[order[d]] = result.shape().size(d);
      strides[order[d]] = result.strides()[d];
    }
    return call.view(result, Shape.of(sizes), strides, result.offset());
  }
}
