package tapedeck.kernel;

import tapedeck.kernel.MatrixProduct.Place;

/** A {@link MatrixProduct} of float64 numbers. */
final class DoubleMatrixProduct {
  private final int n;
  private final int k;
  private final int m;
  private final boolean added;
  private final double[] a;
  private final Place left;
  private final double[] b;
  private final Place right;

  DoubleMatrixProduct(MatrixProduct product, double[] a, double[] b) {
    n = product.n();
    k = product.k();
    m = product.m();
    added = product.added();
    left = product.left();
    right = product.right();
    this.a = a;
    this.b = b;
  }

  void addTo(double[] out, ProductOrder order) {
    switch (order) {
      case CHAIN -> addInPieces(out);
      case WHOLE_CHAIN, COLUMNS -> addChain(out, 0, k);
      case ROWS, LANES, LONG_LANES -> addInnerProducts(out, order);
      case APART -> addApart(out);
    }
  }

  private void addInPieces(double[] out) {
    if (k == 1) {
      if (added) {
        addChain(out, 0, 1);
      } else {
        // which keeps −0
        setOuter(out);
      }
      return;
    }
    for (Pieces.Piece piece : Pieces.of(k)) {
      if (piece.from() == 0 && !added) {
        addChain(out, 0, piece.count());
        continue;
      }
      double[] sums = new double[n * m];
      addChain(sums, piece.from(), piece.count());
      for (int i = 0; i < sums.length; i++) {
        out[i] += sums[i];
      }
    }
  }

  private void addChain(double[] out, int from, int count) {
    double[] packed = new double[m];
    for (int p = from; p < from + count; p++) {
      pack(p, packed);
      for (int i = 0; i < n; i++) {
        double factor = a[left.at(i, p)];
        int row = i * m;
        for (int j = 0; j < m; j++) {
          out[row + j] = Math.fma(factor, packed[j], out[row + j]);
        }
      }
    }
  }

  private void addApart(double[] out) {
    double[] packed = new double[m];
    for (int p = 0; p < k; p++) {
      pack(p, packed);
      for (int i = 0; i < n; i++) {
        double factor = a[left.at(i, p)];
        int row = i * m;
        for (int j = 0; j < m; j++) {
          out[row + j] += factor * packed[j];
        }
      }
    }
  }

  private void setOuter(double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = a[left.at(i / m, 0)] * b[right.at(0, i % m)];
    }
  }

  /** Row {@code p} of b. */
  private void pack(int p, double[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] = b[right.at(p, j)];
    }
  }

  private void addInnerProducts(double[] out, ProductOrder order) {
    for (int j = 0; j < m; j++) {
      DoubleInnerProducts products =
          new DoubleInnerProducts(a, left.column(), b, right.at(0, j), right.row(), k);
      for (int i = 0; i < n; i++) {
        int at = left.at(i, 0);
        double sum =
            switch (order) {
              case ROWS -> products.row(at);
              case LANES -> products.lanes(at);
              default -> products.longLanes(at);
            };
        int to = i * m + j;
        out[to] = added ? sum + out[to] : sum;
      }
    }
  }
}
