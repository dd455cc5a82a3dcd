package tapedeck.op;

import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of {@code grid_sample}: read an image or a volume at the positions that a grid gives,
 * between −1 and 1 from edge to edge.
 *
 * <p>Along each dimension a position has taps: whole places with a weight. A result is the sum over
 * all combinations of taps. The derivatives are composed of rows, so that they can be
 * differentiated again.
 */
final class GridSampler {
  private static final int BICUBIC = 2;

  private GridSampler() {}

  static final List<Op> ROWS =
      List.of(
          row(
              "grid_sampler_2d",
              "GridSampler2DBackward0",
              Sample.of(tensor(1, 2, 3, 3), between(-0.9, 0.9, 1, 2, 2, 2), 0L, 0L, true),
              Sample.of(tensor(1, 1, 3, 4), between(-1.4, 1.4, 1, 2, 2, 2), 0L, 2L, false),
              Sample.of(tensor(1, 1, 4, 4), between(-0.7, 0.7, 1, 2, 2, 2), 2L, 1L, false)),
          row(
              "grid_sampler_3d",
              "GridSampler3DBackward0",
              Sample.of(tensor(1, 1, 2, 3, 2), between(-0.8, 0.8, 1, 2, 1, 2, 3), 0L, 0L, false)),
          Op.define(
                  "grid_sampler(Tensor input, Tensor grid, Int interpolation_mode, Int padding_mode, Bool align_corners)")
              .body(
                  (ops, call) -> {
                    check(call);
                    return ops.call(
                        "grid_sampler_" + (call.self().shape().dim() - 2) + "d",
                        call.self(),
                        call.tensor("grid"),
                        call.argument("interpolation_mode"),
                        call.argument("padding_mode"),
                        call.argument("align_corners"));
                  })
              .samples(Sample.of(tensor(1, 2, 3, 3), between(-0.9, 0.9, 1, 2, 2, 2), 1L, 0L, true))
              .build());

  private static Op row(String name, String backward, Sample... samples) {
    return Op.define(
            name
                + "(Tensor input, Tensor grid, Int interpolation_mode, Int padding_mode, Bool"
                + " align_corners)")
        .types(
            TypeRule.floating(
                    name.endsWith("2d") ? "grid_sampler_2d_cpu_kernel_impl" : "grid_sampler3d_cpu")
                .then(TypeRule.alike("grid")))
        .composedKernel(
            (ops, call) ->
                new Sampling(ops, call, call.self().shape(), call.tensor("grid"))
                    .result(call.self()))
        .internal()
        .reads("{input} at {grid}", "grid")
        .backward(backward)
        .derivative(
            "input",
            List.of("input", "grid"),
            "{g} added at {grid}",
            (b, g) ->
                new Sampling(b, b.arguments(), b.shapeOf("input"), b.saved("grid")).ofInput(g))
        .derivative(
            "grid",
            List.of("input", "grid"),
            "{g} · the slope of {input} at {grid}",
            (b, g) ->
                new Sampling(b, b.arguments(), b.shapeOf("input"), b.saved("grid"))
                    .ofGrid(g, b.saved("input")))
        .samples(samples)
        .build();
  }

  private static void check(Call call) {
    Shape input = call.self().shape();
    Shape grid = call.tensor("grid").shape();
    if (input.dim() == 0 || grid.dim() == 0) {
      throw TorchError.index("Dimension specified as 0 but tensor has no dimensions");
    }
    if (input.size(0) != grid.size(0)) {
      throw TorchError.runtime(
          "grid_sampler(): expected grid and input to have same batch size, but got input with sizes %s and grid with sizes %s"
              .formatted(input, grid));
    }
    if (grid.size(grid.dim() - 1) != input.dim() - 2) {
      throw TorchError.runtime(
          "grid_sampler(): expected grid to have size %d in last dimension, but got grid with sizes %s"
              .formatted(input.dim() - 2, grid));
    }
    for (int d = 2; d < input.dim(); d++) {
      if (input.size(d) <= 0) {
        throw TorchError.runtime(
            "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes %s with dimension %d being empty"
                .formatted(input, d));
      }
    }
    if (input.dim() != grid.dim() || (input.dim() != 4 && input.dim() != 5)) {
      throw TorchError.runtime(
          "grid_sampler(): expected %s input and grid with same number of dimensions, but got input with sizes %s and grid with sizes %s"
              .formatted(
                  input.dim() == 4 || input.dim() == 5 ? input.dim() + "D" : "4D or 5D",
                  input,
                  grid));
    }
    if (input.dim() == 5 && call.integer("interpolation_mode") == BICUBIC) {
      throw TorchError.runtime("grid_sampler(): bicubic interpolation only supports 4D input");
    }
  }

  /** The geometry of one call. */
  private record Sampling(Ops ops, Call call, Shape input, Tensor grid) {
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
          line = line == null ? part : ops.add(line, part);
        }
        Tensor part = weighted(Objects.requireNonNull(line), row.weight());
        total = total == null ? part : ops.add(total, part);
      }
      return Objects.requireNonNull(total);
    }

    private Tensor weighted(Tensor values, Tensor weight) {
      return ops.mul(values, ops.unsqueeze(weight, 1));
    }

    private Tensor sum(Tensor image, List<List<GridTaps.Tap>> taps, List<GridTaps.Tap> chosen) {
      if (chosen.size() == taps.size()) {
        return weighted(values(image, chosen), weight(chosen, -1));
      }
      Tensor total = null;
      for (GridTaps.Tap tap : taps.get(chosen.size())) {
        Tensor part = sum(image, taps, with(chosen, tap));
        total = total == null ? part : ops.add(total, part);
      }
      return Objects.requireNonNull(total);
    }

    private static List<GridTaps.Tap> with(List<GridTaps.Tap> chosen, GridTaps.Tap tap) {
      List<GridTaps.Tap> more = new ArrayList<>(chosen);
      more.add(tap);
      return more;
    }

    /** The product of the weights, the last dimension's first; along {@code sloped} the slope. */
    private Tensor weight(List<GridTaps.Tap> chosen, int sloped) {
      Tensor product = null;
      for (int d = chosen.size() - 1; d >= 0; d--) {
        Tensor own = d == sloped ? chosen.get(d).slope() : chosen.get(d).weight();
        product = product == null ? own : ops.mul(product, own);
      }
      return Objects.requireNonNull(product);
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

    private List<List<GridTaps.Tap>> combinations(List<List<GridTaps.Tap>> taps) {
      List<List<GridTaps.Tap>> all = List.of(List.of());
      for (List<GridTaps.Tap> own : taps) {
        List<List<GridTaps.Tap>> longer = new ArrayList<>();
        for (List<GridTaps.Tap> chosen : all) {
          own.forEach(tap -> longer.add(with(chosen, tap)));
        }
        all = longer;
      }
      return all;
    }

    Tensor ofInput(Tensor gradient) {
      int[] flat = {input.size(0), input.size(1), 1};
      for (int d = 2; d < input.dim(); d++) {
        flat[2] *= input.size(d);
      }
      Tensor total = ops.call("new_zeros", gradient, flat);
      for (List<GridTaps.Tap> chosen : combinations(new GridTaps(ops, call, input, grid).taps())) {
        Tensor weight = weight(chosen, -1);
        Tensor masked = ops.mul(weight, ops.to(inside(chosen), weight.dtype()));
        Tensor part = ops.reshape(weighted(gradient, masked), flat[0], flat[1], -1);
        total = ops.call("scatter_add", total, 2L, index(chosen), part);
      }
      return ops.reshape(total, input.toArray());
    }

    Tensor ofGrid(Tensor gradient, Tensor image) {
      Tensor[] slopes = new Tensor[dims()];
      for (List<GridTaps.Tap> chosen : combinations(new GridTaps(ops, call, input, grid).taps())) {
        Tensor reached = ops.sum(ops.mul(gradient, values(image, chosen)), new int[] {1}, false);
        for (int d = 0; d < dims(); d++) {
          Tensor part = ops.mul(reached, weight(chosen, d));
          // the grid names the last dimension of the image first
          int place = dims() - 1 - d;
          slopes[place] = slopes[place] == null ? part : ops.add(slopes[place], part);
        }
      }
      return ops.call("stack", Arrays.asList(slopes), -1L);
    }
  }
}
