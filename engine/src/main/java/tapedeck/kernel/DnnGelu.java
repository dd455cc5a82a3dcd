package tapedeck.kernel;

/**
 * x · Φ(x) of float32 numbers and its derivative, to the last digit as oneDNN's kernels for AVX-512
 * compute them, to which PyTorch gives contiguous tensors ({@code eltwise_gelu_erf}; algorithms and
 * coefficients of {@code jit_uni_eltwise_injector.cpp}, oneDNN 3).
 */
public final class DnnGelu {
  /** What the bits of |x| are shifted by to find the polynomial: four to each power of two. */
  private static final int INDEX_BIAS = 0xc21fffff;

  private static final int INDEX_SHIFT = 21;

  /** From where on Φ is 1, and its polynomial. */
  private static final float ALL = 5.542594f;

  private static final int ALL_INDEX = 23;
  private static final int LAST = 24;

  /** erf(x ÷ √2) for x ≥ 0: for each degree the coefficients of the polynomials. */
  private static final float[][] COEFFICIENTS = {
    {
      -1.6847303E-15f,
      1.5188366E-8f,
      6.0441465E-8f,
      1.9580071E-7f,
      5.7655126E-7f,
      1.8136789E-6f,
      7.1081054E-6f,
      2.2010752E-5f,
      5.5225635E-5f,
      1.831175E-4f,
      6.498413E-4f,
      0.0017345067f,
      0.0037866202f,
      0.008343051f,
      0.0127789555f,
      -0.003176821f,
      -0.0691192f,
      -0.27097204f,
      -0.5472661f,
      -0.39980435f,
      0.14787646f,
      0.77755123f,
      0.9794183f,
      1,
      0
    },
    {
      0.7978846f,
      0.7978839f,
      0.7978825f,
      0.7978789f,
      0.79787034f,
      0.7978466f,
      0.7977628f,
      0.79756546f,
      0.7971865f,
      0.7959481f,
      0.7922447f,
      0.7850465f,
      0.7733578f,
      0.7511906f,
      0.732789f,
      0.7846672f,
      0.9714677f,
      1.4611516f,
      2.0251584f,
      1.790736f,
      1.0093725f,
      0.23098189f,
      0.01867352f,
      0,
      1
    },
    {
      -2.4058363E-6f,
      1.0841714E-5f,
      2.896764E-5f,
      6.682378E-5f,
      1.4431536E-4f,
      3.2647466E-4f,
      8.582302E-4f,
      0.0019052438f,
      0.0036366323f,
      0.008441632f,
      0.020222925f,
      0.039360855f,
      0.06602445f,
      0.10923457f,
      0.13979976f,
      0.072266184f,
      -0.1396405f,
      -0.6155817f,
      -1.0770063f,
      -0.9281096f,
      -0.4816873f,
      -0.0961774f,
      -0.006786839f,
      0,
      0
    },
    {
      -0.13291205f,
      -0.13307738f,
      -0.13319246f,
      -0.13339315f,
      -0.13374342f,
      -0.1344436f,
      -0.13613439f,
      -0.13891616f,
      -0.14287555f,
      -0.15221408f,
      -0.1709968f,
      -0.19647883f,
      -0.2269277f,
      -0.26911446f,
      -0.29452354f,
      -0.25052387f,
      -0.1301916f,
      0.10148359f,
      0.2905895f,
      0.24336384f,
      0.11568559f,
      0.020067886f,
      0.0012350094f,
      0,
      0
    },
    {
      -7.2243594E-4f,
      4.5889345E-4f,
      8.250156E-4f,
      0.0013578596f,
      0.0021505188f,
      0.0034977621f,
      0.006191868f,
      0.009893196f,
      0.014425337f,
      0.023517137f,
      0.03852472f,
      0.05551665f,
      0.07292371f,
      0.09355366f,
      0.10412485f,
      0.089776866f,
      0.05557131f,
      -9.112102E-4f,
      -0.03973237f,
      -0.032254163f,
      -0.013974587f,
      -0.0020977375f,
      -1.12510286E-4f,
      0,
      0
    },
    {
      0.022441886f,
      0.018966824f,
      0.018499883f,
      0.01793304f,
      0.017214557f,
      0.01617638f,
      0.014455351f,
      0.012482236f,
      0.010404875f,
      0.006857343f,
      0.0020495458f,
      -0.0024900034f,
      -0.006475404f,
      -0.010517931f,
      -0.012278704f,
      -0.010405218f,
      -0.0065113325f,
      -9.935636E-4f,
      0.0021998081f,
      0.00172694f,
      6.788905E-4f,
      8.7863686E-5f,
      4.1047288E-6f,
      0,
      0
    }
  };

  private static final float SQRT_HALF = 0.70710677f;
  private static final float INVERSE_SQRT_PI = 0.56418955f;

  private DnnGelu() {}

  /** x · Φ(x). */
  public static float gelu(float x) {
    float size = Math.abs(x);
    int index = (Float.floatToRawIntBits(size) + INDEX_BIAS) >> INDEX_SHIFT;
    index = ALL < size ? ALL_INDEX : Math.min(Math.max(index, 1), LAST);
    float erf = COEFFICIENTS[COEFFICIENTS.length - 1][index];
    for (int degree = COEFFICIENTS.length - 2; degree >= 0; degree--) {
      erf = Math.fma(erf, size, COEFFICIENTS[degree][index]);
    }
    return x * (VectorMath.withSign(erf, x) + 1) * 0.5f;
  }

  /** Φ(x) + x · φ(x). */
  public static float slope(float x) {
    float r = x * SQRT_HALF;
    float e = DnnFunctions.exp(-(r * r));
    float t = r * INVERSE_SQRT_PI * e;
    return Math.fma(VectorMath.erf(r, e), 0.5f, t + 0.5f);
  }
}
