package tapedeck.tensor;

import java.nio.ByteBuffer;
import tapedeck.kernel.libm.Logarithm;
import tapedeck.kernel.libm.SineCosine;

/**
 * PyTorch's CPU random stream: a 32-bit Mersenne Twister, and the ways in which PyTorch turns its
 * words into numbers. The same seed gives the same numbers, bit for bit.
 *
 * <p>Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed
 * uniform pseudorandom number generator", 1998. How PyTorch consumes the stream was measured.
 */
public final class RandomGenerator {
  /** The seed of a generator that was given none. */
  public static final long DEFAULT_SEED = 67280421310721L;

  private static final int WORDS = 624;
  private static final int SHIFT = 397;

  /** The size of PyTorch's saved state. */
  private static final int SAVED_BYTES = 5056;

  /** From this many elements on, normal numbers are made sixteen at a time. */
  static final int BLOCK = 16;

  private final int[] state = new int[WORDS];
  private int used = WORDS;
  private long seed;
  private double cachedNormal;
  private boolean hasCachedNormal;

  public RandomGenerator() {
    setSeed(DEFAULT_SEED);
  }

  /** The seed that the stream started from. */
  public long seed() {
    return seed;
  }

  /** Starts the stream anew. */
  public void setSeed(long newSeed) {
    seed = newSeed;
    hasCachedNormal = false;
    used = WORDS;
    state[0] = (int) newSeed;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** Everything that decides which numbers come next, for {@link #restore}. */
  public byte[] save() {
    ByteBuffer bytes = ByteBuffer.allocate(SAVED_BYTES);
    for (int word : state) {
      bytes.putInt(word);
    }
    bytes.putInt(used).putLong(seed).putDouble(cachedNormal).put((byte) (hasCachedNormal ? 1 : 0));
    return bytes.array();
  }

  /** Goes on from where {@link #save} was called. */
  public void restore(byte[] saved) {
    if (saved.length != SAVED_BYTES) {
      throw TorchError.runtime("RNG state is wrong size");
    }
    ByteBuffer bytes = ByteBuffer.wrap(saved);
    for (int i = 0; i < WORDS; i++) {
      state[i] = bytes.getInt();
    }
    used = bytes.getInt();
    seed = bytes.getLong();
    cachedNormal = bytes.getDouble();
    hasCachedNormal = bytes.get() == 1;
  }

  /** The next word of the stream. */
  public int nextWord() {
    if (used == WORDS) {
      twist();
    }
    int y = state[used++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int k = 0; k < WORDS; k++) {
      int y = (state[k] & 0x80000000) | (state[(k + 1) % WORDS] & 0x7fffffff);
      state[k] = state[(k + SHIFT) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    used = 0;
  }

  /** The next two words, the first one high. */
  public long nextLong() {
    long high = nextWord();
    return high << 32 | (nextWord() & 0xffffffffL);
  }

  /** A float32 number in [low, high), with 24 random bits. */
  public float nextFloat(float low, float high) {
    double unit = (nextWord() & 0xffffff) * 0x1p-24;
    return (float) (unit * (high - low) + low);
  }

  /** A float64 number in [low, high), with 53 random bits. */
  public double nextDouble(double low, double high) {
    return Math.fma((nextLong() & ((1L << 53) - 1)) * 0x1p-53, high - low, low);
  }

  /** An integer in [low, high). */
  public long nextInteger(long low, long high) {
    long range = high - low;
    if (Long.compareUnsigned(range, 1L << 32) >= 0) {
      return Long.remainderUnsigned(nextLong(), range) + low;
    }
    return (nextWord() & 0xffffffffL) % range + low;
  }

  /** The numbers 0 to n−1 in random order. */
  public long[] permutation(int n) {
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = 0; i < n - 1; i++) {
      int other = i + (int) ((nextWord() & 0xffffffffL) % (n - i));
      long swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    return order;
  }

  /**
   * A standard normal number, by Box and Muller's method; every second one is kept from the first.
   */
  public double nextNormal() {
    if (hasCachedNormal) {
      hasCachedNormal = false;
      return cachedNormal;
    }
    double first = nextDouble(0, 1);
    double second = nextDouble(0, 1);
    double radius = Math.sqrt(-2 * Logarithm.log1p(-second));
    SineCosine direction = SineCosine.of(2 * Math.PI * first);
    cachedNormal = radius * direction.sin();
    hasCachedNormal = true;
    return radius * direction.cos();
  }

  /**
   * Fills an array with normal numbers as PyTorch fills tensors of 16 bits: what is left over after
   * the blocks of sixteen is not drawn before the last block is.
   */
  public void fillNormalByBlocks(float[] out, float mean, float deviation) {
    if (out.length < BLOCK) {
      fillNormal(out, mean, deviation);
      return;
    }
    int from = 0;
    for (; from + BLOCK <= out.length; from += BLOCK) {
      fillBlock(out, from, mean, deviation);
    }
    if (from < out.length) {
      fillBlock(out, out.length - BLOCK, mean, deviation);
    }
  }

  private void fillBlock(float[] out, int from, float mean, float deviation) {
    for (int i = from; i < from + BLOCK; i++) {
      out[i] = nextFloat(0, 1);
    }
    VectorNormal.fill(out, from, mean, deviation);
  }

  /** Fills an array with normal numbers. */
  public void fillNormal(float[] out, float mean, float deviation) {
    if (out.length < BLOCK) {
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) Math.fma(nextNormal(), deviation, mean);
      }
      return;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = nextFloat(0, 1);
    }
    int from = 0;
    for (; from + BLOCK <= out.length; from += BLOCK) {
      VectorNormal.fill(out, from, mean, deviation);
    }
    if (from < out.length) {
      // the last sixteen are drawn again
      for (int i = out.length - BLOCK; i < out.length; i++) {
        out[i] = nextFloat(0, 1);
      }
      VectorNormal.fill(out, out.length - BLOCK, mean, deviation);
    }
  }

  /** Fills an array with normal numbers. */
  public void fillNormal(double[] out, double mean, double deviation) {
    if (out.length < BLOCK) {
      for (int i = 0; i < out.length; i++) {
        out[i] = Math.fma(nextNormal(), deviation, mean);
      }
      return;
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = nextDouble(0, 1);
    }
    int from = 0;
    for (; from + BLOCK <= out.length; from += BLOCK) {
      fillBlock(out, from, mean, deviation);
    }
    if (from < out.length) {
      for (int i = out.length - BLOCK; i < out.length; i++) {
        out[i] = nextDouble(0, 1);
      }
      fillBlock(out, out.length - BLOCK, mean, deviation);
    }
  }

  private static void fillBlock(double[] out, int from, double mean, double deviation) {
    for (int i = from; i < from + BLOCK / 2; i++) {
      double radius = Math.sqrt(-2 * Logarithm.log(1 - out[i]));
      SineCosine direction = SineCosine.of(2 * Math.PI * out[i + BLOCK / 2]);
      out[i] = Math.fma(radius * direction.cos(), deviation, mean);
      out[i + BLOCK / 2] = Math.fma(radius * direction.sin(), deviation, mean);
    }
  }
}
