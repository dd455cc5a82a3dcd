package tapedeck.kernel.libm;

/**
 * ln x after Nagy (ARM optimized routines), and ln(1 + x) after fdlibm (Sun Microsystems, 1993).
 */
public final class Logarithm {
  private static final int PARTS = 128;

  /** The bits of the least number whose part is the first one. */
  private static final long FIRST = 0x3fe6000000000000L;

  private static final long EXPONENT = 0xfffL << 52;

  /** Between these a logarithm is near zero and is taken from x − 1. */
  private static final double NEAR_FROM = 1 - 0x1p-4;

  private static final double NEAR_TO = 1 + 0x1.09p-4;
  private static final double LN2_HIGH = 0x1.62e42fefa38p-1;
  private static final double LN2_LOW = 0x1.ef35793c7673p-45;
  private static final double A0 = -0x1.0000000000001p-1;
  private static final double A1 = 0x1.555555551305bp-2;
  private static final double A2 = -0x1.fffffffeb459p-3;
  private static final double A3 = 0x1.999b324f10111p-3;
  private static final double A4 = -0x1.55575e506c89fp-3;

  /** The terms of ln(1 + r) from r³ on. */
  private static final double[] NEAR = {
    0x1.5555555555577p-2,
    -0x1.ffffffffffdcbp-3,
    0x1.999999995dd0cp-3,
    -0x1.55555556745a7p-3,
    0x1.24924a344de3p-3,
    -0x1.fffffa4423d65p-4,
    0x1.c7184282ad6cap-4,
    -0x1.999eb43b068ffp-4,
    0x1.78182f7afd085p-4,
    -0x1.5521375d145cdp-4
  };

  /** Multiplying with it and taking it away again leaves half of the digits. */
  private static final double SPLIT = 0x1p27;

  /** 1 ÷ c for numbers c near the middles of the parts. */
  private static final double[] INVERSE = {
    0x1.734f0c3e0de9fp+0, 0x1.713786a2ce91fp+0, 0x1.6f26008fab5ap+0, 0x1.6d1a61f138c7dp+0,
    0x1.6b1490bc5b4d1p+0, 0x1.69147332f0cbap+0, 0x1.6719f18224223p+0, 0x1.6524f99a51ed9p+0,
    0x1.63356aa8f24c4p+0, 0x1.614b36b9ddc14p+0, 0x1.5f66452c65c4cp+0, 0x1.5d867b5912c4fp+0,
    0x1.5babccb5b90dep+0, 0x1.59d61f2d91a78p+0, 0x1.5805612465687p+0, 0x1.56397cee76bd3p+0,
    0x1.54725e2a77f93p+0, 0x1.52aff42064583p+0, 0x1.50f22dbb2bddfp+0, 0x1.4f38f4734ded7p+0,
    0x1.4d843cfde284p+0, 0x1.4bd3ec078a3c8p+0, 0x1.4a27fc3e0258ap+0, 0x1.4880524d48434p+0,
    0x1.46dce1b192d0bp+0, 0x1.453d9d3391854p+0, 0x1.43a2744b4845ap+0, 0x1.420b54115f8fbp+0,
    0x1.40782da3ef4b1p+0, 0x1.3ee8f5d57fe8fp+0, 0x1.3d5d9a00b4ce9p+0, 0x1.3bd60c010c12bp+0,
    0x1.3a5242b75dab8p+0, 0x1.38d22cd9fd002p+0, 0x1.3755bc5847a1cp+0, 0x1.35dce49ad36e2p+0,
    0x1.34679984dd44p+0, 0x1.32f5cceffcb24p+0, 0x1.3187775a10d49p+0, 0x1.301c8373e399p+0,
    0x1.2eb4ebb95f841p+0, 0x1.2d50a0219a9d1p+0, 0x1.2bef9a8b7fd2ap+0, 0x1.2a91c7a0c1babp+0,
    0x1.293726014b53p+0, 0x1.27dfa5757a1f5p+0, 0x1.268b39b1d3bbfp+0, 0x1.2539d838ff5bdp+0,
    0x1.23eb7aac9083bp+0, 0x1.22a012ba940b6p+0, 0x1.2157996cc4132p+0, 0x1.201201dd2fc9bp+0,
    0x1.1ecf4494d480bp+0, 0x1.1d8f5528f6569p+0, 0x1.1c52311577e7cp+0, 0x1.1b17c74cb26e9p+0,
    0x1.19e010c2c1ab6p+0, 0x1.18ab07bb670bdp+0, 0x1.1778a25efbcb6p+0, 0x1.1648d354c31dap+0,
    0x1.151b990275fddp+0, 0x1.13f0ea432d24cp+0, 0x1.12c8b7210f9dap+0, 0x1.11a3028ecb531p+0,
    0x1.107fbda8434afp+0, 0x1.0f5ee0f4e6bb3p+0, 0x1.0e4065d2a9fcep+0, 0x1.0d244632ca521p+0,
    0x1.0c0a77ce2981ap+0, 0x1.0af2f83c636d1p+0, 0x1.09ddb98a01339p+0, 0x1.08cabaf52e7dfp+0,
    0x1.07b9f2f4e28fbp+0, 0x1.06ab58c358f19p+0, 0x1.059eea5ecf92cp+0, 0x1.04949cdd12c9p+0,
    0x1.038c6c6f0ada9p+0, 0x1.02865137932a9p+0, 0x1.0182427ea7348p+0, 0x1.008040614b195p+0,
    0x1.fe01ff726fa1ap-1, 0x1.fa11cc261ea74p-1, 0x1.f6310b081992ep-1, 0x1.f25f63ceeadcdp-1,
    0x1.ee9c8039113e7p-1, 0x1.eae8078cbb1abp-1, 0x1.e741aa29d0c9bp-1, 0x1.e3a91830a99b5p-1,
    0x1.e01e009609a56p-1, 0x1.dca01e577bb98p-1, 0x1.d92f20b7c9103p-1, 0x1.d5cac66fb5ccep-1,
    0x1.d272caa5ede9dp-1, 0x1.cf26e3e6b2ccdp-1, 0x1.cbe6da2a77902p-1, 0x1.c8b266d37086dp-1,
    0x1.c5894bd5d5804p-1, 0x1.c26b533bb9f8cp-1, 0x1.bf583eeece73fp-1, 0x1.bc4fd75db96c1p-1,
    0x1.b951e0c864a28p-1, 0x1.b65e2c5ef3e2cp-1, 0x1.b374867c9888bp-1, 0x1.b094b211d304ap-1,
    0x1.adbe885f2ef7ep-1, 0x1.aaf1d31603da2p-1, 0x1.a82e63fd358a7p-1, 0x1.a5740ef09738bp-1,
    0x1.a2c2a90ab4b27p-1, 0x1.a01a01393f2d1p-1, 0x1.9d79f24db3c1bp-1, 0x1.9ae2505c7b19p-1,
    0x1.9852ef297ce2fp-1, 0x1.95cbaeea44b75p-1, 0x1.934c69de74838p-1, 0x1.90d4f2f6752e6p-1,
    0x1.8e6528effd79dp-1, 0x1.8bfce9fcc007cp-1, 0x1.899c0dabec30ep-1, 0x1.87427aa2317fbp-1,
    0x1.84f00acb39a08p-1, 0x1.82a49e8653e55p-1, 0x1.8060195f4026p-1, 0x1.7e22563e0a329p-1,
    0x1.7beb377dcb5adp-1, 0x1.79baa679725c2p-1, 0x1.77907f2170657p-1, 0x1.756cadbd6130cp-1
  };

  /** ln c, in whole multiples of 2⁻⁴³. */
  private static final double[] LOG = new double[PARTS];

  private static final double LN2_HIGH_1P = 0x1.62e42feep-1;
  private static final double LN2_LOW_1P = 0x1.a39ef35793c76p-33;
  private static final double L1 = 0x1.5555555555593p-1;
  private static final double L2 = 0x1.999999997fa04p-2;
  private static final double L3 = 0x1.2492494229359p-2;
  private static final double L4 = 0x1.c71c51d8e78afp-3;
  private static final double L5 = 0x1.7466496cb03dep-3;
  private static final double L6 = 0x1.39a09d078c69fp-3;
  private static final double L7 = 0x1.2f112df3e5244p-3;

  static {
    for (int i = 0; i < PARTS; i++) {
      LOG[i] = Series.rounded(Series.log(INVERSE[i]).negate(), 43);
    }
  }

  private Logarithm() {}

  /** ln x. */
  public static double log(double x) {
    if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
      return Math.log(x);
    }
    if (x >= NEAR_FROM && x < NEAR_TO) {
      return nearOne(x - 1);
    }
    long bits = Double.doubleToRawLongBits(x);
    long above = bits - FIRST;
    int part = (int) (above >>> 45) & PARTS - 1;
    double k = above >> 52;
    double z = Double.longBitsToDouble(bits - (above & EXPONENT));
    double r = Math.fma(z, INVERSE[part], -1);
    double start = Math.fma(k, LN2_HIGH, LOG[part]);
    double high = start + r;
    double low = Math.fma(k, LN2_LOW, start - high + r);
    double square = r * r;
    low = Math.fma(square, A0, low);
    double y = Math.fma(Math.fma(r, A4, A3), square, Math.fma(r, A2, A1));
    return Math.fma(r * square, y, low) + high;
  }

  /** ln(1 + r) for a small r. */
  private static double nearOne(double r) {
    if (r == 0) {
      return 0;
    }
    double square = r * r;
    double cube = r * square;
    double y = Math.fma(square, NEAR[8], Math.fma(r, NEAR[7], NEAR[6]));
    y = Math.fma(cube, NEAR[9], y);
    y = Math.fma(y, cube, Math.fma(square, NEAR[5], Math.fma(r, NEAR[4], NEAR[3])));
    y = Math.fma(y, cube, Math.fma(square, NEAR[2], Math.fma(r, NEAR[1], NEAR[0])));
    double most = Math.fma(-SPLIT, r, Math.fma(r, SPLIT, r));
    double least = r - most;
    double half = most * most;
    double high = Math.fma(half, -0.5, r);
    double low = Math.fma(half, -0.5, r - high);
    low = Math.fma(-0.5 * least, r + most, low);
    return high + Math.fma(y, cube, low);
  }

  /** ln(1 + x). */
  public static double log1p(double x) {
    double size = Math.abs(x);
    if (!(x > -1 && x <= Double.MAX_VALUE) || size < 0x1p-54) {
      return Math.log1p(x);
    }
    if (size < 0x1p-29) {
      return Math.fma(-0.5, x * x, x);
    }
    int top = high(x);
    if (top < 0x3fda827a && (top > 0 || top <= 0xbfd2bec3)) {
      return log1p(x, 0, 0, 1);
    }
    double u = x < 0x1p53 ? 1 + x : x;
    int k = (high(u) >> 20) - 1023;
    double c = 0;
    if (x < 0x1p53) {
      c = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
    }
    int mantissa = high(u) & 0xfffff;
    double scaled = Math.scalb(u, -k);
    if (mantissa < 0x6a09e) {
      return log1p(scaled - 1, k, c, mantissa);
    }
    return log1p(scaled / 2 - 1, k + 1, c, (0x100000 - mantissa) >> 2);
  }

  private static int high(double x) {
    return (int) (Double.doubleToRawLongBits(x) >> 32);
  }

  /** k ln 2 + ln(1 + f) + c; f is nearly zero where the leading bits of its mantissa are. */
  private static double log1p(double f, int k, double c, int mantissa) {
    double correction = Math.fma(k, LN2_LOW_1P, c);
    double half = 0.5 * f * f;
    if (mantissa == 0) {
      if (f == 0) {
        return k == 0 ? 0 : Math.fma(k, LN2_HIGH_1P, correction);
      }
      double rest = Math.fma(-0x1.5555555555555p-1, f, 1) * half;
      return k == 0 ? f - rest : Math.fma(k, LN2_HIGH_1P, -(rest - correction - f));
    }
    double s = f / (f + 2);
    double z = s * s;
    double z2 = z * z;
    double z4 = z2 * z2;
    double sum = Math.fma(z, L1, z2 * Math.fma(z, L3, L2));
    sum = Math.fma(z4, Math.fma(z, L5, L4), sum);
    sum = Math.fma(z2 * z4, Math.fma(z, L7, L6), sum);
    double product = (sum + half) * s;
    return k == 0
        ? f - (half - product)
        : Math.fma(k, LN2_HIGH_1P, -(half - (correction + product) - f));
  }
}
