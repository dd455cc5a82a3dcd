package tapedeck.op;

import static tapedeck.op.Sample.between;

import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogGamma;
import tapedeck.kernel.Summation;
import tapedeck.kernel.libm.Exponential;
import tapedeck.kernel.libm.Logarithm;
import tapedeck.kernel.libm.Power;
import tapedeck.tensor.DType;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that draw from a distribution whose parameter is a tensor, number by number. */
public final class RandomVariates {
  private RandomVariates() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("poisson(Tensor self, *, Generator generator=None)")
              .types(TypeRule.floating("poisson_cpu"))
              .kernel(call -> each(call, RandomVariates::poisson))
              .internal()
              .reads("random, Poisson with rate {self}", "poisson")
              .backward("PoissonBackward0")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(between(0.5, 30, 8)))
              .build(),
          normal("Tensor_float", "Tensor mean, Float std", "NormalBackward1"),
          normal("float_Tensor", "Float mean, Tensor std", "NormalBackward2"),
          normal("Tensor_Tensor", "Tensor mean, Tensor std", "NormalBackward3"),
          Op.define("_standard_gamma(Tensor self, *, Generator generator=None)")
              .kernel(call -> each(call, (alpha, random) -> gamma(call.self(), alpha, random)))
              .internal()
              .reads("random, gamma with concentration {self}", "standard gamma")
              .samples(Sample.of(between(0.1, 5, 8)))
              .build(),
          Op.define("_sample_dirichlet(Tensor self, *, Generator generator=None)")
              .kernel(RandomVariates::dirichlet)
              .internal()
              .reads("random, Dirichlet with concentration {self}", "dirichlet")
              .samples(Sample.of(between(0.1, 5, 2, 3)))
              .build(),
          Op.define("binomial(Tensor count, Tensor prob, *, Generator generator=None)")
              .kernel(RandomVariates::binomials)
              .internal()
              .reads("random, successes in {count} trials of probability {prob}", "binomial")
              .backward("BinomialBackward0")
              .derivative("count", "0", (b, g) -> b.zerosLike(g))
              .derivative("prob", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(between(1, 60, 8), between(0, 1, 8)))
              .build());

  private interface Variate {
    double draw(double parameter, RandomGenerator random);
  }

  /** Normal numbers whose mean or deviation is a tensor. */
  private static Op normal(String overload, String parameters, String backward) {
    OpBuilder row =
        Op.define("normal." + overload + "(" + parameters + ", *, Generator generator=None)")
            .kernel(RandomVariates::normal)
            .internal()
            .reads("random, mean {mean}, deviation {std}", "normal")
            .backward(backward);
    boolean means = parameters.startsWith("Tensor");
    boolean deviations = parameters.endsWith("Tensor std");
    if (means) {
      row.derivative("mean", "0", (b, g) -> b.call("new_zeros", g, b.shapeOf("mean").toArray()));
    }
    if (deviations) {
      row.derivative("std", "0", (b, g) -> b.call("new_zeros", g, b.shapeOf("std").toArray()));
    }
    return row.samples(
            Sample.of(
                means ? (Object) between(0, 1, 2, 3) : (Object) 0.5,
                deviations ? (Object) between(0.5, 1, 2, 3) : (Object) 2.0))
        .build();
  }

  private static Tensor normal(Call call) {
    Object mean = Objects.requireNonNull(call.argument("mean"));
    Object deviation = Objects.requireNonNull(call.argument("std"));
    Tensor like = mean instanceof Tensor tensor ? tensor : call.tensor("std");
    Shape shape =
        mean instanceof Tensor && deviation instanceof Tensor
            ? Shape.broadcast(like.shape(), call.tensor("std").shape())
            : like.shape();
    Ops ops = call.ops();
    Tensor drawn = Randomness.normal(call, call.allocate(like.dtype(), shape), true, 0, 1);
    return ops.add(ops.mul(drawn, deviation), mean);
  }

  private static Tensor each(Call call, Variate variate) {
    Tensor self = call.self();
    RandomGenerator random = call.random();
    double[] values = Values.doubles(self);
    for (int i = 0; i < values.length; i++) {
      values[i] = variate.draw(values[i], random);
    }
    return call.rounded(self.dtype(), self.shape(), values);
  }

  private static double uniform(RandomGenerator random) {
    return random.nextDouble(0, 1);
  }

  /**
   * Small rates multiply uniform numbers until they fall below exp(-rate); from 10 on by
   * transformed rejection, algorithm PTRS of Hörmann, "The transformed rejection method for
   * generating Poisson random variables" (1993).
   */
  private static double poisson(double rate, RandomGenerator random) {
    if (!(rate >= 0)) {
      throw TorchError.runtime("invalid Poisson rate, expected rate to be non-negative");
    }
    if (rate >= 10) {
      return poissonByRejection(rate, random);
    }
    if (rate == 0) {
      return 0;
    }
    double least = Exponential.exp(-rate);
    double product = uniform(random);
    long count = 0;
    while (product > least) {
      count++;
      product *= uniform(random);
    }
    return count;
  }

  private static double poissonByRejection(double rate, RandomGenerator random) {
    double b = 0.931 + 2.53 * Math.sqrt(rate);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    double accepted = 0.9277 - 3.6224 / (b - 2);
    while (true) {
      double u = uniform(random) - 0.5;
      double v = uniform(random);
      double us = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / us + b) * u + rate + 0.43);
      if (us >= 0.07 && v <= accepted) {
        return k;
      }
      if (k < 0 || (us < 0.013 && v > us)) {
        continue;
      }
      double left =
          Logarithm.log(v) + Logarithm.log(inverseAlpha) - Logarithm.log(a / (us * us) + b);
      if (left <= -rate + k * Logarithm.log(rate) - LogGamma.value(k + 1)) {
        return k;
      }
    }
  }

  /** In float32 concentrations are kept in that while they are shifted. */
  private static double gamma(Tensor self, double alpha, RandomGenerator random) {
    boolean wide = self.dtype() == DType.FLOAT64;
    return Math.max(
        wide ? Double.MIN_NORMAL : Float.MIN_NORMAL,
        gamma(alpha, wide ? x -> x : x -> (float) x, random));
  }

  private static double gamma(double alpha, DoubleUnaryOperator rounding, RandomGenerator random) {
    if (alpha >= 1) {
      return gammaFromOne(rounding.applyAsDouble(alpha - 1f / 3), 1, random);
    }
    if (alpha == 0) {
      return 0;
    }
    double scale = Power.pow(1 - uniform(random), rounding.applyAsDouble(1 / alpha));
    double next = rounding.applyAsDouble(alpha + 1);
    return gammaFromOne(rounding.applyAsDouble(next - 1f / 3), scale, random);
  }

  /**
   * Marsaglia and Tsang, "A simple method for generating gamma variables" (2000); below 1 the
   * number for alpha + 1 is multiplied by a power of a uniform one. PyTorch takes the constants in
   * float32.
   *
   * @param d the concentration, not less than 1, less ⅓
   */
  private static double gammaFromOne(double d, double scale, RandomGenerator random) {
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x;
      double y;
      do {
        x = random.nextNormal();
        y = 1 + c * x;
      } while (y <= 0);
      double v = y * y * y;
      double u = 1 - uniform(random);
      double square = x * x;
      if (u < 1 - 0.0331f * square * square
          || Logarithm.log(u) < 0.5 * square + d * (1 - v + Logarithm.log(v))) {
        return scale * d * v;
      }
    }
  }

  private static Tensor dirichlet(Call call) {
    Tensor self = call.self();
    RandomGenerator random = call.random();
    double[] values = Values.doubles(self);
    int row = self.shape().dim() == 0 ? 1 : self.shape().size(self.shape().dim() - 1);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(Double.MIN_NORMAL, gamma(values[i], x -> x, random));
    }
    int rows = row == 0 ? 0 : values.length / row;
    double[] sums = new double[rows];
    Summation.sum(sums, values, 0, new int[] {rows, row}, new int[] {row, 1}, new int[] {1, 0});
    for (int i = 0; i < values.length; i++) {
      values[i] = inside(self.dtype(), values[i] / sums[i / row]);
    }
    return call.rounded(self.dtype(), self.shape(), values);
  }

  /** A share neither 0 nor 1, for its logarithms. */
  private static double inside(DType dtype, double share) {
    return dtype == DType.FLOAT64
        ? Math.min(Math.nextDown(1.0), Math.max(Double.MIN_NORMAL, share))
        : Math.min(Math.nextDown(1f), Math.max(Float.MIN_NORMAL, (float) share));
  }

  private static Tensor binomials(Call call) {
    Tensor count = call.tensor("count");
    Tensor prob = call.tensor("prob");
    for (Tensor given : List.of(count, prob)) {
      if (!given.dtype().isFloating()) {
        throw new TorchError(
            TorchError.Kind.VALUE,
            "binomial only supports floating-point dtypes for %s, got: %s"
                .formatted(given == count ? "count" : "prob", given.dtype().legacyName()));
      }
    }
    if (count.dtype() != prob.dtype()) {
      throw TorchError.runtime(
          "Found dtype %s but expected %s"
              .formatted(prob.dtype().legacyName(), count.dtype().legacyName()));
    }
    RandomGenerator random = call.random();
    Shape shape = Shape.broadcast(count.shape(), prob.shape());
    double[] counts = (double[]) Values.expanded(count, shape, DType.FLOAT64);
    double[] probabilities = (double[]) Values.expanded(prob, shape, DType.FLOAT64);
    for (int i = 0; i < counts.length; i++) {
      counts[i] = binomial(counts[i], probabilities[i], random);
    }
    return call.rounded(count.dtype(), shape, counts);
  }

  private static double binomial(double count, double prob, RandomGenerator random) {
    if (count <= 0 || prob <= 0) {
      return 0;
    }
    if (prob >= 1) {
      return count;
    }
    if (prob > 0.5) {
      return count - binomial(count, 1 - prob, random);
    }
    return count * prob >= 10
        ? binomialByRejection(count, prob, random)
        : binomialByGaps(count, prob, random);
  }

  /** Counts how many geometric gaps between successes fit into the trials. */
  private static double binomialByGaps(double count, double prob, RandomGenerator random) {
    double logMiss = Logarithm.log1p(-prob);
    double reached = 0;
    for (int successes = 0; ; successes++) {
      reached += Math.ceil(Logarithm.log(uniform(random)) / logMiss);
      if (reached > count) {
        return successes;
      }
    }
  }

  /** Algorithm BTRS of Hörmann, "The generation of binomial random variates" (1993). */
  private static double binomialByRejection(double n, double p, RandomGenerator random) {
    double deviation = Math.sqrt(n * p * (1 - p));
    double b = 1.15 + 2.53 * deviation;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double accepted = 0.92 - 4.2 / b;
    double alpha = (2.83 + 5.1 / b) * deviation;
    double mode = Math.floor((n + 1) * p);
    while (true) {
      double u = uniform(random) - 0.5;
      double v = uniform(random);
      double us = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / us + b) * u + n * p + 0.5);
      if (us >= 0.07 && v <= accepted) {
        return k;
      }
      if (k >= 0
          && k <= n
          && Logarithm.log(v * alpha / (a / (us * us) + b)) <= logRatio(n, p / (1 - p), mode, k)) {
        return k;
      }
    }
  }

  /** The logarithm of the probability of k successes relative to that of the mode. */
  private static double logRatio(double n, double odds, double mode, double k) {
    return (mode + 0.5) * Logarithm.log((mode + 1) / (odds * (n - mode + 1)))
        + (n + 1) * Logarithm.log((n - mode + 1) / (n - k + 1))
        + (k + 0.5) * Logarithm.log(odds * (n - k + 1) / (k + 1))
        + stirlingTail(mode)
        + stirlingTail(n - mode)
        - stirlingTail(k)
        - stirlingTail(n - k);
  }

  /** What Stirling's series leaves of log k!, of the same paper. */
  private static double stirlingTail(double k) {
    if (k < 10) {
      double whole = 0.5 * Logarithm.log(2 * Math.PI) + (k + 0.5) * Logarithm.log(k + 1) - (k + 1);
      return LogGamma.value(k + 1) - whole;
    }
    double square = (k + 1) * (k + 1);
    return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
  }
}
