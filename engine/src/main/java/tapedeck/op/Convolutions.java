package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Convolution;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The rows of convolutions and transposed convolutions. */
public final class Convolutions {
  private static final List<String> OPERANDS = List.of("input", "weight");

  private Convolutions() {}

  private static Derivative.Rule gradient(int index) {
    return (b, g) -> ConvolutionGradients.of(b, g).get(index);
  }

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
              .derivative("input", OPERANDS, "{g} ∗ᵀ {weight}", gradient(0))
              .derivative("weight", OPERANDS, "{input} ∗ {g}", gradient(1))
              .derivative("bias", OPERANDS, "Σ {g} over all positions", gradient(2))
              .samples(
                  sample(tensor(1, 2, 4, 4), tensor(3, 2, 3, 3), tensor(3), 1, 0, 1, false, 0, 1),
                  sample(tensor(2, 2, 5, 4), tensor(2, 1, 2, 2), tensor(2), 2, 1, 1, false, 0, 2),
                  sample(tensor(1, 2, 3, 3), tensor(2, 3, 2, 2), tensor(3), 2, 1, 1, true, 1, 1))
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
  static int[] three(int[] sizes, int filling) {
    int[] all = {filling, filling, filling};
    System.arraycopy(sizes, 0, all, 3 - sizes.length, sizes.length);
    return all;
  }

  static int[] spatial(Shape shape) {
    return Arrays.copyOfRange(shape.toArray(), 2, shape.dim());
  }

  static Convolution geometry(Call call, Shape input, Shape output, int[] kernel, int groups) {
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

  static Object zeros(DType wide, int count) {
    return wide == DType.FLOAT64 ? new double[count] : new float[count];
  }

  /** The type in which sums are taken: integers below 2⁵³ are exact in float64. */
  static DType wide(Tensor tensor) {
    return tensor.dtype().isFloating() ? tensor.dtype().wide() : DType.FLOAT64;
  }

  static Tensor finished(Call call, DType type, Shape shape, Object out) {
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
}
