package tapedeck.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.FreedMemory;
import tapedeck.kernel.HalfPrecision;

/**
 * The memory that one or several tensors look at: a primitive array of one {@link DType}.
 *
 * <p>Recording takes the array by reference and {@linkplain #freeze() freezes} the storage; the
 * next write through {@link #writable()} takes a private copy first. So a recorded array never
 * changes, and a program that writes nothing in place is recorded without a copy.
 *
 * <p>Booleans and 8-bit integers are kept in {@code byte[]}, 16-bit floating types as bits in
 * {@code short[]}, all others in the array of their size.
 */
public final class Storage {
  private final DType dtype;
  private final int length;
  private @Nullable Object array;
  private boolean frozen;
  private long id;
  private @Nullable VersionCounter versions;

  private Storage(DType dtype, int length, Object array) {
    this.dtype = dtype;
    this.length = length;
    this.array = array;
  }

  /** A storage of zeros. */
  public static Storage allocate(DType dtype, int length) {
    return new Storage(
        dtype,
        length,
        switch (dtype) {
          case BOOL, UINT8, INT8 -> new byte[length];
          case INT16, FLOAT16, BFLOAT16 -> new short[length];
          case INT32 -> new int[length];
          case INT64 -> new long[length];
          case FLOAT32 -> new float[length];
          case FLOAT64 -> new double[length];
        });
  }

  /** A storage that takes over {@code values} without copying them. */
  public static Storage of(float[] values) {
    return new Storage(DType.FLOAT32, values.length, values);
  }

  /** A storage that takes over {@code values} without copying them. */
  public static Storage of(double[] values) {
    return new Storage(DType.FLOAT64, values.length, values);
  }

  /** A storage that takes over {@code values} without copying them. */
  public static Storage of(long[] values) {
    return new Storage(DType.INT64, values.length, values);
  }

  /** A storage over an array that never changes; a write goes to a copy. */
  static Storage frozen(DType dtype, Object array) {
    Storage storage = new Storage(dtype, java.lang.reflect.Array.getLength(array), array);
    storage.frozen = true;
    return storage;
  }

  /**
   * A storage of {@code dtype} with the numbers of {@code wide}, an array of {@link DType#wide()},
   * which it takes over where the types are the same, and rounds or wraps otherwise.
   */
  public static Storage of(DType dtype, Object wide) {
    int length = java.lang.reflect.Array.getLength(wide);
    if (dtype == dtype.wide()) {
      return new Storage(dtype, length, wide);
    }
    Storage narrow = allocate(dtype, length);
    for (int i = 0; i < length; i++) {
      if (wide instanceof float[] floats) {
        narrow.set(i, (double) floats[i]);
      } else {
        narrow.set(i, ((long[]) wide)[i]);
      }
    }
    return narrow;
  }

  public DType dtype() {
    return dtype;
  }

  /** The number by which a recording names this memory, 0 while it has none. */
  public long id() {
    return id;
  }

  /** Gives the memory its number. */
  public void setId(long number) {
    id = number;
  }

  /** The counter of the first tensor that was recorded with this memory, null before. */
  public @Nullable VersionCounter versionCounter() {
    return versions;
  }

  public void setVersionCounter(VersionCounter first) {
    versions = first;
  }

  /** The number of elements. */
  public int length() {
    return length;
  }

  /**
   * Checks that a tensor of such sizes and strides lies within this memory.
   *
   * @throws TorchError as PyTorch's {@code as_strided} if it does not
   */
  public void requireRoom(int[] sizes, int[] strides, long offset) {
    if (sizes.length != strides.length) {
      throw TorchError.runtime("mismatch in length of strides and shape");
    }
    long last = offset;
    boolean empty = false;
    for (int d = 0; d < sizes.length; d++) {
      if (strides[d] < 0) {
        throw TorchError.runtime(
            "as_strided: Negative strides are not supported at the moment, got strides: "
                + Arrays.toString(strides));
      }
      if (sizes[d] < 0) {
        throw TorchError.runtime(
            "Storage size calculation overflowed with sizes=%s and strides=%s"
                .formatted(Arrays.toString(sizes), Arrays.toString(strides)));
      }
      empty |= sizes[d] == 0;
      last += (sizes[d] - 1L) * strides[d];
    }
    if (offset < 0) {
      throw TorchError.runtime("Tensor: invalid storage offset " + offset);
    }
    if (!empty && last >= length) {
      throw TorchError.runtime(
          "setStorage: sizes %s, strides %s, storage offset %d, and itemsize %d requiring a storage size of %d are out of bounds for storage of size %d"
              .formatted(
                  Arrays.toString(sizes),
                  Arrays.toString(strides),
                  offset,
                  dtype.bytes(),
                  (last + 1) * dtype.bytes(),
                  (long) length * dtype.bytes()));
    }
  }

  /** The array for reading: {@code float[]}, {@code double[]}, {@code long[]} and so on. */
  public Object array() {
    return held();
  }

  private Object held() {
    if (array == null) {
      throw new IllegalStateException("the memory of this tensor was released");
    }
    return array;
  }

  /**
   * Gives the memory back at once, for the next result of its size; whoever still looks at it is
   * refused from now on. What a recording holds stays.
   */
  public void release() {
    if (!frozen && array instanceof float[] floats) {
      FreedMemory.add(floats);
    }
    array = null;
  }

  /** The array for writing, which nobody else holds. */
  public Object writable() {
    if (frozen) {
      Object copy = allocate(dtype, length).held();
      System.arraycopy(held(), 0, copy, 0, length);
      array = copy;
      frozen = false;
    }
    return held();
  }

  /** Whether a write takes a private copy of the array first. */
  public boolean isFrozen() {
    return frozen;
  }

  /** The array as it is now, which will never change again. */
  public Object freeze() {
    frozen = true;
    return held();
  }

  /**
   * Holds from now on what {@code other}, of the same type and length, holds, without copying it;
   * whichever is written to first takes a copy.
   */
  public void become(Storage other) {
    array = other.freeze();
    frozen = true;
  }

  /**
   * Holds from now on what {@code fresh}, of the same type and length, holds, as its only owner;
   * nobody may use {@code fresh} any more.
   */
  public void takeOver(Storage fresh) {
    array = fresh.array;
    frozen = fresh.frozen;
  }

  /** Another storage of the same array; whichever is written to first takes a copy. */
  public Storage copyOnWrite() {
    Storage copy = new Storage(dtype, length, freeze());
    copy.frozen = true;
    return copy;
  }

  /** Element {@code i} of an array of this storage's kind, as a double (exact but for int64). */
  static double doubleAt(DType dtype, Object array, int i) {
    return switch (dtype) {
      case FLOAT32 -> ((float[]) array)[i];
      case FLOAT64 -> ((double[]) array)[i];
      case FLOAT16 -> HalfPrecision.fromBinary16(((short[]) array)[i]);
      case BFLOAT16 -> HalfPrecision.fromBfloat16(((short[]) array)[i]);
      case BOOL, UINT8, INT8, INT16, INT32, INT64 -> longAt(dtype, array, i);
    };
  }

  /** Element {@code i} as a long; floating-point values are truncated. */
  static long longAt(DType dtype, Object array, int i) {
    return switch (dtype) {
      case BOOL, INT8 -> ((byte[]) array)[i];
      case UINT8 -> ((byte[]) array)[i] & 0xff;
      case INT16 -> ((short[]) array)[i];
      case INT32 -> ((int[]) array)[i];
      case INT64 -> ((long[]) array)[i];
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> (long) doubleAt(dtype, array, i);
    };
  }

  /** Writes {@code value}, rounded or wrapped to the type, at {@code i}. */
  public void set(int i, double value) {
    Object target = writable();
    switch (dtype) {
      case FLOAT32 -> ((float[]) target)[i] = (float) value;
      case FLOAT64 -> ((double[]) target)[i] = value;
      case FLOAT16 -> ((short[]) target)[i] = HalfPrecision.toBinary16(value);
      case BFLOAT16 -> ((short[]) target)[i] = HalfPrecision.toBfloat16(value);
      case BOOL -> ((byte[]) target)[i] = (byte) (value != 0 ? 1 : 0);
      case UINT8, INT8, INT16, INT32, INT64 -> set(i, (long) value);
    }
  }

  /** Writes {@code value}, wrapped to the type, at {@code i}. */
  public void set(int i, long value) {
    Object target = writable();
    switch (dtype) {
      case FLOAT32 -> ((float[]) target)[i] = value;
      case FLOAT64 -> ((double[]) target)[i] = value;
      case FLOAT16, BFLOAT16 -> set(i, (double) value);
      case BOOL -> ((byte[]) target)[i] = (byte) (value != 0 ? 1 : 0);
      case UINT8, INT8 -> ((byte[]) target)[i] = (byte) value;
      case INT16 -> ((short[]) target)[i] = (short) value;
      case INT32 -> ((int[]) target)[i] = (int) value;
      case INT64 -> ((long[]) target)[i] = value;
    }
  }
}
