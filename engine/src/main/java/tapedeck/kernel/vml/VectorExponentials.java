package tapedeck.kernel.vml;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatExp} and {@link FloatTanh} by the Vector API, with the same digits, for vectors of
 * which two hold a table of 32 numbers.
 *
 * <p>HotSpot keeps vectors in registers only within one compiled method, so each loop is a method
 * of its own, and what it calls is small enough to be inlined. Masks are made by shifts: as objects
 * of the Vector API they are several times as slow in Java 17.
 */
public final class VectorExponentials {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = 16;
  private static final int SIGN = 31;

  /** By how much the bit of a number's half is shifted to the sign. */
  private static final int HALF = 27;

  private static final VectorOperators.Associative XOR = VectorOperators.XOR;

  /** What results in a normal number. */
  private static final float NORMAL = 87;

  private static final int[] POWER = bits(FloatExp.POWER);
  private static final int[] POWER_REST = bits(FloatExp.REST);
  private static final int[] REST = bits(FloatTanh.REST);
  private static final int[][] C = new int[FloatTanh.C.length][];

  static {
    for (int i = 0; i < C.length; i++) {
      C[i] = bits(FloatTanh.C[i]);
    }
  }

  private VectorExponentials() {}

  /** Whether this machine's vectors are those that the loops are written for. */
  public static boolean fit() {
    return FLOATS.length() == LANES;
  }

  /** {@code out[i] = exp(x[from + i])}. */
  public static void exp(float[] out, float[] x, int from) {
    int whole = out.length - out.length % LANES;
    int done = exp(out, x, from, 0, whole);
    while (done < whole) {
      // a vector with a number out of range
      for (int i = done; i < done + LANES; i++) {
        out[i] = FloatExp.exp(x[from + i]);
      }
      done = exp(out, x, from, done + LANES, whole);
    }
    for (int i = whole; i < out.length; i++) {
      out[i] = FloatExp.exp(x[from + i]);
    }
  }

  /** Up to the first vector that is out of range; where it begins. */
  private static int exp(float[] out, float[] x, int from, int start, int end) {
    IntVector power = IntVector.fromArray(INTS, POWER, 0);
    IntVector powers = upper(POWER);
    IntVector rest = IntVector.fromArray(INTS, POWER_REST, 0);
    IntVector rests = upper(POWER_REST);
    FloatVector log2e = FloatVector.broadcast(FLOATS, FloatExp.LOG2_E);
    FloatVector rounding = FloatVector.broadcast(FLOATS, FloatExp.ROUNDING);
    FloatVector high = FloatVector.broadcast(FLOATS, -FloatExp.LN2_HIGH);
    FloatVector low = FloatVector.broadcast(FLOATS, -FloatExp.LN2_LOW);
    FloatVector c2 = FloatVector.broadcast(FLOATS, FloatExp.C2);
    FloatVector c3 = FloatVector.broadcast(FLOATS, FloatExp.C3);
    int i = start;
    for (; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, from + i);
      if (!v.abs().compare(VectorOperators.LE, NORMAL).allTrue()) {
        break;
      }
      FloatVector shifted = v.fma(log2e, rounding);
      FloatVector remainder = v.fma(log2e, rounding.sub(shifted)).add(0f);
      IntVector q =
          shifted
              .reinterpretAsInts()
              .add(remainder.reinterpretAsInts().lanewise(VectorOperators.ASHR, SIGN));
      FloatVector n = q.reinterpretAsFloats().sub(rounding);
      FloatVector r = n.fma(low, n.fma(high, v));
      VectorShuffle<Integer> j = q.and(LANES - 1).toShuffle();
      IntVector second =
          q.lanewise(VectorOperators.LSHL, HALF).lanewise(VectorOperators.ASHR, SIGN);
      FloatVector p =
          power.rearrange(j).lanewise(XOR, powers.rearrange(j).and(second)).reinterpretAsFloats();
      FloatVector series =
          c3.fma(r, c2)
              .fma(
                  r.mul(r),
                  rest.rearrange(j)
                      .lanewise(XOR, rests.rearrange(j).and(second))
                      .reinterpretAsFloats()
                      .add(r));
      IntVector scale = q.lanewise(VectorOperators.LSHL, 23 - FloatExp.PART_BITS).and(-1 << 23);
      series.fma(p, p).reinterpretAsInts().add(scale).reinterpretAsFloats().intoArray(out, i);
    }
    return i;
  }

  /** {@code out[i] = tanh(x[from + i])}. */
  public static void tanh(float[] out, float[] x, int from) {
    int whole = out.length - out.length % LANES;
    int done = tanh(out, x, from, 0, whole);
    while (done < whole) {
      // a vector with a number that is not finite
      for (int i = done; i < done + LANES; i++) {
        out[i] = FloatTanh.tanh(x[from + i]);
      }
      done = tanh(out, x, from, done + LANES, whole);
    }
    for (int i = whole; i < out.length; i++) {
      out[i] = FloatTanh.tanh(x[from + i]);
    }
  }

  /** Up to the first vector with a number that is not finite; where it begins. */
  private static int tanh(float[] out, float[] x, int from, int start, int end) {
    IntVector first0 = IntVector.fromArray(INTS, C[0], 0);
    IntVector first1 = IntVector.fromArray(INTS, C[1], 0);
    IntVector first2 = IntVector.fromArray(INTS, C[2], 0);
    IntVector first3 = IntVector.fromArray(INTS, C[3], 0);
    IntVector first4 = IntVector.fromArray(INTS, C[4], 0);
    IntVector first5 = IntVector.fromArray(INTS, C[5], 0);
    IntVector first6 = IntVector.fromArray(INTS, C[6], 0);
    IntVector firstRest = IntVector.fromArray(INTS, REST, 0);
    IntVector upper0 = upper(C[0]);
    IntVector upper1 = upper(C[1]);
    IntVector upper2 = upper(C[2]);
    IntVector upper3 = upper(C[3]);
    IntVector upper4 = upper(C[4]);
    IntVector upper5 = upper(C[5]);
    IntVector upper6 = upper(C[6]);
    IntVector upperRest = upper(REST);
    int i = start;
    for (; i < end; i += LANES) {
      IntVector bits = FloatVector.fromArray(FLOATS, x, from + i).reinterpretAsInts();
      IntVector size = bits.and(Integer.MAX_VALUE);
      if (!size.compare(VectorOperators.LT, FloatTanh.INFINITY).allTrue()) {
        break;
      }
      IntVector part =
          size.sub(FloatTanh.FIRST)
              .max(0)
              .min(FloatTanh.LAST)
              .lanewise(VectorOperators.LSHR, FloatTanh.QUARTER);
      IntVector middle =
          part.lanewise(VectorOperators.LSHL, FloatTanh.QUARTER)
              .add(FloatTanh.FIRST + (1 << (FloatTanh.QUARTER - 1)))
              .and(part.neg().lanewise(VectorOperators.ASHR, SIGN));
      FloatVector d = size.reinterpretAsFloats().sub(middle.reinterpretAsFloats());
      VectorShuffle<Integer> j = part.and(LANES - 1).toShuffle();
      IntVector second =
          part.lanewise(VectorOperators.LSHL, HALF).lanewise(VectorOperators.ASHR, SIGN);
      FloatVector p =
          first6
              .rearrange(j)
              .lanewise(XOR, upper6.rearrange(j).and(second))
              .reinterpretAsFloats()
              .fma(
                  d,
                  first5
                      .rearrange(j)
                      .lanewise(XOR, upper5.rearrange(j).and(second))
                      .reinterpretAsFloats());
      p =
          p.fma(
              d,
              first4
                  .rearrange(j)
                  .lanewise(XOR, upper4.rearrange(j).and(second))
                  .reinterpretAsFloats());
      p =
          p.fma(
              d,
              first3
                  .rearrange(j)
                  .lanewise(XOR, upper3.rearrange(j).and(second))
                  .reinterpretAsFloats());
      p =
          p.fma(
              d,
              first2
                  .rearrange(j)
                  .lanewise(XOR, upper2.rearrange(j).and(second))
                  .reinterpretAsFloats());
      p =
          p.mul(d)
              .fma(
                  d,
                  firstRest
                      .rearrange(j)
                      .lanewise(XOR, upperRest.rearrange(j).and(second))
                      .reinterpretAsFloats());
      p =
          first1
              .rearrange(j)
              .lanewise(XOR, upper1.rearrange(j).and(second))
              .reinterpretAsFloats()
              .fma(d, p)
              .add(
                  first0
                      .rearrange(j)
                      .lanewise(XOR, upper0.rearrange(j).and(second))
                      .reinterpretAsFloats());
      p.reinterpretAsInts().or(bits.and(Integer.MIN_VALUE)).reinterpretAsFloats().intoArray(out, i);
    }
    return i;
  }

  private static int[] bits(float[] table) {
    int[] bits = new int[table.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(table[i]);
    }
    return bits;
  }

  /** What turns the first half of a table into the second. */
  private static IntVector upper(int[] table) {
    return IntVector.fromArray(INTS, table, 0)
        .lanewise(VectorOperators.XOR, IntVector.fromArray(INTS, table, LANES));
  }
}
