package tapedeck.tensor;

import java.util.Arrays;

/**
 * What a tensor held at one moment: an array with type, shape, strides and offset (both in
 * elements) that never changes again.
 *
 * <p>Two values are equal if type, shape and every element are (NaN equals NaN, and 0.0 differs
 * from -0.0), however they are laid out.
 */
public final class TensorValue {
  private final DType dtype;
  private final Shape shape;
  private final int[] strides;
  private final int offset;
  private final Object array;

  TensorValue(DType dtype, Shape shape, int[] strides, int offset, Object array) {
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.array = array;
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /** The same view of another array of the same kind, which never changes either. */
  public TensorValue over(Object other) {
    return new TensorValue(dtype, shape, strides, offset, other);
  }

  /** The strides in elements; not a copy, do not write to it. */
  public int[] strides() {
    return strides;
  }

  /** Where the first element lies in the array. */
  public int offset() {
    return offset;
  }

  /** The array behind the value; its length tells what the value keeps alive. */
  public Object array() {
    return array;
  }

  /** Where element {@code index}, counted row by row, lies in the array. */
  private int position(int index) {
    int at = offset;
    int rest = index;
    for (int d = shape.dim() - 1; d >= 0; d--) {
      int size = shape.size(d);
      at += rest % size * strides[d];
      rest /= size;
    }
    return at;
  }

  /** Element {@code index}, counted row by row, as a double. */
  public double doubleAt(int index) {
    return Storage.doubleAt(dtype, array, position(index));
  }

  /** Element {@code index}, counted row by row, as a long. */
  public long longAt(int index) {
    return Storage.longAt(dtype, array, position(index));
  }

  /** Whether an element is NaN or infinite. */
  public boolean hasNonFinite() {
    if (!dtype.isFloating()) {
      return false;
    }
    for (int i = 0; i < shape.numel(); i++) {
      if (!Double.isFinite(doubleAt(i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof TensorValue value)
        || dtype != value.dtype
        || !shape.equals(value.shape)) {
      return false;
    }
    if (array == value.array && offset == value.offset && Arrays.equals(strides, value.strides)) {
      return true;
    }
    for (int i = 0; i < shape.numel(); i++) {
      boolean same =
          dtype.isFloating()
              ? Double.doubleToLongBits(doubleAt(i)) == Double.doubleToLongBits(value.doubleAt(i))
              : longAt(i) == value.longAt(i);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 31 * dtype.hashCode() + shape.hashCode();
    for (int i = 0; i < Math.min(shape.numel(), 16); i++) {
      hash = 31 * hash + Double.hashCode(doubleAt(i));
    }
    return hash;
  }

  /** The value as PyTorch prints it, without {@code requires_grad} or {@code grad_fn}. */
  @Override
  public String toString() {
    return TensorPrinter.print(this, PrintOptions.DEFAULT, "");
  }
}
