package tapedeck.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The elements of a {@linkplain Storage#array() storage's array} as bytes, little endian, as files
 * of tensors keep them.
 */
public final class ArrayBytes {
  private ArrayBytes() {}

  /** Writes {@code count} elements from {@code from} on to the start of {@code bytes}. */
  public static void put(Object array, int from, int count, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (array instanceof float[] floats) {
      buffer.asFloatBuffer().put(floats, from, count);
    } else if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(doubles, from, count);
    } else if (array instanceof long[] longs) {
      buffer.asLongBuffer().put(longs, from, count);
    } else if (array instanceof int[] ints) {
      buffer.asIntBuffer().put(ints, from, count);
    } else if (array instanceof short[] shorts) {
      buffer.asShortBuffer().put(shorts, from, count);
    } else {
      buffer.put((byte[]) array, from, count);
    }
  }

  /** Reads {@code count} elements from the start of {@code bytes}, to {@code from} on. */
  public static void get(Object array, int from, int count, byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (array instanceof float[] floats) {
      buffer.asFloatBuffer().get(floats, from, count);
    } else if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().get(doubles, from, count);
    } else if (array instanceof long[] longs) {
      buffer.asLongBuffer().get(longs, from, count);
    } else if (array instanceof int[] ints) {
      buffer.asIntBuffer().get(ints, from, count);
    } else if (array instanceof short[] shorts) {
      buffer.asShortBuffer().get(shorts, from, count);
    } else {
      buffer.get((byte[]) array, from, count);
    }
  }
}
