package tapedeck.op;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * A tensor looked at as rows, each of which a reduction folds into one element: the dimensions that
 * are kept first, those that are folded last.
 *
 * @param arranged the tensor with its dimensions in that order
 * @param shape the shape of the result
 * @param rows the number of rows
 * @param count the elements of a row
 */
record Folding(Tensor arranged, Shape shape, int rows, int count) {

  /** Folds {@code dims} in the order of memory: the one with the smallest stride is the last. */
  static Folding inMemory(Tensor self, int @Nullable [] dims, boolean keepdim) {
    boolean[] folded = folded(self.shape(), dims);
    int dim = folded.length;
    int[] order =
        IntStream.concat(
                IntStream.range(0, dim).filter(d -> !folded[d]),
                IntStream.range(0, dim)
                    .filter(d -> folded[d])
                    .boxed()
                    .sorted(Comparator.comparing(d -> -self.strides()[d]))
                    .mapToInt(d -> d))
            .toArray();
    Folding plain = of(self, dims, keepdim);
    return new Folding(permuted(self, order), plain.shape, plain.rows, plain.count);
  }

  /** Whether the elements of a row follow each other in memory without gaps. */
  boolean isRun() {
    int run = 1;
    for (int d = arranged.shape().dim() - 1; d >= 0 && run < count; d--) {
      if (arranged.shape().size(d) != 1 && arranged.strides()[d] != run) {
        return false;
      }
      run *= arranged.shape().size(d);
    }
    return true;
  }

  /** Folds {@code dims}; null or none means all. */
  static Folding of(Tensor self, int @Nullable [] dims, boolean keepdim) {
    boolean[] folded = folded(self.shape(), dims);
    int dim = folded.length;
    int[] order =
        IntStream.concat(
                IntStream.range(0, dim).filter(d -> !folded[d]),
                IntStream.range(0, dim).filter(d -> folded[d]))
            .toArray();
    int count = 1;
    for (int d = 0; d < dim; d++) {
      count *= folded[d] ? self.shape().size(d) : 1;
    }
    Shape shape = result(self.shape(), folded, keepdim);
    return new Folding(permuted(self, order), shape, shape.numel(), count);
  }

  /** Folds one dimension. */
  static Folding of(Tensor self, int dim, boolean keepdim) {
    return of(self, new int[] {dim}, keepdim);
  }

  double[] doubles() {
    return Values.doubles(arranged);
  }

  long[] longs() {
    return Values.longs(arranged);
  }

  /** The view of {@code self} with its dimensions in {@code order}. */
  static Tensor permuted(Tensor self, int[] order) {
    int[] sizes = new int[order.length];
    int[] strides = new int[order.length];
    for (int d = 0; d < order.length; d++) {
      sizes[d] = self.shape().size(order[d]);
      strides[d] = self.strides()[order[d]];
    }
    return self.view(0, Shape.of(sizes), strides, self.offset());
  }

  /** Which dimensions are folded; null or none means all. */
  static boolean[] folded(Shape shape, int @Nullable [] dims) {
    boolean[] folded = new boolean[shape.dim()];
    if (dims == null || dims.length == 0) {
      Arrays.fill(folded, true);
      return folded;
    }
    for (int dim : dims) {
      int d = Shapes.wrap(dim, shape.dim());
      if (shape.dim() > 0) {
        if (folded[d]) {
          throw TorchError.runtime("dim " + d + " appears multiple times in the list of dims");
        }
        folded[d] = true;
      }
    }
    return folded;
  }

  /** The number of elements that are folded into one. */
  static int count(Shape shape, int @Nullable [] dims) {
    boolean[] folded = folded(shape, dims);
    int count = 1;
    for (int d = 0; d < folded.length; d++) {
      count *= folded[d] ? shape.size(d) : 1;
    }
    return count;
  }

  private static Shape result(Shape shape, boolean[] folded, boolean keepdim) {
    return Shape.of(
        IntStream.range(0, shape.dim())
            .filter(d -> keepdim || !folded[d])
            .map(d -> folded[d] ? 1 : shape.size(d))
            .toArray());
  }

  /** Puts back the dimensions that a reduction over {@code dims} took away. */
  static Tensor restored(Ops ops, Tensor reduced, Shape from, int @Nullable [] dims, boolean kept) {
    if (kept || from.dim() == 0 || dims == null) {
      return reduced;
    }
    boolean[] folded = folded(from, dims);
    Tensor result = reduced;
    for (int d = 0; d < folded.length; d++) {
      if (folded[d]) {
        result = ops.unsqueeze(result, d);
      }
    }
    return result;
  }
}
