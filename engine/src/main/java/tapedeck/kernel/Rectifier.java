package tapedeck.kernel;

/** The rectified linear unit of float32 numbers and its gradient, which NaN passes. */
public final class Rectifier {
  private Rectifier() {}

  /** {@code out[i] = x[from + i]} for all of {@code out}, or 0 where that is less. */
  public static void rectify(float[] out, float[] x, int from) {
    WideKernels.of(out.length).rectify(out, x, from);
  }

  /** {@code out[i] = g[i]} for all of {@code out}, or 0 where {@code x[i] <= t}. */
  public static void passAbove(float[] out, float[] g, float[] x, float t) {
    WideKernels.of(out.length).passAbove(out, g, x, t);
  }
}
