package tapedeck.kernel;

import static tapedeck.kernel.VectorTile.FEW;
import static tapedeck.kernel.VectorTile.LANES;
import static tapedeck.kernel.VectorTile.MANY;
import static tapedeck.kernel.VectorTile.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import tapedeck.kernel.WideKernels.Chain;

/**
 * Adds the product of two matrices to a third, {@link VectorTile} by tile (K. Goto and R. van de
 * Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008).
 *
 * <p>The innermost loop reads both operands one number after the other: the second one is copied in
 * panels, as wide as a tile, that stay in the first cache while the rows of the first one pass by;
 * of those there are so many at a time as the second cache holds.
 */
final class VectorProduct implements WideKernels.Product {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  /** The longest inner dimension that is taken at a time. */
  private static final int DEPTH = 256;

  /** The same where sums begin with 0: they are added to the result in one piece. */
  private static final int PIECE = Pieces.LONGEST;

  /** How many rows of the first operand are taken at a time. */
  private static final int BLOCK = 512;

  /** How many rows of the second operand are turned at a time. */
  private static final int PART = 32;

  private final int n;
  private final int k;
  private final int m;

  /** How tiles are added to the result. */
  private final Chain chain;

  /** Whether the inner dimension is too long for its sums to be added to the result in one. */
  private final boolean apart;

  /** The rows of a tile, where there are so many. */
  private final int tall = LANES >= 16 ? MANY : FEW;

  private final int longest;

  /** Rows of the first operand: for each tile its columns, one after the other. */
  private final float[] left;

  /** A panel of the second operand. */
  private final float[] right;

  /** A tile at the edge, of which only a part is in the result. */
  private final float[] edge = Scratch.EDGE.floats(MANY * WIDTH);

  VectorProduct(int n, int k, int m, Chain chain) {
    this.n = n;
    this.k = k;
    this.m = m;
    this.apart = chain == Chain.FROM_ZERO && k > PIECE;
    this.chain = k > PIECE ? Chain.FROM_RESULT : chain;
    this.longest = this.chain == Chain.FROM_RESULT ? DEPTH : PIECE;
    this.left = Scratch.LEFT.floats(Math.min(BLOCK, n + FEW) * Math.min(longest, k));
    this.right = Scratch.RIGHT.floats(Math.min(longest, k) * WIDTH);
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
        (p, j, depth, columns) ->
            packPanel(b, offsetB + p * rowB + j * columnB, rowB, columnB, depth, columns);
    add(out, offsetOut, a, offsetA, rowA, columnA, packing);
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
    Packing packing = (p, j, depth, columns) -> packRows(b, offsetB + j, rows, p, depth, columns);
    add(out, offsetOut, a, offsetA, rowA, 1, packing);
  }

  /** What copies the panel of the second operand from row {@code p} and column {@code j} on. */
  private interface Packing {
    void panel(int p, int j, int depth, int columns);
  }

  private void add(
      float[] out, int offsetOut, float[] a, int offsetA, int rowA, int columnA, Packing packing) {
    if (!apart) {
      addBlocks(out, offsetOut, a, offsetA, rowA, columnA, packing);
      return;
    }
    float[] sums = Scratch.SUMS.floats(n * m);
    Arrays.fill(sums, 0, n * m, 0);
    addBlocks(sums, 0, a, offsetA, rowA, columnA, packing);
    for (int i = 0; i < n * m; i++) {
      out[offsetOut + i] += sums[i];
    }
  }

  private void addBlocks(
      float[] out, int offsetOut, float[] a, int offsetA, int rowA, int columnA, Packing packing) {
    for (int p = 0; p < k; p += longest) {
      int depth = Math.min(longest, k - p);
      for (int top = 0; top < n; top += BLOCK) {
        int rows = Math.min(BLOCK, n - top);
        packLeft(a, offsetA + top * rowA + p * columnA, rowA, columnA, rows, depth);
        for (int j = 0; j < m; j += WIDTH) {
          int columns = Math.min(WIDTH, m - j);
          packing.panel(p, j, depth, columns);
          addPanel(out, offsetOut + top * m + j, rows, columns, depth);
        }
      }
    }
  }

  /** How many rows the tile has that begins with {@code rest} rows to go. */
  private int height(int rest) {
    return rest >= tall ? tall : FEW;
  }

  /** The product of the rows and the panel. */
  private void addPanel(float[] out, int at, int count, int columns, int depth) {
    int height;
    for (int i = 0; i < count; i += height) {
      height = height(count - i);
      int rows = Math.min(height, count - i);
      int to = at + i * m;
      if (rows == height && columns == WIDTH) {
        addTile(out, to, m, i * depth, height, depth);
        continue;
      }
      for (int r = 0; r < rows; r++) {
        System.arraycopy(out, to + r * m, edge, r * WIDTH, columns);
      }
      addTile(edge, 0, WIDTH, i * depth, height, depth);
      for (int r = 0; r < rows; r++) {
        System.arraycopy(edge, r * WIDTH, out, to + r * m, columns);
      }
    }
  }

  private void addTile(float[] out, int at, int rowOut, int from, int height, int depth) {
    if (height == MANY) {
      VectorTile.addMany(out, at, rowOut, chain, left, from, right, depth);
    } else {
      VectorTile.addFew(out, at, rowOut, chain, left, from, right, depth);
    }
  }

  /** Rows that the last tile lacks are whatever was there. */
  private void packLeft(float[] a, int from, int row, int column, int count, int depth) {
    int height;
    for (int i = 0; i < count; i += height) {
      height = height(count - i);
      int rows = Math.min(height, count - i);
      int at = from + i * row;
      int to = i * depth;
      if (row == 1 && rows == MANY) {
        copyMany(a, at, column, left, to, depth);
      } else if (column == 1 && rows == MANY) {
        packMany(a, at, row, left, to, depth);
      } else {
        for (int r = 0; r < rows; r++) {
          packRow(a, at + r * row, column, left, to + r, height, depth);
        }
      }
    }
  }

  private static void copyMany(float[] a, int from, int column, float[] left, int to, int depth) {
    for (int p = 0; p < depth; p++) {
      System.arraycopy(a, from + p * column, left, to + p * MANY, MANY);
    }
  }

  private static void packMany(float[] a, int at0, int row, float[] left, int to, int depth) {
    int at1 = at0 + row;
    int at2 = at1 + row;
    int at3 = at2 + row;
    int at4 = at3 + row;
    int at5 = at4 + row;
    int at6 = at5 + row;
    int at7 = at6 + row;
    for (int p = 0; p < depth; p++) {
      int column = to + p * MANY;
      left[column] = a[at0 + p];
      left[column + 1] = a[at1 + p];
      left[column + 2] = a[at2 + p];
      left[column + 3] = a[at3 + p];
      left[column + 4] = a[at4 + p];
      left[column + 5] = a[at5 + p];
      left[column + 6] = a[at6 + p];
      left[column + 7] = a[at7 + p];
    }
  }

  private static void packRow(
      float[] a, int from, int column, float[] left, int to, int height, int depth) {
    for (int p = 0; p < depth; p++) {
      left[to + p * height] = a[from + p * column];
    }
  }

  private void packPanel(float[] b, int from, int row, int column, int depth, int columns) {
    if (column == 1 && columns == WIDTH) {
      copyPanel(b, from, row, right, depth);
      return;
    }
    for (int p = 0; p < depth; p += PART) {
      // small enough that it stays in the first cache while it is turned
      packPart(b, from, row, column, p, Math.min(depth, p + PART), columns);
    }
  }

  private void packPart(float[] b, int from, int row, int column, int start, int end, int columns) {
    int j = 0;
    for (; row == 1 && j + 4 <= columns; j += 4) {
      packFour(b, from + j * column, column, right, start, end, j);
    }
    for (; j < columns; j++) {
      int at = from + j * column;
      for (int p = start; p < end; p++) {
        right[p * WIDTH + j] = b[at + p * row];
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

  private static void copyPanel(float[] b, int from, int row, float[] right, int depth) {
    for (int p = 0; p < depth; p++) {
      int at = from + p * row;
      FloatVector.fromArray(FLOATS, b, at).intoArray(right, p * WIDTH);
      FloatVector.fromArray(FLOATS, b, at + LANES).intoArray(right, p * WIDTH + LANES);
    }
  }

  private void packRows(float[] b, int from, int[] rows, int p, int depth, int columns) {
    if (columns == WIDTH) {
      copyRows(b, from, rows, p, right, depth);
      return;
    }
    for (int r = 0; r < depth; r++) {
      System.arraycopy(b, from + rows[p + r], right, r * WIDTH, columns);
    }
  }

  private static void copyRows(float[] b, int from, int[] rows, int p, float[] right, int depth) {
    for (int r = 0; r < depth; r++) {
      int at = from + rows[p + r];
      FloatVector.fromArray(FLOATS, b, at).intoArray(right, r * WIDTH);
      FloatVector.fromArray(FLOATS, b, at + LANES).intoArray(right, r * WIDTH + LANES);
    }
  }
}
