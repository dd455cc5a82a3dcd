package tapedeck.op;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** What a convolution demands of its arguments, with PyTorch's messages. */
final class ConvolutionChecks {
  private static final Set<DType> TRANSPOSED =
      EnumSet.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64, DType.INT64);

  private ConvolutionChecks() {}

  /**
   * @param batch the input with its batch dimension
   * @throws TorchError if the sizes, types or options do not fit together
   */
  static void check(Call call, int dims, Tensor batch, Tensor weight, boolean transposed) {
    if (batch.shape().dim() != dims + 2) {
      throw TorchError.runtime(
          "Expected %dD (unbatched) or %dD (batched) input to %s, but got input of size: %s"
              .formatted(dims + 1, dims + 2, call.op().function(), call.tensor("input").shape()));
    }
    if (weight.shape().dim() < 3) {
      throw TorchError.runtime("weight should have at least three dimensions");
    }
    if (weight.shape().dim() != dims + 2) {
      otherDimensions(call, batch, weight);
    }
    options(call, dims);
    types(call, dims, batch, weight, transposed);
    weight(call.integer("groups"), weight);
    channels(call.integer("groups"), batch, weight, transposed);
    bias(call, weight, transposed);
    if (transposed) {
      outputPadding(call, dims);
    } else {
      kernelFits(call, dims, batch, weight);
    }
  }

  /** A weight for images of other dimensions: PyTorch goes by it, until the input does not fit. */
  private static void otherDimensions(Call call, Tensor batch, Tensor weight) {
    options(call, weight.shape().dim() - 2);
    throw TorchError.runtime(
        "Expected %d-dimensional input for %d-dimensional weight %s, but got %d-dimensional input of size %s instead"
            .formatted(
                weight.shape().dim(),
                weight.shape().dim(),
                weight.shape(),
                batch.shape().dim(),
                batch.shape()));
  }

  private static void options(Call call, int dims) {
    for (String name : new String[] {"stride", "padding", "dilation"}) {
      int[] given = (int[]) call.argument(name);
      if (given != null && given.length != 1 && given.length != dims) {
        throw TorchError.runtime(
            ("expected %s to be a single integer value or a list of %d values to match the"
                    + " convolution dimensions, but got %s=%s")
                .formatted(name, dims, name, Arrays.toString(given)));
      }
    }
    if (call.integer("groups") <= 0) {
      throw TorchError.runtime("non-positive groups is not supported");
    }
    if (least(call.ints("padding", dims)) < 0) {
      throw TorchError.runtime("negative padding is not supported");
    }
    if (least(call.ints("stride", dims)) <= 0) {
      throw TorchError.runtime("non-positive stride is not supported");
    }
    int[] dilation = call.ints("dilation", dims);
    if (least(dilation) <= 0) {
      throw TorchError.runtime(
          least(dilation) < 0
              ? "dilation should be greater than zero"
              : "dilation should be greater than zero, but got " + Arrays.toString(dilation));
    }
  }

  private static int least(int[] values) {
    return Arrays.stream(values).min().orElse(1);
  }

  private static void weight(int groups, Tensor weight) {
    if (weight.shape().size(0) < groups) {
      throw TorchError.runtime(
          ("Given groups=%d, expected weight to be at least %d at dimension 0, but got weight of"
                  + " size %s instead")
              .formatted(groups, groups, weight.shape()));
    }
  }

  private static void channels(int groups, Tensor batch, Tensor weight, boolean transposed) {
    int channels = batch.shape().size(1);
    int expected = transposed ? weight.shape().size(0) : weight.shape().size(1) * groups;
    if (channels != expected) {
      throw TorchError.runtime(
          ("Given %s, weight of size %s, expected input%s to have %d channels, but got %d"
                  + " channels instead")
              .formatted(
                  transposed ? "transposed=1" : "groups=" + groups,
                  weight.shape(),
                  batch.shape(),
                  expected,
                  channels));
    }
  }

  private static void bias(Call call, Tensor weight, boolean transposed) {
    @Nullable Tensor bias = call.optionalTensor("bias");
    if (bias == null) {
      return;
    }
    int outputs =
        transposed ? weight.shape().size(1) * call.integer("groups") : weight.shape().size(0);
    if (bias.shape().dim() != 1 || bias.shape().size(0) != outputs) {
      throw TorchError.runtime(
          ("Given %sweight of size %s, expected bias to be 1-dimensional with %d elements, but got"
                  + " bias of size %s instead")
              .formatted(
                  transposed ? "transposed=1, " : "", weight.shape(), outputs, bias.shape()));
    }
  }

  private static void types(Call call, int dims, Tensor batch, Tensor weight, boolean transposed) {
    DType type = batch.dtype();
    DType other = weight.dtype();
    Tensor bias = call.optionalTensor("bias");
    if (!transposed && bias != null && bias.dtype() != type) {
      throw TorchError.runtime(
          "Input type (%s) and bias type (%s) should be the same"
              .formatted(type.cName(), bias.dtype().cName()));
    }
    boolean reordered = type == DType.BFLOAT16 || (transposed && type == DType.FLOAT32);
    if (other != type && reordered) {
      throw TorchError.runtime(
          "Input type (%s) and weight type (%s) should be the same or input should be a MKLDNN tensor and weight is a dense tensor"
              .formatted(type.tensorName(), other.tensorName()));
    }
    if (transposed) {
      TypeRule.require(
          TRANSPOSED, type, "slow_conv_transpose%dd_out_cpu".formatted(Math.max(dims, 2)));
    } else {
      TypeRule.require(TypeRule.NUMBERS, type, dims == 3 ? "compute_columns3d" : "slow_conv2d_cpu");
    }
    if (other != type) {
      throw TorchError.runtime(
          "expected scalar type %s but found %s".formatted(type.legacyName(), other.legacyName()));
    }
  }

  private static void outputPadding(Call call, int dims) {
    int[] padding = call.ints("output_padding", dims);
    int[] stride = call.ints("stride", dims);
    int[] dilation = call.ints("dilation", dims);
    for (int d = 0; d < dims; d++) {
      if (padding[d] >= stride[d] && padding[d] >= dilation[d]) {
        throw TorchError.runtime(
            "output padding must be smaller than either stride or dilation, but got"
                + sides("output_padding", dims == 1 ? new int[] {0, padding[0]} : padding)
                + sides("stride", stride)
                + sides("dilation", dilation));
      }
    }
  }

  private static String sides(String name, int[] values) {
    int[] both = values.length == 1 ? new int[] {1, values[0]} : values;
    String depth = both.length == 3 ? " %s_depth: %d".formatted(name, both[0]) : "";
    return depth
        + " %s_height: %d %s_width: %d"
            .formatted(name, both[both.length - 2], name, both[both.length - 1]);
  }

  private static void kernelFits(Call call, int dims, Tensor batch, Tensor weight) {
    int[] padded = new int[dims];
    int[] kernel = new int[dims];
    boolean fits = true;
    for (int d = 0; d < dims; d++) {
      padded[d] = batch.shape().size(d + 2) + 2 * call.ints("padding", dims)[d];
      kernel[d] = call.ints("dilation", dims)[d] * (weight.shape().size(d + 2) - 1) + 1;
      fits &= kernel[d] <= padded[d];
    }
    if (!fits) {
      throw TorchError.runtime(
          ("Calculated padded input size per channel: (%s). Kernel size: (%s). Kernel size can't be"
                  + " greater than actual input size")
              .formatted(crossed(padded), crossed(kernel)));
    }
  }

  private static String crossed(int[] sizes) {
    return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
  }
}
