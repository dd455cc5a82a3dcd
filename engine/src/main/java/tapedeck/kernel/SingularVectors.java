package tapedeck.kernel;

import java.util.Arrays;

/**
 * The singular value decomposition with the singular vectors that LAPACK finds, signs included.
 *
 * <p>A vector and its negative are equally right: which of them comes out depends on the
 * reflections and rotations on the way, which are therefore LAPACK's ({@code dgesdd} as PyTorch's
 * MKL runs it: a tall matrix of at least 1.5 n rows is factored into Q R before). Beyond 25 columns
 * LAPACK divides and conquers; here the QR iteration goes on, and signs may differ.
 */
final class SingularVectors {
  /** Rows per column from which a matrix is first factored into Q R. */
  private static final double TALL = 1.5;

  /** Up to here LAPACK iterates instead of dividing. */
  private static final int SMALL = 25;

  private static final double DOUBLE = 0x1p-53;
  private static final double SINGLE = 0x1p-24;

  private SingularVectors() {}

  /**
   * @param a {@code m × n}, row by row; it is kept
   * @param full whether U and V are square
   * @param single whether the signs are those of a decomposition in float32
   */
  static Factorisation.Svd of(double[] a, int m, int n, boolean full, boolean single) {
    int k = Math.min(m, n);
    if (k == 0) {
      double[] right = identity(full ? n : 0, n);
      return new Factorisation.Svd(identity(m, full ? m : 0), new double[0], right);
    }
    if (m <= n || m < (int) (TALL * n)) {
      return bidiagonalised(a.clone(), m, n, full ? m : k, full ? n : k, single);
    }
    double[] r = a.clone();
    Reflection[] q = new Reflection[n];
    for (int i = 0; i < n; i++) {
      q[i] = Reflection.of(column(r, n, i), i);
      q[i].fromLeft(r, n, i);
    }
    double[] square = Arrays.copyOf(r, n * n);
    for (int i = 0; i < n; i++) {
      Arrays.fill(square, i * n, i * n + i, 0);
    }
    Factorisation.Svd inner = bidiagonalised(square, n, n, n, n, single);
    int columns = full ? m : n;
    double[] u = embedded(inner.u(), n, m, columns);
    for (int i = n - 1; i >= 0; i--) {
      q[i].fromLeft(u, columns, 0);
    }
    return new Factorisation.Svd(u, inner.s(), inner.vt());
  }

  /** U with {@code left} columns and Vᵀ with {@code right} rows. */
  private static Factorisation.Svd bidiagonalised(
      double[] a, int m, int n, int left, int right, boolean single) {
    int k = Math.min(m, n);
    boolean upper = m >= n;
    double[] d = new double[k];
    double[] e = new double[Math.max(0, k - 1)];
    Reflection[] h = new Reflection[k];
    Reflection[] g = new Reflection[k];
    for (int i = 0; i < k; i++) {
      if (upper) {
        h[i] = clearColumn(a, m, n, i, i);
        g[i] = clearRow(a, n, i, i + 1);
      } else {
        g[i] = clearRow(a, n, i, i);
        h[i] = clearColumn(a, m, n, i, i + 1);
      }
      d[i] = upper ? h[i].beta() : g[i].beta();
      if (i + 1 < k) {
        e[i] = upper ? g[i].beta() : h[i].beta();
      }
    }
    double[] inner = new double[k * k];
    double[] innerT = new double[k * k];
    diagonalise(upper, d, e, inner, innerT, single);
    double[] u = embedded(inner, k, m, left);
    double[] vt = embedded(innerT, k, right, n);
    for (int i = k - 1; i >= 0; i--) {
      h[i].fromLeft(u, left, 0);
      g[i].fromRight(vt, n, 0);
    }
    return new Factorisation.Svd(u, d, vt);
  }

  /** The decomposition of a bidiagonal matrix; {@code d} becomes the singular values. */
  private static void diagonalise(
      boolean upper, double[] d, double[] e, double[] u, double[] vt, boolean single) {
    double[] signs = new double[vt.length];
    if (d.length > SMALL) {
      if (single) {
        turned(Lapack.rightVectorsInSingle(upper, d, e), signs);
      }
      double[] left = new double[u.length];
      double[] right = new double[vt.length];
      Lapack.bidiagonalSvd(upper, d, e, left, right);
      turned(left, u);
      turned(right, vt);
    } else {
      int n = d.length;
      if (single) {
        double[] unused = identity(n, n);
        System.arraycopy(identity(n, n), 0, signs, 0, signs.length);
        new BidiagonalIteration(d.clone(), e.clone(), unused, n, signs, n, SINGLE).run(upper);
      }
      System.arraycopy(identity(n, n), 0, u, 0, u.length);
      System.arraycopy(u, 0, vt, 0, vt.length);
      new BidiagonalIteration(d, e, u, n, vt, n, DOUBLE).run(upper);
    }
    if (single) {
      align(u, vt, signs, d.length);
    }
  }

  /** Whether two vectors that lie from {@code from} to {@code to} differ by their sign. */
  static boolean pointsAway(double[] a, double[] b, int from, int to) {
    double product = 0;
    for (int i = from; i < to; i++) {
      product += a[i] * b[i];
    }
    return product < 0;
  }

  /** Turns round the vectors that point away from those of the same number in {@code signs}. */
  private static void align(double[] u, double[] vt, double[] signs, int n) {
    for (int k = 0; k < n; k++) {
      boolean away = pointsAway(vt, signs, k * n, (k + 1) * n);
      for (int j = 0; away && j < n; j++) {
        vt[k * n + j] = -vt[k * n + j];
        u[j * n + k] = -u[j * n + k];
      }
    }
  }

  private static void turned(double[] columns, double[] rows) {
    int n = (int) Math.sqrt(rows.length);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        rows[i * n + j] = columns[j * n + i];
      }
    }
  }

  /** A square matrix in the corner of one that is the identity elsewhere. */
  private static double[] embedded(double[] square, int k, int rows, int columns) {
    double[] whole = identity(rows, columns);
    for (int i = 0; i < k; i++) {
      System.arraycopy(square, i * k, whole, i * columns, k);
    }
    return whole;
  }

  private static Reflection clearColumn(double[] a, int m, int n, int column, int first) {
    if (first >= m) {
      return new Reflection(0, new double[0], 0, 0);
    }
    Reflection found = Reflection.of(column(a, n, column), first);
    found.fromLeft(a, n, column + 1);
    return found;
  }

  private static Reflection clearRow(double[] a, int n, int row, int first) {
    if (first >= n) {
      return new Reflection(0, new double[0], 0, 0);
    }
    Reflection found = Reflection.of(Arrays.copyOfRange(a, row * n, row * n + n), first);
    found.fromRight(a, n, row + 1);
    return found;
  }

  private static double[] column(double[] a, int n, int j) {
    double[] column = new double[a.length / n];
    Arrays.setAll(column, i -> a[i * n + j]);
    return column;
  }

  private static double[] identity(int rows, int columns) {
    double[] identity = new double[rows * columns];
    for (int i = 0; i < Math.min(rows, columns); i++) {
      identity[i * columns + i] = 1;
    }
    return identity;
  }
}
