package tapedeck.op;

import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of pooling over windows that lie at random distances, so that the sizes shrink by
 * fractions.
 *
 * <p>Source: B. Graham, <a href="https://arxiv.org/abs/1412.6071">Fractional Max-Pooling</a>, 2014.
 */
final class FractionalPooling {
  private static final List<String> AXES = List.of("time", "height", "width");

  private FractionalPooling() {}

  static final List<Op> ROWS = List.of(row(2), row(3));

  private static Op row(int dims) {
    int[] samples = {1, 2, dims};
    int[] twos = new int[dims];
    Arrays.fill(twos, 2);
    return Op.define(
            "fractional_max_pool%dd(Tensor self, Ints kernel_size, Ints output_size, Tensor random_samples)"
                .formatted(dims))
        .types(
            TypeRule.alike(
                    "random_samples", "Expect _random_samples to have the same dtype as input")
                .then(TypeRule.floating("fractional_max_pool%dd_out_frame".formatted(dims))))
        .kernels(List.of("result0", "result1"), call -> largest(call, dims))
        .reads("largest of each window of {self}", "maxpool")
        .backward("FractionalMaxPool%dDBackward0".formatted(dims))
        .spreads(dims, "kernel_size", "output_size")
        .derivative(
            "self",
            List.of("self", "result1"),
            "{g} where the largest elements were",
            (b, g) ->
                b.call(
                    "fractional_max_pool%dd_backward".formatted(dims),
                    g,
                    b.saved("self"),
                    b.saved("result1")))
        .samples(Sample.of(tensor(Pooling.image(dims)), twos, twos, between(0, 1, samples)))
        .build();
  }

  private static List<Tensor> largest(Call call, int dims) {
    Tensor self = call.self();
    int[] sizes = self.shape().toArray();
    int lead = sizes.length - dims;
    if (lead < 1 || lead > 2) {
      throw TorchError.runtime(
          "fractional_max_pool%dd(): Expected %dD or %dD tensor, but got: %s"
              .formatted(dims, dims + 1, dims + 2, self.shape()));
    }
    int[] kernel = call.ints("kernel_size", dims);
    int[] out = call.ints("output_size", dims);
    for (int d = 0; d < dims; d++) {
      if (out[d] + kernel[d] - 1 > sizes[lead + d]) {
        throw TorchError.runtime(
            "fractional_max_pool%dd%s: pool %s %d too large relative to input %s %d"
                .formatted(
                    dims,
                    dims == 2 ? "()" : "_out()",
                    AXES.get(3 - dims + d),
                    kernel[d],
                    AXES.get(3 - dims + d),
                    sizes[lead + d]));
      }
    }
    Shape plane = Shape.of(Arrays.copyOfRange(sizes, lead, sizes.length));
    int planes = Shape.of(Arrays.copyOf(sizes, lead)).numel();
    System.arraycopy(out, 0, sizes, lead, dims);
    Shape shape = Shape.of(sizes);
    double[] x = Values.doubles(self);
    double[] samples = Values.doubles(call.tensor("random_samples"));
    double[] values = new double[shape.numel()];
    long[] at = new long[values.length];
    int each = planes == 0 ? 0 : values.length / planes;
    for (int p = 0; p < planes; p++) {
      PoolingWindows windows =
          windows(
              self.dtype(),
              plane,
              kernel,
              out,
              Arrays.copyOfRange(samples, p * dims, (p + 1) * dims));
      for (int i = 0; i < each; i++) {
        int best = Pooling.largest(x, p * plane.numel(), windows.places(i));
        values[p * each + i] = x[p * plane.numel() + best];
        at[p * each + i] = best;
      }
    }
    return List.of(call.rounded(self.dtype(), shape, values), call.result(DType.INT64, shape, at));
  }

  private static PoolingWindows windows(
      DType type, Shape plane, int[] kernel, int[] out, double[] samples) {
    int dims = kernel.length;
    int[][] starts = new int[dims][];
    int[][] ends = new int[dims][];
    int[] ones = new int[dims];
    Arrays.fill(ones, 1);
    for (int d = 0; d < dims; d++) {
      // the samples of a picture stand in the order width, height
      double sample = samples[dims == 2 ? 1 - d : d];
      starts[d] = starts(type, sample, plane.size(d) - kernel[d], out[d]);
      int size = kernel[d];
      ends[d] = Arrays.stream(starts[d]).map(start -> start + size).toArray();
    }
    return new PoolingWindows(plane, dims, out, starts, ends, ones);
  }

  /** Where the windows begin: at rounded multiples of a step that is no whole number. */
  private static int[] starts(DType type, double sample, int last, int count) {
    int[] starts = new int[count];
    for (int i = 0; i < count - 1; i++) {
      if (type == DType.FLOAT64) {
        double step = (double) last / (count - 1);
        starts[i] = (int) ((i + sample) * step) - (int) (sample * step);
      } else {
        float step = (float) last / (count - 1);
        starts[i] = (int) ((i + (float) sample) * step) - (int) ((float) sample * step);
      }
    }
    if (count > 0) {
      starts[count - 1] = last;
    }
    return starts;
  }
}
