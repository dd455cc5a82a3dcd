package tapedeck.kernel;

import java.util.Arrays;

/**
 * Inner products of float32 vectors in the orders of MKL's kernels for AVX-512: products are added
 * to lanes, rounded once, and the lanes are added up.
 */
final class FloatInnerProducts {
  private static final int LANES = 16;
  private static final int HALF = 8;
  private static final int ROW_BLOCK = 4;

  private final float[] x;
  private final int stepX;
  private final float[] y;
  private final int atY;
  private final int stepY;
  private final int k;
  private final float[] lanes = new float[LANES];
  private final float[] others = new float[LANES];
  private int atX;

  /** Vectors of {@code k} elements: {@code y}, and others that lie in {@code x}. */
  FloatInnerProducts(float[] x, int stepX, float[] y, int atY, int stepY, int k) {
    this.x = x;
    this.stepX = stepX;
    this.y = y;
    this.atY = atY;
    this.stepY = stepY;
    this.k = k;
  }

  /** The inner product with the vector that begins at {@code at}, the {@code i}th of {@code n}. */
  float row(int at, int i, int n) {
    atX = at;
    int whole = n - n % ROW_BLOCK;
    if (i < whole) {
      return ofBlock();
    }
    float first = product(0);
    return first + (i == whole + 1 ? chained(1) : paired(1));
  }

  /** The same where there are few results, of which this stands in row {@code i}. */
  float lanes(int at, int i) {
    atX = at;
    return i % 2 == 0 ? paired(0) : chained(0);
  }

  /** The same where the vectors are long. */
  float longLanes(int at) {
    atX = at;
    clear(lanes);
    add(lanes, 0, k);
    for (int quarter = 4; quarter < LANES; quarter += 4) {
      for (int i = 0; i < 4; i++) {
        lanes[i] += lanes[quarter + i];
      }
    }
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
  }

  /** The lanes go on from the product of the first elements, and the rest from their sum. */
  private float ofBlock() {
    float sum = product(0);
    int whole = (k - 1) / LANES * LANES;
    if (whole > 0) {
      sum = ofBlock(sum, 1, 1 + whole);
    }
    return whole + 1 < k ? ofBlock(sum, 1 + whole, k) : sum;
  }

  private float ofBlock(float sum, int from, int to) {
    clear(lanes);
    lanes[0] = sum;
    add(lanes, from, to);
    return halved();
  }

  private float chained(int from) {
    clear(lanes);
    add(lanes, from, k);
    return halved();
  }

  /** Two registers take turns while there are elements for both. */
  private float paired(int from) {
    clear(lanes);
    clear(others);
    int i = from;
    for (; i + 2 * LANES <= k; i += 2 * LANES) {
      add(lanes, i, i + LANES);
      add(others, i + LANES, i + 2 * LANES);
    }
    if (i > from) {
      for (int j = 0; j < LANES; j++) {
        lanes[j] += others[j];
      }
    }
    add(lanes, i, k);
    return halved();
  }

  private void add(float[] sums, int from, int to) {
    for (int start = from; start < to; start += LANES) {
      int count = Math.min(LANES, to - start);
      int p = atX + start * stepX;
      int q = atY + start * stepY;
      for (int j = 0; j < count; j++) {
        sums[j] = Math.fma(x[p + j * stepX], y[q + j * stepY], sums[j]);
      }
    }
  }

  private float halved() {
    for (int half = HALF; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[half + j];
      }
    }
    return lanes[0];
  }

  private float product(int i) {
    return x[atX + i * stepX] * y[atY + i * stepY];
  }

  private static void clear(float[] sums) {
    Arrays.fill(sums, 0);
  }
}
