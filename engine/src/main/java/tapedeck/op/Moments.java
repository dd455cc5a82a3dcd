package tapedeck.op;

import tapedeck.tensor.Tensor;

/**
 * What an input is normalised with, in shapes that fit it: x̂ = (x − mean) · inverse.
 *
 * @param inverse the inverse of the standard deviation
 */
record Moments(Tensor mean, Tensor inverse) {
  /** Those of {@code x} over {@code dims}: inverse = 1 / √(variance + ε). */
  static Moments of(Ops ops, Tensor x, int[] dims, Number eps) {
    Tensor variance = ops.call("var.correction", x, dims, 0L, true);
    return new Moments(
        ops.call(Reductions.MEAN_DIM, x, dims, true), ops.call("rsqrt", ops.add(variance, eps)));
  }

  Tensor normalise(Ops ops, Tensor x) {
    return ops.mul(ops.sub(x, mean), inverse);
  }
}
