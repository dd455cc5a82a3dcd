package tapedeck.kernel;

/**
 * The norm of a row of numbers, added up in the order and with the roundings of PyTorch's CPU
 * kernel (ATen {@code ReduceOpsKernel.cpp}).
 *
 * @param p the order of the norm, infinite ones and 0 included
 * @param run whether the row lies in memory without gaps: the squares are then added in lanes
 */
public record RowNorm(double p, boolean run) {
  private static final int FLOAT_LANES = 8;
  private static final int DOUBLE_LANES = 4;
  private static final int UNFUSED = 4;

  /** The norm of {@code count} elements of {@code x} from {@code from} on. */
  public float of(float[] x, int from, int count) {
    if (p == 2 && run) {
      return squares(x, from, count);
    }
    float order = (float) p;
    float sum = p == Double.NEGATIVE_INFINITY ? Float.POSITIVE_INFINITY : 0;
    for (int i = from; i < from + count; i++) {
      float a = Math.abs(x[i]);
      if (p == Double.POSITIVE_INFINITY) {
        sum = Math.max(sum, a);
      } else if (p == Double.NEGATIVE_INFINITY) {
        sum = Math.min(sum, a);
      } else if (p == 0) {
        sum += a == 0 ? 0 : 1;
      } else {
        sum += p == 1 ? a : p == 2 ? a * a : (float) Math.pow(a, order);
      }
    }
    if (Double.isInfinite(p) || p == 0 || p == 1) {
      return sum;
    }
    return p == 2 ? (float) Math.sqrt(sum) : (float) Math.pow(sum, 1 / order);
  }

  /** The norm of {@code count} elements of {@code x} from {@code from} on. */
  public double of(double[] x, int from, int count) {
    if (p == 2 && run) {
      return squares(x, from, count);
    }
    double sum = p == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : 0;
    for (int i = from; i < from + count; i++) {
      double a = Math.abs(x[i]);
      if (p == Double.POSITIVE_INFINITY) {
        sum = Math.max(sum, a);
      } else if (p == Double.NEGATIVE_INFINITY) {
        sum = Math.min(sum, a);
      } else if (p == 0) {
        sum += a == 0 ? 0 : 1;
      } else {
        sum += p == 1 ? a : p == 2 ? a * a : Math.pow(a, p);
      }
    }
    if (Double.isInfinite(p) || p == 0 || p == 1) {
      return sum;
    }
    return p == 2 ? Math.sqrt(sum) : Math.pow(sum, 1 / p);
  }

  private static float squares(float[] x, int from, int count) {
    float[] lanes = new float[FLOAT_LANES];
    int whole = from + count - count % FLOAT_LANES;
    for (int i = from; i < whole; i += FLOAT_LANES) {
      for (int lane = 0; lane < FLOAT_LANES; lane++) {
        lanes[lane] += x[i + lane] * x[i + lane];
      }
    }
    float sum = lanes[0];
    for (int lane = 1; lane < FLOAT_LANES; lane++) {
      sum += lanes[lane];
    }
    // of the elements left over the compiler takes four at once, and fuses the last
    int unfused = whole + count % FLOAT_LANES / UNFUSED * UNFUSED;
    for (int i = whole; i < from + count; i++) {
      sum = i < unfused ? sum + x[i] * x[i] : Math.fma(x[i], x[i], sum);
    }
    return (float) Math.sqrt(sum);
  }

  private static double squares(double[] x, int from, int count) {
    double[] lanes = new double[DOUBLE_LANES];
    int whole = from + count - count % DOUBLE_LANES;
    for (int i = from; i < whole; i += DOUBLE_LANES) {
      for (int lane = 0; lane < DOUBLE_LANES; lane++) {
        lanes[lane] += x[i + lane] * x[i + lane];
      }
    }
    double sum = lanes[0];
    for (int lane = 1; lane < DOUBLE_LANES; lane++) {
      sum += lanes[lane];
    }
    for (int i = whole; i < from + count; i++) {
      sum = Math.fma(x[i], x[i], sum);
    }
    return Math.sqrt(sum);
  }
}
