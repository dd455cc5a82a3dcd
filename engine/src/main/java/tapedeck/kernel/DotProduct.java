package tapedeck.kernel;

/**
 * The inner product of two vectors in the order of MKL's {@code sdot} and {@code ddot} for AVX-512:
 * registers of 256 bits take turns, eight of them, then four for the elements that are left over,
 * then two; each adds products, rounded once.
 */
public final class DotProduct {
  private static final int REGISTERS = 8;
  private static final int FLOATS = 8;
  private static final int DOUBLES = 4;

  private DotProduct() {}

  /**
   * The inner product of {@code k} numbers of each vector.
   *
   * @param x element i at {@code atX + i * stepX}
   * @param y likewise
   */
  public static float of(float[] x, int atX, int stepX, float[] y, int atY, int stepY, int k) {
    float[] sums = new float[REGISTERS * FLOATS];
    for (int i = 0; i < k; i++) {
      int at = register(i, k, FLOATS) * FLOATS + i % FLOATS;
      sums[at] = Math.fma(x[atX + i * stepX], y[atY + i * stepY], sums[at]);
    }
    float[] lanes = new float[FLOATS];
    for (int j = 0; j < FLOATS; j++) {
      float even = (sums[j] + sums[16 + j]) + (sums[32 + j] + sums[48 + j]);
      lanes[j] = even + ((sums[8 + j] + sums[24 + j]) + (sums[40 + j] + sums[56 + j]));
    }
    float first = (lanes[0] + lanes[4]) + (lanes[1] + lanes[5]);
    return first + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
  }

  /** The same for float64. */
  public static double of(double[] x, int atX, int stepX, double[] y, int atY, int stepY, int k) {
    double[] sums = new double[REGISTERS * DOUBLES];
    for (int i = 0; i < k; i++) {
      int at = register(i, k, DOUBLES) * DOUBLES + i % DOUBLES;
      sums[at] = Math.fma(x[atX + i * stepX], y[atY + i * stepY], sums[at]);
    }
    double[] lanes = new double[DOUBLES];
    for (int j = 0; j < DOUBLES; j++) {
      double even = (sums[j] + sums[8 + j]) + (sums[16 + j] + sums[24 + j]);
      lanes[j] = even + ((sums[4 + j] + sums[12 + j]) + (sums[20 + j] + sums[28 + j]));
    }
    return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
  }

  /** The register that element {@code i} of {@code k} is added to. */
  private static int register(int i, int k, int lanes) {
    int block = i / lanes;
    int whole = k / (REGISTERS * lanes) * REGISTERS;
    if (block < whole) {
      return block % REGISTERS;
    }
    int rest = block - whole;
    int half = REGISTERS / 2;
    if (k - whole * lanes >= half * lanes) {
      if (rest < half) {
        return rest;
      }
      rest -= half;
    }
    return rest % 2;
  }
}
