package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The rows of pooling to a given size. */
final class AdaptivePooling {
  private AdaptivePooling() {}

  private static final List<String> MAX_RESULTS = List.of("result0", "result1");

  static final List<Op> ROWS =
      List.of(
          adaptiveAvg("_adaptive_avg_pool2d", "AdaptiveAvgPool2DBackward0", 2),
          adaptiveAvg("_adaptive_avg_pool3d", "AdaptiveAvgPool3DBackward0", 3),
          Op.define("adaptive_avg_pool2d(Tensor self, Ints output_size)")
              .body(
                  (ops, call) -> {
                    int[] size = call.ints("output_size", 2);
                    return size[0] == 1 && size[1] == 1
                        ? ops.call(Reductions.MEAN_DIM, call.self(), new int[] {-1, -2}, true)
                        : ops.call("_adaptive_avg_pool2d", call.self(), size);
                  })
              .samples(Sample.of(tensor(1, 2, 4, 3), new int[] {1, 1}))
              .build(),
          Op.define("adaptive_avg_pool3d(Tensor self, Ints output_size)")
              .body(
                  (ops, call) -> {
                    int[] size = call.ints("output_size", 3);
                    return size[0] == 1 && size[1] == 1 && size[2] == 1
                        ? ops.call(Reductions.MEAN_DIM, call.self(), new int[] {-1, -2, -3}, true)
                        : ops.call("_adaptive_avg_pool3d", call.self(), size);
                  })
              .samples(Sample.of(tensor(1, 2, 2, 4, 3), new int[] {2, 2, 2}))
              .build(),
          Op.define("adaptive_avg_pool1d(Tensor self, Ints output_size)")
              .body(
                  (ops, call) ->
                      ops.squeeze(
                          ops.call(
                              "adaptive_avg_pool2d",
                              ops.unsqueeze(call.self(), -2),
                              Pooling.flat(call.ints("output_size"), 1)),
                          -2))
              .samples(Sample.of(tensor(1, 2, 5), new int[] {3}))
              .build(),
          adaptiveMax("adaptive_max_pool2d", "AdaptiveMaxPool2DBackward0", 2),
          adaptiveMax("adaptive_max_pool3d", "AdaptiveMaxPool3DBackward0", 3),
          Op.define("adaptive_max_pool1d(Tensor self, Ints output_size)")
              .bodies(
                  MAX_RESULTS,
                  (ops, call) -> {
                    List<Tensor> both =
                        ops.callAll(
                            "adaptive_max_pool2d",
                            ops.unsqueeze(call.self(), -2),
                            Pooling.flat(call.ints("output_size"), 1));
                    return List.of(ops.squeeze(both.get(0), -2), ops.squeeze(both.get(1), -2));
                  })
              .samples(Sample.of(tensor(1, 2, 5), new int[] {3}))
              .build());

  static PoolingWindows adaptive(Call call, int dims) {
    Shape shape = call.tensor("self").shape();
    int[] out = call.ints("output_size", dims).clone();
    int[][] starts = new int[dims][];
    int[][] ends = new int[dims][];
    for (int d = 0; d < dims; d++) {
      int n = shape.size(shape.dim() - dims + d);
      out[d] = out[d] < 0 ? n : out[d];
      starts[d] = new int[out[d]];
      ends[d] = new int[out[d]];
      for (int o = 0; o < out[d]; o++) {
        starts[d][o] = o * n / out[d];
        ends[d][o] = ((o + 1) * n + out[d] - 1) / out[d];
      }
    }
    int[] ones = new int[dims];
    Arrays.fill(ones, 1);
    return new PoolingWindows(shape, dims, out, starts, ends, ones);
  }

  private static Op adaptiveAvg(String name, String backward, int dims) {
    int[] size = new int[dims];
    Arrays.fill(size, 3);
    return Op.define(name + "(Tensor self, Ints output_size)")
        .types(TypeRule.floating("adaptive_avg_pool" + (dims == 3 ? "3d_cpu" : "2d")))
        .kernel(
            call -> {
              PoolingWindows windows = adaptive(call, dims);
              return Pooling.mean(call, windows, windows::lengths);
            })
        .internal()
        .reads("{self} averaged to {output_size}", "avgpool")
        .backward(backward)
        .derivative(
            "self",
            List.of("self"),
            "{g} shared by the windows",
            (b, g) -> b.callWith(name + "_backward", List.of(g, b.saved("self")), "output_size"))
        .samples(Sample.of(tensor(Pooling.image(dims)), size))
        .build();
  }

  private static Op adaptiveMax(String name, String backward, int dims) {
    int[] size = new int[dims];
    Arrays.fill(size, 3);
    return Op.define(name + "(Tensor self, Ints output_size)")
        .types(TypeRule.floating("adaptive_max_pool" + (dims == 3 ? "3d_cpu" : "2d")))
        .kernels(MAX_RESULTS, call -> Pooling.largest(call, adaptive(call, dims)))
        .reads("largest of each window of {self}", "maxpool")
        .backward(backward)
        .derivative(
            "self",
            List.of("self", "result1"),
            "{g} where the largest elements were",
            (b, g) -> b.call(name + "_backward", g, b.saved("self"), b.saved("result1")))
        .samples(Sample.of(tensor(Pooling.image(dims)), size))
        .build();
  }
}
