package tapedeck.kernel;

/**
 * Mean and variance of a row of float32 numbers by Welford's updates in eight lanes and chunks, as
 * PyTorch's layer and group normalisation take them (ATen {@code moments_utils.h}).
 */
public final class RowMoments {
  private static final int LANES = 8;
  private static final int CHUNK = 16;

  private final float mean;
  private final float variance;

  private RowMoments(float mean, float variance) {
    this.mean = mean;
    this.variance = variance;
  }

  public float mean() {
    return mean;
  }

  /** The mean square of the deviations. */
  public float variance() {
    return variance;
  }

  /** What has been gathered in some lanes: how many numbers in each, means, sums of squares. */
  private static final class Gathered {
    final float[] means = new float[LANES];
    final float[] squares = new float[LANES];
    int count;

    void add(Gathered other) {
      for (int lane = 0; lane < LANES; lane++) {
        int all = count + other.count;
        float share = all == 0 ? 0 : (float) other.count / all;
        float delta = other.means[lane] - means[lane];
        means[lane] += share * delta;
        squares[lane] = Math.fma(delta * delta * share, count, squares[lane] + other.squares[lane]);
      }
      count += other.count;
    }

    void clear() {
      java.util.Arrays.fill(means, 0);
      java.util.Arrays.fill(squares, 0);
      count = 0;
    }
  }

  /** The moments of {@code n} numbers from {@code from} on. */
  public static RowMoments of(float[] x, int from, int n) {
    int vectors = n / LANES;
    int chunks = (vectors + CHUNK - 1) / CHUNK;
    int depth = chunks <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(chunks - 1);
    Gathered[] levels = new Gathered[Math.max(1, depth)];
    java.util.Arrays.setAll(levels, i -> new Gathered());
    for (int i = 0; i < chunks; i++) {
      int first = i * CHUNK;
      levels[0].add(chunk(x, from + first * LANES, Math.min(CHUNK, vectors - first)));
      int mask = i + 1;
      for (int level = 1; level < depth && (mask & 1) == 0; level++, mask >>= 1) {
        levels[level].add(levels[level - 1]);
        levels[level - 1].clear();
      }
    }
    for (int level = 1; level < depth; level++) {
      levels[0].add(levels[level]);
    }
    return folded(x, from, n, vectors, levels[0]);
  }

  private static Gathered chunk(float[] x, int from, int vectors) {
    Gathered chunk = new Gathered();
    for (int j = 0; j < vectors; j++) {
      float share = 1f / (j + 1);
      for (int lane = 0; lane < LANES; lane++) {
        float number = x[from + j * LANES + lane];
        float delta = number - chunk.means[lane];
        chunk.means[lane] = Math.fma(delta, share, chunk.means[lane]);
        chunk.squares[lane] = Math.fma(delta, number - chunk.means[lane], chunk.squares[lane]);
      }
    }
    chunk.count = vectors;
    return chunk;
  }

  private static RowMoments folded(float[] x, int from, int n, int vectors, Gathered lanes) {
    int count = 0;
    float mean = 0;
    float squares = 0;
    for (int i = from + vectors * LANES; i < from + n; i++) {
      float delta = x[i] - mean;
      count++;
      mean += delta / count;
      squares += delta * (x[i] - mean);
    }
    for (int lane = 0; lane < LANES; lane++) {
      int all = count + vectors;
      float share = all == 0 ? 0 : (float) vectors / all;
      float delta = lanes.means[lane] - mean;
      mean = Math.fma(share, delta, mean);
      squares += Math.fma(delta * delta * share, count, lanes.squares[lane]);
      count = all;
    }
    return new RowMoments(mean, squares / n);
  }
}
