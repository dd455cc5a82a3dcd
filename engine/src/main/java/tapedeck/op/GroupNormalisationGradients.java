package tapedeck.op;

import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * The gradients of a normalisation by groups of channels. Where a graph of them is recorded, it is
 * the one that PyTorch composes (FunctionsManual.cpp, {@code
 * infinitely_differentiable_native_group_norm_backward}).
 */
final class GroupNormalisationGradients {
  private static final int[] WIDTH = {2};

  private GroupNormalisationGradients() {}

  /** Whether only the gradient of the result goes back, and nobody differentiates it again. */
  private static boolean isPlain(Backward b) {
    return !b.recordsGraph() && b.gradient(1) == null && b.gradient(2) == null;
  }

  static Tensor ofInput(Backward b, @Nullable Tensor gradient) {
    if (!isPlain(b) || gradient == null) {
      return composed(b).ofInput();
    }
    Tensor weight = b.optional("weight");
    Tensor g =
        weight == null
            ? gradient
            : b.mul(gradient, Normalisation.perChannel(b, weight, gradient.shape().dim()));
    Tensor x = grouped(b, b.saved("input"));
    Moments moments = moments(b, x);
    Tensor result =
        Normalisation.through(b, grouped(b, g), moments.normalise(b, x), moments.inverse(), WIDTH);
    return b.reshape(result, b.shapeOf("input").toArray());
  }

  static @Nullable Tensor ofWeight(Backward b, @Nullable Tensor gradient) {
    if (gradient == null) {
      return null;
    }
    if (!isPlain(b)) {
      return composed(b).ofWeight();
    }
    Tensor x = grouped(b, b.saved("input"));
    Tensor normalised = moments(b, x).normalise(b, x);
    return b.sum(
        b.mul(gradient, b.reshape(normalised, b.shapeOf("input").toArray())),
        Normalisation.batchDims(gradient),
        false);
  }

  static @Nullable Tensor ofBias(Backward b, @Nullable Tensor gradient) {
    if (gradient == null) {
      return null;
    }
    return isPlain(b)
        ? b.sum(gradient, Normalisation.batchDims(gradient), false)
        : composed(b).ofBias();
  }

  /** An image with its channels split into groups: (batch, group, rest). */
  private static Tensor grouped(Backward b, Tensor image) {
    int groups = b.integer("num_groups");
    Shape shape = image.shape();
    int width = shape.numel() / Math.max(1, shape.size(0) * groups);
    return b.reshape(image, shape.size(0), groups, width);
  }

  private static Moments moments(Backward b, Tensor x) {
    return Moments.of(b, x, WIDTH, b.number("eps"));
  }

  private static Composed composed(Backward b) {
    return b.once("composed", () -> Composed.of(b));
  }

  /**
   * The gradients out of other rows, all of shape (batch, group, channel, place).
   *
   * @param products the sums of g ⊙ x over all places, null without a gradient of the result
   * @param sums those of g
   */
  private record Composed(
      Backward b,
      Tensor x,
      Tensor mean,
      Tensor rstd,
      @Nullable Tensor gradient,
      @Nullable Tensor products,
      @Nullable Tensor sums) {

    static Composed of(Backward b) {
      Shape shape = b.shapeOf("input");
      int batch = shape.size(0);
      int groups = b.integer("num_groups");
      int inGroup = shape.size(1) / groups;
      int places = shape.numel() / Math.max(1, batch * shape.size(1));
      Tensor x = b.reshape(b.saved("input"), batch, groups, inGroup, places);
      Tensor mean = b.reshape(b.saved("result1"), batch, groups, 1, 1);
      Tensor rstd = b.reshape(b.saved("result2"), batch, groups, 1, 1);
      Tensor incoming = b.gradient(0);
      if (incoming == null) {
        return new Composed(b, x, mean, rstd, null, null, null);
      }
      Tensor gradient = b.reshape(incoming, batch, groups, inGroup, places);
      return new Composed(
          b,
          x,
          mean,
          rstd,
          gradient,
          total(b, b.mul(gradient, x), 3, -1),
          total(b, gradient, 3, -1));
    }

    private static Tensor total(Backward b, Tensor tensor, int over, int dim) {
      return b.callItself(Shapes.UNSQUEEZE, b.sum(tensor, new int[] {over}, false), (long) dim);
    }

    private double share() {
      return 1.0 / (x.shape().size(2) * x.shape().size(3));
    }

    Tensor ofInput() {
      Tensor through = ofMoments();
      if (gradient != null && products != null && sums != null) {
        Tensor own = ofResult(gradient, products, sums);
        through = through == null ? own : b.add(own, through);
      }
      Tensor all = through == null ? b.zerosLike(x) : through;
      return b.reshape(all, b.shapeOf("input").toArray());
    }

    private Tensor ofResult(Tensor g, Tensor productSums, Tensor gradientSums) {
      Tensor vector = b.optional("weight");
      Tensor weight =
          vector == null ? null : b.reshape(vector, 1, x.shape().size(1), x.shape().size(2), 1);
      Tensor scale = weight == null ? rstd : b.mul(rstd, weight);
      Tensor along = overGroup(productSums, weight);
      Tensor level = overGroup(gradientSums, weight);
      Tensor cube = b.mul(b.mul(rstd, rstd), rstd);
      Tensor slope = b.mul(b.mul(b.sub(b.mul(level, mean), along), cube), share());
      Tensor shift = b.sub(b.mul(b.neg(slope), mean), b.mul(b.mul(level, rstd), share()));
      return b.add(b.add(b.mul(scale, g), b.mul(slope, x)), shift);
    }

    private Tensor overGroup(Tensor perChannel, @Nullable Tensor weight) {
      return total(b, weight == null ? perChannel : b.mul(perChannel, weight), 2, -2);
    }

    /** What comes back through mean and σ, which are results of their own. */
    private @Nullable Tensor ofMoments() {
      Tensor ofMean = b.gradient(1);
      Tensor ofRstd = b.gradient(2);
      int[] sizes = mean.shape().toArray();
      Tensor byMean =
          ofMean == null ? null : b.expand(b.mul(b.reshape(ofMean, sizes), share()), x.shape());
      if (ofRstd == null) {
        return byMean;
      }
      // σ = (variance + ε)^−½, and the variance changes with x by 2 (x − mean) / n
      Tensor cube = b.mul(b.mul(rstd, rstd), rstd);
      Tensor ofVariance = b.mul(b.mul(cube, -0.5), b.reshape(ofRstd, sizes));
      Tensor centred = b.sub(x, b.call(Reductions.MEAN_DIM, x, new int[] {2, 3}, true));
      Tensor byVariance = b.mul(b.mul(ofVariance, 2 * share()), centred);
      return byMean == null ? byVariance : b.add(byVariance, byMean);
    }

    @Nullable Tensor ofWeight() {
      if (products == null || sums == null) {
        return null;
      }
      Tensor all = b.mul(b.sub(products, b.mul(sums, mean)), rstd);
      return b.reshape(b.sum(all, new int[] {0}, false), b.shapeOf("weight").toArray());
    }

    @Nullable Tensor ofBias() {
      return sums == null
          ? null
          : b.reshape(b.sum(sums, new int[] {0}, false), b.shapeOf("bias").toArray());
    }
  }
}
