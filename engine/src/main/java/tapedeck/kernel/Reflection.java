package tapedeck.kernel;

/**
 * A Householder reflection I − τ v vᵀ that leaves one element of a vector and makes those behind it
 * 0, with the signs that LAPACK chooses (its {@code dlarfg}).
 *
 * @param first where v begins; its first element is 1
 * @param beta what the one element becomes
 */
record Reflection(int first, double[] v, double tau, double beta) {
  /** The reflection for the elements from {@code first} on of {@code x}. */
  static Reflection of(double[] x, int first) {
    double[] v = new double[x.length - first];
    double rest = 0;
    for (int i = 1; i < v.length; i++) {
      v[i] = x[first + i];
      rest = Math.hypot(rest, v[i]);
    }
    double alpha = x[first];
    v[0] = 1;
    if (rest == 0) {
      return new Reflection(first, v, 0, alpha);
    }
    double beta = -Math.copySign(Math.hypot(alpha, rest), alpha);
    for (int i = 1; i < v.length; i++) {
      v[i] /= alpha - beta;
    }
    return new Reflection(first, v, (beta - alpha) / beta, beta);
  }

  /** Reflects the columns of a matrix from {@code from} on. */
  void fromLeft(double[] a, int columns, int from) {
    for (int j = from; tau != 0 && j < columns; j++) {
      double sum = 0;
      for (int i = 0; i < v.length; i++) {
        sum += v[i] * a[(first + i) * columns + j];
      }
      for (int i = 0; i < v.length; i++) {
        a[(first + i) * columns + j] -= tau * sum * v[i];
      }
    }
  }

  /** Reflects the rows of a matrix from {@code from} on. */
  void fromRight(double[] a, int columns, int from) {
    for (int i = from; tau != 0 && i < a.length / columns; i++) {
      double sum = 0;
      for (int j = 0; j < v.length; j++) {
        sum += a[i * columns + first + j] * v[j];
      }
      for (int j = 0; j < v.length; j++) {
        a[i * columns + first + j] -= tau * sum * v[j];
      }
    }
  }
}
