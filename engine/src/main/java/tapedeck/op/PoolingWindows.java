package tapedeck.op;

import java.util.Arrays;
import tapedeck.tensor.Shape;

/** The windows of one pooling: for each output dimension where they start and end. */
record PoolingWindows(Shape input, int dims, int[] out, int[][] starts, int[][] ends, int[] step) {

  /** The shape of the output. */
  Shape shape() {
    int[] sizes = input.toArray();
    System.arraycopy(out, 0, sizes, sizes.length - dims, dims);
    return Shape.of(sizes);
  }

  int inSize() {
    int size = 1;
    for (int d = input.dim() - dims; d < input.dim(); d++) {
      size *= input.size(d);
    }
    return size;
  }

  /** The elements of output {@code i}'s window, as places in a row-major input. */
  int[] places(int i) {
    int outSize = Arrays.stream(out).reduce(1, (a, b) -> a * b);
    int base = i / outSize * inSize();
    int[] index = new int[dims];
    int rest = i % outSize;
    for (int d = dims - 1; d >= 0; d--) {
      index[d] = rest % out[d];
      rest /= out[d];
    }
    int count = 1;
    for (int d = 0; d < dims; d++) {
      count *= length(d, index[d]);
    }
    int[] places = new int[count];
    for (int k = 0; k < count; k++) {
      int left = k;
      int unit = 1;
      places[k] = base;
      for (int d = dims - 1; d >= 0; d--) {
        int n = length(d, index[d]);
        places[k] += (starts[d][index[d]] + left % n * step[d]) * unit;
        left /= n;
        unit *= input.size(input.dim() - dims + d);
      }
    }
    return places;
  }

  /** The sizes of output {@code i}'s window. */
  int[] lengths(int i) {
    int[] lengths = new int[dims];
    int rest = i;
    for (int d = dims - 1; d >= 0; d--) {
      lengths[d] = length(d, rest % out[d]);
      rest /= out[d];
    }
    return lengths;
  }

  private int length(int d, int window) {
    return (ends[d][window] - starts[d][window] + step[d] - 1) / step[d];
  }
}
