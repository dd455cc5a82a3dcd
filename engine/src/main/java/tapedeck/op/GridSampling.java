package tapedeck.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * Reads an image at the positions of a grid, and what goes back through that: all composed of rows,
 * so that it can be differentiated again.
 *
 * <p>The result S is a sum over combinations of taps, linear in the image. With a gradient g of S,
 * what goes back to the image is Sᵀ g, and to the grid ∂⟨g, S⟩. The gradients of these two for
 * directions v and w are those of ⟨g, S(v) + ∂S · w⟩.
 *
 * @param call holds {@code interpolation_mode}, {@code padding_mode} and {@code align_corners}
 * @param input the shape of the image
 */
record GridSampling(Ops ops, Call call, Shape input, Tensor grid) {
  private static final int NEAREST = 1;
  private static final int BICUBIC = 2;

  private int dims() {
    return input.dim() - 2;
  }

  private int mode() {
    return call.integer("interpolation_mode");
  }

  Tensor result(Tensor image) {
    List<List<GridTaps.Tap>> taps = new GridTaps(ops, call, input, grid).taps();
    return mode() == BICUBIC ? rowByRow(image, taps) : sum(image, taps, List.of());
  }

  /** Cubic weights are applied along the rows first. */
  private Tensor rowByRow(Tensor image, List<List<GridTaps.Tap>> taps) {
    Tensor total = null;
    for (GridTaps.Tap row : taps.get(0)) {
      Tensor line = null;
      for (GridTaps.Tap column : taps.get(1)) {
        Tensor part = weighted(values(image, List.of(row, column)), column.weight());
        line = ops.plus(line, part);
      }
      Tensor part = weighted(Objects.requireNonNull(line), row.weight());
      total = ops.plus(total, part);
    }
    return Objects.requireNonNull(total);
  }

  private Tensor weighted(Tensor values, Tensor weight) {
    return ops.mul(values, ops.unsqueeze(weight, 1));
  }

  private Tensor sum(Tensor image, List<List<GridTaps.Tap>> taps, List<GridTaps.Tap> chosen) {
    if (chosen.size() == taps.size()) {
      return weighted(values(image, chosen), Objects.requireNonNull(weight(chosen)));
    }
    Tensor total = null;
    for (GridTaps.Tap tap : taps.get(chosen.size())) {
      Tensor part = sum(image, taps, with(chosen, tap));
      total = ops.plus(total, part);
    }
    return Objects.requireNonNull(total);
  }

  private static List<GridTaps.Tap> with(List<GridTaps.Tap> chosen, GridTaps.Tap tap) {
    List<GridTaps.Tap> more = new ArrayList<>(chosen);
    more.add(tap);
    return more;
  }

  /**
   * The product of the weights, the last dimension's first, along each of {@code sloped} the slope;
   * null for 0.
   */
  private @Nullable Tensor weight(List<GridTaps.Tap> chosen, int... sloped) {
    Tensor product = null;
    for (int d = chosen.size() - 1; d >= 0; d--) {
      int dim = d;
      long times = Arrays.stream(sloped).filter(each -> each == dim).count();
      GridTaps.Tap tap = chosen.get(d);
      Tensor own = times == 0 ? tap.weight() : times == 1 ? tap.slope() : tap.curvature();
      if (own == null) {
        return null;
      }
      product = product == null ? own : ops.mul(product, own);
    }
    return product;
  }

  /** The elements of the image at the places of taps; 0 outside of it. */
  private Tensor values(Tensor image, List<GridTaps.Tap> chosen) {
    Shape out = chosen.get(0).place().shape();
    Tensor flat = ops.reshape(image, input.size(0), input.size(1), -1);
    Tensor found = ops.call("gather", flat, 2L, index(chosen));
    int[] sizes = new int[out.dim() + 1];
    sizes[0] = out.size(0);
    sizes[1] = input.size(1);
    System.arraycopy(out.toArray(), 1, sizes, 2, out.dim() - 1);
    Tensor shaped = ops.reshape(found, sizes);
    return ops.where(ops.unsqueeze(inside(chosen), 1), shaped, 0L);
  }

  private Tensor inside(List<GridTaps.Tap> chosen) {
    Tensor inside = null;
    for (int d = 0; d < chosen.size(); d++) {
      Tensor place = chosen.get(d).place();
      Tensor own =
          ops.call(
              "logical_and",
              ops.call("ge", place, 0L),
              ops.call("lt", place, (long) input.size(2 + d)));
      inside = inside == null ? own : ops.call("logical_and", inside, own);
    }
    return Objects.requireNonNull(inside);
  }

  /** The places in the flat image, for every channel. */
  private Tensor index(List<GridTaps.Tap> chosen) {
    Tensor flat = null;
    for (int d = 0; d < chosen.size(); d++) {
      int size = input.size(2 + d);
      Tensor place =
          ops.to(
              ops.call("clamp", ops.detach(chosen.get(d).place()), 0L, (long) (size - 1)),
              DType.INT64);
      flat = flat == null ? place : ops.add(ops.mul(flat, (long) size), place);
    }
    Tensor all = ops.reshape(Objects.requireNonNull(flat), input.size(0), 1, -1);
    int[] sizes = {input.size(0), input.size(1), all.shape().size(2)};
    return ops.call(Shapes.EXPAND, all, sizes);
  }

  private List<List<GridTaps.Tap>> combinations() {
    List<List<GridTaps.Tap>> all = List.of(List.of());
    for (List<GridTaps.Tap> own : new GridTaps(ops, call, input, grid).taps()) {
      List<List<GridTaps.Tap>> longer = new ArrayList<>();
      for (List<GridTaps.Tap> chosen : all) {
        own.forEach(tap -> longer.add(with(chosen, tap)));
      }
      all = longer;
    }
    return all;
  }

  /** Sᵀ g, for the image. */
  Tensor ofInput(Tensor gradient) {
    Tensor total = nothing(gradient);
    for (List<GridTaps.Tap> chosen : combinations()) {
      total = added(total, gradient, chosen, Objects.requireNonNull(weight(chosen)));
    }
    return ops.reshape(total, input.toArray());
  }

  private Tensor nothing(Tensor gradient) {
    int places = input.numel() / Math.max(1, input.size(0) * input.size(1));
    return ops.call("new_zeros", gradient, new int[] {input.size(0), input.size(1), places});
  }

  /** Adds a weighted gradient to the places of taps that lie inside of the image. */
  private Tensor added(Tensor total, Tensor gradient, List<GridTaps.Tap> chosen, Tensor weight) {
    Tensor masked = ops.mul(weight, ops.to(inside(chosen), weight.dtype()));
    Tensor part = ops.reshape(weighted(gradient, masked), input.size(0), input.size(1), -1);
    return ops.call("scatter_add", total, 2L, index(chosen), part);
  }

  /** ∂⟨g, S⟩, for the grid. */
  Tensor ofGrid(Tensor gradient, Tensor image) {
    Tensor[] slopes = new Tensor[dims()];
    for (List<GridTaps.Tap> chosen : combinations()) {
      Tensor reached = reached(gradient, image, chosen);
      for (int d = 0; d < dims(); d++) {
        add(slopes, place(d), ops.mul(reached, Objects.requireNonNull(weight(chosen, d))));
      }
    }
    return ops.call("stack", Arrays.asList(slopes), -1L);
  }

  private Tensor reached(Tensor gradient, Tensor image, List<GridTaps.Tap> chosen) {
    return ops.sum(ops.mul(gradient, values(image, chosen)), new int[] {1}, false);
  }

  /** The grid names the last dimension of the image first. */
  private int place(int dim) {
    return dims() - 1 - dim;
  }

  private void add(@Nullable Tensor[] sums, int place, Tensor part) {
    sums[place] = ops.plus(sums[place], part);
  }

  /** Whether the result does not change with small moves of the grid. */
  boolean isFlat() {
    return mode() == NEAREST;
  }

  /** How the weight of taps changes in the direction {@code along}, a tensor like the grid. */
  private Tensor directed(List<GridTaps.Tap> chosen, Tensor along) {
    Tensor sum = null;
    for (int d = 0; d < dims(); d++) {
      Tensor part =
          ops.mul(
              ops.select(along, along.shape().dim() - 1, place(d)),
              Objects.requireNonNull(weight(chosen, d)));
      sum = ops.plus(sum, part);
    }
    return Objects.requireNonNull(sum);
  }

  /** ∂S · w. */
  Tensor directed(Tensor image, Tensor along) {
    Tensor sum = null;
    for (List<GridTaps.Tap> chosen : combinations()) {
      Tensor part = weighted(values(image, chosen), directed(chosen, along));
      sum = ops.plus(sum, part);
    }
    return Objects.requireNonNull(sum);
  }

  /** The gradient of ⟨g, ∂S · w⟩ for the image. */
  Tensor ofDirectedInput(Tensor gradient, Tensor along) {
    Tensor total = nothing(gradient);
    for (List<GridTaps.Tap> chosen : combinations()) {
      total = added(total, gradient, chosen, directed(chosen, along));
    }
    return ops.reshape(total, input.toArray());
  }

  /** The gradient of ⟨g, ∂S · w⟩ for the grid. */
  Tensor ofDirectedGrid(Tensor gradient, Tensor image, Tensor along) {
    Tensor[] sums = new Tensor[dims()];
    for (List<GridTaps.Tap> chosen : combinations()) {
      Tensor reached = reached(gradient, image, chosen);
      for (int d = 0; d < dims(); d++) {
        for (int e = 0; e < dims(); e++) {
          Tensor curved = weight(chosen, d, e);
          if (curved != null) {
            Tensor share = ops.select(along, along.shape().dim() - 1, place(e));
            add(sums, place(d), ops.mul(reached, ops.mul(curved, share)));
          }
        }
      }
    }
    return ops.call("stack", Arrays.asList(sums), -1L);
  }
}
