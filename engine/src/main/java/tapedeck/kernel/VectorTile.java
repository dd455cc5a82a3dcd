package tapedeck.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of a product of matrices, whose sums stay in registers while the inner dimension passes
 * by.
 *
 * <p>Of the first operand, element (r, p) of the tile is at {@code a0 + r * rowA + p}; of the
 * second one, row p of the tile is at {@code from + p * WIDTH}.
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

  private VectorTile() {}

  /** {@value #MANY} rows, a product and its addition rounded once. */
  static void addManyFused(
      float[] out,
      int at,
      int rowOut,
      float[] a,
      int a0,
      int rowA,
      float[] b,
      int from,
      int depth) {
    int at1 = at + rowOut;
    int at2 = at1 + rowOut;
    int at3 = at2 + rowOut;
    int at4 = at3 + rowOut;
    int at5 = at4 + rowOut;
    int at6 = at5 + rowOut;
    int at7 = at6 + rowOut;
    int a1 = a0 + rowA;
    int a2 = a1 + rowA;
    int a3 = a2 + rowA;
    int a4 = a3 + rowA;
    int a5 = a4 + rowA;
    int a6 = a5 + rowA;
    int a7 = a6 + rowA;
    FloatVector s00 = FloatVector.fromArray(FLOATS, out, at);
    FloatVector s01 = FloatVector.fromArray(FLOATS, out, at + LANES);
    FloatVector s10 = FloatVector.fromArray(FLOATS, out, at1);
    FloatVector s11 = FloatVector.fromArray(FLOATS, out, at1 + LANES);
    FloatVector s20 = FloatVector.fromArray(FLOATS, out, at2);
    FloatVector s21 = FloatVector.fromArray(FLOATS, out, at2 + LANES);
    FloatVector s30 = FloatVector.fromArray(FLOATS, out, at3);
    FloatVector s31 = FloatVector.fromArray(FLOATS, out, at3 + LANES);
    FloatVector s40 = FloatVector.fromArray(FLOATS, out, at4);
    FloatVector s41 = FloatVector.fromArray(FLOATS, out, at4 + LANES);
    FloatVector s50 = FloatVector.fromArray(FLOATS, out, at5);
    FloatVector s51 = FloatVector.fromArray(FLOATS, out, at5 + LANES);
    FloatVector s60 = FloatVector.fromArray(FLOATS, out, at6);
    FloatVector s61 = FloatVector.fromArray(FLOATS, out, at6 + LANES);
    FloatVector s70 = FloatVector.fromArray(FLOATS, out, at7);
    FloatVector s71 = FloatVector.fromArray(FLOATS, out, at7 + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, from + p * WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, from + p * WIDTH + LANES);
      FloatVector f0 = FloatVector.broadcast(FLOATS, a[a0 + p]);
      s00 = f0.fma(b0, s00);
      s01 = f0.fma(b1, s01);
      FloatVector f1 = FloatVector.broadcast(FLOATS, a[a1 + p]);
      s10 = f1.fma(b0, s10);
      s11 = f1.fma(b1, s11);
      FloatVector f2 = FloatVector.broadcast(FLOATS, a[a2 + p]);
      s20 = f2.fma(b0, s20);
      s21 = f2.fma(b1, s21);
      FloatVector f3 = FloatVector.broadcast(FLOATS, a[a3 + p]);
      s30 = f3.fma(b0, s30);
      s31 = f3.fma(b1, s31);
      FloatVector f4 = FloatVector.broadcast(FLOATS, a[a4 + p]);
      s40 = f4.fma(b0, s40);
      s41 = f4.fma(b1, s41);
      FloatVector f5 = FloatVector.broadcast(FLOATS, a[a5 + p]);
      s50 = f5.fma(b0, s50);
      s51 = f5.fma(b1, s51);
      FloatVector f6 = FloatVector.broadcast(FLOATS, a[a6 + p]);
      s60 = f6.fma(b0, s60);
      s61 = f6.fma(b1, s61);
      FloatVector f7 = FloatVector.broadcast(FLOATS, a[a7 + p]);
      s70 = f7.fma(b0, s70);
      s71 = f7.fma(b1, s71);
    }
    s00.intoArray(out, at);
    s01.intoArray(out, at + LANES);
    s10.intoArray(out, at1);
    s11.intoArray(out, at1 + LANES);
    s20.intoArray(out, at2);
    s21.intoArray(out, at2 + LANES);
    s30.intoArray(out, at3);
    s31.intoArray(out, at3 + LANES);
    s40.intoArray(out, at4);
    s41.intoArray(out, at4 + LANES);
    s50.intoArray(out, at5);
    s51.intoArray(out, at5 + LANES);
    s60.intoArray(out, at6);
    s61.intoArray(out, at6 + LANES);
    s70.intoArray(out, at7);
    s71.intoArray(out, at7 + LANES);
  }

  /** {@value #FEW} rows, a product and its addition rounded once. */
  static void addFewFused(
      float[] out,
      int at,
      int rowOut,
      float[] a,
      int a0,
      int rowA,
      float[] b,
      int from,
      int depth) {
    int at1 = at + rowOut;
    int at2 = at1 + rowOut;
    int at3 = at2 + rowOut;
    int a1 = a0 + rowA;
    int a2 = a1 + rowA;
    int a3 = a2 + rowA;
    FloatVector s00 = FloatVector.fromArray(FLOATS, out, at);
    FloatVector s01 = FloatVector.fromArray(FLOATS, out, at + LANES);
    FloatVector s10 = FloatVector.fromArray(FLOATS, out, at1);
    FloatVector s11 = FloatVector.fromArray(FLOATS, out, at1 + LANES);
    FloatVector s20 = FloatVector.fromArray(FLOATS, out, at2);
    FloatVector s21 = FloatVector.fromArray(FLOATS, out, at2 + LANES);
    FloatVector s30 = FloatVector.fromArray(FLOATS, out, at3);
    FloatVector s31 = FloatVector.fromArray(FLOATS, out, at3 + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, from + p * WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, from + p * WIDTH + LANES);
      FloatVector f0 = FloatVector.broadcast(FLOATS, a[a0 + p]);
      s00 = f0.fma(b0, s00);
      s01 = f0.fma(b1, s01);
      FloatVector f1 = FloatVector.broadcast(FLOATS, a[a1 + p]);
      s10 = f1.fma(b0, s10);
      s11 = f1.fma(b1, s11);
      FloatVector f2 = FloatVector.broadcast(FLOATS, a[a2 + p]);
      s20 = f2.fma(b0, s20);
      s21 = f2.fma(b1, s21);
      FloatVector f3 = FloatVector.broadcast(FLOATS, a[a3 + p]);
      s30 = f3.fma(b0, s30);
      s31 = f3.fma(b1, s31);
    }
    s00.intoArray(out, at);
    s01.intoArray(out, at + LANES);
    s10.intoArray(out, at1);
    s11.intoArray(out, at1 + LANES);
    s20.intoArray(out, at2);
    s21.intoArray(out, at2 + LANES);
    s30.intoArray(out, at3);
    s31.intoArray(out, at3 + LANES);
  }

  /** The left half of four rows, a product and its addition rounded one after the other. */
  static void addHalfApart(
      float[] out,
      int at,
      int rowOut,
      float[] a,
      int a0,
      int rowA,
      float[] b,
      int from,
      int depth) {
    int a1 = a0 + rowA;
    int a2 = a1 + rowA;
    int a3 = a2 + rowA;
    FloatVector s0 = FloatVector.fromArray(FLOATS, out, at);
    FloatVector s1 = FloatVector.fromArray(FLOATS, out, at + rowOut);
    FloatVector s2 = FloatVector.fromArray(FLOATS, out, at + 2 * rowOut);
    FloatVector s3 = FloatVector.fromArray(FLOATS, out, at + 3 * rowOut);
    for (int p = 0; p < depth; p++) {
      FloatVector row = FloatVector.fromArray(FLOATS, b, from + p * WIDTH);
      s0 = row.mul(a[a0 + p]).add(s0);
      s1 = row.mul(a[a1 + p]).add(s1);
      s2 = row.mul(a[a2 + p]).add(s2);
      s3 = row.mul(a[a3 + p]).add(s3);
    }
    s0.intoArray(out, at);
    s1.intoArray(out, at + rowOut);
    s2.intoArray(out, at + 2 * rowOut);
    s3.intoArray(out, at + 3 * rowOut);
  }
}
