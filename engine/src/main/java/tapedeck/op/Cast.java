package tapedeck.op;

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

  /** Writes the elements of {@code from}, row by row, into the row-major {@code to} of any type. */
  static void copy(Tensor from, Tensor to) {
    TensorValue values = from.peek();
    Storage target = to.storage();
    for (int i = 0; i < target.length(); i++) {
      if (from.dtype().isFloating()) {
        target.set(i, values.doubleAt(i));
      } else {
        target.set(i, values.longAt(i));
      }
    }
  }
}
