package tapedeck.kernel;

import java.util.Arrays;
import tapedeck.kernel.MatrixProduct.Place;
import tapedeck.kernel.WideKernels.Chain;

/** A {@link MatrixProduct} of float32 numbers. */
final class FloatMatrixProduct {
  /** The number of multiplications from which on packing the operands pays. */
  private static final int LARGE = 20_000;

  private static final int FEW_ROWS = 4;

  /** How many columns {@link ProductOrder#COLUMNS} takes at a time, for how many results. */
  private static final int COLUMNS = 8;

  private static final int RESULTS = 16;

  private final int n;
  private final int k;
  private final int m;
  private final boolean added;
  private final float[] a;
  private final Place left;
  private final float[] b;
  private final Place right;

  FloatMatrixProduct(MatrixProduct product, float[] a, float[] b) {
    n = product.n();
    k = product.k();
    m = product.m();
    added = product.added();
    left = product.left();
    right = product.right();
    this.a = a;
    this.b = b;
  }

  void addTo(float[] out, ProductOrder order) {
    switch (order) {
      case CHAIN -> addInPieces(out);
      case WHOLE_CHAIN -> addVector(out, 0);
      case COLUMNS -> addVector(out, n * m / RESULTS * RESULTS);
      case ROWS -> addRows(out);
      case LANES, LONG_LANES -> addLanes(out, order == ProductOrder.LONG_LANES);
      case APART -> addApart(out);
    }
  }

  private void addInPieces(float[] out) {
    if (k == 1) {
      if (added) {
        addSmall(out, 0, 1);
      } else {
        // which keeps −0
        setOuter(out);
      }
      return;
    }
    for (Pieces.Piece piece : Pieces.of(k)) {
      addPiece(out, piece);
    }
  }

  private void addPiece(float[] out, Pieces.Piece piece) {
    int from = piece.from();
    int count = piece.count();
    if (n >= FEW_ROWS && (long) n * count * m >= LARGE) {
      addLarge(out, from, count);
    } else if (from == 0 && !added) {
      addSmall(out, from, count);
    } else {
      float[] sums = Scratch.SUMS.floats(n * m);
      Arrays.fill(sums, 0, n * m, 0);
      addSmall(sums, from, count);
      for (int i = 0; i < n * m; i++) {
        out[i] += sums[i];
      }
    }
  }

  private void addLarge(float[] out, int from, int count) {
    int atA = left.at(0, from);
    int atB = right.at(from, 0);
    WideKernels kernels = WideKernels.get();
    if (left.column() == 1 && right.column() != 1 && n < m) {
      // rows of b lie scattered, and turning the smaller operand instead costs less
      float[] turned = Scratch.TURNED.floats(n * m);
      Arrays.fill(turned, 0, n * m, 0);
      kernels
          .product(m, count, n, Chain.INTO_EMPTY)
          .add(turned, 0, b, atB, right.column(), right.row(), a, atA, left.column(), left.row());
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          out[j * m + i] += turned[i * n + j];
        }
      }
      return;
    }
    Chain chain = from == 0 && !added ? Chain.INTO_EMPTY : Chain.FROM_ZERO;
    kernels
        .product(n, count, m, chain)
        .add(out, 0, a, atA, left.row(), left.column(), b, atB, right.row(), right.column());
  }

  private void addSmall(float[] out, int from, int count) {
    float[] packed = new float[m];
    for (int p = from; p < from + count; p++) {
      pack(p, packed);
      for (int i = 0; i < n; i++) {
        float factor = a[left.at(i, p)];
        int row = i * m;
        for (int j = 0; j < m; j++) {
          out[row + j] = Math.fma(factor, packed[j], out[row + j]);
        }
      }
    }
  }

  private void addApart(float[] out) {
    float[] packed = new float[m];
    for (int p = 0; p < k; p++) {
      pack(p, packed);
      for (int i = 0; i < n; i++) {
        float factor = a[left.at(i, p)];
        int row = i * m;
        for (int j = 0; j < m; j++) {
          out[row + j] += factor * packed[j];
        }
      }
    }
  }

  private void setOuter(float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = a[left.at(i / m, 0)] * b[right.at(0, i % m)];
    }
  }

  /** Row {@code p} of b. */
  private void pack(int p, float[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] = b[right.at(p, j)];
    }
  }

  /**
   * By {@link ProductOrder#COLUMNS} for the first {@code blocks} results, one by one for the rest.
   */
  private void addVector(float[] out, int blocks) {
    float[] factors = new float[COLUMNS];
    float[][] column = new float[COLUMNS][out.length];
    int p = 0;
    for (; blocks > 0 && p + COLUMNS <= k; p += COLUMNS) {
      for (int c = 0; c < COLUMNS; c++) {
        factors[c] = column(p + c, column[c]);
      }
      for (int i = 0; i < blocks; i++) {
        out[i] = eightColumns(column, factors, i, out[i]);
      }
      for (int c = 0; c < COLUMNS; c++) {
        chain(out, column[c], factors[c], blocks);
      }
    }
    for (; p < k; p++) {
      float factor = column(p, column[0]);
      chain(out, column[0], factor, 0);
    }
  }

  private static float eightColumns(float[][] c, float[] f, int i, float start) {
    float first = Math.fma(c[4][i], f[4], Math.fma(c[6][i], f[6], start));
    float second = Math.fma(c[5][i], f[5], c[7][i] * f[7]);
    float third = Math.fma(c[0][i], f[0], c[2][i] * f[2]);
    float fourth = Math.fma(c[1][i], f[1], c[3][i] * f[3]);
    return (first + second) + (third + fourth);
  }

  private static void chain(float[] out, float[] column, float factor, int from) {
    for (int i = from; i < out.length; i++) {
      out[i] = Math.fma(column[i], factor, out[i]);
    }
  }

  /** What of the matrix is multiplied by element {@code p} of the vector, which is returned. */
  private float column(int p, float[] column) {
    for (int i = 0; i < column.length; i++) {
      column[i] = n == 1 ? b[right.at(p, i)] : a[left.at(i, p)];
    }
    return n == 1 ? a[left.at(0, p)] : b[right.at(p, 0)];
  }

  private void addRows(float[] out) {
    boolean turned = n == 1 && m > 1;
    FloatInnerProducts products =
        turned
            ? new FloatInnerProducts(b, right.row(), a, left.offset(), left.column(), k)
            : new FloatInnerProducts(a, left.column(), b, right.offset(), right.row(), k);
    for (int i = 0; i < out.length; i++) {
      set(out, i, products.row(turned ? right.at(0, i) : left.at(i, 0), i, out.length));
    }
  }

  private void addLanes(float[] out, boolean vectorsAreLong) {
    for (int j = 0; j < m; j++) {
      FloatInnerProducts products =
          new FloatInnerProducts(a, left.column(), b, right.at(0, j), right.row(), k);
      for (int i = 0; i < n; i++) {
        int at = left.at(i, 0);
        set(out, i * m + j, vectorsAreLong ? products.longLanes(at) : products.lanes(at, i));
      }
    }
  }

  private void set(float[] out, int i, float sum) {
    out[i] = added ? sum + out[i] : sum;
  }
}
