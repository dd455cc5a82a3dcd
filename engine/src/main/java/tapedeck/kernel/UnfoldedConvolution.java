package tapedeck.kernel;

import tapedeck.kernel.MatrixProduct.Kind;
import tapedeck.kernel.MatrixProduct.Place;

/**
 * Convolutions in float32 as PyTorch's own code computes them: the input is unfolded into a row for
 * each weight of an output channel, with the numbers that this weight meets, as {@code
 * torch.nn.Unfold} does, and BLAS multiplies.
 */
final class UnfoldedConvolution {
  private final Convolution shape;
  private final int groupIn;
  private final int groupOut;
  private final int inSize;
  private final int outSize;
  private final int perOutput;
  private final float[] unfolded;

  UnfoldedConvolution(Convolution shape) {
    this.shape = shape;
    this.groupIn = shape.inChannels() / shape.groups();
    this.groupOut = shape.outChannels() / shape.groups();
    this.inSize = Convolution.product(shape.in());
    this.outSize = Convolution.product(shape.out());
    this.perOutput = groupIn * Convolution.product(shape.kernel());
    this.unfolded = new float[perOutput * outSize];
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
    parts(
        (image, weight, output) -> {
          shape.unfold(x, image, groupIn, unfolded);
          float[] sums = new float[groupOut * outSize];
          System.arraycopy(y, output, sums, 0, sums.length);
          Place left = new Place(weight, perOutput, 1);
          Place right = new Place(0, outSize, 1);
          new MatrixProduct(Kind.MATRICES, groupOut, perOutput, outSize, left, right, true)
              .addTo(sums, w, unfolded);
          System.arraycopy(sums, 0, y, output, sums.length);
        });
  }

  /** {@code w += y · (unfolded x)ᵀ}. */
  void toWeight(float[] x, float[] w, float[] y) {
    parts(
        (image, weight, output) -> {
          shape.unfold(x, image, groupIn, unfolded);
          float[] sums = new float[groupOut * perOutput];
          System.arraycopy(w, weight, sums, 0, sums.length);
          Place left = new Place(output, outSize, 1);
          Place right = new Place(0, 1, outSize);
          new MatrixProduct(Kind.MATRICES, groupOut, outSize, perOutput, left, right, true)
              .addTo(sums, y, unfolded);
          System.arraycopy(sums, 0, w, weight, sums.length);
        });
  }

  /** {@code x += fold(wᵀ · y)}. */
  void toInput(float[] x, float[] w, float[] y) {
    int step = shape.stride()[2];
    parts(
        (image, weight, output) -> {
          float[] sums = new float[perOutput * outSize];
          Place left = new Place(weight, 1, perOutput);
          Place right = new Place(output, outSize, 1);
          new MatrixProduct(Kind.MATRICES, perOutput, groupOut, outSize, left, right, false)
              .addTo(sums, w, y);
          shape.channels(
              (o, i, k, count) -> {
                for (int n = 0; n < count; n++) {
                  x[i + n * step] += sums[k * outSize + o + n];
                }
              },
              image,
              groupIn);
        });
  }
}
