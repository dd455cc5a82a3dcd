package tapedeck.kernel;

/**
 * The implicit QR iteration that makes a bidiagonal matrix diagonal, and turns U and V with it.
 *
 * <p>Source: Demmel and Kahan, Accurate singular values of bidiagonal matrices (1990), with the
 * tests of convergence, the shifts and the directions of LAPACK's {@code dbdsqr}, since they decide
 * the signs of the vectors.
 */
final class BidiagonalIteration {
  private static final int SWEEPS = 6;

  private final double[] d;
  private final double[] e;
  private final double[] u;
  private final int left;
  private final double[] vt;
  private final int right;
  private final double epsilon;
  private final double tolerance;
  private double threshold;
  private double smallest;

  /**
   * @param d the diagonal; it becomes the singular values, descending
   * @param e what is beside the diagonal
   * @param u a matrix of {@code left} columns, of which the first turn
   * @param vt a matrix of {@code right} columns, of which the first rows turn
   * @param epsilon half the distance from 1 to the next number of the precision that is wanted
   */
  BidiagonalIteration(
      double[] d, double[] e, double[] u, int left, double[] vt, int right, double epsilon) {
    this.d = d;
    this.e = e;
    this.u = u;
    this.left = left;
    this.vt = vt;
    this.right = right;
    this.epsilon = epsilon;
    this.tolerance = Math.max(10, Math.min(100, Math.pow(epsilon, -1.0 / 8))) * epsilon;
  }

  /**
   * @param upper whether {@code e} is above the diagonal, and not below it
   */
  void run(boolean upper) {
    if (!upper) {
      makeUpper();
    }
    int n = d.length;
    threshold =
        Math.max(tolerance * leastSingularValue(), (double) SWEEPS * n * n * Double.MIN_NORMAL);
    int last = n - 1;
    int oldFirst = -1;
    int oldLast = -1;
    boolean down = true;
    long budget = (long) SWEEPS * n * n;
    while (last > 0) {
      if (budget < 0) {
        throw new ArithmeticException("the QR iteration did not converge");
      }
      int first = firstOfBlock(last);
      if (first == last) {
        last--;
        continue;
      }
      if (first == last - 1) {
        diagonalise(first);
        last -= 2;
        continue;
      }
      if (first > oldLast || last < oldFirst || oldFirst < 0) {
        down = Math.abs(d[first]) >= Math.abs(d[last]);
      }
      if (splits(first, last, down)) {
        continue;
      }
      oldFirst = first;
      oldLast = last;
      sweep(first, last, down);
      budget -= last - first;
    }
    makePositive();
    sort();
  }

  private void makeUpper() {
    for (int i = 0; i + 1 < d.length; i++) {
      Rotation rotation = Rotation.of(d[i], e[i]);
      d[i] = rotation.r();
      e[i] = rotation.s() * d[i + 1];
      d[i + 1] *= rotation.c();
      turnColumns(i, rotation);
    }
  }

  /** A lower bound of the smallest singular value, up to a factor of √n. */
  private double leastSingularValue() {
    double mu = Math.abs(d[0]);
    double least = mu;
    for (int i = 1; i < d.length && least != 0; i++) {
      mu = Math.abs(d[i]) * (mu / (mu + Math.abs(e[i - 1])));
      least = Math.min(least, mu);
    }
    return least / Math.sqrt(d.length);
  }

  /** Where the block that ends at {@code last}, and that nothing splits, begins. */
  private int firstOfBlock(int last) {
    for (int i = last - 1; i >= 0; i--) {
      if (Math.abs(e[i]) <= threshold) {
        e[i] = 0;
        return i + 1;
      }
    }
    return 0;
  }

  private void diagonalise(int first) {
    TriangleOfTwo block = TriangleOfTwo.of(d[first], e[first], d[first + 1]);
    d[first] = block.largest();
    e[first] = 0;
    d[first + 1] = block.smallest();
    turnRows(first, block.right());
    turnColumns(first, block.left());
  }

  /** Whether an element beside the diagonal is small enough to be 0: it is then. */
  private boolean splits(int first, int last, boolean down) {
    int end = down ? last - 1 : first;
    if (Math.abs(e[end]) <= tolerance * Math.abs(d[down ? last : first])) {
      e[end] = 0;
      return true;
    }
    double mu = Math.abs(d[down ? first : last]);
    smallest = mu;
    for (int step = 0; step < last - first; step++) {
      int i = down ? first + step : last - 1 - step;
      if (Math.abs(e[i]) <= tolerance * mu) {
        e[i] = 0;
        return true;
      }
      mu = Math.abs(d[down ? i + 1 : i]) * (mu / (mu + Math.abs(e[i])));
      smallest = Math.min(smallest, mu);
    }
    return false;
  }

  private void sweep(int first, int last, boolean down) {
    double shift = shift(first, last, down);
    if (shift == 0) {
      if (down) {
        sweepDown(first, last);
      } else {
        sweepUp(first, last);
      }
    } else if (down) {
      sweepDown(first, last, shift);
    } else {
      sweepUp(first, last, shift);
    }
    int end = down ? last - 1 : first;
    if (Math.abs(e[end]) <= threshold) {
      e[end] = 0;
    }
  }

  /** 0 where a shift would spoil the relative accuracy. */
  private double shift(int first, int last, boolean down) {
    double largest = Math.abs(d[last]);
    for (int i = first; i < last; i++) {
      largest = Math.max(largest, Math.max(Math.abs(d[i]), Math.abs(e[i])));
    }
    if (d.length * tolerance * (smallest / largest) <= Math.max(epsilon, 0.01 * tolerance)) {
      return 0;
    }
    int end = down ? last - 1 : first;
    double shift = TriangleOfTwo.smallest(d[end], e[end], d[end + 1]);
    double start = Math.abs(d[down ? first : last]);
    return start > 0 && shift / start * (shift / start) < epsilon ? 0 : shift;
  }

  private void sweepDown(int first, int last) {
    Rotation outer = Rotation.NONE;
    Rotation inner = Rotation.NONE;
    for (int i = first; i < last; i++) {
      outer = Rotation.of(d[i] * outer.c(), e[i]);
      if (i > first) {
        e[i - 1] = inner.s() * outer.r();
      }
      inner = Rotation.of(inner.c() * outer.r(), d[i + 1] * outer.s());
      d[i] = inner.r();
      turnRows(i, outer);
      turnColumns(i, inner);
    }
    double end = d[last] * outer.c();
    d[last] = end * inner.c();
    e[last - 1] = end * inner.s();
  }

  private void sweepUp(int first, int last) {
    Rotation outer = Rotation.NONE;
    Rotation inner = Rotation.NONE;
    for (int i = last; i > first; i--) {
      outer = Rotation.of(d[i] * outer.c(), e[i - 1]);
      if (i < last) {
        e[i] = inner.s() * outer.r();
      }
      inner = Rotation.of(inner.c() * outer.r(), d[i - 1] * outer.s());
      d[i] = inner.r();
      turnRows(i - 1, inner.reversed());
      turnColumns(i - 1, outer.reversed());
    }
    double end = d[first] * outer.c();
    d[first] = end * inner.c();
    e[first] = end * inner.s();
  }

  private void sweepDown(int first, int last, double shift) {
    double f = shifted(d[first], shift);
    double g = e[first];
    for (int i = first; i < last; i++) {
      Rotation rows = Rotation.of(f, g);
      if (i > first) {
        e[i - 1] = rows.r();
      }
      f = rows.c() * d[i] + rows.s() * e[i];
      e[i] = rows.c() * e[i] - rows.s() * d[i];
      Rotation columns = Rotation.of(f, rows.s() * d[i + 1]);
      d[i + 1] *= rows.c();
      d[i] = columns.r();
      f = columns.c() * e[i] + columns.s() * d[i + 1];
      d[i + 1] = columns.c() * d[i + 1] - columns.s() * e[i];
      if (i < last - 1) {
        g = columns.s() * e[i + 1];
        e[i + 1] *= columns.c();
      }
      turnRows(i, rows);
      turnColumns(i, columns);
    }
    e[last - 1] = f;
  }

  private void sweepUp(int first, int last, double shift) {
    double f = shifted(d[last], shift);
    double g = e[last - 1];
    for (int i = last; i > first; i--) {
      Rotation columns = Rotation.of(f, g);
      if (i < last) {
        e[i] = columns.r();
      }
      f = columns.c() * d[i] + columns.s() * e[i - 1];
      e[i - 1] = columns.c() * e[i - 1] - columns.s() * d[i];
      Rotation rows = Rotation.of(f, columns.s() * d[i - 1]);
      d[i - 1] *= columns.c();
      d[i] = rows.r();
      f = rows.c() * e[i - 1] + rows.s() * d[i - 1];
      d[i - 1] = rows.c() * d[i - 1] - rows.s() * e[i - 1];
      if (i > first + 1) {
        g = rows.s() * e[i - 2];
        e[i - 2] *= rows.c();
      }
      turnRows(i - 1, rows.reversed());
      turnColumns(i - 1, columns.reversed());
    }
    e[first] = f;
  }

  private static double shifted(double value, double shift) {
    return (Math.abs(value) - shift) * (Math.copySign(1, value) + shift / value);
  }

  private void turnRows(int i, Rotation by) {
    for (int j = 0; j < right; j++) {
      double next = vt[(i + 1) * right + j];
      double own = vt[i * right + j];
      vt[(i + 1) * right + j] = by.c() * next - by.s() * own;
      vt[i * right + j] = by.s() * next + by.c() * own;
    }
  }

  private void turnColumns(int j, Rotation by) {
    for (int i = 0; i < u.length; i += left) {
      double next = u[i + j + 1];
      double own = u[i + j];
      u[i + j + 1] = by.c() * next - by.s() * own;
      u[i + j] = by.s() * next + by.c() * own;
    }
  }

  private void makePositive() {
    for (int i = 0; i < d.length; i++) {
      if (d[i] < 0 && d.length == 1) {
        d[i] = -d[i];
        for (int k = 0; k < u.length; k += left) {
          u[k] = -u[k];
        }
      } else if (d[i] < 0) {
        d[i] = -d[i];
        for (int j = 0; j < right; j++) {
          vt[i * right + j] = -vt[i * right + j];
        }
      }
    }
  }

  private void sort() {
    for (int end = d.length - 1; end > 0; end--) {
      int least = 0;
      for (int i = 1; i <= end; i++) {
        least = d[i] <= d[least] ? i : least;
      }
      if (least != end) {
        swap(least, end);
      }
    }
  }

  private void swap(int a, int b) {
    swap(d, a, b);
    for (int j = 0; j < right; j++) {
      swap(vt, a * right + j, b * right + j);
    }
    for (int i = 0; i < u.length; i += left) {
      swap(u, i + a, i + b);
    }
  }

  private static void swap(double[] values, int a, int b) {
    double moved = values[a];
    values[a] = values[b];
    values[b] = moved;
  }
}
