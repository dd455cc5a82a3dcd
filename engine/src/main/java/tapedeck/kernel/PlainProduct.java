package tapedeck.kernel;

/** Adds the product of two matrices to a third with plain loops, row by row. */
record PlainProduct(int n, int k, int m, WideKernels.Chain chain) implements WideKernels.Product {
  /** How many rows and columns are packed at a time, so that both sides stay in the cache. */
  private static final int TILE = 16;

  @Override
  public void add(
      float[] out,
      int offsetOut,
      float[] a,
      int offsetA,
      int rowA,
      int columnA,
      float[] b,
      int offsetB,
      int rowB,
      int columnB) {
    float[][] factors = packed(a, offsetA, rowA, columnA, n, k);
    add(out, offsetOut, factors, packed(b, offsetB, rowB, columnB, k, m));
  }

  @Override
  public void addRows(
      float[] out,
      int offsetOut,
      float[] a,
      int offsetA,
      int rowA,
      float[] b,
      int offsetB,
      int[] rows) {
    float[][] second = new float[k][m];
    for (int p = 0; p < k; p++) {
      System.arraycopy(b, offsetB + rows[p], second[p], 0, m);
    }
    add(out, offsetOut, packed(a, offsetA, rowA, 1, n, k), second);
  }

  private void add(float[] out, int offsetOut, float[][] factors, float[][] rows) {
    if (chain != WideKernels.Chain.FROM_ZERO) {
      float[][] sums = packed(out, offsetOut, m, 1, n, m);
      RowAccumulation.addFused(sums, factors, rows);
      for (int i = 0; i < n; i++) {
        System.arraycopy(sums[i], 0, out, offsetOut + i * m, m);
      }
      return;
    }
    float[][] sums = new float[n][m];
    RowAccumulation.addFused(sums, factors, rows);
    for (int i = 0; i < n; i++) {
      int to = offsetOut + i * m;
      for (int j = 0; j < m; j++) {
        out[to + j] += sums[i][j];
      }
    }
  }

  /** A strided matrix with an array for each row. */
  private static float[][] packed(float[] x, int offset, int row, int column, int n, int m) {
    float[][] rows = new float[n][m];
    if (column == 1) {
      for (int i = 0; i < n; i++) {
        System.arraycopy(x, offset + i * row, rows[i], 0, m);
      }
      return rows;
    }
    for (int top = 0; top < n; top += TILE) {
      int bottom = Math.min(n, top + TILE);
      for (int left = 0; left < m; left += TILE) {
        int right = Math.min(m, left + TILE);
        for (int i = top; i < bottom; i++) {
          float[] to = rows[i];
          int from = offset + i * row;
          for (int j = left; j < right; j++) {
            to[j] = x[from + j * column];
          }
        }
      }
    }
    return rows;
  }
}
