package tapedeck.kernel;

import static tapedeck.kernel.VectorTile.FEW;
import static tapedeck.kernel.VectorTile.LANES;
import static tapedeck.kernel.VectorTile.MANY;
import static tapedeck.kernel.VectorTile.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the product of two matrices to a third, {@link VectorTile} by tile (K. Goto and R. van de
 * Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008).
 *
 * <p>The innermost loop reads both operands one number after the other: the second one is copied in
 * blocks that stay in the second cache, the first one a few rows at a time where its own rows do
 * not lie so.
 */
final class VectorProduct implements WideKernels.Product {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  /** Rows and columns of a block of the second operand: 256 kB. */
  private static final int DEPTH = 256;

  private static final int BLOCK = 256;

  /** How many rows of the second operand are turned at a time. */
  private static final int PART = 32;

  private final int n;
  private final int k;
  private final int m;
  private final boolean fused;

  /** The rows of a tile, where there are so many. */
  private final int tall;

  private final float[] left = Scratch.LEFT.floats(MANY * DEPTH);
  private final float[] right;

  /** A tile at the edge, of which only a part is in the result. */
  private final float[] edge = Scratch.EDGE.floats(FEW * WIDTH);

  VectorProduct(int n, int k, int m, boolean fused) {
    this.n = n;
    this.k = k;
    this.m = m;
    this.fused = fused;
    this.tall = fused && LANES >= 16 ? MANY : FEW;
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
    Packing packing =
        (p, j, depth, width) ->
            packRight(b, offsetB + p * rowB + j * columnB, rowB, columnB, depth, width);
    addBlocks(out, offsetOut, a, offsetA, rowA, columnA, packing);
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
    Packing packing =
        (p, j, depth, width) -> {
          for (int r = 0; r < depth; r++) {
            packRow(b, offsetB + rows[p + r] + j, r, depth, width);
          }
        };
    addBlocks(out, offsetOut, a, offsetA, rowA, 1, packing);
  }

  /** What copies the block of the second operand from row {@code p} and column {@code j} on. */
  private interface Packing {
    void block(int p, int j, int depth, int width);
  }

  private void addBlocks(
      float[] out, int offsetOut, float[] a, int offsetA, int rowA, int columnA, Packing packing) {
    for (int p = 0; p < k; p += DEPTH) {
      int depth = Math.min(DEPTH, k - p);
      for (int j = 0; j < m; j += BLOCK) {
        int width = Math.min(BLOCK, m - j);
        packing.block(p, j, depth, width);
        int rows;
        for (int i = 0; i < n; i += rows) {
          rows = n - i >= tall ? tall : Math.min(FEW, n - i);
          int from = offsetA + i * rowA + p * columnA;
          int to = offsetOut + i * m + j;
          if (rows >= FEW && columnA == 1) {
            addTiles(out, to, a, from, rowA, rows, depth, width);
          } else {
            packLeft(a, from, rowA, columnA, rows, depth);
            addTiles(out, to, left, 0, DEPTH, rows, depth, width);
          }
        }
      }
    }
  }

  /** A row of tiles. */
  private void addTiles(
      float[] out, int at, float[] a, int from, int row, int rows, int depth, int width) {
    for (int c = 0; c < width; c += WIDTH) {
      int columns = Math.min(WIDTH, width - c);
      if (rows >= FEW && columns == WIDTH) {
        addTile(out, at + c, m, a, from, row, rows, c * depth, depth);
        continue;
      }
      for (int top = 0; top < rows; top += FEW) {
        addPart(
            out,
            at + c + top * m,
            a,
            from + top * row,
            row,
            Math.min(FEW, rows - top),
            columns,
            c * depth,
            depth);
      }
    }
  }

  /** A tile of which only some rows or columns are in the result. */
  private void addPart(
      float[] out,
      int at,
      float[] a,
      int from,
      int row,
      int rows,
      int columns,
      int fromB,
      int depth) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(out, at + r * m, edge, r * WIDTH, columns);
    }
    addTile(edge, 0, WIDTH, a, from, row, FEW, fromB, depth);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(edge, r * WIDTH, out, at + r * m, columns);
    }
  }

  private void addTile(
      float[] out,
      int at,
      int rowOut,
      float[] a,
      int from,
      int row,
      int rows,
      int fromB,
      int depth) {
    if (!fused) {
      VectorTile.addHalfApart(out, at, rowOut, a, from, row, right, fromB, depth);
      VectorTile.addHalfApart(out, at + LANES, rowOut, a, from, row, right, fromB + LANES, depth);
    } else if (rows == MANY) {
      VectorTile.addManyFused(out, at, rowOut, a, from, row, right, fromB, depth);
    } else {
      VectorTile.addFewFused(out, at, rowOut, a, from, row, right, fromB, depth);
    }
  }

  /** Rows of the first operand, one after the other; those missing are whatever was there. */
  private void packLeft(float[] a, int from, int row, int column, int rows, int depth) {
    if (row == 1 && rows >= FEW) {
      for (int r = 0; r < rows; r += FEW) {
        packFourLeft(a, from + r, column, left, r * DEPTH, depth);
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

  private static void packFourLeft(
      float[] a, int from, int column, float[] left, int to, int depth) {
    for (int p = 0; p < depth; p++) {
      int at = from + p * column;
      left[to + p] = a[at];
      left[to + DEPTH + p] = a[at + 1];
      left[to + 2 * DEPTH + p] = a[at + 2];
      left[to + 3 * DEPTH + p] = a[at + 3];
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

  /** Row {@code p} of a block, whose numbers lie one after the other. */
  private void packRow(float[] b, int from, int p, int depth, int width) {
    int whole = width / WIDTH * WIDTH;
    copyTiles(b, from, whole, right, p * WIDTH, depth * WIDTH);
    if (whole < width) {
      System.arraycopy(b, from + whole, right, whole * depth + p * WIDTH, width - whole);
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
}
