package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Convolution;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The rows of convolutions and transposed convolutions. */
public final class Convolutions {
  private Convolutions() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "convolution(Tensor input, Tensor weight, Tensor bias, Ints stride, Ints padding,"
                      + " Ints dilation, Bool transposed, Ints output_padding, Int groups)")
              .types(TypeRule.alike("weight").then(TypeRule.numbers("slow_conv2d_cpu")))
              .kernel(Convolutions::convolve)
              .internal()
              .reads("{input} ∗ {weight}", "∗")
              .backward("ConvolutionBackward0")
              .derivative(
                  "input", List.of("weight"), "{g} ∗ᵀ {weight}", Convolutions::inputGradient)
              .derivative("weight", List.of("input"), "{input} ∗ {g}", Convolutions::weightGradient)
              .derivative("bias", "Σ {g} over all positions", Convolutions::biasGradient)
              .samples(
                  sample(tensor(1, 2, 4, 4), tensor(3, 2, 3, 3), tensor(3), 1, 0, 1, false, 0, 1),
                  sample(tensor(2, 2, 5, 4), tensor(2, 1, 2, 2), tensor(2), 2, 1, 1, false, 0, 2),
                  sample(tensor(1, 2, 3, 3), tensor(2, 3, 2, 2), tensor(3), 2, 1, 1, true, 1, 1))
              .build(),
          Op.define("conv_bias_gradient(Tensor grad_output)")
              .kernel(Convolutions::biasGradientKernel)
              .internal()
              .reads("Σ {grad_output} over all positions", "Σ")
              .backward("ConvolutionBackwardBackward0")
              .derivative(
                  "grad_output",
                  "{g} at all positions",
                  (b, g) -> {
                    int[] sizes = b.shapeOf("grad_output").toArray();
                    int[] channels = new int[sizes.length];
                    Arrays.fill(channels, 1);
                    channels[1] = sizes[1];
                    return b.expand(b.reshape(g, channels), Shape.of(sizes));
                  })
              .samples(Sample.of(tensor(2, 3, 2, 2)))
              .build(),
          Op.define(
                  "conv_weight_gradient(Tensor input, Tensor grad_output, Ints kernel_size, Ints"
                      + " stride, Ints padding, Ints dilation, Int groups)")
              .kernel(Convolutions::weightGradientKernel)
              .internal()
              .reads("{input} ∗ {grad_output}", "∗")
              .backward("ConvolutionBackwardBackward0")
              .derivative(
                  "input",
                  List.of("grad_output"),
                  "{grad_output} ∗ᵀ {g}",
                  (b, g) ->
                      transposed(b, b.saved("grad_output"), g, b.shapeOf("input"), b.arguments()))
              .derivative(
                  "grad_output",
                  List.of("input"),
                  "{input} ∗ {g}",
                  (b, g) -> plain(b, b.saved("input"), g, b.arguments()))
              .samples(
                  Sample.of(
                      tensor(1, 2, 4, 4),
                      tensor(1, 3, 2, 2),
                      new int[] {3, 3},
                      new int[] {1, 1},
                      new int[] {0, 0},
                      new int[] {1, 1},
                      1L))
              .build(),
          forward(1),
          forward(2),
          forward(3),
          transposed(1),
          transposed(2),
          transposed(3));

  private static Sample sample(
      Sample.Drawn input,
      Sample.Drawn weight,
      Sample.Drawn bias,
      int stride,
      int padding,
      int dilation,
      boolean transposed,
      int outputPadding,
      long groups) {
    return Sample.of(
        input,
        weight,
        bias,
        new int[] {stride, stride},
        new int[] {padding, padding},
        new int[] {dilation, dilation},
        transposed,
        new int[] {outputPadding, outputPadding},
        groups);
  }

  private static Op forward(int dims) {
    int[] image = new int[dims + 2];
    int[] kernel = new int[dims + 2];
    Arrays.fill(image, 4);
    Arrays.fill(kernel, 2);
    image[0] = 1;
    image[1] = 2;
    return Op.define(
            "conv%dd(Tensor input, Tensor weight, Tensor bias=None, Ints stride=[1], Ints padding=[0], Ints dilation=[1], Int groups=1)"
                .formatted(dims))
        .body(
            (ops, call) -> {
              Tensor input = call.tensor("input");
              Tensor weight = call.tensor("weight");
              boolean single = input.shape().dim() == dims + 1;
              Tensor batch = single ? ops.unsqueeze(input, 0) : input;
              ConvolutionChecks.check(call, dims, batch, weight, false);
              Tensor out =
                  ops.call(
                      "convolution",
                      batch,
                      weight,
                      call.optionalTensor("bias"),
                      call.ints("stride", dims),
                      call.ints("padding", dims),
                      call.ints("dilation", dims),
                      false,
                      new int[dims],
                      call.argument("groups"));
              return single ? ops.squeeze(out, 0) : out;
            })
        .samples(Sample.of(tensor(image), tensor(kernel)))
        .build();
  }

  private static Op transposed(int dims) {
    int[] image = new int[dims + 2];
    Arrays.fill(image, 2);
    return Op.define(
            "conv_transpose%dd(Tensor input, Tensor weight, Tensor bias=None, Ints stride=[1], Ints padding=[0], Ints output_padding=[0], Int groups=1, Ints dilation=[1])"
                .formatted(dims))
        .body(
            (ops, call) -> {
              Tensor input = call.tensor("input");
              boolean single = input.shape().dim() == dims + 1;
              Tensor batch = single ? ops.unsqueeze(input, 0) : input;
              ConvolutionChecks.check(call, dims, batch, call.tensor("weight"), true);
              Tensor out =
                  ops.call(
                      "convolution",
                      batch,
                      call.tensor("weight"),
                      call.optionalTensor("bias"),
                      call.ints("stride", dims),
                      call.ints("padding", dims),
                      call.ints("dilation", dims),
                      true,
                      call.ints("output_padding", dims),
                      call.argument("groups"));
              return single ? ops.squeeze(out, 0) : out;
            })
        .samples(Sample.of(tensor(image), tensor(image)))
        .build();
  }

  /** Sizes with ones in front, so that there are three. */
  private static int[] three(int[] sizes, int filling) {
    int[] all = {filling, filling, filling};
    System.arraycopy(sizes, 0, all, 3 - sizes.length, sizes.length);
    return all;
  }

  private static int[] spatial(Shape shape) {
    return Arrays.copyOfRange(shape.toArray(), 2, shape.dim());
  }

  private static Convolution geometry(
      Call call, Shape input, Shape output, int[] kernel, int groups) {
    int dims = kernel.length;
    return new Convolution(
        input.size(0),
        groups,
        input.size(1),
        output.size(1),
        three(spatial(input), 1),
        three(spatial(output), 1),
        three(kernel, 1),
        three(call.ints("stride", dims), 1),
        three(call.ints("padding", dims), 0),
        three(call.ints("dilation", dims), 1));
  }

  private static Object zeros(DType wide, int count) {
    return wide == DType.FLOAT64 ? new double[count] : new float[count];
  }

  /** The type in which sums are taken: integers below 2⁵³ are exact in float64. */
  private static DType wide(Tensor tensor) {
    return tensor.dtype().isFloating() ? tensor.dtype().wide() : DType.FLOAT64;
  }

  private static Tensor finished(Call call, DType type, Shape shape, Object out) {
    return type.isFloating()
        ? call.result(type, shape, out)
        : call.rounded(type, shape, (double[]) out);
  }

  private static Tensor convolve(Call call) {
    Tensor input = call.tensor("input");
    Tensor weight = call.tensor("weight");
    int[] kernel = spatial(weight.shape());
    int dims = kernel.length;
    int groups = call.integer("groups");
    boolean transposed = call.flag("transposed");
    int[] stride = call.ints("stride", dims);
    int[] padding = call.ints("padding", dims);
    int[] dilation = call.ints("dilation", dims);
    int[] sizes = new int[dims + 2];
    sizes[0] = input.shape().size(0);
    sizes[1] = transposed ? weight.shape().size(1) * groups : weight.shape().size(0);
    for (int d = 0; d < dims; d++) {
      int in = input.shape().size(d + 2);
      int reach = dilation[d] * (kernel[d] - 1);
      sizes[d + 2] =
          transposed
              ? (in - 1) * stride[d]
                  - 2 * padding[d]
                  + reach
                  + call.ints("output_padding", dims)[d]
                  + 1
              : (in + 2 * padding[d] - reach - 1) / stride[d] + 1;
    }
    Shape shape = Shape.of(sizes);
    DType wide = wide(input);
    Object out = zeros(wide, shape.numel());
    addBias(out, call.optionalTensor("bias"), shape, wide);
    Object x = Values.of(input, wide);
    Object w = Values.of(weight, wide);
    if (transposed) {
      geometry(call, shape, input.shape(), kernel, groups).toInput(out, w, x);
    } else {
      geometry(call, input.shape(), shape, kernel, groups).forward(x, w, out);
    }
    return finished(call, input.dtype(), shape, out);
  }

  private static void addBias(Object out, @Nullable Tensor bias, Shape shape, DType wide) {
    if (bias == null || shape.numel() == 0) {
      return;
    }
    int inner = shape.numel() / (shape.size(0) * shape.size(1));
    double[] values = Values.doubles(bias);
    for (int i = 0; i < shape.numel(); i++) {
      double value = values[i / inner % shape.size(1)];
      if (wide == DType.FLOAT64) {
        ((double[]) out)[i] = value;
      } else {
        ((float[]) out)[i] = (float) value;
      }
    }
  }

  private static Tensor biasGradient(Backward b, Tensor gradient) {
    Shape input = b.shapeOf("input");
    int[] kernel = spatial(b.shapeOf("weight"));
    int groups = b.integer("groups");
    Convolution geometry =
        b.flag("transposed")
            ? geometry(b.arguments(), gradient.shape(), input, kernel, groups)
            : geometry(b.arguments(), input, gradient.shape(), kernel, groups);
    if (gradient.dtype() == DType.FLOAT32 && geometry.isDirect()) {
      return b.call("conv_bias_gradient", gradient);
    }
    int[] all = IntStream.range(0, gradient.shape().dim()).filter(d -> d != 1).toArray();
    return b.sum(gradient, all, false);
  }

  /** One after the other, as oneDNN adds them up. */
  private static Tensor biasGradientKernel(Call call) {
    Tensor gradient = call.tensor("grad_output");
    DType wide = gradient.dtype().wide();
    double[] values = Values.doubles(gradient);
    int channels = gradient.shape().size(1);
    int places = values.length / Math.max(1, gradient.shape().size(0) * channels);
    double[] sums = new double[channels];
    for (int i = 0; i < values.length; i++) {
      int channel = i / places % channels;
      double sum = sums[channel] + values[i];
      sums[channel] = wide == DType.FLOAT32 ? (float) sum : sum;
    }
    return call.rounded(gradient.dtype(), Shape.of(channels), sums);
  }

  private static Tensor weightGradientKernel(Call call) {
    Tensor input = call.tensor("input");
    Tensor gradient = call.tensor("grad_output");
    int[] kernel = call.ints("kernel_size");
    int groups = call.integer("groups");
    int[] sizes = new int[kernel.length + 2];
    sizes[0] = gradient.shape().size(1);
    sizes[1] = input.shape().size(1) / groups;
    System.arraycopy(kernel, 0, sizes, 2, kernel.length);
    Shape shape = Shape.of(sizes);
    DType wide = wide(input);
    Object out = zeros(wide, shape.numel());
    geometry(call, input.shape(), gradient.shape(), kernel, groups)
        .toWeight(Values.of(input, wide), out, Values.of(gradient, wide));
    return finished(call, input.dtype(), shape, out);
  }

  /** The transposed convolution of {@code gradient}, with the sizes of {@code shape}. */
  private static Tensor transposed(
      Ops ops, Tensor gradient, Tensor weight, Shape shape, Call like) {
    int dims = shape.dim() - 2;
    int[] stride = like.ints("stride", dims);
    int[] padding = like.ints("padding", dims);
    int[] dilation = like.ints("dilation", dims);
    int[] more = new int[dims];
    for (int d = 0; d < dims; d++) {
      int plain =
          (gradient.shape().size(d + 2) - 1) * stride[d]
              - 2 * padding[d]
              + dilation[d] * (weight.shape().size(d + 2) - 1)
              + 1;
      more[d] = shape.size(d + 2) - plain;
    }
    return ops.call(
        "convolution",
        gradient,
        weight,
        null,
        stride,
        padding,
        dilation,
        true,
        more,
        like.argument("groups"));
  }

  private static Tensor plain(Ops ops, Tensor input, Tensor weight, Call like) {
    int dims = input.shape().dim() - 2;
    return ops.call(
        "convolution",
        input,
        weight,
        null,
        like.ints("stride", dims),
        like.ints("padding", dims),
        like.ints("dilation", dims),
        false,
        new int[dims],
        like.argument("groups"));
  }

  private static Tensor inputGradient(Backward b, Tensor gradient) {
    return b.flag("transposed")
        ? cropped(b, plain(b, gradient, b.saved("weight"), b.arguments()), b.shapeOf("input"))
        : transposed(b, gradient, b.saved("weight"), b.shapeOf("input"), b.arguments());
  }

  /** Without the places beyond {@code shape}, which an output padding of a stride or more adds. */
  private static Tensor cropped(Ops ops, Tensor tensor, Shape shape) {
    Tensor result = tensor;
    for (int d = 2; d < shape.dim(); d++) {
      if (result.shape().size(d) > shape.size(d)) {
        result = ops.slice(result, d, 0, shape.size(d));
      }
    }
    return result;
  }

  private static Tensor weightGradient(Backward b, Tensor gradient) {
    Tensor input = b.saved("input");
    boolean transposed = b.flag("transposed");
    int[] kernel = spatial(b.shapeOf("weight"));
    return b.call(
        "conv_weight_gradient",
        transposed ? gradient : input,
        transposed ? input : gradient,
        kernel,
        b.arguments().ints("stride", kernel.length),
        b.arguments().ints("padding", kernel.length),
        b.arguments().ints("dilation", kernel.length),
        b.number("groups"));
  }
}
