package tapedeck.kernel;

/** Loops that move elements between arrays of one type. */
public final class Copying {
  private Copying() {}

  /** {@code to[start + i] = from[walk]} for the {@code count} steps of a whole walk. */
  public static void gather(Object from, Walk walk, Object to, int start, int count) {
    int row = walk.rowLength();
    int step = walk.rowStride();
    if (from instanceof float[] x) {
      float[] out = (float[]) to;
      for (int i = 0; i < count; i += row, walk.advanceRow()) {
        int at = walk.position();
        for (int j = 0; j < row; j++) {
          out[start + i + j] = x[at + j * step];
        }
      }
    } else if (from instanceof double[] x) {
      double[] out = (double[]) to;
      for (int i = 0; i < count; i += row, walk.advanceRow()) {
        int at = walk.position();
        for (int j = 0; j < row; j++) {
          out[start + i + j] = x[at + j * step];
        }
      }
    } else if (from instanceof long[] x) {
      long[] out = (long[]) to;
      for (int i = 0; i < count; i += row, walk.advanceRow()) {
        int at = walk.position();
        for (int j = 0; j < row; j++) {
          out[start + i + j] = x[at + j * step];
        }
      }
    } else {
      for (int i = 0; i < count; i++, walk.advance()) {
        System.arraycopy(from, walk.position(), to, start + i, 1);
      }
    }
  }

  /** {@code to[walk] = from[i]} for {@code count} steps of the walk. */
  public static void scatter(Object from, Object to, Walk walk, int count) {
    if (from instanceof float[] x) {
      float[] out = (float[]) to;
      for (int i = 0; i < count; i++, walk.advance()) {
        out[walk.position()] = x[i];
      }
    } else if (from instanceof double[] x) {
      double[] out = (double[]) to;
      for (int i = 0; i < count; i++, walk.advance()) {
        out[walk.position()] = x[i];
      }
    } else {
      for (int i = 0; i < count; i++, walk.advance()) {
        System.arraycopy(from, i, to, walk.position(), 1);
      }
    }
  }

  /**
   * {@code to[i] = from[positions[i]]}.
   *
   * @param positions where in {@code from} each element lies
   */
  public static void pick(Object from, int[] positions, Object to) {
    if (from instanceof float[] x) {
      float[] out = (float[]) to;
      for (int i = 0; i < positions.length; i++) {
        out[i] = x[positions[i]];
      }
    } else if (from instanceof double[] x) {
      double[] out = (double[]) to;
      for (int i = 0; i < positions.length; i++) {
        out[i] = x[positions[i]];
      }
    } else {
      for (int i = 0; i < positions.length; i++) {
        System.arraycopy(from, positions[i], to, i, 1);
      }
    }
  }
}
