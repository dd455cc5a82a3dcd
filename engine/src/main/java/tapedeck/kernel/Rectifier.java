package tapedeck.kernel;

/** The rectified linear unit of float32 numbers and its gradient, which NaN passes. */
public final class Rectifier {
  private Rectifier() {}

  /** {@code out[i] = x[from + i]} for all of {@code out}, or 0 where that is less. */
  public static void rectify(float[] out, float[] x, int from) {
    WideKernels.of(out.length).rectify(out, x, from);
  }

  /**
   * {@code count} times {@code out[at + i] = g[fromG + i]}, or 0 where {@code x[fromX + i] <= t}.
   */
  public static void passAbove(
      float[] out, int at, int count, float[] g, int fromG, float[] x, int fromX, float t) {
    WideKernels.of(count).passAbove(out, at, count, g, fromG, x, fromX, t);
  }
}
