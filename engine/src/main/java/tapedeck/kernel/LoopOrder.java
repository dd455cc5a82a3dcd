package tapedeck.kernel;

import java.util.Arrays;

/**
 * The nest of loops in which PyTorch's {@code TensorIterator} folds dimensions, innermost first:
 * the folded ones, then by stride, neighbours merged where they are one run. There are at least
 * two.
 */
final class LoopOrder {
  private final int[] sizes;
  private final int[] inStrides;
  private final int[] outStrides;

  private LoopOrder(int[] sizes, int[] inStrides, int[] outStrides) {
    this.sizes = sizes;
    this.inStrides = inStrides;
    this.outStrides = outStrides;
  }

  /**
   * @param outStrides 0 for the dimensions that are folded
   */
  static LoopOrder of(int[] sizes, int[] inStrides, int[] outStrides) {
    int[] order =
        DimensionOrder.sorted(sizes.length, new LoopOrder(sizes, inStrides, outStrides)::compare);
    int[] n = pick(sizes, order);
    int[] in = pick(inStrides, order);
    int[] out = pick(outStrides, order);
    int count = merge(n, in, out);
    int[] size = Arrays.copyOf(n, Math.max(2, count));
    int[] inner = Arrays.copyOf(in, size.length);
    int[] outer = Arrays.copyOf(out, size.length);
    for (int d = count; d < 2; d++) {
      size[d] = 1;
      inner[d] = 0;
      outer[d] = 0;
    }
    if (size.length > count) {
      return new LoopOrder(size, inner, outer);
    }
    return new LoopOrder(
        Arrays.copyOf(size, count), Arrays.copyOf(inner, count), Arrays.copyOf(outer, count));
  }

  int[] sizes() {
    return sizes;
  }

  int[] inStrides() {
    return inStrides;
  }

  int[] outStrides() {
    return outStrides;
  }

  private static int[] pick(int[] values, int[] order) {
    int[] picked = new int[order.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values[order[i]];
    }
    return picked;
  }

  private int compare(int a, int b) {
    if ((outStrides[a] == 0) != (outStrides[b] == 0)) {
      return outStrides[b] == 0 ? 1 : -1;
    }
    int byOut = compareStrides(outStrides, a, b);
    return byOut != 0 ? byOut : compareStrides(inStrides, a, b);
  }

  private int compareStrides(int[] strides, int a, int b) {
    if (strides[a] == 0 || strides[b] == 0) {
      return 0;
    }
    if (strides[a] != strides[b]) {
      return strides[a] < strides[b] ? -1 : 1;
    }
    return sizes[a] > sizes[b] ? 1 : 0;
  }

  /** Merges neighbouring dimensions that are one run in both arrays; the number that is left. */
  private static int merge(int[] n, int[] in, int[] out) {
    if (n.length == 0) {
      return 0;
    }
    int last = 0;
    for (int d = 1; d < n.length; d++) {
      boolean one = n[last] == 1 || n[d] == 1;
      if (one || (n[last] * in[last] == in[d] && n[last] * out[last] == out[d])) {
        if (n[last] == 1) {
          in[last] = in[d];
          out[last] = out[d];
        }
        n[last] *= n[d];
      } else {
        last++;
        n[last] = n[d];
        in[last] = in[d];
        out[last] = out[d];
      }
    }
    return last + 1;
  }
}
