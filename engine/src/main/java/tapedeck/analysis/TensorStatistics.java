package tapedeck.analysis;

import tapedeck.tensor.TensorValue;

/**
 * The elements of a tensor in a few numbers, computed in float64.
 *
 * @param min the least finite element, NaN if there is none
 * @param max the largest finite element, NaN if there is none
 * @param mean of all elements, as {@code mean()}: NaN if there is none
 * @param std as {@code std()}, divided by n − 1: NaN for fewer than two elements
 * @param norm the 2-norm, as {@code norm()}
 */
public record TensorStatistics(
    long count,
    double min,
    double max,
    double mean,
    double std,
    double norm,
    long zeros,
    long nans,
    long infinities) {

  /** Looks at every element. */
  public static TensorStatistics of(TensorValue value) {
    int count = value.shape().numel();
    double min = Double.NaN;
    double max = Double.NaN;
    double sum = 0;
    double squares = 0;
    long zeros = 0;
    long nans = 0;
    long infinities = 0;
    for (int i = 0; i < count; i++) {
      double x = value.doubleAt(i);
      sum += x;
      squares += x * x;
      if (Double.isNaN(x)) {
        nans++;
      } else if (Double.isInfinite(x)) {
        infinities++;
      } else {
        min = min <= x ? min : x;
        max = max >= x ? max : x;
        zeros += x == 0 ? 1 : 0;
      }
    }
    double mean = sum / count;
    return new TensorStatistics(
        count, min, max, mean, deviation(value, mean), Math.sqrt(squares), zeros, nans, infinities);
  }

  private static double deviation(TensorValue value, double mean) {
    int count = value.shape().numel();
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double x = value.doubleAt(i) - mean;
      sum += x * x;
    }
    return count < 2 ? Double.NaN : Math.sqrt(sum / (count - 1));
  }
}
