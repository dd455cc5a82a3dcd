package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of pooling. A pool of one or two dimensions over an image with or without a batch; each
 * output element looks at a window of its channel.
 */
public final class Pooling {
  private Pooling() {}

  private static final List<String> MAX_RESULTS = List.of("result0", "result1");

  static final List<Op> ROWS =
      List.of(
          maxPool("max_pool2d_with_indices", "MaxPool2DWithIndicesBackward0", 2),
          maxPool("max_pool3d_with_indices", "MaxPool3DWithIndicesBackward0", 3),
          Op.define(
                  "max_pool1d_with_indices(Tensor self, Ints kernel_size, Ints stride=[], Ints"
                      + " padding=[0], Ints dilation=[1], Bool ceil_mode=False)")
              .bodies(
                  MAX_RESULTS,
                  (ops, call) -> {
                    Tensor wide = ops.unsqueeze(call.self(), -2);
                    List<Tensor> both =
                        ops.callAll(
                            "max_pool2d_with_indices",
                            wide,
                            flat(call.ints("kernel_size"), 1),
                            flat(strides(call), 1),
                            flat(call.ints("padding"), 0),
                            flat(call.ints("dilation"), 1),
                            call.flag("ceil_mode"));
                    return List.of(ops.squeeze(both.get(0), -2), ops.squeeze(both.get(1), -2));
                  })
              .samples(Sample.of(tensor(1, 2, 6), new int[] {2}))
              .build(),
          maxOnly(1),
          maxOnly(2),
          maxOnly(3),
          avgPool("avg_pool2d", "AvgPool2DBackward0", 2),
          avgPool("avg_pool3d", "AvgPool3DBackward0", 3),
          Op.define(
                  "avg_pool1d(Tensor self, Ints kernel_size, Ints stride=[], Ints padding=[0], Bool"
                      + " ceil_mode=False, Bool count_include_pad=True)")
              .body(
                  (ops, call) ->
                      ops.squeeze(
                          ops.call(
                              "avg_pool2d",
                              ops.unsqueeze(call.self(), -2),
                              flat(call.ints("kernel_size"), 1),
                              flat(strides(call), 1),
                              flat(call.ints("padding"), 0),
                              call.flag("ceil_mode"),
                              call.flag("count_include_pad"),
                              null),
                          -2))
              .samples(Sample.of(tensor(1, 2, 6), new int[] {2}))
              .build());

  static int[] flat(int[] sizes, int height) {
    return sizes.length == 0 ? sizes : new int[] {height, sizes[0]};
  }

  static int[] strides(Call call) {
    int[] stride = call.ints("stride");
    return stride.length == 0 ? call.ints("kernel_size") : stride;
  }

  private static void checkDimensions(Call call, Shape shape, int dims) {
    boolean average = call.op().name().startsWith("avg_pool");
    if (dims > 1 && shape.dim() != dims + 1 && shape.dim() != dims + 2) {
      throw TorchError.runtime(
          average && dims == 2 && shape.dim() > 4
              ? "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:"
                  + shape
              : "non-empty %dD or %dD (batch mode) tensor expected for input"
                  .formatted(dims + 1, dims + 2));
    }
    for (int d = shape.dim() - 4; dims == 3 && d < shape.dim(); d++) {
      if (shape.size(d) == 0) {
        throw TorchError.runtime(
            ("%s(): Expected input's non-batch dimensions to have positive length, but input has a"
                    + " shape of %s and non-batch dimension 0 has length zero!")
                .formatted(
                    average ? "avg_pool3d" : "max_pool3d_with_indices_out_cpu_template", shape));
      }
    }
  }

  static PoolingWindows windows(Call call, int dims, int[] dilation) {
    Shape shape = call.tensor("self").shape();
    checkDimensions(call, shape, dims);
    int[] kernel = call.ints("kernel_size", dims);
    int[] given = strides(call);
    int[] stride = given.length == dims ? given : new int[dims];
    if (given.length != dims) {
      Arrays.fill(stride, given[0]);
    }
    int[] padding = call.ints("padding", dims);
    int[] out = new int[dims];
    int[][] starts = new int[dims][];
    int[][] ends = new int[dims][];
    for (int d = 0; d < dims; d++) {
      int n = shape.size(shape.dim() - dims + d);
      if (stride[d] == 0) {
        throw TorchError.runtime("stride should not be zero");
      }
      if (padding[d] * 2 > kernel[d]) {
        throw TorchError.runtime(
            "pad should be at most half of effective kernel size, but got pad=%d, kernel_size=%d and dilation=%d"
                .formatted(padding[d], kernel[d], dilation[d]));
      }
      int reach = dilation[d] * (kernel[d] - 1);
      int room = n + 2 * padding[d] - reach - 1;
      out[d] =
          (call.flag("ceil_mode")
                  ? Math.floorDiv(room + stride[d] - 1, stride[d])
                  : Math.floorDiv(room, stride[d]))
              + 1;
      if (call.flag("ceil_mode") && (out[d] - 1) * stride[d] >= n + padding[d]) {
        out[d]--;
      }
    }
    checkSizes(shape, dims, out);
    for (int d = 0; d < dims; d++) {
      int n = shape.size(shape.dim() - dims + d);
      starts[d] = new int[out[d]];
      ends[d] = new int[out[d]];
      for (int o = 0; o < out[d]; o++) {
        int start = o * stride[d] - padding[d];
        ends[d][o] = Math.min(start + dilation[d] * (kernel[d] - 1) + 1, n);
        while (start < 0) {
          start += dilation[d];
        }
        starts[d][o] = start;
      }
    }
    return new PoolingWindows(shape, dims, out, starts, ends, dilation);
  }

  static void checkSizes(Shape shape, int dims, int[] out) {
    for (int size : out) {
      if (size < 1) {
        int[] in = Arrays.copyOfRange(shape.toArray(), shape.dim() - dims - 1, shape.dim());
        int[] result = in.clone();
        System.arraycopy(out, 0, result, 1, dims);
        throw TorchError.runtime(
            "Given input size: (%s). Calculated output size: (%s). Output size is too small"
                .formatted(crossed(in), crossed(result)));
      }
    }
  }

  static String crossed(int[] sizes) {
    return Arrays.stream(sizes)
        .mapToObj(Integer::toString)
        .collect(java.util.stream.Collectors.joining("x"));
  }

  /** The place of the largest element, or of the last NaN; {@code base} is added to each place. */
  static int largest(double[] x, int base, int[] places) {
    int best = places[0];
    for (int place : places) {
      double value = x[base + place];
      best = value > x[base + best] || Double.isNaN(value) ? place : best;
    }
    return best;
  }

  static List<Tensor> largest(Call call, PoolingWindows windows) {
    Shape shape = windows.shape();
    double[] x = Values.doubles(call.self());
    double[] out = new double[shape.numel()];
    long[] at = new long[out.length];
    int inSize = windows.inSize();
    for (int i = 0; i < out.length; i++) {
      int best = largest(x, 0, windows.places(i));
      out[i] = x[best];
      at[i] = best % inSize;
    }
    return List.of(
        call.rounded(call.self().dtype(), shape, out), call.result(DType.INT64, shape, at));
  }

  /**
   * What the sum of each window is divided by, one after the other: by its size along each
   * dimension, or once by a number of its own.
   */
  interface Divisors {
    int[] of(int output);
  }

  static Tensor mean(Call call, PoolingWindows windows, Divisors divisors) {
    Shape shape = windows.shape();
    if (call.self().dtype() == DType.FLOAT32) {
      return singleMean(call, windows, divisors);
    }
    double[] x = Values.doubles(call.self());
    double[] out = new double[shape.numel()];
    for (int i = 0; i < out.length; i++) {
      for (int place : windows.places(i)) {
        out[i] += x[place];
      }
      for (int divisor : divisors.of(i)) {
        out[i] /= divisor;
      }
    }
    return call.rounded(call.self().dtype(), shape, out);
  }

  private static Tensor singleMean(Call call, PoolingWindows windows, Divisors divisors) {
    float[] x = Values.floats(call.self());
    float[] out = new float[windows.shape().numel()];
    for (int i = 0; i < out.length; i++) {
      for (int place : windows.places(i)) {
        out[i] += x[place];
      }
      for (int divisor : divisors.of(i)) {
        out[i] /= divisor;
      }
    }
    return call.result(DType.FLOAT32, windows.shape(), out);
  }

  static int[] image(int dims) {
    int[] image = new int[dims + 2];
    Arrays.fill(image, 4);
    image[0] = 1;
    image[1] = 2;
    return image;
  }

  private static Op maxPool(String name, String backward, int dims) {
    return Op.define(
            name
                + "(Tensor self, Ints kernel_size, Ints stride=[], Ints padding=[0], Ints"
                + " dilation=[1], Bool ceil_mode=False)")
        .types(TypeRule.numbers("max_pool%dd".formatted(dims)))
        .kernels(
            MAX_RESULTS, call -> largest(call, windows(call, dims, call.ints("dilation", dims))))
        .reads("largest of each {kernel_size} window of {self}", "maxpool")
        .backward(backward)
        .spreads(dims, "kernel_size", "stride", "padding", "dilation")
        .derivative(
            "self",
            List.of("self", "result1"),
            "{g} where the largest elements were",
            (b, g) -> b.call(name + "_backward", g, b.saved("self"), b.saved("result1")))
        .samples(
            Sample.of(tensor(image(dims)), new int[] {2}),
            Sample.of(tensor(image(dims)), new int[] {3}, new int[] {2}, new int[] {1}))
        .build();
  }

  private static Op maxOnly(int dims) {
    int[] image = image(dims);
    return Op.define(
            "max_pool%dd(Tensor self, Ints kernel_size, Ints stride=[], Ints padding=[0], Ints dilation=[1], Bool ceil_mode=False)"
                .formatted(dims))
        .types(dims == 1 ? TypeRule.floating("max_pool1d_impl") : call -> {})
        .body(
            (ops, call) ->
                ops.call(
                    "max_pool%dd_with_indices".formatted(dims),
                    call.self(),
                    call.ints("kernel_size"),
                    call.ints("stride"),
                    call.ints("padding"),
                    call.ints("dilation"),
                    call.flag("ceil_mode")))
        .samples(Sample.of(tensor(image), new int[] {2}))
        .build();
  }

  private static Op avgPool(String name, String backward, int dims) {
    return Op.define(
            name
                + "(Tensor self, Ints kernel_size, Ints stride=[], Ints padding=[0], Bool"
                + " ceil_mode=False, Bool count_include_pad=True, Int divisor_override=None)")
        .types(
            dims == 3
                ? TypeRule.only(
                    EnumSet.of(DType.FLOAT32, DType.FLOAT64, DType.INT64), "avg_pool3d_out_frame")
                : TypeRule.only(
                    EnumSet.complementOf(
                        EnumSet.of(DType.BOOL, DType.UINT8, DType.INT8, DType.INT16, DType.INT32)),
                    "avg_pool2d"))
        .kernel(call -> mean(call, averaged(call, dims), divisors(call, dims)))
        .reads("mean of each {kernel_size} window of {self}", "avgpool")
        .backward(backward)
        .spreads(dims, "kernel_size", "stride", "padding")
        .derivative(
            "self",
            List.of("self"),
            "{g} shared by the windows",
            (b, g) ->
                b.callWith(
                    name + "_backward", List.of(g, b.saved("self")), PoolingGradients.AVERAGED))
        .samples(
            Sample.of(tensor(image(dims)), new int[] {2}),
            Sample.of(tensor(image(dims)), new int[] {3}, new int[] {2}, new int[] {1}),
            Sample.of(
                tensor(image(dims)), new int[] {3}, new int[] {2}, new int[] {1}, true, false))
        .build();
  }

  static PoolingWindows averaged(Call call, int dims) {
    int[] ones = new int[dims];
    Arrays.fill(ones, 1);
    return windows(call, dims, ones);
  }

  static Divisors divisors(Call call, int dims) {
    int[] kernel = call.ints("kernel_size", dims);
    if (call.has("divisor_override")) {
      int[] given = {call.integer("divisor_override")};
      return i -> given;
    }
    PoolingWindows windows = averaged(call, dims);
    if (!call.flag("count_include_pad")) {
      return i -> new int[] {Arrays.stream(windows.lengths(i)).reduce(1, (a, b) -> a * b)};
    }
    // padding counts, but not what ceil_mode adds beyond it
    int[] given = strides(call);
    int[] padding = call.ints("padding", dims);
    int count = Arrays.stream(windows.out()).reduce(1, (a, b) -> a * b);
    int[] divisors = new int[count];
    for (int i = 0; i < count; i++) {
      int rest = i;
      divisors[i] = 1;
      for (int d = dims - 1; d >= 0; d--) {
        int o = rest % windows.out()[d];
        rest /= windows.out()[d];
        int n = windows.input().size(windows.input().dim() - dims + d);
        int start = o * (given.length == dims ? given[d] : given[0]) - padding[d];
        divisors[i] *= Math.min(start + kernel[d], n + padding[d]) - start;
      }
    }
    return i -> new int[] {divisors[i % count]};
  }
}
