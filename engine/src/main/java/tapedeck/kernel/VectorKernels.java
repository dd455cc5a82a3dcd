package tapedeck.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link WideKernels} by the Vector API. Compiled apart from the rest, which must not need its
 * module.
 */
final class VectorKernels implements WideKernels {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = DOUBLES.length();
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  /** How many numbers are worked on at a time, a multiple of the lanes; 4 kB. */
  private static final int BLOCK = 512;

  /** Where the functions are 0, 1 or infinity after rounding, and twice as much is in reach. */
  private static final double LARGEST = Exponentials.HIGHEST / 2;

  VectorKernels() {}

  /** What happens to the numbers in a block before and after the exponential function. */
  private interface Steps {
    void run(double[] x, double[] block, int count);
  }

  @Override
  public void exp(float[] out, float[] x, int from) {
    map(out, x, from, (numbers, block, count) -> exp(numbers, block, 1, count));
  }

  @Override
  public void tanh(float[] out, float[] x, int from) {
    map(
        out,
        x,
        from,
        (numbers, block, count) -> {
          abs(numbers, block, count);
          exp(block, block, 2, count);
          tanh(numbers, block, count);
        });
  }

  @Override
  public void exponentiate(float[] x, int from, int to) {
    int lanes = FLOATS.length();
    int whole = to - (to - from) % lanes;
    int done = exponentiated(x, from, whole);
    while (done < whole) {
      // a vector with a number out of range
      PLAIN.exponentiate(x, done, done + lanes);
      done = exponentiated(x, done + lanes, whole);
    }
    PLAIN.exponentiate(x, whole, to);
  }

  /** {@code x[i] = exp(x[i])} up to the first vector that is out of range; where it begins. */
  private static int exponentiated(float[] x, int from, int to) {
    FloatVector log2e = FloatVector.broadcast(FLOATS, VectorMath.LOG2_E);
    FloatVector high = FloatVector.broadcast(FLOATS, -VectorMath.LN2_HIGH);
    FloatVector low = FloatVector.broadcast(FLOATS, -VectorMath.LN2_LOW);
    FloatVector e1 = FloatVector.broadcast(FLOATS, VectorMath.E1);
    FloatVector e2 = FloatVector.broadcast(FLOATS, VectorMath.E2);
    FloatVector e3 = FloatVector.broadcast(FLOATS, VectorMath.E3);
    FloatVector e4 = FloatVector.broadcast(FLOATS, VectorMath.E4);
    FloatVector e5 = FloatVector.broadcast(FLOATS, VectorMath.E5);
    FloatVector halves = FloatVector.broadcast(FLOATS, 0.5f);
    int i = from;
    for (; i < to; i += FLOATS.length()) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, i);
      if (!v.abs().compare(VectorOperators.LE, VectorMath.RANGE).allTrue()) {
        break;
      }
      FloatVector shifted = v.mul(log2e).add(VectorMath.ROUNDING);
      IntVector q = shifted.reinterpretAsInts().sub(VectorMath.ROUNDING_BITS);
      FloatVector n = shifted.sub(VectorMath.ROUNDING);
      FloatVector s = n.fma(low, n.fma(high, v));
      FloatVector u = e1.fma(s, e2).fma(s, e3).fma(s, e4).fma(s, e5).fma(s, halves);
      u = s.mul(s).fma(u, s).add(1);
      IntVector half = q.lanewise(VectorOperators.ASHR, 1);
      IntVector one = half.add(VectorMath.BIAS).lanewise(VectorOperators.LSHL, VectorMath.MANTISSA);
      IntVector other =
          q.sub(half).add(VectorMath.BIAS).lanewise(VectorOperators.LSHL, VectorMath.MANTISSA);
      u.mul(one.reinterpretAsFloats()).mul(other.reinterpretAsFloats()).intoArray(x, i);
    }
    return i;
  }

  private static void map(float[] out, float[] x, int from, Steps steps) {
    double[] numbers = new double[BLOCK];
    double[] block = new double[BLOCK];
    for (int start = 0; start < out.length; start += BLOCK) {
      int count = Math.min(BLOCK, out.length - start);
      // the rest of the last vector is whatever was there
      int whole = Math.min(BLOCK, (count + LANES - 1) / LANES * LANES);
      widen(x, from + start, numbers, count);
      if (anyBeyond(numbers, whole)) {
        clamp(numbers, whole);
      }
      steps.run(numbers, block, whole);
      narrow(block, out, start, count);
    }
  }

  // Vectors that are handed to a method which HotSpot does not inline become objects, ten times as
  // slow. It does not inline what it has compiled before and found long, so each loop below is a
  // method of its own that calls nothing but the Vector API.

  // Nor are float32 numbers converted by vectors of half the width: where vectors of two widths
  // pass
  // through a method, HotSpot makes objects of them there, in the products of matrices as well.

  private static void widen(float[] x, int from, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = x[from + i];
    }
  }

  private static boolean anyBeyond(double[] x, int count) {
    for (int i = 0; i < count; i += LANES) {
      if (DoubleVector.fromArray(DOUBLES, x, i)
          .abs()
          .compare(VectorOperators.GT, LARGEST)
          .anyTrue()) {
        return true;
      }
    }
    return false;
  }

  private static void clamp(double[] x, int count) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector.fromArray(DOUBLES, x, i).max(-LARGEST).min(LARGEST).intoArray(x, i);
    }
  }

  private static void narrow(double[] from, float[] out, int start, int count) {
    for (int i = 0; i < count; i++) {
      out[start + i] = (float) from[i];
    }
  }

  private static void abs(double[] x, double[] out, int count) {
    for (int i = 0; i < count; i += LANES) {
      DoubleVector.fromArray(DOUBLES, x, i).abs().intoArray(out, i);
    }
  }

  /** {@code out[i] = exp(x[i] * factor)} as {@link Exponentials#exp(double)} computes it. */
  private static void exp(double[] x, double[] out, double factor, int count) {
    DoubleVector log2e = DoubleVector.broadcast(DOUBLES, Exponentials.LOG2_E);
    DoubleVector rounding = DoubleVector.broadcast(DOUBLES, Exponentials.ROUNDING);
    DoubleVector low = DoubleVector.broadcast(DOUBLES, -Exponentials.LN2_LOW);
    DoubleVector high = DoubleVector.broadcast(DOUBLES, -Exponentials.LN2_HIGH);
    DoubleVector c2 = DoubleVector.broadcast(DOUBLES, Exponentials.C2);
    DoubleVector c3 = DoubleVector.broadcast(DOUBLES, Exponentials.C3);
    DoubleVector c4 = DoubleVector.broadcast(DOUBLES, Exponentials.C4);
    DoubleVector c5 = DoubleVector.broadcast(DOUBLES, Exponentials.C5);
    DoubleVector c6 = DoubleVector.broadcast(DOUBLES, Exponentials.C6);
    DoubleVector c7 = DoubleVector.broadcast(DOUBLES, Exponentials.C7);
    DoubleVector c8 = DoubleVector.broadcast(DOUBLES, Exponentials.C8);
    DoubleVector c9 = DoubleVector.broadcast(DOUBLES, Exponentials.C9);
    DoubleVector c10 = DoubleVector.broadcast(DOUBLES, Exponentials.C10);
    DoubleVector c11 = DoubleVector.broadcast(DOUBLES, Exponentials.C11);
    for (int i = 0; i < count; i += LANES) {
      DoubleVector v = DoubleVector.fromArray(DOUBLES, x, i).mul(factor);
      DoubleVector shifted = v.fma(log2e, rounding);
      DoubleVector n = shifted.sub(Exponentials.ROUNDING);
      DoubleVector r = n.fma(low, n.fma(high, v));
      DoubleVector r2 = r.mul(r);
      DoubleVector first = r.fma(c3, c2).fma(r2, r.add(1));
      DoubleVector second = r.fma(c7, c6).fma(r2, r.fma(c5, c4));
      DoubleVector third = r.fma(c11, c10).fma(r2, r.fma(c9, c8));
      DoubleVector r4 = r2.mul(r2);
      DoubleVector series = third.fma(r4, second).fma(r4, first);
      DoubleVector power =
          shifted
              .reinterpretAsLongs()
              .add(Exponentials.BIAS)
              .lanewise(VectorOperators.LSHL, Exponentials.MANTISSA)
              .reinterpretAsDoubles();
      series.mul(power).intoArray(out, i);
    }
  }

  /** {@code powers[i] = tanh(x[i])}, given {@code exp(2 * abs(x[i]))}. */
  private static void tanh(double[] x, double[] powers, int count) {
    DoubleVector one = DoubleVector.broadcast(DOUBLES, 1);
    DoubleVector two = DoubleVector.broadcast(DOUBLES, 2);
    DoubleVector third = DoubleVector.broadcast(DOUBLES, 1.0 / 3);
    DoubleVector fifth = DoubleVector.broadcast(DOUBLES, 2.0 / 15);
    for (int i = 0; i < count; i += LANES) {
      DoubleVector v = DoubleVector.fromArray(DOUBLES, x, i);
      DoubleVector square = v.mul(v);
      DoubleVector inner = fifth.sub(square.mul(17.0 / 315));
      DoubleVector near = v.mul(one.sub(square.mul(third.sub(square.mul(inner)))));
      DoubleVector far = one.sub(two.div(DoubleVector.fromArray(DOUBLES, powers, i).add(1)));
      LongVector sign = v.reinterpretAsLongs().and(Long.MIN_VALUE);
      DoubleVector signed = far.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
      VectorMask<Double> small = v.abs().compare(VectorOperators.LT, Exponentials.SMALL);
      signed.blend(near, small).intoArray(powers, i);
    }
  }

  @Override
  public void rectify(float[] out, float[] x, int from) {
    int whole = FLOATS.loopBound(out.length);
    for (int i = 0; i < whole; i += FLOATS.length()) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, from + i);
      v.blend(0f, v.compare(VectorOperators.LT, 0f)).intoArray(out, i);
    }
    for (int i = whole; i < out.length; i++) {
      float a = x[from + i];
      out[i] = a < 0 ? 0f : a;
    }
  }

  @Override
  public void passAbove(float[] out, float[] g, float[] x, float t) {
    int whole = FLOATS.loopBound(out.length);
    for (int i = 0; i < whole; i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, g, i)
          .blend(0f, FloatVector.fromArray(FLOATS, x, i).compare(VectorOperators.LE, t))
          .intoArray(out, i);
    }
    for (int i = whole; i < out.length; i++) {
      out[i] = x[i] <= t ? 0f : g[i];
    }
  }

  @Override
  public Product product(int n, int k, int m, boolean fused) {
    return new VectorProduct(n, k, m, fused);
  }
}
