package tapedeck.op;

import java.util.Arrays;
import tapedeck.kernel.Copying;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/** Reading tensors as another type or in another layout. */
final class Cast {
  private Cast() {}

  /**
   * The array behind {@code tensor} as an array of {@code type}, every element at its old place;
   * the array itself where the type is the same already.
   */
  static Object array(Tensor tensor, DType type) {
    Storage from = tensor.storage();
    if (from.dtype() == type) {
      return from.array();
    }
    Storage to = Storage.allocate(type, from.length());
    TensorValue values = tensor.wholeStorage();
    for (int i = 0; i < from.length(); i++) {
      if (from.dtype().isFloating()) {
        to.set(i, values.doubleAt(i));
      } else {
        to.set(i, values.longAt(i));
      }
    }
    return to.array();
  }

  /** {@code from} itself where it has the type {@code type}, else a copy that has. */
  static Tensor to(Call call, Tensor from, DType type) {
    return from.dtype() == type ? from : alike(call, from, type);
  }

  /** A copy of {@code from} as {@code type} that lies in memory as it does, without its gaps. */
  static Tensor alike(Call call, Tensor from, DType type) {
    int[] order = Layout.of(from.shape(), from);
    Tensor copied = copy(call, order == null ? from : Folding.permuted(from, order), type);
    int[] strides = Layout.strides(from);
    return Arrays.equals(copied.strides(), strides)
        ? copied
        : call.view(copied, from.shape(), strides, 0);
  }

  /** A row-major copy of {@code from} as {@code type}. */
  static Tensor copy(Call call, Tensor from, DType type) {
    Storage target = Storage.allocate(type, from.shape().numel());
    write(from, target, 0);
    return call.contiguous(target, from.shape());
  }

  /** Writes the elements of {@code from}, row by row, into {@code to} from {@code start} on. */
  static void write(Tensor from, Storage to, int start) {
    Walk walk = new Walk(from.shape().toArray(), from.strides(), from.offset());
    TensorValue values = from.wholeStorage();
    int count = from.shape().numel();
    if (count == 0) {
      return;
    }
    if (from.dtype() == to.dtype()) {
      if (from.isContiguous()) {
        System.arraycopy(values.array(), from.offset(), to.writable(), start, count);
      } else {
        Copying.gather(values.array(), walk, to.writable(), start, count);
      }
    } else if (from.dtype().isFloating()) {
      for (int i = 0; i < count; i++, walk.advance()) {
        to.set(start + i, values.doubleAt(walk.position()));
      }
    } else {
      for (int i = 0; i < count; i++, walk.advance()) {
        to.set(start + i, values.longAt(walk.position()));
      }
    }
  }
}
