package tapedeck.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link WideKernels} by the Vector API. Compiled apart from the rest, which must not need its
 * module.
 */
final class VectorKernels implements WideKernels {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int DOUBLE_LANES = DOUBLES.length();

  /** As many floats as a vector has doubles. */
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));

  VectorKernels() {}

  @Override
  public void exp(float[] out, float[] x, int from) {
    int whole = HALF.loopBound(out.length);
    for (int i = 0; i < whole; i += DOUBLE_LANES) {
      DoubleVector v = wide(x, from + i);
      if (inReach(v)) {
        narrow(exp(v), out, i);
      } else {
        for (int j = i; j < i + DOUBLE_LANES; j++) {
          out[j] = (float) Exponentials.exp(x[from + j]);
        }
      }
    }
    for (int i = whole; i < out.length; i++) {
      out[i] = (float) Exponentials.exp(x[from + i]);
    }
  }

  @Override
  public void tanh(float[] out, float[] x, int from) {
    int whole = HALF.loopBound(out.length);
    for (int i = 0; i < whole; i += DOUBLE_LANES) {
      DoubleVector v = wide(x, from + i);
      DoubleVector size = v.abs();
      if (size.compare(VectorOperators.LT, Exponentials.SATURATED).allTrue()) {
        narrow(tanh(v, size), out, i);
      } else {
        for (int j = i; j < i + DOUBLE_LANES; j++) {
          out[j] = (float) Exponentials.tanh(x[from + j]);
        }
      }
    }
    for (int i = whole; i < out.length; i++) {
      out[i] = (float) Exponentials.tanh(x[from + i]);
    }
  }

  @Override
  public void sigmoid(float[] out, float[] x, int from) {
    int whole = HALF.loopBound(out.length);
    for (int i = 0; i < whole; i += DOUBLE_LANES) {
      DoubleVector v = wide(x, from + i).neg();
      if (inReach(v)) {
        narrow(same(1).div(exp(v).add(1)), out, i);
      } else {
        for (int j = i; j < i + DOUBLE_LANES; j++) {
          out[j] = (float) Exponentials.sigmoid(x[from + j]);
        }
      }
    }
    for (int i = whole; i < out.length; i++) {
      out[i] = (float) Exponentials.sigmoid(x[from + i]);
    }
  }

  private static DoubleVector wide(float[] x, int at) {
    return (DoubleVector)
        FloatVector.fromArray(HALF, x, at).convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static void narrow(DoubleVector v, float[] out, int at) {
    ((FloatVector) v.convertShape(VectorOperators.D2F, HALF, 0)).intoArray(out, at);
  }

  private static boolean inReach(DoubleVector x) {
    return x.abs().compare(VectorOperators.LT, Exponentials.HIGHEST).allTrue();
  }

  private static DoubleVector exp(DoubleVector x) {
    DoubleVector shifted = x.fma(same(Exponentials.LOG2_E), same(Exponentials.ROUNDING));
    DoubleVector n = shifted.sub(Exponentials.ROUNDING);
    DoubleVector r = n.fma(same(-Exponentials.LN2_LOW), n.fma(same(-Exponentials.LN2_HIGH), x));
    DoubleVector r2 = r.mul(r);
    DoubleVector r4 = r2.mul(r2);
    DoubleVector first = pair(r, Exponentials.C2, Exponentials.C3).fma(r2, r.add(1));
    DoubleVector second =
        pair(r, Exponentials.C6, Exponentials.C7)
            .fma(r2, pair(r, Exponentials.C4, Exponentials.C5));
    DoubleVector third =
        pair(r, Exponentials.C10, Exponentials.C11)
            .fma(r2, pair(r, Exponentials.C8, Exponentials.C9));
    DoubleVector series = third.fma(r4, second).fma(r4, first);
    LongVector power =
        shifted
            .reinterpretAsLongs()
            .add(Exponentials.BIAS)
            .lanewise(VectorOperators.LSHL, Exponentials.MANTISSA);
    return series.mul(power.reinterpretAsDoubles());
  }

  private static DoubleVector same(double value) {
    return DoubleVector.broadcast(DOUBLES, value);
  }

  private static DoubleVector pair(DoubleVector r, double even, double odd) {
    return r.fma(same(odd), same(even));
  }

  private static DoubleVector tanh(DoubleVector x, DoubleVector size) {
    DoubleVector square = x.mul(x);
    DoubleVector one = same(1);
    DoubleVector inner = same(2.0 / 15).sub(square.mul(17.0 / 315));
    DoubleVector near = x.mul(one.sub(square.mul(same(1.0 / 3).sub(square.mul(inner)))));
    DoubleVector far = one.sub(same(2).div(exp(size.mul(2)).add(1)));
    LongVector sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
    DoubleVector signed = far.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
    VectorMask<Double> small = size.compare(VectorOperators.LT, Exponentials.SMALL);
    return signed.blend(near, small);
  }

  @Override
  public void addProduct(
      float[] out,
      int offsetOut,
      int n,
      int k,
      int m,
      float[] a,
      int offsetA,
      int rowA,
      int columnA,
      float[] b,
      int offsetB,
      int rowB,
      int columnB) {
    new VectorProduct(n, k, m)
        .add(out, offsetOut, a, offsetA, rowA, columnA, b, offsetB, rowB, columnB);
  }
}
