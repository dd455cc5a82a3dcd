package tapedeck.op;

import java.util.Arrays;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Matrices in a row, read in float64. */
record MatrixBatch(DType type, Shape lead, int rows, int columns, double[] values) {
  static MatrixBatch of(Tensor tensor, String function) {
    Shape shape = tensor.shape();
    if (shape.dim() < 2) {
      throw TorchError.runtime(
          "%s: The input tensor A must have at least 2 dimensions.".formatted(function));
    }
    if (!tensor.dtype().isFloating()) {
      throw TorchError.runtime(
          "%s: Expected a floating point or complex tensor as input. Got %s"
              .formatted(function, tensor.dtype().legacyName()));
    }
    int dim = shape.dim();
    return new MatrixBatch(
        tensor.dtype(),
        Shape.of(Arrays.copyOf(shape.toArray(), dim - 2)),
        shape.size(dim - 2),
        shape.size(dim - 1),
        Values.doubles(tensor));
  }

  /** Checks that the last two sizes are equal. */
  static void requireSquare(Shape shape, String function) {
    int dim = shape.dim();
    if (dim >= 2 && shape.size(dim - 2) != shape.size(dim - 1)) {
      throw TorchError.runtime(
          "%s: A must be batches of square matrices, but they are %d by %d matrices"
              .formatted(function, shape.size(dim - 2), shape.size(dim - 1)));
    }
  }

  static MatrixBatch square(Tensor tensor, String function) {
    MatrixBatch batch = of(tensor, function);
    requireSquare(tensor.shape(), function);
    return batch;
  }

  int count() {
    return lead.numel();
  }

  double[] matrix(int i) {
    int size = rows * columns;
    return Arrays.copyOfRange(values, i * size, (i + 1) * size);
  }

  Shape shape(int... sizes) {
    int[] all = Arrays.copyOf(lead.toArray(), lead.dim() + sizes.length);
    System.arraycopy(sizes, 0, all, lead.dim(), sizes.length);
    return Shape.of(all);
  }
}
