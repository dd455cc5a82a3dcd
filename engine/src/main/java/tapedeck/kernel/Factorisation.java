package tapedeck.kernel;

import java.util.Arrays;

/** Factorisations of one row-major matrix in float64, with the conventions of LAPACK. */
public final class Factorisation {
  private Factorisation() {}

  /**
   * Gaussian elimination with partial pivoting, in place: below the diagonal the multipliers.
   *
   * @param rows takes where each row of the result came from
   * @return the sign of the row permutation
   */
  public static int lu(double[] a, int n, int[] rows) {
    int[] swaps = new int[n];
    lu(a, n, n, swaps);
    int sign = 1;
    for (int i = 0; i < n; i++) {
      rows[i] = i;
    }
    for (int k = 0; k < n; k++) {
      int row = rows[k];
      rows[k] = rows[swaps[k]];
      rows[swaps[k]] = row;
      sign = swaps[k] == k ? sign : -sign;
    }
    return sign;
  }

  /**
   * The same for a matrix of any shape, with the swaps instead of the rows.
   *
   * @param a {@code m × n}
   * @param swaps takes, for each step, the row that was swapped with the one of its number
   * @return the number of the first pivot that is 0, from 1 on; 0 if there is none
   */
  public static int lu(double[] a, int m, int n, int[] swaps) {
    int singular = 0;
    for (int k = 0; k < Math.min(m, n); k++) {
      int pivot = k;
      for (int i = k + 1; i < m; i++) {
        pivot = Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k]) ? i : pivot;
      }
      swaps[k] = pivot;
      if (pivot != k) {
        swap(a, n, k, pivot);
      }
      if (a[k * n + k] == 0) {
        singular = singular == 0 ? k + 1 : singular;
        continue;
      }
      for (int i = k + 1; i < m; i++) {
        double factor = a[i * n + k] /= a[k * n + k];
        for (int j = k + 1; j < n; j++) {
          a[i * n + j] -= factor * a[k * n + j];
        }
      }
    }
    return singular;
  }

  private static void swap(double[] a, int n, int first, int second) {
    for (int j = 0; j < n; j++) {
      double moved = a[first * n + j];
      a[first * n + j] = a[second * n + j];
      a[second * n + j] = moved;
    }
  }

  /**
   * Solves {@code A X = B} for the factors of {@link #lu}.
   *
   * @param b {@code n × m}
   */
  public static double[] solve(double[] lu, int n, int[] rows, double[] b, int m) {
    double[] x = new double[n * m];
    for (int i = 0; i < n; i++) {
      System.arraycopy(b, rows[i] * m, x, i * m, m);
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        for (int j = 0; j < m; j++) {
          x[i * m + j] -= lu[i * n + k] * x[k * m + j];
        }
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        for (int j = 0; j < m; j++) {
          x[i * m + j] -= lu[i * n + k] * x[k * m + j];
        }
      }
      for (int j = 0; j < m; j++) {
        x[i * m + j] /= lu[i * n + i];
      }
    }
    return x;
  }

  /**
   * The lower Cholesky factor, in place.
   *
   * @return 0, or the order of the leading minor that is not positive definite
   */
  public static int cholesky(double[] a, int n) {
    for (int j = 0; j < n; j++) {
      double diagonal = a[j * n + j];
      for (int k = 0; k < j; k++) {
        diagonal -= a[j * n + k] * a[j * n + k];
      }
      if (!(diagonal > 0)) {
        return j + 1;
      }
      a[j * n + j] = Math.sqrt(diagonal);
      for (int i = j + 1; i < n; i++) {
        double sum = a[i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= a[i * n + k] * a[j * n + k];
        }
        a[i * n + j] = sum / a[j * n + j];
      }
      Arrays.fill(a, j * n + j + 1, (j + 1) * n, 0);
    }
    return 0;
  }

  /**
   * Householder's factorisation {@code A = Q R} of an {@code m × n} matrix, with LAPACK's signs.
   *
   * @param q takes the {@code m × m} orthogonal factor
   * @param r holds A, and takes R
   */
  public static void qr(double[] q, double[] r, int m, int n) {
    Arrays.fill(q, 0);
    for (int i = 0; i < m; i++) {
      q[i * m + i] = 1;
    }
    for (int k = 0; k < Math.min(m, n); k++) {
      double below = 0;
      for (int i = k + 1; i < m; i++) {
        below += r[i * n + k] * r[i * n + k];
      }
      if (below == 0) {
        continue;
      }
      double alpha = r[k * n + k];
      double beta = -Math.copySign(Math.sqrt(alpha * alpha + below), alpha);
      double[] v = new double[m];
      v[k] = alpha - beta;
      for (int i = k + 1; i < m; i++) {
        v[i] = r[i * n + k];
      }
      double scale = 2 / (v[k] * v[k] + below);
      reflectRows(r, v, scale, k, m, n);
      reflectColumns(q, v, scale, k, m);
      for (int i = k + 1; i < m; i++) {
        r[i * n + k] = 0;
      }
    }
  }

  private static void reflectRows(double[] r, double[] v, double scale, int k, int m, int n) {
    for (int j = k; j < n; j++) {
      double dot = 0;
      for (int i = k; i < m; i++) {
        dot += v[i] * r[i * n + j];
      }
      for (int i = k; i < m; i++) {
        r[i * n + j] -= scale * dot * v[i];
      }
    }
  }

  private static void reflectColumns(double[] q, double[] v, double scale, int k, int m) {
    for (int i = 0; i < m; i++) {
      double dot = 0;
      for (int j = k; j < m; j++) {
        dot += q[i * m + j] * v[j];
      }
      for (int j = k; j < m; j++) {
        q[i * m + j] -= scale * dot * v[j];
      }
    }
  }

  /**
   * Eigenvalues, ascending, and eigenvectors of a symmetric matrix.
   *
   * @param a the matrix, of which one triangle counts
   * @param lower whether that is the lower one
   * @param single whether the signs of the vectors are those of a decomposition in float32
   * @param values takes the eigenvalues
   * @param vectors takes the eigenvectors as columns
   * @throws ArithmeticException if the iteration does not converge
   */
  public static void symmetricEigen(
      double[] a, int n, boolean lower, boolean single, double[] values, double[] vectors) {
    double[] found = transposed(a, n);
    double[] signs = single ? Lapack.eigenvectorsInSingle(found, n, lower) : new double[0];
    Lapack.symmetricEigen(found, n, lower, values);
    for (int k = 0; k < n; k++) {
      boolean away = single && SingularVectors.pointsAway(found, signs, k * n, (k + 1) * n);
      for (int i = 0; i < n; i++) {
        vectors[i * n + k] = away ? -found[k * n + i] : found[k * n + i];
      }
    }
  }

  private static double[] transposed(double[] a, int n) {
    double[] turned = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        turned[j * n + i] = a[i * n + j];
      }
    }
    return turned;
  }

  /** The three factors of {@code A = U diag(S) Vᵀ}, singular values descending. */
  public record Svd(double[] u, double[] s, double[] vt) {}

  /**
   * The singular value decomposition of an {@code m × n} matrix.
   *
   * @param full whether U and V are square
   * @param single whether the signs of the vectors are those of a decomposition in float32
   */
  public static Svd svd(double[] a, int m, int n, boolean full, boolean single) {
    return SingularVectors.of(a, m, n, full, single);
  }
}
