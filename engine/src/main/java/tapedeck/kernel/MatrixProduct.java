package tapedeck.kernel;

/**
 * {@code out + a · b} for an {@code n × k} matrix a and a {@code k × m} matrix b, added up in the
 * order of PyTorch's BLAS ({@link ProductOrder}).
 *
 * @param kind what the product is of
 * @param left element (i, j) of a lies at {@code offset + i * row + j * column}
 * @param right likewise for b
 * @param added whether {@code out}, which is row-major, holds something; else it holds zeros
 */
public record MatrixProduct(
    Kind kind, int n, int k, int m, Place left, Place right, boolean added) {

  /** What is multiplied, which decides about the order. */
  public enum Kind {
    MATRICES,
    /** A matrix of each of two batches. */
    BATCH,
    /** A matrix and a vector, as a matrix of one column. */
    VECTOR
  }

  /** Where a matrix lies in its array. */
  public record Place(int offset, int row, int column) {
    int at(int i, int j) {
      return offset + i * row + j * column;
    }

    /** Whether BLAS takes it for the transposed of a matrix of {@code columns × rows}. */
    private boolean isTurned(int rows, int columns) {
      boolean rowMajor = column == 1 && row >= Math.max(1, columns);
      return !rowMajor && row == 1 && column >= Math.max(1, rows);
    }
  }

  /** The same product where {@code out} holds something. */
  MatrixProduct addedTo() {
    return new MatrixProduct(kind, n, k, m, left, right, true);
  }

  /** The product of float32 numbers. */
  public void addTo(float[] out, float[] a, float[] b) {
    if (k == 0) {
      return;
    }
    new FloatMatrixProduct(this, a, b).addTo(out, order(false));
  }

  /** The product of float64 numbers. */
  public void addTo(double[] out, double[] a, double[] b) {
    if (k == 0) {
      return;
    }
    new DoubleMatrixProduct(this, a, b).addTo(out, order(true));
  }

  /** The product of integers. */
  public void addTo(long[] out, long[] a, long[] b) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        long sum = 0;
        for (int p = 0; p < k; p++) {
          sum += a[left.at(i, p)] * b[right.at(p, j)];
        }
        out[i * m + j] += sum;
      }
    }
  }

  private ProductOrder order(boolean wide) {
    var sizes = new ProductOrder.Sizes(n, k, m, left.isTurned(n, k), right.isTurned(k, m));
    return switch (kind) {
      case MATRICES -> ProductOrder.of(sizes, wide);
      case BATCH -> ProductOrder.ofBatch(sizes, wide);
      case VECTOR -> ProductOrder.ofVector(sizes, wide);
    };
  }
}
