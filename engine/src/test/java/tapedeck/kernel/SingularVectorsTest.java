package tapedeck.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What a singular value decomposition is, whatever the matrix. */
class SingularVectorsTest {
  private static final double CLOSE = 1e-10;

  @Property
  void theFactorsAreOrthogonalAndGiveTheMatrixBack(
      @ForAll @IntRange(min = 1, max = 12) int m,
      @ForAll @IntRange(min = 1, max = 12) int n,
      @ForAll @IntRange(min = 0, max = 3) int kind,
      @ForAll boolean full,
      @ForAll boolean single,
      @ForAll long seed) {
    double[] a = matrix(m, n, kind, new Random(seed));
    Factorisation.Svd svd = SingularVectors.of(a, m, n, full, single);
    int k = Math.min(m, n);
    int columns = full ? m : k;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int c = 0; c < k; c++) {
          sum += svd.u()[i * columns + c] * svd.s()[c] * svd.vt()[c * n + j];
        }
        assertEquals(a[i * n + j], sum, CLOSE);
      }
    }
    for (int c = 0; c < k; c++) {
      assertTrue(svd.s()[c] >= 0 && (c == 0 || svd.s()[c] <= svd.s()[c - 1]));
    }
    for (int x = 0; x < columns; x++) {
      for (int y = 0; y < columns; y++) {
        double sum = 0;
        for (int i = 0; i < m; i++) {
          sum += svd.u()[i * columns + x] * svd.u()[i * columns + y];
        }
        assertEquals(x == y ? 1 : 0, sum, CLOSE);
      }
    }
    int rows = full ? n : k;
    for (int x = 0; x < rows; x++) {
      for (int y = 0; y < rows; y++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += svd.vt()[x * n + j] * svd.vt()[y * n + j];
        }
        assertEquals(x == y ? 1 : 0, sum, CLOSE);
      }
    }
  }

  /** Random numbers; whole ones, of which many are equal; of rank 1; of very different sizes. */
  private static double[] matrix(int m, int n, int kind, Random random) {
    double[] a = new double[m * n];
    for (int i = 0; i < a.length; i++) {
      a[i] =
          switch (kind) {
            case 0 -> random.nextGaussian();
            case 1 -> random.nextInt(3) - 1;
            case 2 -> (i / n + 1) * (i % n - 1);
            default -> random.nextGaussian() * Math.pow(10, -random.nextInt(20));
          };
    }
    return a;
  }
}
