package tapedeck.op;

import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/**
 * The elements of a tensor, row by row, as an array of one of the types in which kernels compute.
 *
 * <p>Where the tensor is row-major already the array is its own: read only.
 */
final class Values {
  private Values() {}

  static float[] floats(Tensor tensor) {
    return (float[]) of(tensor, DType.FLOAT32);
  }

  static double[] doubles(Tensor tensor) {
    return (double[]) of(tensor, DType.FLOAT64);
  }

  static long[] longs(Tensor tensor) {
    return (long[]) of(tensor, DType.INT64);
  }

  /** The elements as integers that fit an index. */
  static int[] ints(Tensor tensor) {
    long[] longs = longs(tensor);
    int[] ints = new int[longs.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) longs[i];
    }
    return ints;
  }

  /** The elements as an array of {@code type}, which is one of {@link DType#wide()}. */
  static Object of(Tensor tensor, DType type) {
    return expanded(tensor, tensor.shape(), type);
  }

  /** The elements of {@code tensor} broadcast to {@code shape}. */
  static Object expanded(Tensor tensor, Shape shape, DType type) {
    Storage storage = tensor.storage();
    if (tensor.shape().equals(shape) && tensor.coversStorage() && storage.dtype() == type) {
      return storage.array();
    }
    Walk walk = BinaryKernel.walk(tensor, shape);
    int count = shape.numel();
    TensorValue from = tensor.wholeStorage();
    switch (type) {
      case FLOAT32 -> {
        float[] out = new float[count];
        if (storage.array() instanceof float[] floats) {
          for (int i = 0; i < count; i++, walk.advance()) {
            out[i] = floats[walk.position()];
          }
        } else {
          for (int i = 0; i < count; i++, walk.advance()) {
            out[i] = asFloat(from, walk.position());
          }
        }
        return out;
      }
      case FLOAT64 -> {
        double[] out = new double[count];
        for (int i = 0; i < count; i++, walk.advance()) {
          out[i] = from.doubleAt(walk.position());
        }
        return out;
      }
      default -> {
        long[] out = new long[count];
        for (int i = 0; i < count; i++, walk.advance()) {
          out[i] = from.longAt(walk.position());
        }
        return out;
      }
    }
  }

  private static float asFloat(TensorValue from, int position) {
    return from.dtype().isFloating()
        ? (float) from.doubleAt(position)
        : (float) from.longAt(position);
  }

  /** The single element as a double. */
  static double scalar(Tensor tensor) {
    return tensor.peek().doubleAt(0);
  }
}
