package tapedeck.kernel;

/**
 * Sums over dimensions, adding in the order in which PyTorch adds, so that the rounding is the
 * same.
 *
 * <p>Dimensions are sorted and merged as PyTorch's {@code TensorIterator} does. Each row is then
 * split over the lanes of a vector register and four accumulators, and each of those is a cascade
 * of four levels: PyTorch's {@code SumKernel.cpp}, whose bits this gives (measured). One thread is
 * assumed, which is what PyTorch uses below 32,768 elements.
 *
 * <p>Elements go through {@link RunningSums}, which add in float32 or float64.
 */
public final class Summation {
  private static final int LEVELS = 4;
  private static final int ACCUMULATORS = 4;

  private final RunningSums prototype;
  private final int[] sizes;
  private final int[] inStrides;
  private final int[] outStrides;

  private Summation(RunningSums prototype, int[] sizes, int[] inStrides, int[] outStrides) {
    this.prototype = prototype;
    this.sizes = sizes;
    this.inStrides = inStrides;
    this.outStrides = outStrides;
  }

  /**
   * {@code out += x}, summed over the dimensions whose out-stride is 0.
   *
   * @param sizes the sizes of {@code x}
   * @param outStrides the strides of the result as if it had those sizes, 0 where it is summed
   */
  public static void sum(
      float[] out, float[] x, int offset, int[] sizes, int[] inStrides, int[] outStrides) {
    new Summation(new RunningSums.Floats(out, x, 1), sizes, inStrides, outStrides).run(offset);
  }

  /** The same for float64. */
  public static void sum(
      double[] out, double[] x, int offset, int[] sizes, int[] inStrides, int[] outStrides) {
    new Summation(new RunningSums.Doubles(out, x, 1), sizes, inStrides, outStrides).run(offset);
  }

  private void run(int offset) {
    for (int size : sizes) {
      if (size == 0) {
        return;
      }
    }
    LoopOrder loops = LoopOrder.of(sizes, inStrides, outStrides);
    int[] size = loops.sizes();
    int[] inner = loops.inStrides();
    int[] outer = loops.outStrides();
    int[] index = new int[size.length];
    int from = offset;
    int to = 0;
    while (true) {
      plane(from, to, size, inner, outer);
      int d = 2;
      for (; d < size.length; d++) {
        from += inner[d];
        to += outer[d];
        if (++index[d] < size[d]) {
          break;
        }
        from -= size[d] * inner[d];
        to -= size[d] * outer[d];
        index[d] = 0;
      }
      if (d == size.length) {
        return;
      }
    }
  }

  private void plane(int from, int to, int[] size, int[] in, int[] out) {
    int first = out[0] != 0 && out[1] == 0 ? 1 : 0;
    int second = 1 - first;
    int n = size[first];
    int m = size[second];
    int inN = in[first];
    int inM = in[second];
    int outM = out[second];
    if (out[first] != 0) {
      for (int j = 0; j < m; j++) {
        for (int i = 0; i < n; i++) {
          RunningSums one = prototype.zeros(1);
          one.addElement(0, from + j * inM + i * inN);
          one.store(to + j * outM + i * out[first]);
        }
      }
    } else if (inN == 1 && n >= prototype.lanes()) {
      for (int j = 0; j < m; j++) {
        vectorRow(from + j * inM, n).store(to + j * outM);
      }
    } else if (inM == 1 && m >= prototype.lanes()) {
      columns(from, to, n, m, inN, outM);
    } else if (inN < inM) {
      for (int j = 0; j < m; j++) {
        row(from + j * inM, inN, n, 1).store(to + j * outM);
      }
    } else {
      scalarColumns(from, to, n, m, inN, inM, outM);
    }
  }

  /** A contiguous row: lanes first, then what is left over, then the lanes in order. */
  private RunningSums vectorRow(int from, int n) {
    int width = prototype.lanes();
    int vectors = n / width;
    RunningSums partial = row(from, width, vectors, width);
    RunningSums sum = prototype.zeros(1);
    for (int i = vectors * width; i < n; i++) {
      sum.addElement(0, from + i);
    }
    for (int lane = 0; lane < width; lane++) {
      sum.addFrom(0, partial, lane);
    }
    return sum;
  }

  private void columns(int from, int to, int n, int m, int inN, int outM) {
    int width = prototype.lanes();
    int j = 0;
    for (; j + 4 * width <= m; j += 4 * width) {
      storeAll(cascade(from + j, inN, n, 4 * width, 1), 4 * width, to + j * outM, outM);
    }
    for (; j + width <= m; j += width) {
      storeAll(row(from + j, inN, n, width), width, to + j * outM, outM);
    }
    for (; j < m; j++) {
      row(from + j, inN, n, 1).store(to + j * outM);
    }
  }

  private void scalarColumns(int from, int to, int n, int m, int inN, int inM, int outM) {
    int j = 0;
    for (; j + 4 <= m; j += 4) {
      storeAll(cascade(from + j * inM, inN, n, 4, inM), 4, to + j * outM, outM);
    }
    for (; j < m; j++) {
      row(from + j * inM, inN, n, 1).store(to + j * outM);
    }
  }

  private void storeAll(RunningSums sums, int count, int to, int outM) {
    for (int i = 0; i < count; i++) {
      RunningSums one = prototype.zeros(1);
      one.addFrom(0, sums, i);
      one.store(to + i * outM);
    }
  }

  /** Sums {@code count} vectors of {@code width} neighbours, four at a time. */
  private RunningSums row(int from, int stride, int count, int width) {
    int quarter = count / ACCUMULATORS;
    RunningSums wide = prototype.zeros(ACCUMULATORS * width);
    if (quarter > 0) {
      wide = cascadeOfFour(from, stride, quarter, width);
    }
    for (int i = quarter * ACCUMULATORS; i < count; i++) {
      for (int lane = 0; lane < width; lane++) {
        wide.addElement(lane, from + i * stride + lane);
      }
    }
    for (int k = 1; k < ACCUMULATORS; k++) {
      for (int lane = 0; lane < width; lane++) {
        wide.addFrom(lane, wide, k * width + lane);
      }
    }
    return wide;
  }

  private RunningSums cascadeOfFour(int from, int stride, int quarter, int width) {
    return cascade(
        quarter,
        ACCUMULATORS * width,
        (sums, i) -> {
          for (int k = 0; k < ACCUMULATORS; k++) {
            int base = from + (i * ACCUMULATORS + k) * stride;
            for (int lane = 0; lane < width; lane++) {
              sums.addElement(k * width + lane, base + lane);
            }
          }
        });
  }

  private RunningSums cascade(int from, int stride, int count, int width, int step) {
    return cascade(
        count,
        width,
        (sums, i) -> {
          int base = from + i * stride;
          for (int lane = 0; lane < width; lane++) {
            sums.addElement(lane, base + lane * step);
          }
        });
  }

  /** Adds row {@code i} to running sums. */
  private interface RowAdder {
    void add(RunningSums sums, int i);
  }

  private RunningSums cascade(int count, int width, RowAdder rows) {
    int log = count > 1 ? 32 - Integer.numberOfLeadingZeros(count - 1) : 0;
    int power = Math.max(4, log / LEVELS);
    int step = 1 << power;
    int mask = step - 1;
    RunningSums[] levels = new RunningSums[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      levels[level] = prototype.zeros(width);
    }
    int i = 0;
    while (i + step <= count) {
      for (int end = i + step; i < end; i++) {
        rows.add(levels[0], i);
      }
      for (int level = 1; level < LEVELS; level++) {
        addAll(levels[level], levels[level - 1], width);
        levels[level - 1].clear();
        if ((i & (mask << (level * power))) != 0) {
          break;
        }
      }
    }
    for (; i < count; i++) {
      rows.add(levels[0], i);
    }
    for (int level = 1; level < LEVELS; level++) {
      addAll(levels[0], levels[level], width);
    }
    return levels[0];
  }

  private static void addAll(RunningSums to, RunningSums from, int width) {
    for (int i = 0; i < width; i++) {
      to.addFrom(i, from, i);
    }
  }
}
