package tapedeck.kernel;

/**
 * The singular value decomposition of the triangle {@code [f g; 0 h]}: with the rotations L and R,
 * {@code L [f g; 0 h] Rᵀ = diag(largest, smallest)}, both with a sign.
 *
 * <p>Source: Demmel and Kahan (1990), as LAPACK's {@code dlasv2} and {@code dlas2} compute it.
 */
record TriangleOfTwo(double largest, double smallest, Rotation left, Rotation right) {
  private static final double EPSILON = 0x1p-53;

  static TriangleOfTwo of(double f, double g, double h) {
    boolean turned = Math.abs(h) > Math.abs(f);
    TriangleOfTwo made = turned ? ordered(h, g, f) : ordered(f, g, h);
    Rotation left = turned ? crossed(made.right()) : made.left();
    Rotation right = turned ? crossed(made.left()) : made.right();
    double sign;
    if (g != 0 && Math.abs(g) > Math.max(Math.abs(f), Math.abs(h))) {
      sign = sign(right.s()) * sign(left.c()) * sign(g);
    } else if (turned) {
      sign = sign(right.s()) * sign(left.s()) * sign(h);
    } else {
      sign = sign(right.c()) * sign(left.c()) * sign(f);
    }
    return new TriangleOfTwo(
        Math.copySign(made.largest(), sign),
        Math.copySign(made.smallest(), sign * sign(f) * sign(h)),
        left,
        right);
  }

  /** The sizes of both values, for |f| ≥ |h|. */
  private static TriangleOfTwo ordered(double f, double g, double h) {
    double fa = Math.abs(f);
    double ga = Math.abs(g);
    double ha = Math.abs(h);
    if (ga == 0) {
      return new TriangleOfTwo(fa, ha, Rotation.NONE, Rotation.NONE);
    }
    if (ga > fa && fa / ga < EPSILON) {
      double smallest = ha > 1 ? fa / (ga / ha) : fa / ga * ha;
      return new TriangleOfTwo(ga, smallest, new Rotation(1, h / g, 0), new Rotation(f / g, 1, 0));
    }
    double difference = fa - ha;
    double l = difference == fa ? 1 : difference / fa;
    double m = g / f;
    double t = 2 - l;
    double s = Math.sqrt(t * t + m * m);
    double r = l == 0 ? Math.abs(m) : Math.sqrt(l * l + m * m);
    double a = 0.5 * (s + r);
    double slope;
    if (m * m != 0) {
      slope = (m / (s + t) + m / (r + l)) * (1 + a);
    } else if (l == 0) {
      slope = Math.copySign(2, f) * sign(g);
    } else {
      slope = g / Math.copySign(difference, f) + m / t;
    }
    double length = Math.sqrt(slope * slope + 4);
    Rotation right = new Rotation(2 / length, slope / length, 0);
    Rotation left = new Rotation((right.c() + right.s() * m) / a, h / f * right.s() / a, 0);
    return new TriangleOfTwo(fa * a, ha / a, left, right);
  }

  private static Rotation crossed(Rotation rotation) {
    return new Rotation(rotation.s(), rotation.c(), 0);
  }

  private static double sign(double value) {
    return Math.copySign(1, value);
  }

  /** The size of the smaller singular value of {@code [f g; 0 h]}. */
  static double smallest(double f, double g, double h) {
    double less = Math.min(Math.abs(f), Math.abs(h));
    double more = Math.max(Math.abs(f), Math.abs(h));
    double ga = Math.abs(g);
    if (less == 0) {
      return 0;
    }
    double as = 1 + less / more;
    double at = (more - less) / more;
    if (ga < more) {
      double au = ga / more * (ga / more);
      return less * (2 / (Math.sqrt(as * as + au) + Math.sqrt(at * at + au)));
    }
    double au = more / ga;
    if (au == 0) {
      return less * more / ga;
    }
    double c = 1 / (Math.sqrt(1 + as * au * (as * au)) + Math.sqrt(1 + at * au * (at * au)));
    return 2 * (less * c * au);
  }
}
