package tapedeck.kernel;

import java.util.Arrays;

/** A row of running sums over the elements of one array, in the arithmetic of its type. */
interface RunningSums {
  /** The elements of the type that a 256-bit register holds. */
  int lanes();

  /** {@code width} sums of zero over the same arrays. */
  RunningSums zeros(int width);

  /** Adds the element at {@code position} to sum {@code i}. */
  void addElement(int i, int position);

  /** Adds sum {@code from} of another row to sum {@code to}. */
  void addFrom(int to, RunningSums other, int from);

  /** Sets all sums to zero. */
  void clear();

  /** Adds sum 0 to the result at {@code at}. */
  void store(int at);

  /** Sums in float32. */
  final class Floats implements RunningSums {
    private final float[] out;
    private final float[] x;
    private final float[] sums;

    Floats(float[] out, float[] x, int width) {
      this.out = out;
      this.x = x;
      this.sums = new float[width];
    }

    @Override
    public int lanes() {
      return 8;
    }

    @Override
    public RunningSums zeros(int width) {
      return new Floats(out, x, width);
    }

    @Override
    public void addElement(int i, int position) {
      sums[i] += x[position];
    }

    @Override
    public void addFrom(int to, RunningSums other, int from) {
      sums[to] += ((Floats) other).sums[from];
    }

    @Override
    public void clear() {
      Arrays.fill(sums, 0);
    }

    @Override
    public void store(int at) {
      out[at] += sums[0];
    }
  }

  /** Sums in float64. */
  final class Doubles implements RunningSums {
    private final double[] out;
    private final double[] x;
    private final double[] sums;

    Doubles(double[] out, double[] x, int width) {
      this.out = out;
      this.x = x;
      this.sums = new double[width];
    }

    @Override
    public int lanes() {
      return 4;
    }

    @Override
    public RunningSums zeros(int width) {
      return new Doubles(out, x, width);
    }

    @Override
    public void addElement(int i, int position) {
      sums[i] += x[position];
    }

    @Override
    public void addFrom(int to, RunningSums other, int from) {
      sums[to] += ((Doubles) other).sums[from];
    }

    @Override
    public void clear() {
      Arrays.fill(sums, 0);
    }

    @Override
    public void store(int at) {
      out[at] += sums[0];
    }
  }
}
