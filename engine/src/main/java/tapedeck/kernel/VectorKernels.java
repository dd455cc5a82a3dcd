package tapedeck.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import tapedeck.kernel.vml.VectorExponentials;

/**
 * {@link WideKernels} by the Vector API. Compiled apart from the rest, which must not need its
 * module.
 */
final class VectorKernels implements WideKernels {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  VectorKernels() {}

  @Override
  public void exp(float[] out, float[] x, int from) {
    if (VectorExponentials.fit()) {
      VectorExponentials.exp(out, x, from);
    } else {
      PLAIN.exp(out, x, from);
    }
  }

  @Override
  public void tanh(float[] out, float[] x, int from) {
    if (VectorExponentials.fit()) {
      VectorExponentials.tanh(out, x, from);
    } else {
      PLAIN.tanh(out, x, from);
    }
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
  public Product product(int n, int k, int m, Chain chain) {
    return new VectorProduct(n, k, m, chain);
  }
}
