package tapedeck.op;

import static tapedeck.op.Pooling.image;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tapedeck.op.Pooling.Divisors;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** The rows of what poolings send back, each the transpose of its pooling. */
final class PoolingGradients {
  static final String[] AVERAGED = {
    "kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"
  };

  private PoolingGradients() {}

  static final List<Op> ROWS =
      List.of(
          maxGradient("max_pool2d_with_indices", "MaxPool2DWithIndicesBackwardBackward0", 2),
          maxGradient("max_pool3d_with_indices", "MaxPool3DWithIndicesBackwardBackward0", 3),
          maxGradient("fractional_max_pool2d", "FractionalMaxPool2DBackwardBackward0", 2),
          maxGradient("fractional_max_pool3d", "FractionalMaxPool3DBackwardBackward0", 3),
          maxGradient("adaptive_max_pool2d", "AdaptiveMaxPool2DBackwardBackward0", 2),
          maxGradient("adaptive_max_pool3d", "AdaptiveMaxPool3DBackwardBackward0", 3),
          avgGradient("avg_pool2d", "AvgPool2DBackwardBackward0", 2),
          avgGradient("avg_pool3d", "AvgPool3DBackwardBackward0", 3),
          adaptiveGradient("_adaptive_avg_pool2d", "AdaptiveAvgPool2DBackwardBackward0", 2),
          adaptiveGradient("_adaptive_avg_pool3d", "AdaptiveAvgPool3DBackwardBackward0", 3));

  private static Tensor putBack(Ops ops, Tensor gradient, Shape shape, Tensor indices, int dims) {
    int lead = shape.dim() - dims;
    int[] rows = rows(shape, lead);
    int[] flat = rows.clone();
    flat[lead] = shape.numel() / Math.max(1, Shape.of(Arrays.copyOf(rows, lead)).numel());
    Tensor zeros = ops.call("new_zeros", gradient, flat);
    Tensor sums =
        ops.call(
            "scatter_add",
            zeros,
            (long) lead,
            ops.reshape(indices, rows),
            ops.reshape(gradient, rows));
    return ops.reshape(sums, shape.toArray());
  }

  /** The sizes of {@code lead} dimensions, and all others in one. */
  private static int[] rows(Shape shape, int lead) {
    int[] rows = Arrays.copyOf(shape.toArray(), lead + 1);
    rows[lead] = -1;
    return rows;
  }

  /**
   * What the pooling called {@code pool} sends back; its own gradient is picked where that went.
   */
  private static Op maxGradient(String pool, String node, int dims) {
    int[] pooled = image(dims);
    Arrays.fill(pooled, 2, pooled.length, 1);
    long[] first = new long[pooled[1]];
    return Op.define(pool + "_backward(Tensor grad_output, Tensor self, Tensor indices)")
        .kernel(
            call ->
                putBack(
                    call.ops(),
                    call.tensor("grad_output"),
                    call.tensor("self").shape(),
                    call.tensor("indices"),
                    dims))
        .internal()
        .reads("{grad_output} where the largest elements were", "maxpool′")
        .backward(node)
        .derivative(
            "grad_output",
            List.of("indices"),
            "{g} where the largest elements were",
            (b, g) -> {
              Tensor indices = b.saved("indices");
              int lead = indices.shape().dim() - dims;
              int[] rows = rows(indices.shape(), lead);
              Tensor flat = b.reshape(g, rows(g.shape(), lead));
              Tensor picked = b.call("gather", flat, (long) lead, b.reshape(indices, rows));
              return b.reshape(picked, indices.shape().toArray());
            })
        .derivative("self", "0", (b, g) -> b.zerosLike(g))
        .samples(Sample.of(tensor(pooled), tensor(image(dims)), Sample.index(pooled, first)))
        .build();
  }

  private static Op avgGradient(String pool, String node, int dims) {
    int[] pooled = image(dims);
    Arrays.fill(pooled, 2, pooled.length, 2);
    return Op.define(
            pool
                + "_backward(Tensor grad_output, Tensor self, Ints kernel_size, Ints stride, Ints"
                + " padding, Bool ceil_mode, Bool count_include_pad, Int divisor_override=None)")
        .kernel(
            call ->
                shared(
                    call.ops(),
                    call.tensor("grad_output"),
                    Pooling.averaged(call, dims),
                    Pooling.divisors(call, dims)))
        .internal()
        .reads("{grad_output} shared by the windows of {kernel_size}", "avgpool′")
        .backward(node)
        .spreads(dims, "kernel_size", "stride", "padding")
        .derivative(
            "grad_output",
            "mean of each {kernel_size} window of {g}",
            (b, g) -> b.callWith(pool, List.of(g), AVERAGED))
        .derivative("self", "0", (b, g) -> b.zerosLike(g))
        .samples(
            Sample.of(
                tensor(pooled),
                tensor(image(dims)),
                new int[] {2},
                new int[] {2},
                new int[] {0},
                false,
                true))
        .build();
  }

  private static Op adaptiveGradient(String pool, String node, int dims) {
    int[] size = new int[dims];
    Arrays.fill(size, 3);
    int[] pooled = image(dims);
    Arrays.fill(pooled, 2, pooled.length, 3);
    return Op.define(pool + "_backward(Tensor grad_output, Tensor self, Ints output_size)")
        .kernel(
            call -> {
              PoolingWindows windows = AdaptivePooling.adaptive(call, dims);
              Tensor gradient = call.tensor("grad_output");
              return shared(call.ops(), gradient, windows, windows::lengths);
            })
        .internal()
        .reads("{grad_output} shared by the windows", "avgpool′")
        .backward(node)
        .derivative(
            "grad_output",
            "{g} averaged to {output_size}",
            (b, g) -> b.callWith(pool, List.of(g), "output_size"))
        .derivative("self", "0", (b, g) -> b.zerosLike(g))
        .samples(Sample.of(tensor(pooled), tensor(image(dims)), size))
        .build();
  }

  /** Each output's gradient over its divisors, added to all elements of its window. */
  private static Tensor shared(Ops b, Tensor gradient, PoolingWindows windows, Divisors divisors) {
    int count = windows.shape().numel();
    IntStream.Builder from = IntStream.builder();
    IntStream.Builder to = IntStream.builder();
    for (int i = 0; i < count; i++) {
      for (int place : windows.places(i)) {
        from.add(i);
        to.add(place);
      }
    }
    Tensor weighted = b.reshape(gradient, count);
    for (int k = 0; count > 0 && k < divisors.of(0).length; k++) {
      double[] own = new double[count];
      for (int i = 0; i < count; i++) {
        own[i] = divisors.of(i)[k];
      }
      Tensor divisor = Tensor.contiguous(0, Storage.of(own), Shape.of(count));
      weighted = b.div(weighted, b.to(divisor, gradient.dtype()));
    }
    Tensor spread = b.call("index_select", weighted, 0L, index(from));
    Tensor zeros = b.call("new_zeros", gradient, new int[] {windows.input().numel()});
    Tensor sums = b.call("index_add", zeros, 0L, index(to), spread);
    return b.reshape(sums, windows.input().toArray());
  }

  private static Tensor index(IntStream.Builder places) {
    long[] index = places.build().asLongStream().toArray();
    return Tensor.contiguous(0, Storage.of(index), Shape.of(index.length));
  }
}
