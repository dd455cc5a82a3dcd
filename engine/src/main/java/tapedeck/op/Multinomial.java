package tapedeck.op;

import java.util.Arrays;
import tapedeck.kernel.libm.Logarithm;
import tapedeck.tensor.DType;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** {@code torch.multinomial}: places drawn with given probabilities. */
final class Multinomial {
  private Multinomial() {}

  /** One sample or no replacement: by an exponential race; otherwise by cumulative sums. */
  static Tensor draw(Call call) {
    Tensor self = call.self();
    int count = call.integer("num_samples");
    boolean replacement = call.flag("replacement");
    int dim = self.shape().dim();
    if (dim < 1 || dim > 2) {
      throw TorchError.runtime("prob_dist must be 1 or 2 dim");
    }
    if (!self.dtype().isFloating()) {
      throw TorchError.runtime(
          "multinomial only supports floating-point dtypes for input, got: "
              + self.dtype().legacyName());
    }
    int n = self.shape().size(dim - 1);
    if (count <= 0) {
      throw TorchError.runtime("cannot sample n_sample <= 0 samples");
    }
    if (!replacement && count > n) {
      throw TorchError.runtime(
          "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
    }
    int rows = dim == 2 ? self.shape().size(0) : 1;
    double[] p = Values.doubles(self);
    for (double weight : p) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw TorchError.runtime("probability tensor contains either `inf`, `nan` or element < 0");
      }
    }
    for (int r = 0; r < rows; r++) {
      if (Arrays.stream(p, r * n, (r + 1) * n).sum() <= 0) {
        throw TorchError.runtime("invalid multinomial distribution (sum of probabilities <= 0)");
      }
    }
    RandomGenerator random = call.random();
    long[] out =
        replacement && count > 1
            ? cumulative(p, rows, n, count, random)
            : race(p, rows, n, count, random, self);
    return call.result(DType.INT64, dim == 2 ? Shape.of(rows, count) : Shape.of(count), out);
  }

  private static long[] race(
      double[] p, int rows, int n, int count, RandomGenerator random, Tensor self) {
    long[] out = new long[rows * count];
    boolean single = self.dtype() != DType.FLOAT64;
    double[] times = new double[p.length];
    for (int i = 0; i < p.length; i++) {
      double q = -Logarithm.log1p(-random.nextDouble(0, 1));
      times[i] = single ? (float) p[i] / (float) q : p[i] / q;
    }
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < count; k++) {
        int best = -1;
        for (int i = 0; i < n; i++) {
          double time = times[r * n + i];
          best = !Double.isNaN(time) && (best < 0 || time > times[r * n + best]) ? i : best;
        }
        out[r * count + k] = best;
        times[r * n + best] = Double.NaN;
      }
    }
    return out;
  }

  private static long[] cumulative(double[] p, int rows, int n, int count, RandomGenerator random) {
    long[] out = new long[rows * count];
    for (int r = 0; r < rows; r++) {
      double total = 0;
      double[] sums = new double[n];
      for (int i = 0; i < n; i++) {
        total += p[r * n + i];
        sums[i] = total;
      }
      for (int k = 0; k < count; k++) {
        double drawn = random.nextDouble(0, 1);
        int at = 0;
        while (at < n - 1 && sums[at] / total <= drawn) {
          at++;
        }
        out[r * count + k] = at;
      }
    }
    return out;
  }
}
