package tapedeck.op;

import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/**
 * The vector-Jacobian products of the gradients of a normalisation x̂ = (x − μ) σ, y = γ x̂ + β.
 *
 * <p>With P(t) = t − mean(t) − x̂ mean(t x̂), the gradients are ∂x = σ P(γ g), ∂γ = Σ g x̂ and ∂β =
 * Σ g, from which follow the formulas here by the product rule, with ∂σ/∂x = −σ² x̂ / n and ∂x̂/∂x
 * = σ P. Where μ and σ are constants, as outside of training, P is the identity.
 *
 * @param normalised x̂, the normalised input
 * @param inverse σ, what the input was multiplied with, in a shape that fits it
 * @param weight γ, the weight, in a shape that fits the input; null for 1
 * @param gradient g, the gradient of the result
 * @param constant whether μ and σ do not depend on the input
 * @param dims over which dimensions the means are taken
 */
record NormalisationDoubleBackward(
    Backward b,
    Tensor normalised,
    Tensor inverse,
    @Nullable Tensor weight,
    Tensor gradient,
    boolean constant,
    int[] dims) {

  private Tensor mean(Tensor t) {
    return b.call(Reductions.MEAN_DIM, t, dims, true);
  }

  private Tensor projected(Tensor t) {
    return constant ? t : b.sub(b.sub(t, mean(t)), b.mul(normalised, mean(b.mul(t, normalised))));
  }

  private Tensor weighted(Tensor t) {
    return weight == null ? t : b.mul(t, weight);
  }

  private @Nullable Tensor sum(@Nullable Tensor first, @Nullable Tensor second) {
    return first == null ? second : second == null ? first : b.add(first, second);
  }

  /**
   * The gradient of {@code g}.
   *
   * @param ofInput that of ∂x
   * @param ofWeight that of ∂γ, in a shape that fits the input
   * @param ofBias that of ∂β, in such a shape
   */
  @Nullable Tensor ofGradient(
      @Nullable Tensor ofInput, @Nullable Tensor ofWeight, @Nullable Tensor ofBias) {
    Tensor first = ofInput == null ? null : weighted(b.mul(projected(ofInput), inverse));
    Tensor second = ofWeight == null ? null : b.mul(normalised, ofWeight);
    Tensor third = ofBias == null ? null : b.expand(ofBias, gradient.shape());
    return sum(sum(first, second), third);
  }

  /** The gradient of the input. */
  @Nullable Tensor ofInput(@Nullable Tensor ofInput, @Nullable Tensor ofWeight) {
    Tensor second = ofWeight == null ? null : b.mul(projected(b.mul(gradient, ofWeight)), inverse);
    if (constant || ofInput == null) {
      return second;
    }
    Tensor h = weighted(gradient);
    Tensor ofH = projected(h);
    Tensor curved =
        b.add(
            b.add(
                b.mul(normalised, mean(b.mul(ofInput, ofH))),
                b.mul(projected(ofInput), mean(b.mul(h, normalised)))),
            b.mul(ofH, mean(b.mul(ofInput, normalised))));
    return sum(b.neg(b.mul(curved, b.mul(inverse, inverse))), second);
  }

  /** The gradient of the weight before it is summed to the weight's shape. */
  @Nullable Tensor ofWeight(@Nullable Tensor ofInput) {
    return ofInput == null ? null : b.mul(b.mul(gradient, inverse), projected(ofInput));
  }
}
