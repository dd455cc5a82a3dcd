package tapedeck.kernel;

import java.util.EnumMap;
import java.util.Map;

/**
 * The working memory of kernels: an array for each use and thread, so that they allocate nothing
 * but their results. A kernel must not call another that has the same use while it needs its own.
 */
enum Scratch {
  /** Packed operands of a product. */
  LEFT,
  RIGHT,
  /** A tile of which only a part is in the result. */
  EDGE,
  /** A product whose operands have changed places. */
  TURNED,
  /** Sums of a product that are added to its result later. */
  SUMS,
  /** An unfolded image. */
  UNFOLDED,
  /** An image with its padding. */
  PADDED,
  /** Results with numbers between them that are of no use. */
  SPACED;

  /** What is longer, 16 MB, is not kept. */
  private static final int LONGEST = 1 << 22;

  private static final ThreadLocal<Map<Scratch, float[]>> KEPT =
      ThreadLocal.withInitial(() -> new EnumMap<>(Scratch.class));

  /** An array of at least {@code length} numbers, whatever they are. */
  float[] floats(int length) {
    Map<Scratch, float[]> kept = KEPT.get();
    float[] known = kept.get(this);
    if (known != null && known.length >= length) {
      return known;
    }
    float[] array = new float[length];
    if (length <= LONGEST) {
      kept.put(this, array);
    }
    return array;
  }
}
