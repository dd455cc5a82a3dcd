package tapedeck.kernel;

/**
 * A float32 sum of numbers that come one by one, in levels: what a level has gathered goes to the
 * next after each 2ᵏ numbers, as in the loops of PyTorch's negative log likelihood (ATen {@code
 * LossNLL.cpp}).
 */
public final class CascadeSum {
  private static final int LEVELS = 8;
  private static final int LEAST_POWER = 4;

  private final float[] sums = new float[LEVELS];
  private final int power;

  /** For {@code count} numbers in all. */
  public CascadeSum(int count) {
    int log = count <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    this.power = Math.max(LEAST_POWER, log / LEVELS);
  }

  /** Adds number {@code index}; those that are left out need not be added. */
  public void add(int index, float number) {
    sums[0] += number;
    int mask = (1 << power) - 1;
    for (int level = 0; level + 1 < LEVELS && level * power < Integer.SIZE - 1; level++) {
      if ((index & (mask << (level * power))) != 0) {
        return;
      }
      sums[level + 1] += sums[level];
      sums[level] = 0;
    }
  }

  /** The sum. */
  public float total() {
    float total = 0;
    for (float sum : sums) {
      total += sum;
    }
    return total;
  }
}
