package tapedeck.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the product of two matrices to a third, block by block.
 *
 * <p>A block of the second operand stays in the first cache while all rows pass by. Its inner loop
 * adds four rows of the block to two rows of sums: eight factors, four columns and two sums are in
 * the sixteen registers of AVX2, and six loads feed eight multiplications. No vector is carried
 * from one round of the loop to the next, for such vectors become objects now and then (HotSpot
 * 17).
 */
final class VectorProduct {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();

  /** Rows and columns of a block: 24 kB, beside which the sums have room in 32 kB. */
  private static final int DEPTH = 12;

  private static final int WIDTH = 512;

  /** How many rows make it worth while to copy a block. */
  private static final int MANY = 16;

  private final int n;
  private final int k;
  private final int m;

  VectorProduct(int n, int k, int m) {
    this.n = n;
    this.k = k;
    this.m = m;
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
    // rows at a large power of two would push each other out of the cache
    boolean pack = columnB != 1 || n >= MANY;
    float[] packed = pack ? new float[DEPTH * WIDTH] : b;
    for (int j = 0; j < m; j += WIDTH) {
      int width = Math.min(WIDTH, m - j);
      for (int p = 0; p < k; p += DEPTH) {
        int depth = Math.min(DEPTH, k - p);
        int block = offsetB + p * rowB + j * columnB;
        int row = rowB;
        if (pack) {
          pack(packed, b, block, rowB, columnB, depth, width);
          block = 0;
          row = WIDTH;
        }
        int from = offsetA + p * columnA;
        int i = 0;
        for (; i + 2 <= n; i += 2) {
          int at = offsetOut + i * m + j;
          addTwo(out, at, m, a, from + i * rowA, rowA, columnA, packed, block, row, depth, width);
        }
        if (i < n) {
          int at = offsetOut + i * m + j;
          addOne(out, at, a, from + i * rowA, columnA, packed, block, row, 0, depth, width);
        }
      }
    }
  }

  private static void pack(
      float[] packed, float[] b, int from, int row, int column, int depth, int width) {
    if (column == 1) {
      for (int p = 0; p < depth; p++) {
        System.arraycopy(b, from + p * row, packed, p * WIDTH, width);
      }
      return;
    }
    for (int j = 0; j < width; j++) {
      for (int p = 0; p < depth; p++) {
        packed[p * WIDTH + j] = b[from + j * column + p * row];
      }
    }
  }

  private static void addTwo(
      float[] out,
      int at,
      int m,
      float[] a,
      int from,
      int rowA,
      int columnA,
      float[] b,
      int block,
      int row,
      int depth,
      int width) {
    int p = 0;
    for (; p + 4 <= depth; p += 4) {
      int f = from + p * columnA;
      int g = f + rowA;
      fours(
          out,
          at,
          at + m,
          width,
          b,
          block + p * row,
          row,
          a[f],
          a[f + columnA],
          a[f + 2 * columnA],
          a[f + 3 * columnA],
          a[g],
          a[g + columnA],
          a[g + 2 * columnA],
          a[g + 3 * columnA]);
    }
    addOne(out, at, a, from, columnA, b, block, row, p, depth, width);
    addOne(out, at + m, a, from + rowA, columnA, b, block, row, p, depth, width);
  }

  /** One row of sums and the rows of the block from {@code p} on. */
  private static void addOne(
      float[] out,
      int at,
      float[] a,
      int from,
      int columnA,
      float[] b,
      int block,
      int row,
      int p,
      int depth,
      int width) {
    for (int q = p; q < depth; q++) {
      one(out, at, width, b, block + q * row, a[from + q * columnA]);
    }
  }

  private static void one(float[] out, int at, int width, float[] b, int row, float factor) {
    FloatVector f = FloatVector.broadcast(FLOATS, factor);
    int whole = FLOATS.loopBound(width);
    for (int j = 0; j < whole; j += LANES) {
      f.fma(FloatVector.fromArray(FLOATS, b, row + j), FloatVector.fromArray(FLOATS, out, at + j))
          .intoArray(out, at + j);
    }
    for (int j = whole; j < width; j++) {
      out[at + j] = Math.fma(factor, b[row + j], out[at + j]);
    }
  }

  private static void fours(
      float[] out,
      int at,
      int next,
      int width,
      float[] b,
      int row0,
      int row,
      float f0,
      float f1,
      float f2,
      float f3,
      float g0,
      float g1,
      float g2,
      float g3) {
    int row1 = row0 + row;
    int row2 = row1 + row;
    int row3 = row2 + row;
    FloatVector f0s = FloatVector.broadcast(FLOATS, f0);
    FloatVector f1s = FloatVector.broadcast(FLOATS, f1);
    FloatVector f2s = FloatVector.broadcast(FLOATS, f2);
    FloatVector f3s = FloatVector.broadcast(FLOATS, f3);
    FloatVector g0s = FloatVector.broadcast(FLOATS, g0);
    FloatVector g1s = FloatVector.broadcast(FLOATS, g1);
    FloatVector g2s = FloatVector.broadcast(FLOATS, g2);
    FloatVector g3s = FloatVector.broadcast(FLOATS, g3);
    int whole = FLOATS.loopBound(width);
    for (int j = 0; j < whole; j += LANES) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, row0 + j);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, row1 + j);
      FloatVector b2 = FloatVector.fromArray(FLOATS, b, row2 + j);
      FloatVector b3 = FloatVector.fromArray(FLOATS, b, row3 + j);
      FloatVector s = FloatVector.fromArray(FLOATS, out, at + j);
      FloatVector t = FloatVector.fromArray(FLOATS, out, next + j);
      f3s.fma(b3, f2s.fma(b2, f1s.fma(b1, f0s.fma(b0, s)))).intoArray(out, at + j);
      g3s.fma(b3, g2s.fma(b2, g1s.fma(b1, g0s.fma(b0, t)))).intoArray(out, next + j);
    }
    for (int j = whole; j < width; j++) {
      float b0 = b[row0 + j];
      float b1 = b[row1 + j];
      float b2 = b[row2 + j];
      float b3 = b[row3 + j];
      out[at + j] =
          Math.fma(f3, b3, Math.fma(f2, b2, Math.fma(f1, b1, Math.fma(f0, b0, out[at + j]))));
      out[next + j] =
          Math.fma(g3, b3, Math.fma(g2, b2, Math.fma(g1, b1, Math.fma(g0, b0, out[next + j]))));
    }
  }
}
