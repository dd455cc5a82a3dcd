package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import tapedeck.tensor.TensorValue;

/**
 * How many elements of a tensor have which size: a bin a power of ten, since gradients vanish and
 * explode by factors.
 *
 * @param bins from the smallest power to the largest, without gaps
 */
public record SizeHistogram(List<Bin> bins, long zeros, long notFinite) {
  /** Powers beyond these are counted with the last of them. */
  private static final int FURTHEST = 20;

  /**
   * The elements with {@code 10^power ≤ |x| < 10^(power + 1)}.
   *
   * @param negative how many of them are below zero
   * @param positive how many are above
   */
  public record Bin(int power, long negative, long positive) {
    public long count() {
      return negative + positive;
    }
  }

  /** Counts every element. */
  public static SizeHistogram of(TensorValue value) {
    long[] negative = new long[2 * FURTHEST + 1];
    long[] positive = new long[2 * FURTHEST + 1];
    long zeros = 0;
    long notFinite = 0;
    int first = Integer.MAX_VALUE;
    int last = -1;
    for (int i = 0; i < value.shape().numel(); i++) {
      double x = value.doubleAt(i);
      if (x == 0) {
        zeros++;
      } else if (!Double.isFinite(x)) {
        notFinite++;
      } else {
        int at = power(Math.abs(x)) + FURTHEST;
        (x < 0 ? negative : positive)[at]++;
        first = Math.min(first, at);
        last = Math.max(last, at);
      }
    }
    List<Bin> bins = new ArrayList<>();
    for (int at = first; at <= last; at++) {
      bins.add(new Bin(at - FURTHEST, negative[at], positive[at]));
    }
    return new SizeHistogram(List.copyOf(bins), zeros, notFinite);
  }

  private static int power(double size) {
    int power = (int) Math.floor(Math.log10(size));
    return Math.max(-FURTHEST, Math.min(FURTHEST, power));
  }
}
