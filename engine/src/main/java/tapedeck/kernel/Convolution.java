package tapedeck.kernel;

import java.util.Arrays;

/**
 * Convolutions over up to three dimensions, by loops over rows of the output.
 *
 * <p>Arrays are row-major: the input (batch, channels, depth, height, width), the weight (output
 * channels, channels of a group, and the kernel's three sizes), the output like the input. They are
 * {@code float[]} or {@code double[]}, all of one type.
 *
 * @param batch the number of images
 * @param groups the number of groups into which the channels are split
 * @param inChannels the channels of the input
 * @param outChannels the channels of the output
 * @param in depth, height and width of the input
 * @param out those of the output
 * @param kernel those of the kernel
 */
public record Convolution(
    int batch,
    int groups,
    int inChannels,
    int outChannels,
    int[] in,
    int[] out,
    int[] kernel,
    int[] stride,
    int[] padding,
    int[] dilation) {
  /** The numbers of an input beyond which oneDNN is used for a single image as well. */
  private static final int LARGE = 20_480;

  /** What to do with a run of output elements and the input elements they meet at one weight. */
  interface Run {
    void at(int output, int input, int weight, int count);
  }

  /** {@code output += weight * input}. */
  public void forward(Object input, Object weight, Object output) {
    if (input instanceof float[] x && weight instanceof float[] w && output instanceof float[] y) {
      if (hasKernel()) {
        new DirectConvolution(this).forward(x, w, y);
      } else {
        new UnfoldedConvolution(this).forward(x, w, y);
      }
      return;
    }
    int step = stride[2];
    double[] x = (double[]) input;
    double[] w = (double[]) weight;
    double[] y = (double[]) output;
    runs(
        (o, i, k, count) -> {
          double factor = w[k];
          for (int n = 0; n < count; n++) {
            y[o + n] += factor * x[i + n * step];
          }
        });
  }

  /**
   * Whether PyTorch gives float32 to oneDNN and does not compute it itself ({@code use_mkldnn} in
   * ATen's Convolution.cpp, with one thread).
   */
  public boolean isDirect() {
    boolean moves = kernel[1] != 1 || kernel[2] != 1 || batch >= 16;
    for (int d = 0; d < 3; d++) {
      moves |= stride[d] != 1 || dilation[d] != 1;
    }
    boolean isLarge = (long) batch * inChannels * product(in) > LARGE;
    return moves && (groups > 1 || (kernel[1] > 3 && kernel[2] > 3) || batch > 1 || isLarge);
  }

  /** Whether oneDNN has a kernel of its own for it, and does not multiply unfolded images. */
  private boolean hasKernel() {
    boolean isDepthwise = groups == inChannels && groups == outChannels;
    return isDirect() && (groups == 1 || isDepthwise);
  }

  /** Adds to {@code input} the gradient that {@code output} sends it. */
  public void toInput(Object input, Object weight, Object output) {
    if (input instanceof float[] x && weight instanceof float[] w && output instanceof float[] y) {
      if (hasKernel()) {
        new DirectConvolution(this).toInput(x, w, y);
      } else {
        new UnfoldedConvolution(this).toInput(x, w, y);
      }
      return;
    }
    int step = stride[2];
    double[] x = (double[]) input;
    double[] w = (double[]) weight;
    double[] y = (double[]) output;
    runs(
        (o, i, k, count) -> {
          double factor = w[k];
          for (int n = 0; n < count; n++) {
            x[i + n * step] += factor * y[o + n];
          }
        });
  }

  /** Adds to {@code weight} the gradient that {@code output} sends it. */
  public void toWeight(Object input, Object weight, Object output) {
    if (input instanceof float[] x && weight instanceof float[] w && output instanceof float[] y) {
      if (hasKernel()) {
        new DirectConvolution(this).toWeight(x, w, y);
      } else {
        new UnfoldedConvolution(this).toWeight(x, w, y);
      }
      return;
    }
    int step = stride[2];
    double[] x = (double[]) input;
    double[] w = (double[]) weight;
    double[] y = (double[]) output;
    runs(
        (o, i, k, count) -> {
          double sum = 0;
          for (int n = 0; n < count; n++) {
            sum += x[i + n * step] * y[o + n];
          }
          w[k] += sum;
        });
  }

  /**
   * A row for each place of the kernel in each of {@code channels} of an image, with the numbers
   * that it meets; where it meets the padding there are zeros.
   */
  void unfold(float[] x, int image, int channels, float[] rows) {
    int step = stride[2];
    int outSize = product(out);
    Arrays.fill(rows, 0, channels * product(kernel) * outSize, 0);
    channels(
        step == 1
            ? (o, i, k, count) -> System.arraycopy(x, i, rows, k * outSize + o, count)
            : (o, i, k, count) -> {
              for (int n = 0; n < count; n++) {
                rows[k * outSize + o + n] = x[i + n * step];
              }
            },
        image,
        channels);
  }

  void channels(Run run, int image, int channels) {
    for (int c = 0; c < channels; c++) {
      planes(run, 0, image + c * product(in), c * product(kernel));
    }
  }

  private void runs(Run run) {
    int groupIn = inChannels / groups;
    int groupOut = outChannels / groups;
    int kernelSize = kernel[0] * kernel[1] * kernel[2];
    int inSize = in[0] * in[1] * in[2];
    int outSize = out[0] * out[1] * out[2];
    for (int b = 0; b < batch; b++) {
      for (int o = 0; o < outChannels; o++) {
        int output = (b * outChannels + o) * outSize;
        for (int c = 0; c < groupIn; c++) {
          int channel = o / groupOut * groupIn + c;
          int input = (b * inChannels + channel) * inSize;
          planes(run, output, input, (o * groupIn + c) * kernelSize);
        }
      }
    }
  }

  static int product(int[] sizes) {
    return sizes[0] * sizes[1] * sizes[2];
  }

  void planes(Run run, int output, int input, int weight) {
    for (int kd = 0; kd < kernel[0]; kd++) {
      for (int kh = 0; kh < kernel[1]; kh++) {
        for (int kw = 0; kw < kernel[2]; kw++) {
          int k = weight + (kd * kernel[1] + kh) * kernel[2] + kw;
          // the outputs whose input column lies inside
          int shift = kw * dilation[2] - padding[2];
          int first = shift >= 0 ? 0 : (-shift + stride[2] - 1) / stride[2];
          int last = Math.min(out[2] - 1, Math.floorDiv(in[2] - 1 - shift, stride[2]));
          if (last >= first) {
            rows(run, output, input, k, kd, kh, first, last - first + 1, shift);
          }
        }
      }
    }
  }

  private void rows(
      Run run, int output, int input, int k, int kd, int kh, int first, int count, int shift) {
    for (int od = 0; od < out[0]; od++) {
      int id = od * stride[0] + kd * dilation[0] - padding[0];
      if (id < 0 || id >= in[0]) {
        continue;
      }
      for (int oh = 0; oh < out[1]; oh++) {
        int ih = oh * stride[1] + kh * dilation[1] - padding[1];
        if (ih >= 0 && ih < in[1]) {
          run.at(
              output + (od * out[1] + oh) * out[2] + first,
              input + (id * in[1] + ih) * in[2] + first * stride[2] + shift,
              k,
              count);
        }
      }
    }
  }
}
