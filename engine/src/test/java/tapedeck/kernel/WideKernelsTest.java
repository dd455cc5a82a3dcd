package tapedeck.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tapedeck.kernel.WideKernels.Chain;

/** Large products, convolutions and functions give the same digits by all implementations. */
class WideKernelsTest {
  private final Random random = new Random(3);

  private float[] numbers(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private void product(int n, int k, int m, boolean leftTurned, boolean rightTurned) {
    float[] a = numbers(n * k);
    float[] b = numbers(k * m);
    int rowA = leftTurned ? 1 : k;
    int columnA = leftTurned ? n : 1;
    int rowB = rightTurned ? 1 : m;
    int columnB = rightTurned ? k : 1;
    for (Chain chain : Chain.values()) {
      float[] start = chain == Chain.INTO_EMPTY ? new float[n * m + 3] : numbers(n * m + 3);
      float[] expected = start.clone();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < m; j++) {
          int at = 2 + i * m + j;
          float sum = chain == Chain.FROM_ZERO ? 0 : expected[at];
          for (int p = 0; p < k; p++) {
            sum = Math.fma(a[i * rowA + p * columnA], b[p * rowB + j * columnB], sum);
          }
          expected[at] = chain == Chain.FROM_ZERO ? expected[at] + sum : sum;
        }
      }
      for (WideKernels kernels : List.of(WideKernels.PLAIN, WideKernels.get())) {
        WideKernels.Product product = kernels.product(n, k, m, chain);
        for (int time = 0; time < 2; time++) {
          float[] out = start.clone();
          product.add(out, 2, a, 0, rowA, columnA, b, 0, rowB, columnB);
          assertArrayEquals(expected, out);
        }
      }
    }
  }

  @Test
  void productsAreSummedAlongTheInnerDimension() {
    product(33, 37, 29, false, false);
    product(33, 37, 29, true, false);
    product(32, 40, 48, false, true);
    product(5, 1023, 17, false, true);
    product(17, 50, 1100, false, false);
    product(8, 300, 10, true, true);
    product(4, 3, 2, false, false);
    product(1, 1, 1, false, true);
    product(530, 384, 40, false, false);
    product(530, 17, 33, true, false);
    product(9, 385, 64, false, false);
    for (int n = 1; n < 30; n++) {
      product(n, 20, 70, n % 2 == 0, false);
    }
  }

  @Test
  void productsTakeRowsThatOverlap() {
    int n = 11;
    int k = 300;
    int m = 300;
    float[] a = numbers(n * k);
    float[] b = numbers(5 + k + m);
    float[] turned = new float[k * m];
    int[] rows = new int[k];
    for (int p = 0; p < k; p++) {
      rows[p] = (7 * p) % k;
      System.arraycopy(b, 5 + rows[p], turned, p * m, m);
    }
    for (WideKernels kernels : List.of(WideKernels.PLAIN, WideKernels.get())) {
      float[] expected = new float[n * m];
      kernels.product(n, k, m, Chain.FROM_ZERO).add(expected, 0, a, 0, k, 1, turned, 0, m, 1);
      float[] out = new float[n * m];
      kernels.product(n, k, m, Chain.FROM_ZERO).addRows(out, 0, a, 0, k, b, 5, rows);
      assertArrayEquals(expected, out);
    }
  }

  @Test
  void javaIsStartedSoThatTheVectorApiIsThere() {
    assertEquals("VectorKernels", WideKernels.get().getClass().getSimpleName());
  }

  private interface Function {
    void run(WideKernels kernels, float[] out, float[] x);
  }

  @Test
  void functionsAreTheSameByVectorsAndByPlainLoops() {
    float[] x = numbers(1003);
    float[] special = {
      0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-30f
    };
    float[] edges = {88.72f, 88.73f, -87.4f, -104f, 99.9f, -109f, 0.01f, -0.00999f, 19.99f, 20f};
    System.arraycopy(special, 0, x, 40, special.length);
    System.arraycopy(edges, 0, x, 80, edges.length);
    List<Function> functions =
        List.of(
            (kernels, out, from) -> kernels.exp(out, from, 1),
            (kernels, out, from) -> kernels.tanh(out, from, 1),
            (kernels, out, from) -> {
              System.arraycopy(from, 1, out, 0, out.length);
              kernels.exponentiate(out, 3, out.length);
            },
            (kernels, out, from) -> kernels.rectify(out, from, 1),
            (kernels, out, from) ->
                kernels.passAbove(out, from, Arrays.copyOfRange(from, 1, 1003), 0.1f));
    for (Function function : functions) {
      float[] plain = new float[1001];
      float[] wide = new float[1001];
      function.run(WideKernels.PLAIN, plain, x);
      function.run(WideKernels.get(), wide, x);
      assertArrayEquals(plain, wide);
    }
  }

  private static final int[] STRIDE = {1, 2, 1};
  private static final int[] PADDING = {0, 1, 2};
  private static final int[] DILATION = {1, 1, 2};

  /** Two images of four channels in two groups, 17 × 19, and six kernels of 3 × 3. */
  private static Convolution convolution() {
    int[] in = {1, 17, 19};
    int[] out = {1, 9, 19};
    return new Convolution(2, 2, 4, 6, in, out, new int[] {1, 3, 3}, STRIDE, PADDING, DILATION);
  }

  /** Gradients of large convolutions against those in float64, which are not unfolded. */
  @Test
  void gradientsOfConvolutionsAreThoseOfThePlainLoops() {
    float[] x = numbers(2 * 4 * 17 * 19);
    float[] w = numbers(6 * 2 * 9);
    float[] y = numbers(2 * 6 * 9 * 19);
    double[] toInput = new double[x.length];
    double[] toWeight = new double[w.length];
    convolution().toInput(toInput, doubles(w), doubles(y));
    convolution().toWeight(doubles(x), toWeight, doubles(y));
    float[] input = new float[x.length];
    float[] weight = new float[w.length];
    convolution().toInput(input, w, y);
    convolution().toWeight(x, weight, y);
    assertArrayEquals(toInput, doubles(input), 1e-5);
    assertArrayEquals(toWeight, doubles(weight), 1e-4);
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  @Test
  void convolutionsAreSummedOverChannelsAndKernel() {
    Convolution shape = convolution();
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
      float sum = 0;
      for (int k = 0; k < 18; k++) {
        int from = channel / 3 * 2 + k / 9;
        int y = row * 2 - 1 + k / 3 % 3;
        int z = column - 2 + k % 3 * 2;
        if (y >= 0 && y < 17 && z >= 0 && z < 19) {
          float product = x[((image * 4 + from) * 17 + y) * 19 + z];
          sum = Math.fma(w[channel * 18 + k], product, sum);
        }
      }
      expected[at] += sum;
    }
    assertArrayEquals(expected, out);
  }
}
