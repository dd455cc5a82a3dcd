package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Convolution;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The row of what a convolution sends back to its input, its weight and its bias. */
final class ConvolutionGradients {
  private static final String ROW = "convolution_backward";

  private ConvolutionGradients() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  ROW
                      + "(Tensor grad_output, Tensor input, Tensor weight, Ints stride, Ints"
                      + " padding, Ints dilation, Bool transposed, Ints output_padding, Int groups,"
                      + " Ints output_mask)")
              .kernels(
                  List.of("grad_input", "grad_weight", "grad_bias"), ConvolutionGradients::compute)
              .internal()
              .reads("{grad_output} back through {input} ∗ {weight}", "∗′")
              .backward("ConvolutionBackwardBackward0")
              .derivativeOfResults(
                  "grad_output",
                  List.of("input", "weight"),
                  "g₀ ∗ {weight} + {input} ∗ g₁ + g₂ at all positions",
                  ConvolutionGradients::ofGradient)
              .derivativeOfResults(
                  "input",
                  List.of("grad_output", "input"),
                  "{grad_output} ∗ᵀ g₁",
                  (b, g) -> again(b, b.saved("input"), b.gradient(1), 0))
              .derivativeOfResults(
                  "weight",
                  List.of("grad_output", "weight"),
                  "g₀ ∗ {grad_output}",
                  (b, g) -> again(b, g, b.saved("weight"), 1))
              .samples(
                  sample(new int[] {1, 3, 2, 2}, new int[] {3, 2, 3, 3}, 1, false, 0, 1),
                  sample(new int[] {1, 2, 1, 1}, new int[] {2, 1, 3, 3}, 2, false, 0, 2),
                  sample(new int[] {1, 3, 9, 9}, new int[] {2, 3, 2, 2}, 2, true, 1, 1))
              .build());

  private static Sample sample(
      int[] gradient,
      int[] weight,
      int stride,
      boolean transposed,
      int outputPadding,
      long groups) {
    return Sample.of(
        tensor(gradient),
        tensor(1, 2, 4, 4),
        tensor(weight),
        new int[] {stride, stride},
        new int[] {0, 0},
        new int[] {1, 1},
        transposed,
        new int[] {outputPadding, outputPadding},
        groups,
        new int[] {1, 1, 1});
  }

  /** The gradients of a convolution's input, weight and bias, as far as they are wanted. */
  static List<Tensor> of(Backward b, Tensor gradient) {
    return b.once(
        "gradients",
        () ->
            applied(
                b,
                gradient,
                b.saved("input"),
                b.saved("weight"),
                b.mask("input", "weight", "bias")));
  }

  private static List<Tensor> applied(
      Backward b, Tensor gradient, Tensor input, Tensor weight, int[] mask) {
    List<@Nullable Object> arguments = new ArrayList<>(List.of(gradient, input, weight));
    for (String name :
        List.of("stride", "padding", "dilation", "transposed", "output_padding", "groups")) {
      arguments.add(b.arguments().argument(name));
    }
    arguments.add(mask);
    return b.callAll(ROW, arguments.toArray());
  }

  private static List<Tensor> compute(Call call) {
    Tensor gradient = call.tensor("grad_output");
    Tensor input = call.tensor("input");
    Tensor weight = call.tensor("weight");
    int[] mask = call.ints("output_mask");
    return List.of(
        mask[0] == 0 ? Tensor.undefined() : ofInput(call, gradient, weight, input.shape()),
        mask[1] == 0 ? Tensor.undefined() : ofWeight(call, gradient, input),
        mask[2] == 0 ? Tensor.undefined() : ofBias(call, gradient, input, weight));
  }

  private static Tensor ofInput(Call call, Tensor gradient, Tensor weight, Shape shape) {
    Ops ops = call.ops();
    int dims = shape.dim() - 2;
    int[] more = new int[dims];
    if (call.flag("transposed")) {
      return cropped(ops, convolved(ops, gradient, weight, call, false, more), shape);
    }
    int[] stride = call.ints("stride", dims);
    int[] padding = call.ints("padding", dims);
    int[] dilation = call.ints("dilation", dims);
    for (int d = 0; d < dims; d++) {
      int plain =
          (gradient.shape().size(d + 2) - 1) * stride[d]
              - 2 * padding[d]
              + dilation[d] * (weight.shape().size(d + 2) - 1)
              + 1;
      more[d] = shape.size(d + 2) - plain;
    }
    return convolved(ops, gradient, weight, call, true, more);
  }

  private static Tensor convolved(
      Ops ops, Tensor input, Tensor weight, Call like, boolean transposed, int[] outputPadding) {
    int dims = outputPadding.length;
    return ops.call(
        "convolution",
        input,
        weight,
        null,
        like.ints("stride", dims),
        like.ints("padding", dims),
        like.ints("dilation", dims),
        transposed,
        outputPadding,
        like.argument("groups"));
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

  private static Tensor ofWeight(Call call, Tensor gradient, Tensor input) {
    boolean transposed = call.flag("transposed");
    Tensor from = transposed ? gradient : input;
    Tensor to = transposed ? input : gradient;
    int[] kernel = Convolutions.spatial(call.tensor("weight").shape());
    int groups = call.integer("groups");
    int[] sizes = new int[kernel.length + 2];
    sizes[0] = to.shape().size(1);
    sizes[1] = from.shape().size(1) / groups;
    System.arraycopy(kernel, 0, sizes, 2, kernel.length);
    Shape shape = Shape.of(sizes);
    DType wide = Convolutions.wide(input);
    Object out = Convolutions.zeros(wide, shape.numel());
    Convolutions.geometry(call, from.shape(), to.shape(), kernel, groups)
        .toWeight(Values.of(from, wide), out, Values.of(to, wide));
    return Convolutions.finished(call, input.dtype(), shape, out);
  }

  private static Tensor ofBias(Call call, Tensor gradient, Tensor input, Tensor weight) {
    int[] kernel = Convolutions.spatial(weight.shape());
    boolean transposed = call.flag("transposed");
    Convolution geometry =
        Convolutions.geometry(
            call,
            transposed ? gradient.shape() : input.shape(),
            transposed ? input.shape() : gradient.shape(),
            kernel,
            call.integer("groups"));
    if (gradient.dtype() == DType.FLOAT32 && geometry.isDirect()) {
      return oneAfterTheOther(call, gradient);
    }
    int[] all = IntStream.range(0, gradient.shape().dim()).filter(d -> d != 1).toArray();
    return call.ops().sum(gradient, all, false);
  }

  /** Sums over all positions as oneDNN adds them up. */
  private static Tensor oneAfterTheOther(Call call, Tensor gradient) {
    float[] values = (float[]) Values.of(gradient, DType.FLOAT32);
    int channels = gradient.shape().size(1);
    int places = values.length / Math.max(1, gradient.shape().size(0) * channels);
    float[] sums = new float[channels];
    for (int i = 0; i < values.length; i++) {
      sums[i / places % channels] += values[i];
    }
    return call.result(DType.FLOAT32, Shape.of(channels), sums);
  }

  private static @Nullable Tensor ofGradient(Backward b, @Nullable Tensor ofInput) {
    Tensor ofWeight = b.gradient(1);
    Tensor ofBias = b.gradient(2);
    Tensor sum = null;
    if (ofInput != null) {
      sum = forward(b, ofInput, b.saved("weight"));
    }
    if (ofWeight != null) {
      Tensor part = forward(b, b.saved("input"), ofWeight);
      sum = b.plus(sum, part);
    }
    if (ofBias != null) {
      int[] channels = new int[b.shapeOf("grad_output").dim()];
      Arrays.fill(channels, 1);
      channels[1] = -1;
      Tensor part = b.expand(b.reshape(ofBias, channels), b.shapeOf("grad_output"));
      sum = b.plus(sum, part);
    }
    return sum;
  }

  private static Tensor forward(Backward b, Tensor input, Tensor weight) {
    int dims = input.shape().dim() - 2;
    int[] outputPadding = b.arguments().ints("output_padding", dims);
    return convolved(b, input, weight, b.arguments(), b.flag("transposed"), outputPadding);
  }

  /** The gradient goes back once more, through another input or weight; null where that is zero. */
  private static @Nullable Tensor again(
      Backward b, @Nullable Tensor input, @Nullable Tensor weight, int wanted) {
    if (input == null || weight == null) {
      return null;
    }
    int[] mask = new int[3];
    mask[wanted] = 1;
    return applied(b, b.saved("grad_output"), input, weight, mask).get(wanted);
  }
}
