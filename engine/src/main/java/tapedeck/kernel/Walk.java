package tapedeck.kernel;

/**
 * A walk over a strided array in row-major order. A stride of 0 repeats elements, which is how an
 * operand is broadcast.
 */
public final class Walk {
  private final int[] sizes;
  private final int[] strides;
  private final int[] index;
  private int position;

  /** Sizes and strides have the same length; strides and offset count elements. */
  public Walk(int[] sizes, int[] strides, int offset) {
    this.sizes = sizes;
    this.strides = strides;
    this.index = new int[sizes.length];
    this.position = offset;
  }

  /** Whether the elements lie one behind the other. */
  public boolean isRun() {
    int step = 1;
    for (int d = sizes.length - 1; d >= 0; d--) {
      if (sizes[d] != 1) {
        if (strides[d] != step) {
          return false;
        }
        step *= sizes[d];
      }
    }
    return true;
  }

  /** Whether all steps are at the same element. */
  public boolean isStill() {
    for (int d = 0; d < sizes.length; d++) {
      if (sizes[d] != 1 && strides[d] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Where the current element lies. */
  public int position() {
    return position;
  }

  /** Goes to the next element; after the last one it is back at the first. */
  public void advance() {
    for (int d = sizes.length - 1; d >= 0; d--) {
      position += strides[d];
      if (++index[d] < sizes[d]) {
        return;
      }
      position -= sizes[d] * strides[d];
      index[d] = 0;
    }
  }

  /** How many elements the innermost dimension has; 1 without dimensions. */
  public int rowLength() {
    return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
  }

  /** How far apart the elements of the innermost dimension lie. */
  public int rowStride() {
    return sizes.length == 0 ? 0 : strides[sizes.length - 1];
  }

  /** Goes from the beginning of a row, the elements of the innermost dimension, to the next one. */
  public void advanceRow() {
    for (int d = sizes.length - 2; d >= 0; d--) {
      position += strides[d];
      if (++index[d] < sizes[d]) {
        return;
      }
      position -= sizes[d] * strides[d];
      index[d] = 0;
    }
  }
}
