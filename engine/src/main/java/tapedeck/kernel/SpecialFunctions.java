package tapedeck.kernel;

/** Functions of one number that neither Java nor its libraries have. */
public final class SpecialFunctions {
  private SpecialFunctions() {}

  /** The inverse of sinh. */
  public static double asinh(double a) {
    double x = Math.abs(a);
    double result = Math.log1p(x + x * x / (1 + Math.sqrt(1 + x * x)));
    return Double.isInfinite(a) ? a : Math.copySign(result, a);
  }

  /** The inverse of cosh; NaN below 1. */
  public static double acosh(double a) {
    return Math.log(a + Math.sqrt(a - 1) * Math.sqrt(a + 1));
  }

  /** The inverse of tanh; NaN outside of [-1, 1]. */
  public static double atanh(double a) {
    return 0.5 * (Math.log1p(a) - Math.log1p(-a));
  }

  /** {@code sin(πa) ÷ (πa)}, and 1 at 0. */
  public static double sinc(double a) {
    double x = Math.PI * a;
    return a == 0 ? 1 : Math.sin(x) / x;
  }

  /**
   * The same of a float32 number, where π · a is rounded, so that it misses the zeros by a little.
   */
  public static float sincOfFloat(float a) {
    float angle = (float) Math.PI * a;
    return a == 0 ? 1 : (float) Math.sin(angle) / angle;
  }

  /**
   * The derivative of the logarithm of the gamma function: shifted up by its recurrence, then by
   * its asymptotic series; by reflection for negative arguments.
   *
   * <p>Source: <a href="https://dlmf.nist.gov/5.11">NIST, DLMF 5.11</a>.
   */
  public static double digamma(double a) {
    if (a == 0) {
      return Math.copySign(Double.POSITIVE_INFINITY, -a);
    }
    if (a < 0) {
      return a == Math.rint(a) ? Double.NaN : digamma(1 - a) - Math.PI / Math.tan(Math.PI * a);
    }
    double sum = 0;
    double x = a;
    for (; x < 12; x++) {
      sum -= 1 / x;
    }
    double square = 1 / (x * x);
    double[] terms = {1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760};
    double series = 0;
    for (int k = terms.length - 1; k >= 0; k--) {
      series = (series + terms[k]) * square;
    }
    return sum + Math.log(x) - 0.5 / x - series;
  }

  /**
   * The {@code n}-th derivative of digamma, for n above 0 and a positive argument: shifted up by
   * its recurrence, then by its asymptotic series.
   *
   * <p>Source: <a href="https://dlmf.nist.gov/5.15">NIST, DLMF 5.15</a>.
   */
  public static double polygamma(int n, double a) {
    double sum = 0;
    double x = a;
    double factorial = 1;
    for (int k = 2; k <= n; k++) {
      factorial *= k;
    }
    for (; x < 20; x++) {
      sum += factorial / Math.pow(x, n + 1);
    }
    double[] bernoulli = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730};
    double series = factorial / n / Math.pow(x, n) + factorial / (2 * Math.pow(x, n + 1));
    for (int k = 1; k <= bernoulli.length; k++) {
      double ratio = 1;
      for (int j = 1; j <= n - 1; j++) {
        ratio *= 2 * k + j;
      }
      series += bernoulli[k - 1] * ratio / Math.pow(x, 2 * k + n);
    }
    return (n % 2 == 1 ? 1 : -1) * (sum + series);
  }

  /**
   * The Hurwitz zeta function Σ (q + k)^−s by the Euler–Maclaurin formula.
   *
   * <p>Source: <a href="https://dlmf.nist.gov/25.11">NIST, DLMF 25.11</a>.
   */
  public static double zeta(double s, double q) {
    if (s == 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (s < 1 || Double.isNaN(q)) {
      return Double.NaN;
    }
    if (q <= 0) {
      if (q == Math.floor(q)) {
        return Double.POSITIVE_INFINITY;
      }
      if (s != Math.floor(s)) {
        return Double.NaN;
      }
    }
    double sum = 0;
    double a = q;
    for (int k = 0; k < 15 || a < 15; k++) {
      sum += Math.pow(a, -s);
      a++;
    }
    double power = Math.pow(a, -s);
    sum += a * power / (s - 1) + power / 2;
    double[] bernoulli = {
      1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510
    };
    double factor = s * power / a;
    double factorial = 2;
    for (int k = 1; k <= bernoulli.length; k++) {
      sum += bernoulli[k - 1] * factor / factorial;
      factor *= (s + 2 * k - 1) * (s + 2 * k) / (a * a);
      factorial *= (2 * k + 1) * (2 * k + 2);
    }
    return sum;
  }
}
