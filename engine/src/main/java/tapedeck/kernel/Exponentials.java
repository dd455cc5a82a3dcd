package tapedeck.kernel;

/** exp and tanh of runs of float32 numbers, by vectors where there are enough of them. */
public final class Exponentials {
  private Exponentials() {}

  /** {@code out[i] = exp(x[from + i])}, as {@link tapedeck.kernel.vml.FloatExp} gives it. */
  public static void exp(float[] out, float[] x, int from) {
    WideKernels.of(out.length).exp(out, x, from);
  }

  /** {@code out[i] = tanh(x[from + i])}, as {@link tapedeck.kernel.vml.FloatTanh} gives it. */
  public static void tanh(float[] out, float[] x, int from) {
    WideKernels.of(out.length).tanh(out, x, from);
  }
}
