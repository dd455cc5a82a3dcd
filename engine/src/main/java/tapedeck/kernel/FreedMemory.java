package tapedeck.kernel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of results that were given back, which the next results of their length take: their pages
 * and cache lines are still at hand, while those of a new array are not. Kept for each thread, at
 * most 32 MB.
 */
public final class FreedMemory {
  /** Shorter arrays are as quickly made. */
  private static final int SHORTEST = 1 << 14;

  private static final int MOST = 1 << 23;

  private static final ThreadLocal<FreedMemory> OWN = ThreadLocal.withInitial(FreedMemory::new);

  private final Deque<float[]> arrays = new ArrayDeque<>();
  private int kept;

  private FreedMemory() {}

  /** An array of {@code length} numbers, whatever they are. */
  public static float[] floats(int length) {
    float[] freed = freed(length);
    return freed == null ? new float[length] : freed;
  }

  /** An array of {@code length} zeros. */
  public static float[] zeros(int length) {
    float[] freed = freed(length);
    if (freed == null) {
      return new float[length];
    }
    Arrays.fill(freed, 0);
    return freed;
  }

  private static float @Nullable [] freed(int length) {
    return length < SHORTEST ? null : OWN.get().take(length);
  }

  /** Takes an array that nobody holds any more. */
  public static void add(float[] array) {
    if (array.length >= SHORTEST && array.length <= MOST) {
      OWN.get().keep(array);
    }
  }

  private float @Nullable [] take(int length) {
    // the last one is the most likely to be in a cache
    for (var rest = arrays.descendingIterator(); rest.hasNext(); ) {
      float[] array = rest.next();
      if (array.length == length) {
        rest.remove();
        kept -= length;
        return array;
      }
    }
    return null;
  }

  private void keep(float[] array) {
    arrays.addLast(array);
    kept += array.length;
    while (kept > MOST) {
      kept -= arrays.removeFirst().length;
    }
  }
}
