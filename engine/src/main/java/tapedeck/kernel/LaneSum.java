package tapedeck.kernel;

/**
 * Sums of rows in lanes, which are then folded in halves: {@code vec::reduce_all} of PyTorch's
 * vector code.
 */
public final class LaneSum {
  /** The float32 numbers in a vector of 256 bits. */
  public static final int HALF = 8;

  /** The float32 numbers in a vector of 512 bits. */
  public static final int FULL = 16;

  private LaneSum() {}

  /** The sum of {@code n} numbers from {@code from} on. */
  public static float of(float[] x, int from, int n, int lanes) {
    float[] sums = new float[lanes];
    if (n < lanes) {
      float sum = n == 0 ? 0 : x[from];
      for (int i = from + 1; i < from + n; i++) {
        sum += x[i];
      }
      return sum;
    }
    int whole = n - n % lanes;
    for (int start = 0; start < whole; start += lanes) {
      for (int lane = 0; lane < lanes; lane++) {
        sums[lane] += x[from + start + lane];
      }
    }
    for (int i = whole; i < n; i++) {
      sums[i - whole] += x[from + i];
    }
    return folded(sums);
  }

  /**
   * The sum of the products of two factors at each of {@code n} places; those of the last,
   * incomplete vector are fused with it.
   */
  public static float of(int n, int lanes, Place first, Place second) {
    if (n < lanes) {
      float sum = n == 0 ? 0 : first.at(0) * second.at(0);
      for (int i = 1; i < n; i++) {
        sum += first.at(i) * second.at(i);
      }
      return sum;
    }
    float[] sums = new float[lanes];
    int whole = n - n % lanes;
    for (int i = 0; i < whole; i++) {
      sums[i % lanes] += first.at(i) * second.at(i);
    }
    for (int i = whole; i < n; i++) {
      sums[i % lanes] = Math.fma(first.at(i), second.at(i), sums[i % lanes]);
    }
    return folded(sums);
  }

  private static float folded(float[] sums) {
    for (int width = sums.length / 2; width > 0; width /= 2) {
      for (int lane = 0; lane < width; lane++) {
        sums[lane] += sums[lane + width];
      }
    }
    return sums[0];
  }

  /** A number for each place of a row. */
  @FunctionalInterface
  public interface Place {
    float at(int i);
  }
}
