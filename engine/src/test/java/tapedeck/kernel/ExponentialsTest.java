package tapedeck.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ExponentialsTest {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.MIN_VALUE,
    88.722f,
    88.723f,
    -103.97f,
    -103.98f,
    0.01f,
    20f
  };

  private interface Loop {
    void run(float[] out, float[] x, int from);
  }

  private static void check(Loop loop, DoubleUnaryOperator exact, float reach) {
    Random random = new Random(1);
    float[] x = new float[200_000];
    for (int i = 0; i < x.length; i++) {
      x[i] =
          i < SPECIAL.length
              ? SPECIAL[i]
              : (random.nextFloat() * 2 - 1) * (i % 2 == 0 ? reach : 0.1f);
    }
    float[] out = new float[x.length - 1];
    loop.run(out, x, 1);
    int different = 0;
    for (int i = 0; i < out.length; i++) {
      float expected = (float) exact.applyAsDouble(x[i + 1]);
      if (Float.compare(expected, out[i]) != 0) {
        assertEquals(expected, out[i], Math.ulp(expected), "of " + x[i + 1]);
        different++;
      }
    }
    assertTrue(different <= 2, different + " results differ");
  }

  @Test
  void expIsThatOfTheLibraryRoundedOnce() {
    check(Exponentials::exp, Math::exp, 100);
  }

  @Test
  void tanhIsThatOfTheLibraryRoundedOnce() {
    check(Exponentials::tanh, Math::tanh, 12);
  }
}
