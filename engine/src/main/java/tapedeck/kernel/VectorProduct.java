package tapedeck.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the product of two matrices to a third, tile by tile: {@value #ROWS} rows by two vectors,
 * whose sums stay in registers while the inner dimension passes by (K. Goto and R. van de Geijn,
 * "Anatomy of High-Performance Matrix Multiplication", 2008).
 *
 * <p>The innermost loop reads both operands one number after the other: the second one is copied in
 * blocks that stay in the second cache, the first one a few rows at a time where its own rows do
 * not lie so.
 */
final class VectorProduct implements WideKernels.Product {
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
  private final boolean fused;
  private final float[] left = Scratch.LEFT.floats(ROWS * DEPTH);
  private final float[] right;

  /** A tile at the edge, of which only a part is in the result. */
  private final float[] edge = Scratch.EDGE.floats(ROWS * WIDTH);

  VectorProduct(int n, int k, int m, boolean fused) {
    this.n = n;
    this.k = k;
    this.m = m;
    this.fused = fused;
    int columns = Math.min(BLOCK, (m + WIDTH - 1) / WIDTH * WIDTH);
    this.right = Scratch.RIGHT.floats(Math.min(DEPTH, k) * columns);
  }

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
    for (int p = 0; p < k; p += DEPTH) {
      int depth = Math.min(DEPTH, k - p);
      for (int j = 0; j < m; j += BLOCK) {
        int width = Math.min(BLOCK, m - j);
        packRight(b, offsetB + p * rowB + j * columnB, rowB, columnB, depth, width);
        for (int i = 0; i < n; i += ROWS) {
          int rows = Math.min(ROWS, n - i);
          int from = offsetA + i * rowA + p * columnA;
          int to = offsetOut + i * m + j;
          if (rows == ROWS && columnA == 1) {
            addRows(out, to, a, from, rowA, rows, depth, width);
          } else {
            packLeft(a, from, rowA, columnA, rows, depth);
            addRows(out, to, left, 0, DEPTH, rows, depth, width);
          }
        }
      }
    }
  }

  /** A row of tiles. */
  private void addRows(
      float[] out, int at, float[] a, int from, int row, int rows, int depth, int width) {
    for (int c = 0; c < width; c += WIDTH) {
      int columns = Math.min(WIDTH, width - c);
      if (rows == ROWS && columns == WIDTH) {
        addTile(out, at + c, m, a, from, row, c * depth, depth);
      } else {
        for (int r = 0; r < rows; r++) {
          System.arraycopy(out, at + c + r * m, edge, r * WIDTH, columns);
        }
        addTile(edge, 0, WIDTH, a, from, row, c * depth, depth);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(edge, r * WIDTH, out, at + c + r * m, columns);
        }
      }
    }
  }

  private void addTile(
      float[] out, int at, int rowOut, float[] a, int from, int row, int fromB, int depth) {
    if (fused) {
      addFused(out, at, rowOut, a, from, row, right, fromB, depth);
    } else {
      addApart(out, at, rowOut, a, from, row, right, fromB, depth);
      addApart(out, at + LANES, rowOut, a, from, row, right, fromB + LANES, depth);
    }
  }

  /** Rows of the first operand, one after the other; those missing are whatever was there. */
  private void packLeft(float[] a, int from, int row, int column, int rows, int depth) {
    if (row == 1 && rows == ROWS) {
      for (int p = 0; p < depth; p++) {
        int at = from + p * column;
        left[p] = a[at];
        left[DEPTH + p] = a[at + 1];
        left[2 * DEPTH + p] = a[at + 2];
        left[3 * DEPTH + p] = a[at + 3];
      }
      return;
    }
    for (int r = 0; r < rows; r++) {
      int at = from + r * row;
      for (int p = 0; p < depth; p++) {
        left[r * DEPTH + p] = a[at + p * column];
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
    int j = 0;
    for (; row == 1 && j + 4 <= columns; j += 4) {
      packFour(b, from + j * column, column, right, start, end, to + j);
    }
    for (; j < columns; j++) {
      int at = from + j * column;
      for (int p = start; p < end; p++) {
        right[to + p * WIDTH + j] = b[at + p * row];
      }
    }
  }

  private static void packFour(
      float[] b, int at0, int column, float[] right, int start, int end, int to) {
    int at1 = at0 + column;
    int at2 = at1 + column;
    int at3 = at2 + column;
    for (int p = start; p < end; p++) {
      int tile = to + p * WIDTH;
      right[tile] = b[at0 + p];
      right[tile + 1] = b[at1 + p];
      right[tile + 2] = b[at2 + p];
      right[tile + 3] = b[at3 + p];
    }
  }

  private static void copyTiles(float[] x, int from, int width, float[] out, int to, int step) {
    for (int c = 0; c < width; c += WIDTH) {
      FloatVector.fromArray(FLOATS, x, from + c).intoArray(out, to);
      FloatVector.fromArray(FLOATS, x, from + c + LANES).intoArray(out, to + LANES);
      to += step;
    }
  }

  /** A product and its addition rounded once. */
  private static void addFused(
      float[] out,
      int at,
      int rowOut,
      float[] a,
      int a0,
      int rowA,
      float[] b,
      int from,
      int depth) {
    int at1 = at + rowOut;
    int at2 = at1 + rowOut;
    int at3 = at2 + rowOut;
    int a1 = a0 + rowA;
    int a2 = a1 + rowA;
    int a3 = a2 + rowA;
    FloatVector s00 = FloatVector.fromArray(FLOATS, out, at);
    FloatVector s01 = FloatVector.fromArray(FLOATS, out, at + LANES);
    FloatVector s10 = FloatVector.fromArray(FLOATS, out, at1);
    FloatVector s11 = FloatVector.fromArray(FLOATS, out, at1 + LANES);
    FloatVector s20 = FloatVector.fromArray(FLOATS, out, at2);
    FloatVector s21 = FloatVector.fromArray(FLOATS, out, at2 + LANES);
    FloatVector s30 = FloatVector.fromArray(FLOATS, out, at3);
    FloatVector s31 = FloatVector.fromArray(FLOATS, out, at3 + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, from + p * WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, from + p * WIDTH + LANES);
      FloatVector f0 = FloatVector.broadcast(FLOATS, a[a0 + p]);
      s00 = f0.fma(b0, s00);
      s01 = f0.fma(b1, s01);
      FloatVector f1 = FloatVector.broadcast(FLOATS, a[a1 + p]);
      s10 = f1.fma(b0, s10);
      s11 = f1.fma(b1, s11);
      FloatVector f2 = FloatVector.broadcast(FLOATS, a[a2 + p]);
      s20 = f2.fma(b0, s20);
      s21 = f2.fma(b1, s21);
      FloatVector f3 = FloatVector.broadcast(FLOATS, a[a3 + p]);
      s30 = f3.fma(b0, s30);
      s31 = f3.fma(b1, s31);
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

  /** Half of a tile, a product and its addition rounded one after the other. */
  private static void addApart(
      float[] out,
      int at,
      int rowOut,
      float[] a,
      int a0,
      int rowA,
      float[] b,
      int from,
      int depth) {
    int a1 = a0 + rowA;
    int a2 = a1 + rowA;
    int a3 = a2 + rowA;
    FloatVector s0 = FloatVector.fromArray(FLOATS, out, at);
    FloatVector s1 = FloatVector.fromArray(FLOATS, out, at + rowOut);
    FloatVector s2 = FloatVector.fromArray(FLOATS, out, at + 2 * rowOut);
    FloatVector s3 = FloatVector.fromArray(FLOATS, out, at + 3 * rowOut);
    for (int p = 0; p < depth; p++) {
      FloatVector row = FloatVector.fromArray(FLOATS, b, from + p * WIDTH);
      s0 = row.mul(a[a0 + p]).add(s0);
      s1 = row.mul(a[a1 + p]).add(s1);
      s2 = row.mul(a[a2 + p]).add(s2);
      s3 = row.mul(a[a3 + p]).add(s3);
    }
    s0.intoArray(out, at);
    s1.intoArray(out, at + rowOut);
    s2.intoArray(out, at + 2 * rowOut);
    s3.intoArray(out, at + 3 * rowOut);
  }
}
