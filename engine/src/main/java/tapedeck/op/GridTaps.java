package tapedeck.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * Where the positions of a grid lie in an image or a volume: along each dimension taps, whole
 * places with a weight.
 *
 * @param call holds {@code interpolation_mode}, {@code padding_mode} and {@code align_corners}
 * @param input the shape of the image
 */
record GridTaps(Ops ops, Call call, Shape input, Tensor grid) {
  private static final int NEAREST = 1;
  private static final int BICUBIC = 2;
  private static final int ZEROS = 0;
  private static final int BORDER = 1;
  private static final int REFLECTION = 2;

  /** The parameter of the cubic convolution, as in PyTorch's {@code UpSample.h}. */
  private static final double CUBIC = -0.75;

  /**
   * A place along one dimension.
   *
   * @param place as a float, where the padding put it
   * @param weight its share
   * @param slope the derivative of the share with respect to the position in the grid
   * @param curvature the derivative of the slope, null for 0
   */
  record Tap(Tensor place, Tensor weight, Tensor slope, @Nullable Tensor curvature) {}

  private int dims() {
    return input.dim() - 2;
  }

  private int mode() {
    return call.integer("interpolation_mode");
  }

  private int padding() {
    return call.integer("padding_mode");
  }

  /** Taps along each dimension of the image; the grid names its last dimension first. */
  List<List<Tap>> taps() {
    List<List<Tap>> all = new ArrayList<>();
    for (int d = 0; d < dims(); d++) {
      Tensor position = ops.select(grid, grid.shape().dim() - 1, dims() - 1 - d);
      all.add(taps(position, input.size(2 + d)));
    }
    return all;
  }

  private List<Tap> taps(Tensor position, int size) {
    boolean align = call.flag("align_corners");
    double scale = (align ? size - 1 : size) / 2.0;
    Tensor scaled = ops.mul(ops.add(position, 1L), scale);
    Tensor x = align ? scaled : ops.sub(scaled, 0.5);
    if (mode() == BICUBIC) {
      return cubic(x, size, scale);
    }
    Tensor padded = padded(x, size);
    if (mode() == NEAREST) {
      Tensor place = ops.detach(ops.call("round", padded));
      Tensor none = ops.zerosLike(place);
      return List.of(new Tap(place, ops.add(none, 1L), none, null));
    }
    Tensor slope = ops.mul(paddedSlope(x, size), scale);
    Tensor low = ops.detach(ops.call("floor", padded));
    Tensor high = ops.add(low, 1L);
    Tensor after = ops.sub(padded, low);
    Tensor before = dims() == 2 ? ops.oneMinus(after) : ops.sub(high, padded);
    return List.of(new Tap(low, before, ops.neg(slope), null), new Tap(high, after, slope, null));
  }

  private Tensor padded(Tensor x, int size) {
    return switch (padding()) {
      case BORDER -> clipped(x, size);
      case REFLECTION -> clipped(reflected(x, size), size);
      default -> x;
    };
  }

  private Tensor clipped(Tensor x, int size) {
    return ops.call("clamp", x, 0L, (long) (size - 1));
  }

  private double mirror() {
    return call.flag("align_corners") ? 0 : -0.5;
  }

  private int period(int size) {
    return call.flag("align_corners") ? 2 * (size - 1) : 2 * size;
  }

  private Tensor reflected(Tensor x, int size) {
    int period = period(size);
    if (period <= 0) {
      return ops.zerosLike(x);
    }
    Tensor distance = ops.call("abs", ops.sub(x, mirror()));
    Tensor rest = ops.sub(distance, ops.mul(turns(distance, period), (long) period));
    return ops.add(
        ops.call("minimum", rest, ops.call("rsub.Scalar", rest, (long) period)), mirror());
  }

  private Tensor turns(Tensor distance, int period) {
    return ops.detach(ops.call("trunc", ops.div(distance, (long) period)));
  }

  /** The derivative of the padded position: 0 beyond the border, −1 where it was reflected. */
  private Tensor paddedSlope(Tensor x, int size) {
    Tensor one = ops.add(ops.zerosLike(x), 1L);
    if (padding() == ZEROS) {
      return one;
    }
    Tensor inner = x;
    Tensor slope = one;
    if (padding() == REFLECTION) {
      int period = period(size);
      if (period <= 0) {
        return ops.zerosLike(x);
      }
      Tensor from = ops.sub(x, mirror());
      Tensor distance = ops.call("abs", from);
      Tensor rest = ops.sub(distance, ops.mul(turns(distance, period), (long) period));
      Tensor back = ops.call("gt", rest, period / 2.0);
      slope = ops.where(ops.call("lt", from, 0L), ops.neg(one), one);
      slope = ops.where(back, ops.neg(slope), slope);
      inner = reflected(x, size);
    }
    Tensor inside =
        ops.call(
            "logical_and", ops.call("gt", inner, 0L), ops.call("lt", inner, (long) (size - 1)));
    return ops.where(inside, slope, 0L);
  }

  private List<Tap> cubic(Tensor x, int size, double scale) {
    Tensor floor = ops.detach(ops.call("floor", x));
    Tensor t = ops.sub(x, floor);
    Tensor u = ops.oneMinus(t);
    Tensor[] weights = {far(ops.add(t, 1L)), near(t), near(u), far(ops.add(u, 1L))};
    Tensor[] slopes = {
      farSlope(ops.add(t, 1L)),
      nearSlope(t),
      ops.neg(nearSlope(u)),
      ops.neg(farSlope(ops.add(u, 1L)))
    };
    Tensor[] curvatures = {
      farCurvature(ops.add(t, 1L)), nearCurvature(t), nearCurvature(u), farCurvature(ops.add(u, 1L))
    };
    List<Tap> taps = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      Tensor place = padded(ops.add(floor, (long) (i - 1)), size);
      taps.add(
          new Tap(
              place, weights[i], ops.mul(slopes[i], scale), ops.mul(curvatures[i], scale * scale)));
    }
    return taps;
  }

  /** ((A+2) x − (A+3)) x² + 1 */
  private Tensor near(Tensor x) {
    Tensor inner = ops.sub(ops.mul(x, CUBIC + 2), CUBIC + 3);
    return ops.add(ops.mul(ops.mul(inner, x), x), 1L);
  }

  private Tensor nearSlope(Tensor x) {
    return ops.mul(ops.sub(ops.mul(x, 3 * (CUBIC + 2)), 2 * (CUBIC + 3)), x);
  }

  private Tensor nearCurvature(Tensor x) {
    return ops.sub(ops.mul(x, 6 * (CUBIC + 2)), 2 * (CUBIC + 3));
  }

  /** ((A x − 5A) x + 8A) x − 4A */
  private Tensor far(Tensor x) {
    Tensor inner = ops.sub(ops.mul(x, CUBIC), 5 * CUBIC);
    inner = ops.add(ops.mul(inner, x), 8 * CUBIC);
    return ops.sub(ops.mul(inner, x), 4 * CUBIC);
  }

  private Tensor farSlope(Tensor x) {
    Tensor inner = ops.sub(ops.mul(x, 3 * CUBIC), 10 * CUBIC);
    return ops.add(ops.mul(inner, x), 8 * CUBIC);
  }

  private Tensor farCurvature(Tensor x) {
    return ops.sub(ops.mul(x, 6 * CUBIC), 10 * CUBIC);
  }
}
