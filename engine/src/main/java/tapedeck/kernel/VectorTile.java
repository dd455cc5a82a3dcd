package tapedeck.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import tapedeck.kernel.WideKernels.Chain;

/**
 * A tile of a product of matrices, whose sums stay in registers while the inner dimension passes
 * by.
 *
 * <p>Column p of the first operand is at {@code from + p * rows}, row p of the second one at {@code
 * p * WIDTH}: the loop needs no more than one register for each, and with those of the processor
 * used up HotSpot would put addresses into vector registers, at the cost of additions. A product
 * and its addition are rounded once. Sums go on from the result, or begin {@code anew} and are
 * added to it.
 */
final class VectorTile {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final int LANES = FLOATS.length();

  /** The columns of a tile: two vectors. */
  static final int WIDTH = 2 * LANES;

  /** The rows of a small tile, whose sums any processor has registers for. */
  static final int FEW = 4;

  /** The rows of a large tile, whose sums need the 32 registers that come with 16 lanes. */
  static final int MANY = 8;

  /** What sums begin with that do not go on from the result. */
  private static final float[] ZEROS = new float[WIDTH];

  /** What is added to sums that have gone on from the result: to −0 too it adds nothing. */
  private static final float[] NOTHING = new float[WIDTH];

  static {
    Arrays.fill(NOTHING, -0f);
  }

  private VectorTile() {}

  /** {@value #MANY} rows. */
  static void addMany(
      float[] out, int at, int rowOut, Chain chain, float[] a, int from, float[] b, int depth) {
    boolean goesOn = chain == Chain.FROM_RESULT;
    float[] begins = goesOn ? out : ZEROS;
    int begin = goesOn ? at : 0;
    int beginRow = goesOn ? rowOut : 0;
    boolean isAdded = chain == Chain.FROM_ZERO;
    float[] ends = isAdded ? out : NOTHING;
    int end = isAdded ? at : 0;
    int endRow = isAdded ? rowOut : 0;
    int at1 = at + rowOut;
    int at2 = at1 + rowOut;
    int at3 = at2 + rowOut;
    int at4 = at3 + rowOut;
    int at5 = at4 + rowOut;
    int at6 = at5 + rowOut;
    int at7 = at6 + rowOut;
    FloatVector s00 = FloatVector.fromArray(FLOATS, begins, begin);
    FloatVector s01 = FloatVector.fromArray(FLOATS, begins, begin + LANES);
    FloatVector s10 = FloatVector.fromArray(FLOATS, begins, begin + beginRow);
    FloatVector s11 = FloatVector.fromArray(FLOATS, begins, begin + beginRow + LANES);
    FloatVector s20 = FloatVector.fromArray(FLOATS, begins, begin + 2 * beginRow);
    FloatVector s21 = FloatVector.fromArray(FLOATS, begins, begin + 2 * beginRow + LANES);
    FloatVector s30 = FloatVector.fromArray(FLOATS, begins, begin + 3 * beginRow);
    FloatVector s31 = FloatVector.fromArray(FLOATS, begins, begin + 3 * beginRow + LANES);
    FloatVector s40 = FloatVector.fromArray(FLOATS, begins, begin + 4 * beginRow);
    FloatVector s41 = FloatVector.fromArray(FLOATS, begins, begin + 4 * beginRow + LANES);
    FloatVector s50 = FloatVector.fromArray(FLOATS, begins, begin + 5 * beginRow);
    FloatVector s51 = FloatVector.fromArray(FLOATS, begins, begin + 5 * beginRow + LANES);
    FloatVector s60 = FloatVector.fromArray(FLOATS, begins, begin + 6 * beginRow);
    FloatVector s61 = FloatVector.fromArray(FLOATS, begins, begin + 6 * beginRow + LANES);
    FloatVector s70 = FloatVector.fromArray(FLOATS, begins, begin + 7 * beginRow);
    FloatVector s71 = FloatVector.fromArray(FLOATS, begins, begin + 7 * beginRow + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, p * WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, p * WIDTH + LANES);
      FloatVector f0 = FloatVector.broadcast(FLOATS, a[from + p * MANY]);
      s00 = f0.fma(b0, s00);
      s01 = f0.fma(b1, s01);
      FloatVector f1 = FloatVector.broadcast(FLOATS, a[from + p * MANY + 1]);
      s10 = f1.fma(b0, s10);
      s11 = f1.fma(b1, s11);
      FloatVector f2 = FloatVector.broadcast(FLOATS, a[from + p * MANY + 2]);
      s20 = f2.fma(b0, s20);
      s21 = f2.fma(b1, s21);
      FloatVector f3 = FloatVector.broadcast(FLOATS, a[from + p * MANY + 3]);
      s30 = f3.fma(b0, s30);
      s31 = f3.fma(b1, s31);
      FloatVector f4 = FloatVector.broadcast(FLOATS, a[from + p * MANY + 4]);
      s40 = f4.fma(b0, s40);
      s41 = f4.fma(b1, s41);
      FloatVector f5 = FloatVector.broadcast(FLOATS, a[from + p * MANY + 5]);
      s50 = f5.fma(b0, s50);
      s51 = f5.fma(b1, s51);
      FloatVector f6 = FloatVector.broadcast(FLOATS, a[from + p * MANY + 6]);
      s60 = f6.fma(b0, s60);
      s61 = f6.fma(b1, s61);
      FloatVector f7 = FloatVector.broadcast(FLOATS, a[from + p * MANY + 7]);
      s70 = f7.fma(b0, s70);
      s71 = f7.fma(b1, s71);
    }
    s00.add(FloatVector.fromArray(FLOATS, ends, end)).intoArray(out, at);
    s01.add(FloatVector.fromArray(FLOATS, ends, end + LANES)).intoArray(out, at + LANES);
    s10.add(FloatVector.fromArray(FLOATS, ends, end + endRow)).intoArray(out, at1);
    s11.add(FloatVector.fromArray(FLOATS, ends, end + endRow + LANES)).intoArray(out, at1 + LANES);
    s20.add(FloatVector.fromArray(FLOATS, ends, end + 2 * endRow)).intoArray(out, at2);
    s21.add(FloatVector.fromArray(FLOATS, ends, end + 2 * endRow + LANES))
        .intoArray(out, at2 + LANES);
    s30.add(FloatVector.fromArray(FLOATS, ends, end + 3 * endRow)).intoArray(out, at3);
    s31.add(FloatVector.fromArray(FLOATS, ends, end + 3 * endRow + LANES))
        .intoArray(out, at3 + LANES);
    s40.add(FloatVector.fromArray(FLOATS, ends, end + 4 * endRow)).intoArray(out, at4);
    s41.add(FloatVector.fromArray(FLOATS, ends, end + 4 * endRow + LANES))
        .intoArray(out, at4 + LANES);
    s50.add(FloatVector.fromArray(FLOATS, ends, end + 5 * endRow)).intoArray(out, at5);
    s51.add(FloatVector.fromArray(FLOATS, ends, end + 5 * endRow + LANES))
        .intoArray(out, at5 + LANES);
    s60.add(FloatVector.fromArray(FLOATS, ends, end + 6 * endRow)).intoArray(out, at6);
    s61.add(FloatVector.fromArray(FLOATS, ends, end + 6 * endRow + LANES))
        .intoArray(out, at6 + LANES);
    s70.add(FloatVector.fromArray(FLOATS, ends, end + 7 * endRow)).intoArray(out, at7);
    s71.add(FloatVector.fromArray(FLOATS, ends, end + 7 * endRow + LANES))
        .intoArray(out, at7 + LANES);
  }

  /** {@value #FEW} rows. */
  static void addFew(
      float[] out, int at, int rowOut, Chain chain, float[] a, int from, float[] b, int depth) {
    boolean goesOn = chain == Chain.FROM_RESULT;
    float[] begins = goesOn ? out : ZEROS;
    int begin = goesOn ? at : 0;
    int beginRow = goesOn ? rowOut : 0;
    boolean isAdded = chain == Chain.FROM_ZERO;
    float[] ends = isAdded ? out : NOTHING;
    int end = isAdded ? at : 0;
    int endRow = isAdded ? rowOut : 0;
    int at1 = at + rowOut;
    int at2 = at1 + rowOut;
    int at3 = at2 + rowOut;
    FloatVector s00 = FloatVector.fromArray(FLOATS, begins, begin);
    FloatVector s01 = FloatVector.fromArray(FLOATS, begins, begin + LANES);
    FloatVector s10 = FloatVector.fromArray(FLOATS, begins, begin + beginRow);
    FloatVector s11 = FloatVector.fromArray(FLOATS, begins, begin + beginRow + LANES);
    FloatVector s20 = FloatVector.fromArray(FLOATS, begins, begin + 2 * beginRow);
    FloatVector s21 = FloatVector.fromArray(FLOATS, begins, begin + 2 * beginRow + LANES);
    FloatVector s30 = FloatVector.fromArray(FLOATS, begins, begin + 3 * beginRow);
    FloatVector s31 = FloatVector.fromArray(FLOATS, begins, begin + 3 * beginRow + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, p * WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, p * WIDTH + LANES);
      FloatVector f0 = FloatVector.broadcast(FLOATS, a[from + p * FEW]);
      s00 = f0.fma(b0, s00);
      s01 = f0.fma(b1, s01);
      FloatVector f1 = FloatVector.broadcast(FLOATS, a[from + p * FEW + 1]);
      s10 = f1.fma(b0, s10);
      s11 = f1.fma(b1, s11);
      FloatVector f2 = FloatVector.broadcast(FLOATS, a[from + p * FEW + 2]);
      s20 = f2.fma(b0, s20);
      s21 = f2.fma(b1, s21);
      FloatVector f3 = FloatVector.broadcast(FLOATS, a[from + p * FEW + 3]);
      s30 = f3.fma(b0, s30);
      s31 = f3.fma(b1, s31);
    }
    s00.add(FloatVector.fromArray(FLOATS, ends, end)).intoArray(out, at);
    s01.add(FloatVector.fromArray(FLOATS, ends, end + LANES)).intoArray(out, at + LANES);
    s10.add(FloatVector.fromArray(FLOATS, ends, end + endRow)).intoArray(out, at1);
    s11.add(FloatVector.fromArray(FLOATS, ends, end + endRow + LANES)).intoArray(out, at1 + LANES);
    s20.add(FloatVector.fromArray(FLOATS, ends, end + 2 * endRow)).intoArray(out, at2);
    s21.add(FloatVector.fromArray(FLOATS, ends, end + 2 * endRow + LANES))
        .intoArray(out, at2 + LANES);
    s30.add(FloatVector.fromArray(FLOATS, ends, end + 3 * endRow)).intoArray(out, at3);
    s31.add(FloatVector.fromArray(FLOATS, ends, end + 3 * endRow + LANES))
        .intoArray(out, at3 + LANES);
  }
}
