package tapedeck.kernel;

import java.util.Arrays;

/** {@link FloatInnerProducts} of float64 vectors, whose orders are others. */
final class DoubleInnerProducts {
  private static final int LANES = 8;

  private final double[] x;
  private final int stepX;
  private final double[] y;
  private final int atY;
  private final int stepY;
  private final int k;
  private final double[] lanes = new double[LANES];
  private final double[] others = new double[LANES];
  private int atX;

  /** Vectors of {@code k} elements: {@code y}, and others that lie in {@code x}. */
  DoubleInnerProducts(double[] x, int stepX, double[] y, int atY, int stepY, int k) {
    this.x = x;
    this.stepX = stepX;
    this.y = y;
    this.atY = atY;
    this.stepY = stepY;
    this.k = k;
  }

  /** The inner product with the vector that begins at {@code at}: two registers take turns. */
  double row(int at) {
    atX = at;
    Arrays.fill(lanes, 0);
    Arrays.fill(others, 0);
    int i = 0;
    for (; i + 2 * LANES <= k; i += 2 * LANES) {
      add(lanes, i, i + LANES);
      add(others, i + LANES, i + 2 * LANES);
    }
    for (int j = 0; j < LANES; j++) {
      lanes[j] += others[j];
    }
    add(lanes, i, k);
    double low = (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
    return low + ((lanes[4] + lanes[6]) + (lanes[5] + lanes[7]));
  }

  /** The same in one register, which is folded in halves. */
  double lanes(int at) {
    chain(at);
    double even = (lanes[0] + lanes[4]) + (lanes[2] + lanes[6]);
    return even + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
  }

  /** The same, whose halves are added and then neighbours. */
  double longLanes(int at) {
    chain(at);
    double first = (lanes[0] + lanes[4]) + (lanes[1] + lanes[5]);
    return first + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
  }

  private void chain(int at) {
    atX = at;
    Arrays.fill(lanes, 0);
    add(lanes, 0, k);
  }

  private void add(double[] sums, int from, int to) {
    for (int start = from; start < to; start += LANES) {
      int count = Math.min(LANES, to - start);
      int p = atX + start * stepX;
      int q = atY + start * stepY;
      for (int j = 0; j < count; j++) {
        sums[j] = Math.fma(x[p + j * stepX], y[q + j * stepY], sums[j]);
      }
    }
  }
}
