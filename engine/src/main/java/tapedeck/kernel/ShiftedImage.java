package tapedeck.kernel;

import java.util.Arrays;

/**
 * What the weights of a kernel meet that moves by one number at a time: for each place of the
 * kernel the image itself, shifted.
 *
 * <p>A row of the image is longer than a row of the output, so there are columns between those of
 * the output, where the kernel reaches over the edge; they are computed and left out.
 */
final class ShiftedImage {
  private final Convolution shape;

  /** Depth, height and width of an image with its padding. */
  private final int[] padded = new int[3];

  private final int paddedSize;
  private final int inSize;
  private final int outSize;
  private final int span;

  ShiftedImage(Convolution shape) {
    this.shape = shape;
    for (int d = 0; d < 3; d++) {
      padded[d] = shape.in()[d] + 2 * shape.padding()[d];
    }
    this.paddedSize = Convolution.product(padded);
    this.inSize = Convolution.product(shape.in());
    this.outSize = Convolution.product(shape.out());
    this.span = span(shape);
  }

  /** Whether the kernel moves by one and few columns are computed in vain. */
  static boolean fits(Convolution shape) {
    return Arrays.stream(shape.stride()).allMatch(step -> step == 1)
        && span(shape) <= 2L * Convolution.product(shape.out());
  }

  private static int span(Convolution shape) {
    int[] out = shape.out();
    int height = shape.in()[1] + 2 * shape.padding()[1];
    int width = shape.in()[2] + 2 * shape.padding()[2];
    return ((out[0] - 1) * height + out[1] - 1) * width + out[2];
  }

  /** From the first number of the output to behind its last, in steps of the padded image. */
  int span() {
    return span;
  }

  /** Where the numbers begin that each weight meets: by places, and then by channels. */
  int[] rows(int channels) {
    int[] kernel = shape.kernel();
    int[] dilation = shape.dilation();
    int[] starts = new int[channels * Convolution.product(kernel)];
    int p = 0;
    for (int kd = 0; kd < kernel[0]; kd++) {
      for (int kh = 0; kh < kernel[1]; kh++) {
        for (int kw = 0; kw < kernel[2]; kw++) {
          int line = kd * dilation[0] * padded[1] + kh * dilation[1];
          for (int c = 0; c < channels; c++) {
            starts[p++] = c * paddedSize + line * padded[2] + kw * dilation[2];
          }
        }
      }
    }
    return starts;
  }

  /** Some channels of an image with their padding, from {@link #start} on. */
  float[] image(float[] x, int from, int channels) {
    if (paddedSize == inSize) {
      return x;
    }
    float[] image = Scratch.PADDED.floats(channels * paddedSize);
    Arrays.fill(image, 0, channels * paddedSize, 0);
    int[] in = shape.in();
    int[] padding = shape.padding();
    for (int c = 0; c < channels; c++) {
      for (int d = 0; d < in[0]; d++) {
        for (int h = 0; h < in[1]; h++) {
          int line = (c * padded[0] + d + padding[0]) * padded[1] + h + padding[1];
          int at = from + ((c * in[0] + d) * in[1] + h) * in[2];
          System.arraycopy(x, at, image, line * padded[2] + padding[2], in[2]);
        }
      }
    }
    return image;
  }

  int start(int from) {
    return paddedSize == inSize ? from : 0;
  }

  /** Adds the columns of {@code sums} that are of the output to {@code y}. */
  void add(float[] sums, int channels, float[] y, int to) {
    int[] out = shape.out();
    for (int o = 0; o < channels; o++) {
      for (int d = 0; d < out[0]; d++) {
        for (int h = 0; h < out[1]; h++) {
          int at = to + o * outSize + (d * out[1] + h) * out[2];
          int from = o * span + (d * padded[1] + h) * padded[2];
          for (int i = 0; i < out[2]; i++) {
            y[at + i] += sums[from + i];
          }
        }
      }
    }
  }
}
