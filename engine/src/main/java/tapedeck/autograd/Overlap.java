package tapedeck.autograd;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Call;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * Refuses to write where memory is shared in part: the result would depend on the order of writing
 * (PyTorch's {@code MemoryOverlap.h}).
 */
final class Overlap {
  /** Rows that give all elements one value. */
  private static final Set<String> INDIFFERENT = Set.of("zero", "fill.Scalar");

  /** Products of matrices that are added: they are not element-wise. */
  static final Set<String> PRODUCTS = Set.of("addmm", "addmv", "addr", "baddbmm", "addbmm");

  private Overlap() {}

  /**
   * Checks the operands of an element-wise operator that writes into its first.
   *
   * @throws TorchError if memory is shared in part
   */
  static void check(Call call) {
    Tensor self = call.self();
    if (!INDIFFERENT.contains(call.op().name())) {
      checkWritten(self);
    }
    if (!call.op().broadcasts() || PRODUCTS.contains(call.op().name())) {
      return;
    }
    for (int i = 1; i < call.op().parameters().size(); i++) {
      List<@Nullable Tensor> operands = call.tensorsAt(i);
      for (Tensor operand : operands) {
        if (operand != null && isPartial(self, operand)) {
          throw refused("some elements of the input tensor and the written-to tensor refer");
        }
      }
    }
  }

  /**
   * Checks a tensor that is written to.
   *
   * @throws TorchError if several of its elements are one
   */
  static void checkWritten(Tensor self) {
    for (int d = 0; d < self.shape().dim(); d++) {
      if (self.strides()[d] == 0 && self.shape().size(d) > 1) {
        throw refused("more than one element of the written-to tensor refers");
      }
    }
  }

  private static TorchError refused(String what) {
    return TorchError.runtime(
        "unsupported operation: "
            + what
            + " to a single memory location. Please clone() the tensor before performing the"
            + " operation.");
  }

  /** Whether two tensors surely share some memory but do not lie alike. */
  private static boolean isPartial(Tensor self, Tensor other) {
    if (self == other
        || self.storage() != other.storage()
        || self.shape().numel() == 0
        || other.shape().numel() == 0
        || !isDense(self)
        || !isDense(other)) {
      return false;
    }
    int end = self.offset() + self.shape().numel();
    int otherEnd = other.offset() + other.shape().numel();
    if (self.offset() == other.offset() && end == otherEnd) {
      return !java.util.Arrays.equals(self.strides(), other.strides());
    }
    return self.offset() < otherEnd && other.offset() < end;
  }

  /** Whether the elements fill a piece of memory, each in a place of its own. */
  static boolean isDense(Tensor tensor) {
    Shape shape = tensor.shape();
    int[] order =
        IntStream.range(0, shape.dim())
            .filter(d -> shape.size(d) != 1)
            .boxed()
            .sorted(Comparator.comparing(d -> tensor.strides()[d]))
            .mapToInt(d -> d)
            .toArray();
    int step = 1;
    for (int d : order) {
      if (tensor.strides()[d] != step) {
        return false;
      }
      step *= shape.size(d);
    }
    return true;
  }
}
