package tapedeck.kernel;

/** Loops that fold elements of a strided array into fewer. */
public final class Reduction {
  private Reduction() {}

  /** {@code out[to.position()] += x[from.position()]} along two walks of {@code count} steps. */
  public static void sum(float[] out, Walk to, float[] x, Walk from, int count) {
    for (int i = 0; i < count; i++) {
      out[to.position()] += x[from.position()];
      to.advance();
      from.advance();
    }
  }

  /** The same for float64. */
  public static void sum(double[] out, Walk to, double[] x, Walk from, int count) {
    for (int i = 0; i < count; i++) {
      out[to.position()] += x[from.position()];
      to.advance();
      from.advance();
    }
  }

  /** The same for integers. */
  public static void sum(long[] out, Walk to, long[] x, Walk from, int count) {
    for (int i = 0; i < count; i++) {
      out[to.position()] += x[from.position()];
      to.advance();
      from.advance();
    }
  }
}
