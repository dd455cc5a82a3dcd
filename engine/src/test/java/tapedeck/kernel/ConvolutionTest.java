package tapedeck.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTest {
  private static final int BATCH = 2;

  /** They give the digits of the sum as it is written: by blocks of 16 channels, and by places. */
  @ParameterizedTest
  @CsvSource({
    // channels in and out, groups; depth, height, width; kernel; stride, padding, dilation
    "16, 32, 1, 1, 12, 12, 1, 3, 3, 1, 0, 1",
    "16, 32, 1, 1, 12, 12, 1, 3, 3, 1, 1, 1",
    "16, 36, 4, 1, 13, 11, 1, 3, 2, 1, 2, 1",
    "8, 32, 2, 1, 17, 40, 1, 3, 3, 1, 1, 2",
    "8, 32, 1, 1, 17, 40, 1, 3, 3, 2, 1, 1",
    "16, 24, 1, 1, 20, 20, 1, 1, 1, 1, 0, 1",
    "4, 12, 1, 6, 9, 10, 3, 3, 3, 1, 1, 1",
    "8, 33, 1, 5, 5, 5, 4, 5, 3, 1, 0, 1",
    "32, 16, 1, 1, 1, 300, 1, 1, 5, 1, 2, 1",
  })
  void convolutionsAreSummedInBlocksOfChannels(
      int in,
      int out,
      int groups,
      int d,
      int h,
      int w,
      int kd,
      int kh,
      int kw,
      int s,
      int p,
      int l) {
    int[] size = {d, h, w};
    int[] kernel = {kd, kh, kw};
    int[] padding = {d == 1 ? 0 : p, h == 1 ? 0 : p, p};
    int[] results = new int[3];
    for (int i = 0; i < 3; i++) {
      results[i] = (size[i] + 2 * padding[i] - l * (kernel[i] - 1) - 1) / s + 1;
    }
    Convolution convolution =
        new Convolution(
            BATCH,
            groups,
            in,
            out,
            size,
            results,
            kernel,
            new int[] {s, s, s},
            padding,
            new int[] {l, l, l});
    float[] x = numbers(BATCH * in * Convolution.product(size));
    float[] weight = numbers(out * (in / groups) * Convolution.product(kernel));
    float[] y = numbers(BATCH * out * Convolution.product(results));
    float[] expected = y.clone();
    sum(convolution, x, weight, expected);
    convolution.forward(x, weight, y);
    assertArrayEquals(expected, y);
  }

  private static void sum(Convolution c, float[] x, float[] weight, float[] y) {
    int groupIn = c.inChannels() / c.groups();
    int kernel = Convolution.product(c.kernel());
    int size = Convolution.product(c.out());
    for (int at = 0; at < y.length; at++) {
      int channel = at / size % c.outChannels();
      int group = channel / (c.outChannels() / c.groups());
      int first = at / size / c.outChannels() * c.inChannels() + group * groupIn;
      for (int[] chain : chains(c, groupIn, kernel)) {
        float sum = 0;
        for (int p : chain) {
          int[] place = places(c, at % size, p % kernel);
          if (place != null) {
            int plane = first + p / kernel;
            int number = ((plane * c.in()[0] + place[0]) * c.in()[1] + place[1]) * c.in()[2];
            sum = Math.fma(weight[channel * groupIn * kernel + p], x[number + place[2]], sum);
          }
        }
        y[at] += sum;
      }
    }
  }

  /** The weights of an output in the order in which they are added up. */
  private static List<int[]> chains(Convolution c, int channels, int kernel) {
    if (c.groups() > 1) {
      return List.of(IntStream.range(0, channels * kernel).toArray());
    }
    List<int[]> chains = new ArrayList<>();
    for (int from = 0; from < channels; from += 16) {
      int[] block = IntStream.range(from, Math.min(from + 16, channels)).toArray();
      chains.add(
          IntStream.range(0, kernel)
              .flatMap(k -> Arrays.stream(block).map(channel -> channel * kernel + k))
              .toArray());
    }
    return chains;
  }

  /** Where in the image an output meets a weight, or null where that is padding. */
  private static int[] places(Convolution c, int output, int weight) {
    int[] place = new int[3];
    for (int i = 2; i >= 0; i--) {
      int o = output % c.out()[i];
      int k = weight % c.kernel()[i];
      output /= c.out()[i];
      weight /= c.kernel()[i];
      place[i] = o * c.stride()[i] + k * c.dilation()[i] - c.padding()[i];
      if (place[i] < 0 || place[i] >= c.in()[i]) {
        return null;
      }
    }
    return place;
  }

  private static float[] numbers(int count) {
    Random random = new Random(count);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }
}
