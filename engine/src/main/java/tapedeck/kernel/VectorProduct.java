package tapedeck.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the product of two matrices to a third, tile by tile: {@value #ROWS} rows by two vectors,
 * whose sums stay in registers while the inner dimension passes by (K. Goto and R. van de Geijn,
 * "Anatomy of High-Performance Matrix Multiplication", 2008).
 *
 * <p>Both operands are copied so that the innermost loop reads them one number after the other, the
 * first one a few rows at a time, the second one in blocks that stay in the second cache.
 */
final class VectorProduct {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();

  private static final int ROWS = 4;

  /** The columns of a tile. */
  private static final int WIDTH = 2 * LANES;

  /** Rows and columns of a block of the second operand: 256 kB. */
  private static final int DEPTH = 256;

  private static final int BLOCK = 256;

  /** How many rows of the second operand are turned at a time. */
  private static final int PART = 32;

  private final int n;
  private final int k;
  private final int m;
  private final float[] left = new float[ROWS * DEPTH];
  private final float[] right;

  /** A tile at the edge, of which only a part is in the result. */
  private final float[] edge = new float[ROWS * WIDTH];

  VectorProduct(int n, int k, int m) {
    this.n = n;
    this.k = k;
    this.m = m;
    int columns = Math.min(BLOCK, (m + WIDTH - 1) / WIDTH * WIDTH);
    this.right = new float[Math.min(DEPTH, k) * columns];
  }

  /** See {@link WideKernels#addProduct}. */
  void add(
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
    for (int p = 0; p < k; p += DEPTH) {
      int depth = Math.min(DEPTH, k - p);
      for (int j = 0; j < m; j += BLOCK) {
        int width = Math.min(BLOCK, m - j);
        packRight(b, offsetB + p * rowB + j * columnB, rowB, columnB, depth, width);
        for (int i = 0; i < n; i += ROWS) {
          int rows = Math.min(ROWS, n - i);
          packLeft(a, offsetA + i * rowA + p * columnA, rowA, columnA, rows, depth);
          addRows(out, offsetOut + i * m + j, rows, depth, width);
        }
      }
    }
  }

  /** A row of tiles. */
  private void addRows(float[] out, int at, int rows, int depth, int width) {
    for (int c = 0; c < width; c += WIDTH) {
      int columns = Math.min(WIDTH, width - c);
      if (rows == ROWS && columns == WIDTH) {
        addTile(out, at + c, m, left, right, c * depth, depth);
      } else {
        for (int r = 0; r < rows; r++) {
          System.arraycopy(out, at + c + r * m, edge, r * WIDTH, columns);
        }
        addTile(edge, 0, WIDTH, left, right, c * depth, depth);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(edge, r * WIDTH, out, at + c + r * m, columns);
        }
      }
    }
  }

  /** Rows of the first operand, column by column; rows that are missing are whatever was there. */
  private void packLeft(float[] a, int from, int row, int column, int rows, int depth) {
    for (int r = 0; r < rows; r++) {
      int at = from + r * row;
      for (int p = 0; p < depth; p++) {
        left[p * ROWS + r] = a[at + p * column];
      }
    }
  }

  /** A block of the second operand: for each tile the rows of its columns, one after the other. */
  private void packRight(float[] b, int from, int row, int column, int depth, int width) {
    int whole = column == 1 ? width / WIDTH * WIDTH : 0;
    for (int p = 0; p < depth; p++) {
      copyTiles(b, from + p * row, whole, right, p * WIDTH, depth * WIDTH);
    }
    for (int c = whole; c < width; c += WIDTH) {
      int columns = Math.min(WIDTH, width - c);
      for (int p = 0; p < depth; p += PART) {
        int end = Math.min(depth, p + PART);
        packPart(b, from + c * column, row, column, p, end, c * depth, columns);
      }
    }
  }

  /** A part small enough that it stays in the first cache while it is turned. */
  private void packPart(
      float[] b, int from, int row, int column, int start, int end, int to, int columns) {
    for (int j = 0; j < columns; j++) {
      int at = from + j * column;
      for (int p = start; p < end; p++) {
        right[to + p * WIDTH + j] = b[at + p * row];
      }
    }
  }

  private static void copyTiles(float[] x, int from, int width, float[] out, int to, int step) {
    for (int c = 0; c < width; c += WIDTH) {
      FloatVector.fromArray(FLOATS, x, from + c).intoArray(out, to);
      FloatVector.fromArray(FLOATS, x, from + c + LANES).intoArray(out, to + LANES);
      to += step;
    }
  }

  private static void addTile(
      float[] out, int at, int row, float[] a, float[] b, int fromB, int depth) {
    int at1 = at + row;
    int at2 = at1 + row;
    int at3 = at2 + row;
    FloatVector s00 = FloatVector.fromArray(FLOATS, out, at);
    FloatVector s01 = FloatVector.fromArray(FLOATS, out, at + LANES);
    FloatVector s10 = FloatVector.fromArray(FLOATS, out, at1);
    FloatVector s11 = FloatVector.fromArray(FLOATS, out, at1 + LANES);
    FloatVector s20 = FloatVector.fromArray(FLOATS, out, at2);
    FloatVector s21 = FloatVector.fromArray(FLOATS, out, at2 + LANES);
    FloatVector s30 = FloatVector.fromArray(FLOATS, out, at3);
    FloatVector s31 = FloatVector.fromArray(FLOATS, out, at3 + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, fromB + p * WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, fromB + p * WIDTH + LANES);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[p * ROWS]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[p * ROWS + 1]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[p * ROWS + 2]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[p * ROWS + 3]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
    }
    s00.intoArray(out, at);
    s01.intoArray(out, at + LANES);
    s10.intoArray(out, at1);
    s11.intoArray(out, at1 + LANES);
    s20.intoArray(out, at2);
    s21.intoArray(out, at2 + LANES);
    s30.intoArray(out, at3);
    s31.intoArray(out, at3 + LANES);
  }
}
