package tapedeck.kernel;

/**
 * Adds multiples of rows to rows: the inner loops of products and convolutions in float32.
 *
 * <p>Every element is summed along the rows from the first to the last, as the plain loop would;
 * taking four rows at a time only saves loads and stores. Each row is an array of its own because
 * that is what HotSpot turns into vector instructions.
 */
final class RowAccumulation {
  private RowAccumulation() {}

  /**
   * {@code sums[i][j] += Σ_p factors[i][p] · rows[p][j]}, a product and its addition rounded once.
   */
  static void addFused(float[][] sums, float[][] factors, float[][] rows) {
    int count = rows.length;
    int whole = count - count % 4;
    for (int p = 0; p < whole; p += 4) {
      for (int i = 0; i < sums.length; i++) {
        four(sums[i], factors[i], rows, p);
      }
    }
    for (int p = whole; p < count; p++) {
      for (int i = 0; i < sums.length; i++) {
        one(sums[i], factors[i][p], rows[p]);
      }
    }
  }

  private static void one(float[] sum, float factor, float[] row) {
    for (int j = 0; j < sum.length; j++) {
      sum[j] = Math.fma(factor, row[j], sum[j]);
    }
  }

  private static void four(float[] sum, float[] factors, float[][] rows, int p) {
    float f0 = factors[p];
    float f1 = factors[p + 1];
    float f2 = factors[p + 2];
    float f3 = factors[p + 3];
    fused(sum, rows[p], rows[p + 1], rows[p + 2], rows[p + 3], f0, f1, f2, f3, sum.length);
  }

  // It has all that it needs as parameters and no more than four rows: what is larger HotSpot 17
  // leaves scalar.

  private static void fused(
      float[] s,
      float[] r0,
      float[] r1,
      float[] r2,
      float[] r3,
      float f0,
      float f1,
      float f2,
      float f3,
      int count) {
    for (int j = 0; j < count; j++) {
      s[j] =
          Math.fma(f3, r3[j], Math.fma(f2, r2[j], Math.fma(f1, r1[j], Math.fma(f0, r0[j], s[j]))));
    }
  }
}
