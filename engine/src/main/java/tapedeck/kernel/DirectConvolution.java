package tapedeck.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tapedeck.kernel.WideKernels.Chain;

/**
 * Convolutions in float32 in the order of oneDNN's kernels for AVX-512: blocks of 16 channels one
 * after the other, and within one a chain over the places of the kernel and the channels, product
 * and addition rounded once.
 *
 * <p>They are products of matrices, whose right operand has a row for each summand, with the
 * numbers that it meets at all places of the result. Where the kernel moves by one number at a
 * time, that is the image itself, shifted ({@link ShiftedImage}), else a copy.
 */
final class DirectConvolution {
  private static final int BLOCK = 16;

  private final Convolution shape;
  private final int groupIn;
  private final int groupOut;
  private final int kernelSize;
  private final int inSize;
  private final int outSize;
  private final WideKernels kernels = WideKernels.get();

  DirectConvolution(Convolution shape) {
    this.shape = shape;
    this.groupIn = shape.inChannels() / shape.groups();
    this.groupOut = shape.outChannels() / shape.groups();
    this.kernelSize = Convolution.product(shape.kernel());
    this.inSize = Convolution.product(shape.in());
    this.outSize = Convolution.product(shape.out());
  }

  /** {@code y += w ∗ x}. */
  void forward(float[] x, float[] w, float[] y) {
    boolean isShifted = ShiftedImage.fits(shape);
    int[] all = IntStream.range(0, kernelSize).toArray();
    for (int g = 0; g < shape.groups(); g++) {
      for (int c = 0; c < groupIn; c += BLOCK) {
        int count = Math.min(BLOCK, groupIn - c);
        int weight = (g * groupOut * groupIn + c) * kernelSize;
        float[] factors = packed(w, weight, groupOut, groupIn * kernelSize, count, kernelSize, all);
        int from = (g * groupIn + c) * inSize;
        int to = g * groupOut * outSize;
        if (isShifted) {
          addShifted(factors, count, x, from, y, to);
        } else {
          addCopied(factors, count, x, from, y, to);
        }
      }
    }
  }

  private void addShifted(float[] factors, int channels, float[] x, int from, float[] y, int to) {
    ShiftedImage shifted = new ShiftedImage(shape);
    int[] rows = shifted.rows(channels);
    int width = shifted.span();
    WideKernels.Product product = kernels.product(groupOut, rows.length, width, Chain.FROM_RESULT);
    for (int b = 0; b < shape.batch(); b++) {
      int start = from + b * shape.inChannels() * inSize;
      float[] image = shifted.image(x, start, channels);
      float[] sums = cleared(groupOut * width);
      product.addRows(sums, 0, factors, 0, rows.length, image, shifted.start(start), rows);
      shifted.add(sums, groupOut, y, to + b * shape.outChannels() * outSize);
    }
  }

  private void addCopied(float[] factors, int channels, float[] x, int from, float[] y, int to) {
    int[] rows = rows(channels, outSize, IntStream.range(0, kernelSize).toArray());
    WideKernels.Product product = kernels.product(groupOut, rows.length, outSize, Chain.FROM_ZERO);
    for (int b = 0; b < shape.batch(); b++) {
      float[] image = unfolded(x, from + b * shape.inChannels() * inSize, channels);
      int at = to + b * shape.outChannels() * outSize;
      product.addRows(y, at, factors, 0, rows.length, image, 0, rows);
    }
  }

  /** {@code x += w ∗ᵀ y}: what a forward pass sends back, or a transposed convolution. */
  void toInput(float[] x, float[] w, float[] y) {
    for (int g = 0; g < shape.groups(); g++) {
      for (int o = 0; o < groupOut; o += BLOCK) {
        int count = Math.min(BLOCK, groupOut - o);
        int weight = (g * groupOut + o) * groupIn * kernelSize;
        for (int[] places : chains()) {
          float[] factors =
              packed(w, weight, groupIn, kernelSize, count, groupIn * kernelSize, places);
          int[] rows = rows(count, inSize, places);
          WideKernels.Product product =
              kernels.product(groupIn, rows.length, inSize, Chain.FROM_ZERO);
          for (int b = 0; b < shape.batch(); b++) {
            int from = (b * shape.outChannels() + g * groupOut + o) * outSize;
            int to = (b * shape.inChannels() + g * groupIn) * inSize;
            float[] image = spread(y, from, count);
            product.addRows(x, to, factors, 0, rows.length, image, 0, rows);
          }
        }
      }
    }
  }

  /** The places of the kernel that are added in one; each of its columns where it moves by more. */
  private List<int[]> chains() {
    int[] all = IntStream.range(0, kernelSize).toArray();
    int step = shape.stride()[2];
    if (step == 1 || shape.in()[2] % step != 0) {
      return List.of(all);
    }
    int width = shape.kernel()[2];
    return IntStream.range(0, width)
        .mapToObj(column -> Arrays.stream(all).filter(k -> k % width == column).toArray())
        .toList();
  }

  /** {@code w += y · xᵀ}, one chain over all images and places. */
  void toWeight(float[] x, float[] w, float[] y) {
    int perOutput = groupIn * kernelSize;
    WideKernels.Product product = kernels.product(groupOut, outSize, perOutput, Chain.FROM_RESULT);
    float[] unfolded = Scratch.UNFOLDED.floats(perOutput * outSize);
    for (int b = 0; b < shape.batch(); b++) {
      for (int g = 0; g < shape.groups(); g++) {
        int image = (b * shape.inChannels() + g * groupIn) * inSize;
        shape.unfold(x, image, groupIn, unfolded);
        int from = (b * shape.outChannels() + g * groupOut) * outSize;
        int to = g * groupOut * perOutput;
        product.add(w, to, y, from, outSize, 1, unfolded, 0, 1, outSize);
      }
    }
  }

  /**
   * The weights of each of {@code results}, by place and then by channel.
   *
   * @param result how far the weights of two results are apart
   * @param channel how far those of two of {@code channels} are apart
   */
  private static float[] packed(
      float[] w, int from, int results, int result, int channels, int channel, int[] places) {
    float[] packed = new float[results * places.length * channels];
    int to = 0;
    for (int r = 0; r < results; r++) {
      for (int k : places) {
        for (int c = 0; c < channels; c++) {
          packed[to++] = w[from + r * result + c * channel + k];
        }
      }
    }
    return packed;
  }

  private static int[] rows(int channels, int width, int[] places) {
    int[] starts = new int[places.length * channels];
    Arrays.setAll(starts, i -> (places[i / channels] * channels + i % channels) * width);
    return starts;
  }

  private float[] unfolded(float[] x, int from, int channels) {
    int step = shape.stride()[2];
    float[] rows = clearedRows(kernelSize * channels * outSize);
    for (int c = 0; c < channels; c++) {
      int channel = c;
      shape.planes(
          (o, i, k, count) -> {
            int to = (k * channels + channel) * outSize + o;
            for (int n = 0; n < count; n++) {
              rows[to + n] = x[i + n * step];
            }
          },
          0,
          from + c * inSize,
          0);
    }
    return rows;
  }

  /** The numbers of {@code y} at the places of the input that they are sent to. */
  private float[] spread(float[] y, int from, int channels) {
    int step = shape.stride()[2];
    float[] rows = clearedRows(kernelSize * channels * inSize);
    for (int c = 0; c < channels; c++) {
      int channel = c;
      shape.planes(
          (o, i, k, count) -> {
            int to = (k * channels + channel) * inSize + i;
            for (int n = 0; n < count; n++) {
              rows[to + n * step] = y[o + n];
            }
          },
          from + c * outSize,
          0,
          0);
    }
    return rows;
  }

  private static float[] clearedRows(int length) {
    float[] rows = Scratch.UNFOLDED.floats(length);
    Arrays.fill(rows, 0, length, 0);
    return rows;
  }

  private static float[] cleared(int length) {
    float[] sums = Scratch.SPACED.floats(length);
    Arrays.fill(sums, 0, length, 0);
    return sums;
  }
}
