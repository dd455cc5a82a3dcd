package tapedeck.op;

import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.tensor;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import tapedeck.kernel.libm.Exponential;
import tapedeck.kernel.libm.Logarithm;
import tapedeck.kernel.libm.Tangent;
import tapedeck.tensor.DType;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows that draw random numbers, from PyTorch's stream in PyTorch's order, and those that set
 * all elements.
 */
public final class Randomness {
  private Randomness() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("bernoulli(Tensor self, *, Generator generator=None)")
              .kernel(Randomness::bernoulli)
              .reads("1 with probability {self}, else 0", "bernoulli")
              .backward("BernoulliBackward0")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(between(0, 1, 8)))
              .build(),
          draw(
              "bernoulli.p",
              ", Float p=0.5",
              "1 with probability {p}, else 0",
              "BernoulliBackward1",
              call -> {
                double p = call.real("p");
                if (!(p >= 0 && p <= 1)) {
                  throw TorchError.runtime(
                      "bernoulli_ expects p to be in [0, 1], but got p=" + number(p));
                }
                return random -> random.nextDouble(0, 1) < p ? 1 : 0;
              }),
          Op.define(
                  "uniform(Tensor self, Float from=0.0, Float to=1.0, *, Generator generator=None)")
              .kernel(UniformNumbers::uniform)
              .inPlace()
              .reads("random between {from} and {to}", "uniform")
              .backward("UniformBackward0")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define(
                  "normal(Tensor self, Float mean=0.0, Float std=1.0, *, Generator generator=None)")
              .kernel(
                  call -> {
                    boolean runs = call.self().isContiguous();
                    return inMemoryOrder(
                        call,
                        self -> normal(call, self, runs, call.real("mean"), call.real("std")));
                  })
              .inPlace()
              .internal()
              .reads("random, mean {mean}, deviation {std}", "normal")
              .backward("NormalBackward0")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(20), 1.0, 2.0))
              .build(),
          draw(
              "exponential",
              ", Float lambd=1.0",
              "random, exponential with rate {lambd}",
              "ExponentialBackward0",
              call -> {
                double rate = call.real("lambd");
                checkContinuous("Exponential", call.self().dtype(), DType::legacyName);
                check(rate > 0, "exponential_ expects lambda > 0.0, but found lambda=", rate);
                return random -> -1 / rate * Logarithm.log1p(-random.nextDouble(0, 1));
              }),
          draw(
              "cauchy",
              ", Float median=0.0, Float sigma=1.0",
              "random, Cauchy",
              "CauchyBackward0",
              call -> {
                double median = call.real("median");
                double sigma = call.real("sigma");
                checkContinuous("Cauchy", call.self().dtype(), DType::cName);
                check(sigma > 0, "cauchy_ expects sigma > 0.0, but found sigma=", sigma);
                return random ->
                    Math.fma(sigma, Tangent.tan(Math.PI * (random.nextDouble(0, 1) - 0.5)), median);
              }),
          draw(
              "geometric",
              ", Float p",
              "random, geometric with {p}",
              "GeometricBackward0",
              call -> {
                double p = call.real("p");
                check(p > 0 && p < 1, "geometric_ expects p to be in (0, 1), but got p=", p);
                if (call.self().dtype() == DType.BOOL) {
                  throw notImplemented("geometric_cpu", DType.BOOL);
                }
                return random ->
                    Math.ceil(Logarithm.log(random.nextDouble(0, 1)) / Logarithm.log(1 - p));
              }),
          draw(
              "log_normal",
              ", Float mean=1.0, Float std=2.0",
              "exp of a normal number",
              "LogNormalBackward0",
              call -> {
                double mean = call.real("mean");
                double std = call.real("std");
                check(std > 0, "log_normal_ expects std > 0.0, but found std=", std);
                if (!call.self().dtype().isFloating()) {
                  throw notImplemented("log_normal_cpu", call.self().dtype());
                }
                return random -> Exponential.exp(Math.fma(random.nextNormal(), std, mean));
              }),
          Op.define("random(Tensor self, Int from=None, Int to=None, *, Generator generator=None)")
              .kernel(UniformNumbers::integers)
              .inPlace()
              .reads("random integers", "random")
              .samples(Sample.of(tensor(2, 3), 0L, 10L))
              .build(),
          Op.define(
                  "multinomial(Tensor self, Int num_samples, Bool replacement=False, *, Generator generator=None)")
              .kernel(Multinomial::draw)
              .reads("{num_samples} places drawn by the weights {self}", "multinomial")
              .samples(
                  Sample.of(between(0.1, 1, 4), 2L), Sample.of(between(0.1, 1, 2, 3), 4L, true))
              .build());

  /** Prepares what draws one number, from the options of a call. */
  private interface Distribution {
    ToDoubleFunction<RandomGenerator> of(Call call);
  }

  private static Op draw(
      String name, String more, String expression, String backward, Distribution distribution) {
    boolean needs = name.equals("geometric");
    Sample sample = needs ? Sample.of(tensor(2, 3), 0.4) : Sample.of(tensor(2, 3));
    return Op.define(name + "(Tensor self" + more + ", *, Generator generator=None)")
        .kernel(
            call -> {
              ToDoubleFunction<RandomGenerator> next = distribution.of(call);
              RandomGenerator random = call.random();
              return inMemoryOrder(
                  call,
                  self -> {
                    double[] out = new double[self.shape().numel()];
                    for (int i = 0; i < out.length; i++) {
                      out[i] = next.applyAsDouble(random);
                    }
                    return call.rounded(self.dtype(), self.shape(), out);
                  });
            })
        .inPlace()
        .internal()
        .reads(expression, name)
        .backward(backward)
        .derivative("self", "0", (b, g) -> b.zerosLike(g))
        .samples(sample)
        .build();
  }

  private static void checkContinuous(String name, DType type, Function<DType, String> spelled) {
    if (!type.isFloating()) {
      throw TorchError.runtime(
          ("%s distribution is a continuous probability distribution. dtype must be a floating"
                  + " point but you specified %s")
              .formatted(name, spelled.apply(type)));
    }
  }

  private static void check(boolean holds, String message, double value) {
    if (!holds) {
      throw TorchError.runtime(message + number(value));
    }
  }

  static TorchError notImplemented(String kernel, DType type) {
    return new TorchError(
        TorchError.Kind.NOT_IMPLEMENTED,
        "\"%s\" not implemented for '%s'".formatted(kernel, type.legacyName()));
  }

  /** As C++ streams write it: six significant digits, no zeros behind. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (value == 0 || (exponent >= -4 && exponent < 6)) {
      return rounded.toPlainString();
    }
    String digits = rounded.movePointLeft(exponent).toPlainString();
    return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  static Tensor bernoulli(Call call) {
    Tensor self = call.self();
    if (!self.dtype().isFloating()) {
      throw notImplemented("bernoulli_tensor_cpu_p_", self.dtype());
    }
    RandomGenerator random = call.random();
    double[] p = Values.doubles(self);
    double[] out = new double[p.length];
    boolean wide = self.dtype() == DType.FLOAT64;
    for (int i = 0; i < out.length; i++) {
      if (!(p[i] >= 0 && p[i] <= 1)) {
        throw TorchError.runtime(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message"
                + " be improved?  If so, please report an enhancement request to PyTorch.)");
      }
      double drawn = wide ? random.nextDouble(0, 1) : random.nextFloat(0, 1);
      out[i] = drawn < p[i] ? 1 : 0;
    }
    return call.rounded(self.dtype(), self.shape(), out);
  }

  /** Draws numbers for the first argument in the order in which its elements lie in memory. */
  static Tensor inMemoryOrder(Call call, UnaryOperator<Tensor> draw) {
    Tensor self = call.self();
    return Layout.kept(call, self.shape(), arranged -> draw.apply(arranged[0]), self);
  }

  /**
   * Normal numbers.
   *
   * @param runs whether they fill memory that is row-major, which PyTorch does by sixteens, but for
   *     types of 16 bits
   */
  static Tensor normal(Call call, Tensor like, boolean runs, double mean, double std) {
    if (std < 0) {
      throw TorchError.runtime("normal expects std >= 0.0, but found std " + number(std));
    }
    if (!like.dtype().isFloating()) {
      throw notImplemented("normal_kernel_cpu", like.dtype());
    }
    int count = like.shape().numel();
    if (!runs) {
      double[] out = new double[count];
      for (int i = 0; i < count; i++) {
        out[i] = call.random().nextNormal() * std + mean;
      }
      return call.rounded(like.dtype(), like.shape(), out);
    }
    if (like.dtype() == DType.FLOAT64) {
      double[] out = new double[count];
      call.random().fillNormal(out, mean, std);
      return call.result(DType.FLOAT64, like.shape(), out);
    }
    float[] out = new float[count];
    if (like.dtype() == DType.FLOAT32) {
      call.random().fillNormal(out, (float) mean, (float) std);
    } else {
      call.random().fillNormalByBlocks(out, (float) mean, (float) std);
    }
    return call.result(like.dtype(), like.shape(), out);
  }
}
