package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.op.Resampling.Weighting;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The rows of what resamplings send back: added by the weights by which elements were mixed. */
final class ResamplingGradients {
  private ResamplingGradients() {}

  static final List<Op> ROWS =
      List.of(
          nearestGradient("", 1),
          nearestGradient("", 2),
          nearestGradient("", 3),
          nearestGradient("exact", 1),
          nearestGradient("exact", 2),
          nearestGradient("exact", 3),
          weightedGradient("upsample_bicubic2d", "UpsampleBicubic2D", Resampling::cubic, 2),
          weightedGradient("upsample_linear1d", "UpsampleLinear1D", Resampling::linear, 1),
          weightedGradient("upsample_bilinear2d", "UpsampleBilinear2D", Resampling::linear, 2),
          weightedGradient("upsample_trilinear3d", "UpsampleTrilinear3D", Resampling::linear, 3));

  private static Op nearestGradient(String kind, int dims) {
    String name = (kind.isEmpty() ? "upsample_nearest" : "_upsample_nearest_exact") + dims + "d";
    double middle = kind.isEmpty() ? 0 : 0.5;
    String node = "UpsampleNearest" + (kind.isEmpty() ? "" : "Exact") + dims + "D";
    Weighting weighting = (call, shape) -> Resampling.nearestNeighbour(call, shape, middle);
    return gradientRow(name, node, "", weighting, "output_size", "scales")
        .samples(Sample.of(tensor(sizes(dims, 3)), sizes(dims, 2), edge(dims, 3)))
        .build();
  }

  private static Op weightedGradient(String name, String node, Weighting weighting, int dims) {
    return gradientRow(
            name, node, ", Bool align_corners", weighting, "output_size", "align_corners", "scales")
        .samples(Sample.of(tensor(sizes(dims, 3)), sizes(dims, 2), edge(dims, 3), false))
        .build();
  }

  private static int[] edge(int dims, int size) {
    int[] sizes = new int[dims];
    Arrays.fill(sizes, size);
    return sizes;
  }

  /** The sizes of a batch of one image with one channel. */
  private static int[] sizes(int dims, int size) {
    int[] sizes = edge(dims + 2, size);
    sizes[0] = 1;
    sizes[1] = 1;
    return sizes;
  }

  /** What the row called {@code name} sends back: added by the same weights. */
  private static OpBuilder gradientRow(
      String name, String node, String more, Weighting weighting, String... kept) {
    String signature = "_backward(Tensor grad_output, Ints input_size, Ints output_size";
    return Op.define(name + signature + more + ", Floats scales=None)")
        .kernel(
            call -> {
              Shape shape = Shape.of(call.ints("input_size"));
              Tensor gradient = call.tensor("grad_output");
              return weighting.of(call, shape).transposed(call.ops(), gradient, shape);
            })
        .internal()
        .reads("{grad_output} added back by the same weights", "upsample′")
        .backward(node + "BackwardBackward0")
        .derivative(
            "grad_output",
            "{g} enlarged to {output_size}",
            (b, g) -> b.callWith(name, List.of(g), kept));
  }
}
