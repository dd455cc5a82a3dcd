package tapedeck.kernel;

import java.util.Arrays;
import org.netlib.lapack.Dbdsdc;
import org.netlib.lapack.Dsyevd;
import org.netlib.lapack.Sbdsdc;
import org.netlib.lapack.Ssyevd;
import org.netlib.util.intW;

/**
 * The routines of LAPACK whose choices decide the signs of eigenvectors and singular vectors.
 *
 * <p>Matrices are here as LAPACK has them, column by column. The translation keeps constants in
 * fields that it fills at the first call, which is why one call at a time is let in.
 */
final class Lapack {
  private static final Object TURN = new Object();

  private Lapack() {}

  /**
   * Eigenvalues, ascending, and eigenvectors of a symmetric matrix (LAPACK's {@code dsyevd}).
   *
   * @param a {@code n × n}; takes the eigenvectors as columns
   * @param lower whether its lower triangle counts, else the upper one
   * @throws ArithmeticException if the iteration does not converge
   */
  static void symmetricEigen(double[] a, int n, boolean lower, double[] values) {
    double[] work = new double[1 + 6 * n + 2 * n * n];
    int[] integers = new int[3 + 5 * n];
    intW info = new intW(0);
    synchronized (TURN) {
      Dsyevd.dsyevd(
          "V",
          half(lower),
          n,
          a,
          0,
          n,
          values,
          0,
          work,
          0,
          work.length,
          integers,
          0,
          integers.length,
          info);
    }
    check(info);
  }

  /** The eigenvectors that the same routine finds in float32. */
  static double[] eigenvectorsInSingle(double[] matrix, int n, boolean lower) {
    float[] a = single(matrix);
    float[] work = new float[1 + 6 * n + 2 * n * n];
    int[] integers = new int[3 + 5 * n];
    intW info = new intW(0);
    synchronized (TURN) {
      Ssyevd.ssyevd(
          "V",
          half(lower),
          n,
          a,
          0,
          n,
          new float[n],
          0,
          work,
          0,
          work.length,
          integers,
          0,
          integers.length,
          info);
    }
    check(info);
    return wide(a);
  }

  /**
   * Divides and conquers a bidiagonal matrix (LAPACK's {@code dbdsdc}).
   *
   * @param d the diagonal; takes the singular values, descending
   * @param e what is above the diagonal, or below it
   * @param u takes the left singular vectors as columns
   * @param vt takes the right ones as rows
   * @throws ArithmeticException if the iteration does not converge
   */
  static void bidiagonalSvd(boolean upper, double[] d, double[] e, double[] u, double[] vt) {
    int n = d.length;
    intW info = new intW(0);
    synchronized (TURN) {
      Dbdsdc.dbdsdc(
          half(!upper),
          "I",
          n,
          d,
          0,
          e,
          0,
          u,
          0,
          n,
          vt,
          0,
          n,
          new double[1],
          0,
          new int[1],
          0,
          new double[3 * n * n + 4 * n],
          0,
          new int[8 * n],
          0,
          info);
    }
    check(info);
  }

  /** The right singular vectors, as rows, that the same routine finds in float32. */
  static double[] rightVectorsInSingle(boolean upper, double[] diagonal, double[] beside) {
    int n = diagonal.length;
    float[] vt = new float[n * n];
    intW info = new intW(0);
    synchronized (TURN) {
      Sbdsdc.sbdsdc(
          half(!upper),
          "I",
          n,
          single(diagonal),
          0,
          single(beside),
          0,
          new float[n * n],
          0,
          n,
          vt,
          0,
          n,
          new float[1],
          0,
          new int[1],
          0,
          new float[3 * n * n + 4 * n],
          0,
          new int[8 * n],
          0,
          info);
    }
    check(info);
    return wide(vt);
  }

  private static String half(boolean lower) {
    return lower ? "L" : "U";
  }

  private static float[] single(double[] values) {
    float[] single = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      single[i] = (float) values[i];
    }
    return single;
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  private static void check(intW info) {
    if (info.val != 0) {
      throw new ArithmeticException("LAPACK did not converge: info " + info.val);
    }
  }
}
