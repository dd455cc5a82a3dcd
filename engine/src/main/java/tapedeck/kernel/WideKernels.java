package tapedeck.kernel;

import java.lang.reflect.Method;
import tapedeck.kernel.vml.FloatExp;
import tapedeck.kernel.vml.FloatTanh;

/**
 * The loops in which large tensors spend their time. All implementations give the same digits.
 *
 * <p>The fast ones are written with Java's Vector API, an incubator module that a program has to
 * ask for. Asking with {@code --add-modules} makes Java print a warning to the error output of
 * every program, so the module is loaded when the first large tensor comes (docs/decisions/0012).
 * Java needs to have been started with {@link #NEEDED}; without it, and where the module is
 * missing, the plain loops do the work.
 */
interface WideKernels {
  /** The option of Java that lets the module be loaded while a program runs. */
  String NEEDED = "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED";

  /** Plain loops. */
  WideKernels PLAIN = new PlainKernels();

  /** How many elements make the detour worth while. */
  int WORTH = 256;

  /** The fastest that can be had. */
  static WideKernels get() {
    return Holder.FASTEST;
  }

  /** What is best for {@code count} elements. */
  static WideKernels of(int count) {
    return count < WORTH ? PLAIN : get();
  }

  /** {@code out[i] = exp(x[from + i])}, as {@link FloatExp} gives it. */
  void exp(float[] out, float[] x, int from);

  /** {@code out[i] = tanh(x[from + i])}, as {@link FloatTanh} gives it. */
  void tanh(float[] out, float[] x, int from);

  /** {@code x[i] = exp(x[i])} for {@code from <= i < to}, as {@link VectorMath#exp(float)}. */
  void exponentiate(float[] x, int from, int to);

  /** {@code out[i] = x[from + i]}, or 0 where that is less. */
  void rectify(float[] out, float[] x, int from);

  /** {@code out[i] = g[i]}, or 0 where {@code x[i] <= t}. */
  void passAbove(float[] out, float[] g, float[] x, float t);

  /** Products of {@code n × k} by {@code k × m} matrices, one after the other. */
  Product product(int n, int k, int m, Chain chain);

  /**
   * Where the sum of a product begins, which is added up along the inner dimension from its start,
   * product and addition rounded once.
   */
  enum Chain {
    /** With what is in the result. */
    FROM_RESULT,
    /** With 0; the sum is then added to what is in the result. */
    FROM_ZERO,
    /** With 0, which is what the result holds. */
    INTO_EMPTY
  }

  /** What multiplies matrices of certain sizes; for one thread. */
  interface Product {
    /**
     * {@code out += a · b} for row-major {@code out} from {@code offsetOut} on.
     *
     * @param a element (i, j) at {@code offsetA + i * rowA + j * columnA}
     * @param b likewise
     */
    void add(
        float[] out,
        int offsetOut,
        float[] a,
        int offsetA,
        int rowA,
        int columnA,
        float[] b,
        int offsetB,
        int rowB,
        int columnB);

    /**
     * The same for operands whose rows hold their numbers one after the other.
     *
     * @param a element (i, j) at {@code offsetA + i * rowA + j}
     * @param b element (i, j) at {@code offsetB + rows[i] + j}; rows may overlap
     */
    void addRows(
        float[] out,
        int offsetOut,
        float[] a,
        int offsetA,
        int rowA,
        float[] b,
        int offsetB,
        int[] rows);
  }

  /** Loads the module once, when it is first asked for. */
  final class Holder {
    private static final String MODULE = "jdk.incubator.vector";
    private static final WideKernels FASTEST = load();

    private Holder() {}

    /** Whatever is missing (the module, the option, a method of a later Java), plain loops do. */
    private static WideKernels load() {
      try {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
          // what Java itself calls for a module of its own that turns out to be needed, such as the
          // management agent's
          Method loadModule =
              Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class);
          loadModule.invoke(null, MODULE);
        }
        return Class.forName("tapedeck.kernel.VectorKernels")
            .asSubclass(WideKernels.class)
            .getDeclaredConstructor()
            .newInstance();
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        return PLAIN;
      }
    }
  }
}
