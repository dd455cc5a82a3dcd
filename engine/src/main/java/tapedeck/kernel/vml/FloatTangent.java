package tapedeck.kernel.vml;

/**
 * tan of float32 numbers, as {@code __svml_tanf16_ha} with AVX-512: x less the next multiple n of π
 * ÷ 32, in two parts; T = tan(n · π ÷ 32) from a table, t = tan of the rest by its series, and (T +
 * t) ÷ (1 − T t), all in two parts.
 */
public final class FloatTangent {
  private static final float INVERSE_STEP = 0x1.45f306p3f;
  // adding it rounds to an integer, whose bits are then the last ones
  private static final float ROUNDING = 0x1.8p23f;
  private static final float STEP_1 = 0x1.921fb4p-4f;
  private static final float STEP_2 = 0x1.444p-28f;
  private static final float STEP_3 = 0x1.68c234p-43f;
  private static final float T3 = 0x1.55554cp-2f;
  private static final float T5 = 0x1.11711p-3f;

  /** Beyond it multiples of π ÷ 32 would have too few digits. */
  private static final float LARGEST = 8256;

  private static final float[] TAN = Tables.floats("tan.high");
  private static final float[] REST = Tables.floats("tan.low");

  private FloatTangent() {}

  /** tan x. */
  public static float tan(float x) {
    if (!(Math.abs(x) <= LARGEST)) {
      return (float) Math.tan(x);
    }
    float shifted = Math.fma(x, INVERSE_STEP, ROUNDING);
    float n = shifted - ROUNDING;
    int i = Float.floatToRawIntBits(shifted) & 31;
    float first = Math.fma(-n, STEP_1, x);
    float second = Math.fma(-n, STEP_2, first);
    float r = Math.fma(-n, STEP_3, second);
    float low = Math.fma(-n, STEP_2, first - second) - Math.fma(n, STEP_3, r - second);
    float square = r * r;
    float less = -Math.fma(square, Math.fma(square, T5, T3) * r, low);
    float t = r - less;
    float lost = (r - t) - less;
    return quotient(t, lost, TAN[i], REST[i]);
  }

  private static float quotient(float t, float tRest, float table, float tableRest) {
    float product = table * t;
    float above = t + table;
    float aboveRest = ((t - (above - table)) + tableRest) + tRest;
    float below = 1 - product;
    float belowRest = ((below - 1) + product) - Math.fma(-t, table, product);
    belowRest = Math.fma(t, tableRest, Math.fma(tRest, table, belowRest));
    float inverse = Math.copySign(Approximation.reciprocal(Math.abs(below)), below);
    float q = inverse * above;
    float wrong = Math.fma(-q, belowRest, Math.fma(q, below, -above)) - aboveRest;
    return Math.fma(-inverse, wrong, q);
  }
}
