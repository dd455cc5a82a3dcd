package tapedeck.op;

import tapedeck.tensor.DType;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/** Reading a tensor's storage as another type. */
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
}
