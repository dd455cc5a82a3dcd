package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * The rows of {@code affine_grid}: where an affine map of the plane, or of space, takes the places
 * of an image, which lie between −1 and 1 from edge to edge.
 */
final class AffineGrids {
  private AffineGrids() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("affine_grid_generator(Tensor theta, Ints size, Bool align_corners)")
              .kernel(
                  call -> {
                    Ops ops = call.ops();
                    Tensor theta = call.tensor("theta");
                    Tensor base = base(ops, theta, call.ints("size"), call.flag("align_corners"));
                    return ops.reshape(
                        ops.call("bmm", base, ops.mT(theta)), gridSizes(call.ints("size")));
                  })
              .reads("where {theta} takes the places of {size}", "grid")
              .backward("AffineGridGeneratorBackward0")
              .derivative(
                  "theta",
                  List.of(),
                  "(placesᵀ @ {g})ᵀ",
                  (b, g) -> {
                    int[] size = b.ints("size");
                    int dims = size.length - 2;
                    Tensor base = base(b, g, size, b.flag("align_corners"));
                    Tensor flat = b.reshape(g, size[0], places(size), dims);
                    return b.mT(b.call("bmm", b.mT(base), flat));
                  })
              .samples(
                  Sample.of(tensor(2, 2, 3), new int[] {2, 1, 2, 3}, true),
                  Sample.of(tensor(1, 2, 3), new int[] {1, 1, 3, 1}, false),
                  Sample.of(tensor(1, 3, 4), new int[] {1, 1, 2, 2, 2}, false))
              .build(),
          Op.define("_affine_places(Tensor like, Ints size, Bool align_corners)")
              .kernel(AffineGrids::places)
              .internal()
              .reads("the places of {size}", "grid")
              .samples(Sample.of(tensor(1), new int[] {1, 1, 2, 2}, true))
              .build());

  private static Tensor base(Ops ops, Tensor like, int[] size, boolean alignCorners) {
    return ops.call("_affine_places", like, size, alignCorners);
  }

  private static int places(int[] size) {
    int count = 1;
    for (int d = 2; d < size.length; d++) {
      count *= size[d];
    }
    return count;
  }

  private static int[] gridSizes(int[] size) {
    int[] sizes = new int[size.length];
    sizes[0] = size[0];
    System.arraycopy(size, 2, sizes, 1, size.length - 2);
    sizes[sizes.length - 1] = size.length - 2;
    return sizes;
  }

  /** For each image its places, row by row, the last dimension first, and a 1 for the shift. */
  private static Tensor places(Call call) {
    Tensor like = call.tensor("like");
    int[] size = call.ints("size");
    int dims = size.length - 2;
    int count = places(size);
    double[] out = new double[size[0] * count * (dims + 1)];
    int inner = 1;
    for (int d = 0; d < dims; d++) {
      int n = size[size.length - 1 - d];
      double[] line = line(like.dtype() != DType.FLOAT64, n, call.flag("align_corners"));
      for (int i = 0; i < size[0] * count; i++) {
        out[i * (dims + 1) + d] = line[i / inner % n];
        out[i * (dims + 1) + dims] = 1;
      }
      inner *= n;
    }
    return call.rounded(like.dtype(), Shape.of(size[0], count, dims + 1), out);
  }

  /**
   * From −1 to 1 as linspace goes, and half a place inside where the corners are not the edge's.
   */
  private static double[] line(boolean single, int n, boolean alignCorners) {
    double[] line = new double[n];
    for (int i = 0; n > 1 && i < n; i++) {
      boolean low = i < n / 2;
      int steps = low ? i : n - 1 - i;
      if (single) {
        float step = 2f / (n - 1);
        float place = low ? Math.fma(step, steps, -1f) : Math.fma(-step, steps, 1f);
        line[i] = alignCorners ? place : place * (n - 1) / n;
      } else {
        double step = 2.0 / (n - 1);
        double place = low ? -1 + step * steps : 1 - step * steps;
        line[i] = alignCorners ? place : place * (n - 1) / n;
      }
    }
    return line;
  }
}
