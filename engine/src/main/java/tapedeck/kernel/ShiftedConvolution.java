package tapedeck.kernel;

import java.util.Arrays;

/**
 * Large convolutions in float32 that move their kernel by one number at a time, as products of
 * matrices without unfolding: what a weight meets at all its places is the image itself, shifted.
 *
 * <p>A row of the image is longer than a row of the output, so the product has columns between
 * those of the output, where the kernel reaches over the edge; they are computed and left out. Each
 * number is summed as in {@link UnfoldedConvolution}, digit for digit.
 */
final class ShiftedConvolution {
  private final Convolution shape;
  private final int groupIn;
  private final int groupOut;

  /** Depth, height and width of an image with its padding. */
  private final int[] padded = new int[3];

  private final int paddedSize;
  private final int inSize;
  private final int outSize;

  /** From the first number of the output to behind its last, in steps of the padded image. */
  private final int span;

  /** Where the numbers that each weight meets begin in the padded image. */
  private final int[] rows;

  ShiftedConvolution(Convolution shape) {
    this.shape = shape;
    this.groupIn = shape.inChannels() / shape.groups();
    this.groupOut = shape.outChannels() / shape.groups();
    for (int d = 0; d < 3; d++) {
      padded[d] = shape.in()[d] + 2 * shape.padding()[d];
    }
    this.paddedSize = Convolution.product(padded);
    this.inSize = Convolution.product(shape.in());
    this.outSize = Convolution.product(shape.out());
    this.span = span(shape);
    this.rows = rows();
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

  private int[] rows() {
    int[] kernel = shape.kernel();
    int[] dilation = shape.dilation();
    int[] starts = new int[groupIn * Convolution.product(kernel)];
    int p = 0;
    for (int c = 0; c < groupIn; c++) {
      for (int kd = 0; kd < kernel[0]; kd++) {
        for (int kh = 0; kh < kernel[1]; kh++) {
          for (int kw = 0; kw < kernel[2]; kw++) {
            int line = kd * dilation[0] * padded[1] + kh * dilation[1];
            starts[p++] = c * paddedSize + line * padded[2] + kw * dilation[2];
          }
        }
      }
    }
    return starts;
  }

  /** {@code y += w ∗ x}. */
  void forward(float[] x, float[] w, float[] y) {
    int perOutput = rows.length;
    WideKernels.Product product = WideKernels.get().product(groupOut, perOutput, span, true);
    boolean isPadded = paddedSize > inSize;
    float[] image = isPadded ? Scratch.PADDED.floats(groupIn * paddedSize) : x;
    if (isPadded) {
      Arrays.fill(image, 0, groupIn * paddedSize, 0);
    }
    float[] sums = span == outSize ? y : Scratch.SPACED.floats(groupOut * span);
    for (int b = 0; b < shape.batch(); b++) {
      for (int g = 0; g < shape.groups(); g++) {
        int from = (b * shape.inChannels() + g * groupIn) * inSize;
        if (isPadded) {
          pad(x, from, image);
          from = 0;
        }
        int weight = g * groupOut * perOutput;
        int output = (b * shape.outChannels() + g * groupOut) * outSize;
        if (sums == y) {
          product.addRows(y, output, w, weight, perOutput, image, from, rows);
        } else {
          lines((o, s) -> System.arraycopy(y, output + o, sums, s, shape.out()[2]));
          product.addRows(sums, 0, w, weight, perOutput, image, from, rows);
          lines((o, s) -> System.arraycopy(sums, s, y, output + o, shape.out()[2]));
        }
      }
    }
  }

  private void pad(float[] x, int from, float[] image) {
    int[] in = shape.in();
    int[] padding = shape.padding();
    for (int c = 0; c < groupIn; c++) {
      for (int d = 0; d < in[0]; d++) {
        for (int h = 0; h < in[1]; h++) {
          int line = (c * padded[0] + d + padding[0]) * padded[1] + h + padding[1];
          int at = from + ((c * in[0] + d) * in[1] + h) * in[2];
          System.arraycopy(x, at, image, line * padded[2] + padding[2], in[2]);
        }
      }
    }
  }

  /** A line of the output and the same in the product. */
  private interface Line {
    void at(int output, int sums);
  }

  private void lines(Line line) {
    int[] out = shape.out();
    for (int o = 0; o < groupOut; o++) {
      for (int d = 0; d < out[0]; d++) {
        for (int h = 0; h < out[1]; h++) {
          line.at(
              o * outSize + (d * out[1] + h) * out[2], o * span + (d * padded[1] + h) * padded[2]);
        }
      }
    }
  }
}
