package tapedeck.kernel;

/**
 * In which order a product of matrices adds up along the inner dimension, where MKL has AVX-512
 * (found by sums of ones, 2⁶⁰ and −2⁶⁰, and compared with MKL's digits; docs/numerics.md).
 */
enum ProductOrder {
  /** One after the other, product and addition rounded once, in pieces of at most 384. */
  CHAIN,
  /** The same without pieces, from what the product is added to. */
  WHOLE_CHAIN,
  /** Eight columns of a matrix at a time, from what the product is added to. */
  COLUMNS,
  /** Inner products of the rows of a matrix and a vector, four rows at a time. */
  ROWS,
  /** Inner products by the lanes of a vector register, which are folded in halves. */
  LANES,
  /** The same, folded in quarters. */
  LONG_LANES,
  /** One after the other, product and addition rounded apart. */
  APART;

  /** What a product of a batch of matrices has to have multiplications. */
  private static final int BATCH = 400;

  /** From how many results on a matrix is taken by {@link #COLUMNS}. */
  private static final int COLUMN_BLOCK = 16;

  /** The most rows of results that are inner products, and how long each row's have to be. */
  private static final int FEW_ROWS = 15;

  private static final int LONG = 24;

  /** The sizes of a product and how its operands lie. */
  record Sizes(int n, int k, int m, boolean leftTurned, boolean rightTurned) {}

  /**
   * Of an {@code n × k} by a {@code k × m} matrix.
   *
   * @param wide of float64
   */
  static ProductOrder of(Sizes s, boolean wide) {
    if (s.m == 1 || s.n == 1) {
      boolean inner = s.m == 1 && s.n == 1;
      boolean rows =
          inner ? !s.leftTurned && s.rightTurned : s.m == 1 ? !s.leftTurned : s.rightTurned;
      return rows ? ROWS : ofVector(s.n * s.m, wide);
    }
    return ofMatrices(s, wide);
  }

  private static ProductOrder ofMatrices(Sizes s, boolean wide) {
    if (s.leftTurned || !s.rightTurned || s.k == 1) {
      return CHAIN;
    }
    if (wide) {
      return s.n <= 3 ? LONG_LANES : s.m <= 7 && isSmall(s) ? LANES : CHAIN;
    }
    if (s.n <= FEW_ROWS && s.n * LONG <= s.k) {
      return LONG_LANES;
    }
    boolean narrow = s.m <= 2 ? s.n <= FEW_ROWS : s.m == 3 && s.n <= 10;
    return narrow || (s.m <= 11 && isSmall(s)) ? LANES : CHAIN;
  }

  private static boolean isSmall(Sizes s) {
    return s.m >= 4 && s.k <= s.m && s.n < s.m;
  }

  /** Of a vector and a matrix whose columns, or rows, are the summands. */
  private static ProductOrder ofVector(int results, boolean wide) {
    return wide || results < COLUMN_BLOCK ? WHOLE_CHAIN : COLUMNS;
  }

  /** Of each of a batch of matrices. */
  static ProductOrder ofBatch(Sizes s, boolean wide) {
    if ((long) s.n * s.k * s.m < BATCH) {
      return APART;
    }
    return s.n > 1 || s.leftTurned ? ofMatrices(s, wide) : of(s, wide);
  }

  /** Of a matrix and a vector. */
  static ProductOrder ofVector(Sizes s, boolean wide) {
    return s.leftTurned ? ofVector(s.n, wide) : ROWS;
  }
}
