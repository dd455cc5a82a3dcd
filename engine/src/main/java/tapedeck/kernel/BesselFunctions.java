package tapedeck.kernel;

/**
 * Modified Bessel functions of the first kind, of order 0 and 1.
 *
 * <p>Sources: <a href="https://dlmf.nist.gov/10.25">NIST, DLMF 10.25</a> (power series) and <a
 * href="https://dlmf.nist.gov/10.40">10.40</a> (large arguments).
 */
public final class BesselFunctions {
  /** From here on the asymptotic series is exact to the last digit. */
  private static final double LARGE = 30;

  private BesselFunctions() {}

  public static double i0(double x) {
    return modified(0, x);
  }

  /** i0 scaled by e^−|x|. */
  public static double i0e(double x) {
    return scaled(0, x);
  }

  public static double i1(double x) {
    return modified(1, x);
  }

  /** i1 scaled by e^−|x|. */
  public static double i1e(double x) {
    return scaled(1, x);
  }

  private static double modified(int order, double x) {
    double a = Math.abs(x);
    if (a < LARGE) {
      return series(order, x);
    }
    // in two factors, of which neither overflows before their product
    double half = Math.exp(a / 2);
    return scaled(order, x) * half * half;
  }

  private static double scaled(int order, double x) {
    double a = Math.abs(x);
    if (a < LARGE) {
      return series(order, x) * Math.exp(-a);
    }
    double sum = 1;
    double term = 1;
    for (int k = 1; k < 30; k++) {
      double odd = 2 * k - 1;
      double next = -term * (4.0 * order * order - odd * odd) / (8 * a * k);
      if (Math.abs(next) >= Math.abs(term) || next == 0) {
        break;
      }
      term = next;
      sum += term;
    }
    double value = sum / Math.sqrt(2 * Math.PI * a);
    return order == 1 && x < 0 ? -value : value;
  }

  private static double series(int order, double x) {
    double quarter = x * x / 4;
    double term = order == 0 ? 1 : x / 2;
    double sum = term;
    for (int k = 1; Math.abs(term) > Math.ulp(sum) / 4; k++) {
      term *= quarter / (k * (double) (k + order));
      sum += term;
    }
    return sum;
  }
}
