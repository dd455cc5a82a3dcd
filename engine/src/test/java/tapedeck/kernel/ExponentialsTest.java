package tapedeck.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import tapedeck.kernel.vml.FloatExp;
import tapedeck.kernel.vml.FloatTanh;

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
    -87f,
    -103.97f,
    -103.98f,
    0.046875f,
    8f,
    20f
  };

  private static void check(
      Elementwise.RunLoop loop, Elementwise.FloatFunction1 single, float reach) {
    Random random = new Random(1);
    float[] x = new float[200_003];
    for (int i = 0; i < x.length; i++) {
      x[i] =
          i % 1000 < SPECIAL.length
              ? SPECIAL[i % 1000]
              : (random.nextFloat() * 2 - 1) * (i % 2 == 0 ? reach : 0.1f);
    }
    float[] out = new float[x.length - 1];
    loop.run(out, x, 1);
    for (int i = 0; i < out.length; i++) {
      assertEquals(single.apply(x[i + 1]), out[i], "of " + x[i + 1]);
    }
  }

  @Test
  void expOfARunIsThatOfItsNumbers() {
    check(Exponentials::exp, FloatExp::exp, 100);
  }

  @Test
  void tanhOfARunIsThatOfItsNumbers() {
    check(Exponentials::tanh, FloatTanh::tanh, 12);
  }
}
