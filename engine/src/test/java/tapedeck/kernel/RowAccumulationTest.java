package tapedeck.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Large products and convolutions give the very digits of the plain loops. */
class RowAccumulationTest {
  private final Random random = new Random(3);

  private float[] numbers(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private void product(int n, int k, int m, boolean transposed) {
    float[] a = numbers(n * k);
    float[] b = numbers(k * m);
    int rowB = transposed ? 1 : m;
    int columnB = transposed ? k : 1;
    float[] expected = new float[n * m];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        float sum = 0;
        for (int p = 0; p < k; p++) {
          sum = Math.fma(a[i * k + p], b[p * rowB + j * columnB], sum);
        }
        expected[i * m + j] = sum;
      }
    }
    float[] out = new float[n * m];
    MatrixProduct.multiply(out, n, k, m, a, 0, k, 1, b, 0, rowB, columnB);
    assertArrayEquals(expected, out);
  }

  @Test
  void productsAreSummedAlongTheInnerDimension() {
    product(33, 37, 29, false);
    product(32, 40, 48, true);
    product(5, 1023, 17, true);
  }

  @Test
  void convolutionsAreSummedOverChannelsAndKernel() {
    int[] stride = {1, 2, 1};
    int[] padding = {0, 1, 2};
    int[] dilation = {1, 1, 2};
    Convolution shape =
        new Convolution(
            2,
            2,
            4,
            6,
            new int[] {1, 17, 19},
            new int[] {1, 9, 19},
            new int[] {1, 3, 3},
            stride,
            padding,
            dilation);
    float[] x = numbers(2 * 4 * 17 * 19);
    float[] w = numbers(6 * 2 * 9);
    float[] start = numbers(2 * 6 * 9 * 19);
    float[] out = start.clone();
    shape.forward(x, w, out);
    float[] expected = start.clone();
    for (int at = 0; at < expected.length; at++) {
      int column = at % 19;
      int row = at / 19 % 9;
      int channel = at / (19 * 9) % 6;
      int image = at / (19 * 9 * 6);
      for (int k = 0; k < 18; k++) {
        int from = channel / 3 * 2 + k / 9;
        int y = row * 2 - 1 + k / 3 % 3;
        int z = column - 2 + k % 3 * 2;
        if (y >= 0 && y < 17 && z >= 0 && z < 19) {
          expected[at] += w[channel * 18 + k] * x[((image * 4 + from) * 17 + y) * 19 + z];
        }
      }
    }
    assertArrayEquals(expected, out);
  }
}
