package tapedeck.kernel;

/**
 * A plane rotation with {@code [c s; −s c] (f, g)ᵀ = (r, 0)ᵀ} and c ≥ 0.
 *
 * <p>Which of the two possible rotations it is decides the signs of singular vectors: this is the
 * choice of LAPACK since release 3.10 (Anderson, Safe scaling in the level 1 BLAS, 2017).
 */
record Rotation(double c, double s, double r) {
  static final Rotation NONE = new Rotation(1, 0, 0);

  static Rotation of(double f, double g) {
    if (g == 0) {
      return new Rotation(1, 0, f);
    }
    if (f == 0) {
      return new Rotation(0, Math.signum(g), Math.abs(g));
    }
    double length = Math.hypot(f, g);
    double r = Math.copySign(length, f);
    return new Rotation(Math.abs(f) / length, g / r, r);
  }

  Rotation reversed() {
    return new Rotation(c, -s, r);
  }
}
