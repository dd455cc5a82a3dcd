package tapedeck.kernel;

import java.util.Arrays;

/**
 * Large convolutions in float32 as products of matrices: the input is unfolded into a row for each
 * weight of an output channel, with the numbers that this weight meets, as {@code torch.nn.Unfold}
 * does.
 */
final class UnfoldedConvolution {
  private final Convolution shape;
  private final int groupIn;
  private final int groupOut;
  private final int kernelSize;
  private final int inSize;
  private final int outSize;
  private final int perOutput;
  private final float[] unfolded;
  private final WideKernels kernels = WideKernels.get();

  UnfoldedConvolution(Convolution shape) {
    this.shape = shape;
    this.groupIn = shape.inChannels() / shape.groups();
    this.groupOut = shape.outChannels() / shape.groups();
    this.kernelSize = Convolution.product(shape.kernel());
    this.inSize = Convolution.product(shape.in());
    this.outSize = Convolution.product(shape.out());
    this.perOutput = groupIn * kernelSize;
    this.unfolded = Scratch.UNFOLDED.floats(perOutput * outSize);
    clear();
  }

  private void clear() {
    Arrays.fill(unfolded, 0, perOutput * outSize, 0);
  }

  /** What is done with one group of channels of one image. */
  private interface Part {
    void at(int image, int weight, int output);
  }

  private void parts(Part part) {
    for (int b = 0; b < shape.batch(); b++) {
      for (int g = 0; g < shape.groups(); g++) {
        part.at(
            (b * shape.inChannels() + g * groupIn) * inSize,
            g * groupOut * perOutput,
            (b * shape.outChannels() + g * groupOut) * outSize);
      }
    }
  }

  /** {@code y += w · unfolded x}. */
  void forward(float[] x, float[] w, float[] y) {
    WideKernels.Product product = kernels.product(groupOut, perOutput, outSize, true);
    parts(
        (image, weight, output) -> {
          unfold(x, image);
          product.add(y, output, w, weight, perOutput, 1, unfolded, 0, outSize, 1);
        });
  }

  /** {@code w += y · (unfolded x)ᵀ}. */
  void toWeight(float[] x, float[] w, float[] y) {
    WideKernels.Product product = kernels.product(groupOut, outSize, perOutput, true);
    parts(
        (image, weight, output) -> {
          unfold(x, image);
          product.add(w, weight, y, output, outSize, 1, unfolded, 0, 1, outSize);
        });
  }

  /** {@code x += fold(wᵀ · y)}. */
  void toInput(float[] x, float[] w, float[] y) {
    int step = shape.stride()[2];
    Convolution.Run fold =
        (o, i, k, count) -> {
          for (int n = 0; n < count; n++) {
            x[i + n * step] += unfolded[k * outSize + o + n];
          }
        };
    WideKernels.Product product = kernels.product(perOutput, groupOut, outSize, true);
    parts(
        (image, weight, output) -> {
          clear();
          product.add(unfolded, 0, w, weight, 1, perOutput, y, output, outSize, 1);
          channels(fold, image);
        });
  }

  /** Where a weight meets the padding the row keeps its zeros. */
  private void unfold(float[] x, int image) {
    int step = shape.stride()[2];
    channels(
        step == 1
            ? (o, i, k, count) -> System.arraycopy(x, i, unfolded, k * outSize + o, count)
            : (o, i, k, count) -> {
              for (int n = 0; n < count; n++) {
                unfolded[k * outSize + o + n] = x[i + n * step];
              }
            },
        image);
  }

  private void channels(Convolution.Run run, int image) {
    for (int c = 0; c < groupIn; c++) {
      shape.planes(run, 0, image + c * inSize, c * kernelSize);
    }
  }
}
