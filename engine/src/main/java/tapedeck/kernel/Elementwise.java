package tapedeck.kernel;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;

/** Loops that apply one function to every element of one or two strided arrays. */
public final class Elementwise {
  private Elementwise() {}

  /** A function of one float32 number. */
  @FunctionalInterface
  public interface FloatFunction1 {
    float apply(float a);
  }

  /** A function of two float32 numbers. */
  @FunctionalInterface
  public interface FloatFunction2 {
    float apply(float a, float b);
  }

  /** {@code out[i] = f(x[from + i])} for all of {@code out}, as a loop of its own. */
  @FunctionalInterface
  public interface RunLoop {
    /** Written out, so that HotSpot makes vector instructions of it. */
    void run(float[] out, float[] x, int from);
  }

  /** A function of three float32 numbers. */
  @FunctionalInterface
  public interface FloatFunction3 {
    float apply(float a, float b, float c);
  }

  /** A function of three float64 numbers. */
  @FunctionalInterface
  public interface DoubleFunction3 {
    double apply(double a, double b, double c);
  }

  /** A function of two float64 numbers. */
  @FunctionalInterface
  public interface DoubleFunction2 {
    double apply(double a, double b);
  }

  /** A function of two integers. */
  @FunctionalInterface
  public interface LongFunction2 {
    long apply(long a, long b);
  }

  /** {@code out[i] = f(x[i])} for all {@code i} of a row-major {@code out}. */
  public static void map(float[] out, float[] x, Walk a, FloatFunction1 f) {
    if (a.isRun()) {
      int from = a.position();
      for (int i = 0; i < out.length; i++) {
        out[i] = f.apply(x[from + i]);
      }
      return;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = f.apply(x[a.position()]);
      a.advance();
    }
  }

  /** The same for float64. */
  public static void map(double[] out, double[] x, Walk a, DoubleUnaryOperator f) {
    if (a.isRun()) {
      int from = a.position();
      for (int i = 0; i < out.length; i++) {
        out[i] = f.applyAsDouble(x[from + i]);
      }
      return;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = f.applyAsDouble(x[a.position()]);
      a.advance();
    }
  }

  /** The same for integers. */
  public static void map(long[] out, long[] x, Walk a, LongUnaryOperator f) {
    if (a.isRun()) {
      int from = a.position();
      for (int i = 0; i < out.length; i++) {
        out[i] = f.applyAsLong(x[from + i]);
      }
      return;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = f.applyAsLong(x[a.position()]);
      a.advance();
    }
  }

  /**
   * {@code out[i] = f(a[i], b[i])} for all {@code i} of a row-major {@code out}.
   *
   * @param a where the first operand's elements lie
   * @param b where the second operand's elements lie
   */
  public static void map(float[] out, float[] x, Walk a, float[] y, Walk b, FloatFunction2 f) {
    if ((a.isRun() || a.isStill()) && (b.isRun() || b.isStill())) {
      int fromA = a.position();
      int fromB = b.position();
      int stepA = a.isStill() ? 0 : 1;
      int stepB = b.isStill() ? 0 : 1;
      for (int i = 0; i < out.length; i++) {
        out[i] = f.apply(x[fromA + i * stepA], y[fromB + i * stepB]);
      }
      return;
    }
    int row = a.rowLength();
    int stepA = a.rowStride();
    int stepB = b.rowStride();
    for (int i = 0; i < out.length; i += row, a.advanceRow(), b.advanceRow()) {
      int fromA = a.position();
      int fromB = b.position();
      for (int j = 0; j < row; j++) {
        out[i + j] = f.apply(x[fromA + j * stepA], y[fromB + j * stepB]);
      }
    }
  }

  /** The same for float64. */
  public static void map(double[] out, double[] x, Walk a, double[] y, Walk b, DoubleFunction2 f) {
    if ((a.isRun() || a.isStill()) && (b.isRun() || b.isStill())) {
      int fromA = a.position();
      int fromB = b.position();
      int stepA = a.isStill() ? 0 : 1;
      int stepB = b.isStill() ? 0 : 1;
      for (int i = 0; i < out.length; i++) {
        out[i] = f.apply(x[fromA + i * stepA], y[fromB + i * stepB]);
      }
      return;
    }
    int row = a.rowLength();
    int stepA = a.rowStride();
    int stepB = b.rowStride();
    for (int i = 0; i < out.length; i += row, a.advanceRow(), b.advanceRow()) {
      int fromA = a.position();
      int fromB = b.position();
      for (int j = 0; j < row; j++) {
        out[i + j] = f.apply(x[fromA + j * stepA], y[fromB + j * stepB]);
      }
    }
  }

  /** The same for integers. */
  public static void map(long[] out, long[] x, Walk a, long[] y, Walk b, LongFunction2 f) {
    if ((a.isRun() || a.isStill()) && (b.isRun() || b.isStill())) {
      int fromA = a.position();
      int fromB = b.position();
      int stepA = a.isStill() ? 0 : 1;
      int stepB = b.isStill() ? 0 : 1;
      for (int i = 0; i < out.length; i++) {
        out[i] = f.apply(x[fromA + i * stepA], y[fromB + i * stepB]);
      }
      return;
    }
    int row = a.rowLength();
    int stepA = a.rowStride();
    int stepB = b.rowStride();
    for (int i = 0; i < out.length; i += row, a.advanceRow(), b.advanceRow()) {
      int fromA = a.position();
      int fromB = b.position();
      for (int j = 0; j < row; j++) {
        out[i + j] = f.apply(x[fromA + j * stepA], y[fromB + j * stepB]);
      }
    }
  }

  /** {@code out[i] = f(x[i], y[i], z[i])} for all {@code i} of a row-major {@code out}. */
  public static void map(
      float[] out, float[] x, Walk a, float[] y, Walk b, float[] z, Walk c, FloatFunction3 f) {
    for (int i = 0; i < out.length; i++) {
      out[i] = f.apply(x[a.position()], y[b.position()], z[c.position()]);
      a.advance();
      b.advance();
      c.advance();
    }
  }

  /** The same for float64. */
  public static void map(
      double[] out, double[] x, Walk a, double[] y, Walk b, double[] z, Walk c, DoubleFunction3 f) {
    for (int i = 0; i < out.length; i++) {
      out[i] = f.apply(x[a.position()], y[b.position()], z[c.position()]);
      a.advance();
      b.advance();
      c.advance();
    }
  }
}
