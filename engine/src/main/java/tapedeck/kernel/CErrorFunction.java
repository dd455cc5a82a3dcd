package tapedeck.kernel;

/**
 * erf of single float32 numbers as the C library computes it that PyTorch runs with (glibc 2.36 to
 * 2.40 on x86-64), after fdlibm (Sun Microsystems, 1993): rational functions in four parts of the
 * axis.
 */
public final class CErrorFunction {
  private static final float SMALL = 0.84375f;
  private static final float MIDDLE = 1.25f;
  private static final float LARGE = 1 / 0.35f;
  private static final float NEAR = 0.8450629f;
  private static final float EFX = 0.12837917f;

  private static final float[] P = {
    0.12837917f, -0.3250421f, -0.02848175f, -0.0057702702f, -2.3763017E-5f
  };
  private static final float[] Q = {
    1, 0.3979172f, 0.06502225f, 0.005081306f, 1.3249474E-4f, -3.9602282E-6f
  };
  private static final float[] P_MIDDLE = {
    -0.0023621186f,
    0.4148561f,
    -0.37220788f,
    0.31834662f,
    -0.110894695f,
    0.035478305f,
    -0.0021663755f
  };
  private static final float[] Q_MIDDLE = {
    1, 0.10642088f, 0.54039794f, 0.071828656f, 0.12617122f, 0.013637084f, 0.0119845f
  };
  private static final float[] R = {
    -0.009864944f,
    -0.69385856f,
    -10.558626f,
    -62.37533f,
    -162.39667f,
    -184.60509f,
    -81.28744f,
    -9.814329f
  };
  private static final float[] S = {
    1,
    19.651272f,
    137.65776f,
    434.5659f,
    645.38727f,
    429.00815f,
    108.635f,
    6.5702496f,
    -0.060424414f
  };
  private static final float[] R_LARGE = {
    -0.009864943f, -0.79928327f, -17.757956f, -160.63638f, -637.56647f, -1025.0951f, -483.5192f
  };
  private static final float[] S_LARGE = {
    1, 30.33806f, 325.7925f, 1536.7296f, 3199.8582f, 2553.0503f, 474.52853f, -22.440952f
  };

  private CErrorFunction() {}

  /** erf(x). */
  public static float erf(float x) {
    float size = Math.abs(x);
    if (!(size < 6)) {
      return Float.isNaN(x) ? x : Math.copySign(1, x);
    }
    if (size < SMALL) {
      if (size < 0x1p-28f) {
        return size < 0x1p-119f ? 0.0625f * (16 * x + 16 * EFX * x) : x + EFX * x;
      }
      float z = x * x;
      return x + x * (CLibrary.polynomial(P, z) / CLibrary.polynomial(Q, z));
    }
    if (size < MIDDLE) {
      float s = size - 1;
      float ratio = CLibrary.polynomial(P_MIDDLE, s) / CLibrary.polynomial(Q_MIDDLE, s);
      return Math.copySign(NEAR + ratio, x);
    }
    float s = 1 / (size * size);
    float ratio =
        size < LARGE
            ? CLibrary.polynomial(R, s) / CLibrary.polynomial(S, s)
            : CLibrary.polynomial(R_LARGE, s) / CLibrary.polynomial(S_LARGE, s);
    float z = Float.intBitsToFloat(Float.floatToRawIntBits(size) & 0xfffff000);
    float r = CLibrary.exp(-(z * z) - 0.5625f) * CLibrary.exp((z - size) * (z + size) + ratio);
    return Math.copySign(1 - r / size, x);
  }
}
