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
  private static final float UNKNOWN = -1;

  /** The most elements that a value from outside may have. */
  private static final int MOST_ELEMENTS = 1 << 28;

  private final DType dtype;
  private final Shape shape;
  private final int[] strides;
  private final int offset;
  private final Object array;

  /** The root mean square once it was asked for, NaN if an element is not finite. */
  private float rootMeanSquare = UNKNOWN;

  TensorValue(DType dtype, Shape shape, int[] strides, int offset, Object array) {
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.array = array;
  }

  /**
   * A value over an array, such as one that was read from a file.
   *
   * @param strides in elements
   * @param offset where the first element lies in the array
   * @param array of {@code dtype}'s kind, see {@link Storage}; nobody may write to it any more
   * @throws IllegalArgumentException if an element would lie outside of the array, or there are
   *     more than {@value #MOST_ELEMENTS}
   */
  public static TensorValue of(DType dtype, Shape shape, int[] strides, int offset, Object array) {
    long length = java.lang.reflect.Array.getLength(array);
    if (strides.length != shape.dim() || offset < 0) {
      throw new IllegalArgumentException("the strides do not fit the shape " + shape);
    }
    long last = offset;
    long elements = 1;
    for (int d = 0; d < strides.length; d++) {
      if (shape.size(d) < 0 || strides[d] < 0) {
        throw new IllegalArgumentException("a size or stride below zero");
      }
      elements = elements == 0 ? 0 : Math.multiplyExact(elements, (long) shape.size(d));
      last += Math.multiplyExact((long) strides[d], (long) shape.size(d) - 1);
    }
    if (elements > MOST_ELEMENTS || (elements > 0 && last >= length)) {
      throw new IllegalArgumentException(
          "the shape %s does not fit into %d elements".formatted(shape, length));
    }
    return new TensorValue(dtype, shape, strides, offset, array);
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

  /** Whether this is that view of that very array. */
  boolean isView(Shape viewShape, int[] viewStrides, int viewOffset, Object viewed) {
    return array == viewed
        && offset == viewOffset
        && strides == viewStrides
        && shape.equals(viewShape);
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
    return dtype.isFloating() && Float.isNaN(rootMeanSquare());
  }

  /**
   * √(Σx²/n) over the n elements: how large they are, whatever their number. NaN if one of them is
   * NaN or infinite, 0 if there is none. Looked for once and then remembered.
   */
  public float rootMeanSquare() {
    float known = rootMeanSquare;
    if (known == UNKNOWN) {
      known = (float) Math.min(Float.MAX_VALUE, Math.sqrt(meanSquare()));
      rootMeanSquare = known;
    }
    return known;
  }

  /** Whether {@link #rootMeanSquare} need not look at the elements any more. */
  public boolean isMeasured() {
    return rootMeanSquare != UNKNOWN;
  }

  private double meanSquare() {
    int count = shape.numel();
    double sum = 0;
    if (array instanceof float[] floats && isContiguous()) {
      for (int i = offset; i < offset + count; i++) {
        sum += (double) floats[i] * floats[i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        double x = doubleAt(i);
        sum += x * x;
      }
    }
    // the square of a large double is infinite, though it is not
    return count == 0 ? 0 : Double.isFinite(sum) ? sum / count : overflown();
  }

  private double overflown() {
    for (int i = 0; i < shape.numel(); i++) {
      if (!Double.isFinite(doubleAt(i))) {
        return Double.NaN;
      }
    }
    return Double.MAX_VALUE;
  }

  private boolean isContiguous() {
    int expected = 1;
    for (int d = shape.dim() - 1; d >= 0; d--) {
      if (shape.size(d) != 1 && strides[d] != expected) {
        return false;
      }
      expected *= shape.size(d);
    }
    return true;
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
