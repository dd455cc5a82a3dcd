package tapedeck.op;

import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of {@code grid_sample}: read an image or a volume at the positions that a grid gives,
 * between −1 and 1 from edge to edge.
 *
 * <p>Along each dimension a position has taps: whole places with a weight. A result is the sum over
 * all combinations of taps.
 */
final class GridSampler {
  private static final int BICUBIC = 2;

  private static final List<String> OPERANDS = List.of("input", "grid");

  private static final String NUMBERS =
      "Int interpolation_mode, Int padding_mode, Bool align_corners";

  private GridSampler() {}

  static final List<Op> ROWS =
      List.of(
          row(
              "grid_sampler_2d",
              "GridSampler2D",
              Sample.of(tensor(1, 2, 3, 3), between(-0.9, 0.9, 1, 2, 2, 2), 0L, 0L, true),
              Sample.of(tensor(1, 1, 3, 4), between(-1.4, 1.4, 1, 2, 2, 2), 0L, 2L, false),
              Sample.of(tensor(1, 1, 4, 4), between(-0.7, 0.7, 1, 2, 2, 2), 2L, 1L, false)),
          row(
              "grid_sampler_3d",
              "GridSampler3D",
              Sample.of(tensor(1, 1, 2, 3, 2), between(-0.8, 0.8, 1, 2, 1, 2, 3), 0L, 0L, false)),
          gradientRow(
              "grid_sampler_2d",
              "GridSampler2D",
              back(0L, 0L, true, tensor(1, 2, 3, 3), between(-0.9, 0.9, 1, 2, 2, 2)),
              back(0L, 2L, false, tensor(1, 2, 3, 4), between(-1.4, 1.4, 1, 2, 2, 2)),
              back(2L, 1L, false, tensor(1, 2, 4, 4), between(-0.7, 0.7, 1, 2, 2, 2))),
          gradientRow(
              "grid_sampler_3d",
              "GridSampler3D",
              Sample.of(
                  tensor(1, 1, 2, 1, 2),
                  tensor(1, 1, 2, 3, 2),
                  between(-0.8, 0.8, 1, 2, 1, 2, 3),
                  0L,
                  0L,
                  false,
                  new int[] {1, 1})),
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

  private static Sample back(
      long mode, long padding, boolean align, Sample.Drawn input, Sample.Drawn grid) {
    return Sample.of(tensor(1, 2, 2, 2), input, grid, mode, padding, align, new int[] {1, 1});
  }

  private static Op row(String name, String backward, Sample... samples) {
    return Op.define(name + "(Tensor input, Tensor grid, " + NUMBERS + ")")
        .types(
            TypeRule.floating(
                    name.endsWith("2d") ? "grid_sampler_2d_cpu_kernel_impl" : "grid_sampler3d_cpu")
                .then(TypeRule.alike("grid")))
        .composedKernel(
            (ops, call) ->
                new GridSampling(ops, call, call.self().shape(), call.tensor("grid"))
                    .result(call.self()))
        .internal()
        .reads("{input} at {grid}", "grid")
        .backward(backward + "Backward0")
        .derivative(
            "input", OPERANDS, "{g} added at {grid}", (b, g) -> gradients(b, name, g).get(0))
        .derivative(
            "grid",
            OPERANDS,
            "{g} · the slope of {input} at {grid}",
            (b, g) -> gradients(b, name, g).get(1))
        .samples(samples)
        .build();
  }

  private static List<Tensor> gradients(Backward b, String name, Tensor gradient) {
    return b.once(
        "gradients",
        () ->
            b.callAll(
                name + "_backward",
                gradient,
                b.saved("input"),
                b.saved("grid"),
                b.number("interpolation_mode"),
                b.number("padding_mode"),
                b.flag("align_corners"),
                b.mask("input", "grid")));
  }

  private static Op gradientRow(String name, String backward, Sample... samples) {
    return Op.define(
            name
                + "_backward(Tensor grad_output, Tensor input, Tensor grid, "
                + NUMBERS
                + ", Ints output_mask)")
        .kernels(List.of("grad_input", "grad_grid"), GridSampler::back)
        .internal()
        .reads("{grad_output} back through {input} at {grid}", "grid′")
        .backward(backward + "BackwardBackward0")
        .derivativeOfResults(
            "grad_output",
            OPERANDS,
            "g₀ at {grid} + g₁ · the slope of {input} at {grid}",
            GridSampler::ofGradient)
        .derivativeOfResults(
            "input",
            List.of("grad_output", "grid"),
            "{grad_output} ⊙ g₁ · the slope at {grid}, added there",
            (b, g) -> {
              Tensor along = along(b);
              return along == null
                  ? null
                  : sampling(b).ofDirectedInput(b.saved("grad_output"), along);
            })
        .derivativeOfResults(
            "grid",
            List.of("grad_output", "input", "grid"),
            "{grad_output} · (the slope of g₀ + g₁ · the curvature of {input}) at {grid}",
            GridSampler::ofGrid)
        .samples(samples)
        .build();
  }

  private static List<Tensor> back(Call call) {
    Tensor gradient = call.tensor("grad_output");
    Tensor image = call.tensor("input");
    int[] mask = call.ints("output_mask");
    GridSampling sampling = new GridSampling(call.ops(), call, image.shape(), call.tensor("grid"));
    return List.of(
        mask[0] == 0 ? Tensor.undefined() : sampling.ofInput(gradient),
        mask[1] == 0 ? Tensor.undefined() : sampling.ofGrid(gradient, image));
  }

  private static GridSampling sampling(Backward b) {
    return new GridSampling(b, b.arguments(), b.shapeOf("input"), b.saved("grid"));
  }

  /** The direction in which the grid moves, null where that changes nothing. */
  private static @Nullable Tensor along(Backward b) {
    return sampling(b).isFlat() ? null : b.gradient(1);
  }

  private static @Nullable Tensor ofGradient(Backward b, @Nullable Tensor ofInput) {
    Tensor along = along(b);
    Tensor plain = ofInput == null ? null : sampling(b).result(ofInput);
    if (along == null) {
      return plain;
    }
    Tensor directed = sampling(b).directed(b.saved("input"), along);
    return b.plus(plain, directed);
  }

  private static @Nullable Tensor ofGrid(Backward b, @Nullable Tensor ofInput) {
    GridSampling sampling = sampling(b);
    Tensor gradient = b.saved("grad_output");
    Tensor along = along(b);
    if (sampling.isFlat()) {
      return ofInput == null ? null : b.zerosLike(b.saved("grid"));
    }
    Tensor plain = ofInput == null ? null : sampling.ofGrid(gradient, ofInput);
    if (along == null) {
      return plain;
    }
    Tensor curved = sampling.ofDirectedGrid(gradient, b.saved("input"), along);
    return b.plus(plain, curved);
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
}
