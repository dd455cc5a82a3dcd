package tapedeck.op;

import tapedeck.kernel.vml.DoubleSqrt;
import tapedeck.kernel.vml.FloatSqrt;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Powers with a number as the exponent. */
final class Powers {
  private Powers() {}

  static Tensor pow(Call call) {
    Tensor self = call.tensor("self");
    Number exponent = call.number("exponent");
    boolean whole = !(exponent instanceof Double);
    if (self.dtype().isFloating() || !whole) {
      return new FloatingKernel(function(exponent.doubleValue(), self.dtype())).apply(call);
    }
    long power = exponent.longValue();
    if (power < 0) {
      throw TorchError.runtime("Integers to negative integer powers are not allowed.");
    }
    // a truth to a power is a number
    Tensor base = self.dtype() == DType.BOOL ? Cast.to(call, self, DType.INT64) : self;
    return new UnaryKernel(a -> a, a -> a, a -> whole(a, power)).compute(call, base);
  }

  /** PyTorch multiplies for the exponents 2 and 3, and rounds after each product. */
  private static java.util.function.DoubleUnaryOperator function(double p, DType type) {
    boolean single = type != DType.FLOAT64;
    if (p == 2) {
      return a -> a * a;
    }
    if (p == 3) {
      return single ? a -> (float) a * (float) a * (float) a : a -> a * a * a;
    }
    if (p == 0.5) {
      return single ? a -> FloatSqrt.sqrt((float) a) : DoubleSqrt::sqrt;
    }
    if (p == -0.5) {
      return single ? a -> 1f / (float) Math.sqrt(a) : a -> 1 / Math.sqrt(a);
    }
    if (p == -1) {
      return a -> 1 / a;
    }
    if (p == -2) {
      return single ? a -> 1f / ((float) a * (float) a) : a -> 1 / (a * a);
    }
    return a -> Math.pow(a, p);
  }

  /** A power of integers; with a negative exponent what is left of it without a fraction. */
  static long whole(long base, long exponent) {
    if (exponent < 0) {
      return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0;
    }
    long result = 1;
    long square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  /** {@code g · (p · self^(p−1))}; 0 for p = 0. */
  static Tensor derivative(Backward b, Tensor gradient) {
    Number exponent = b.number("exponent");
    if (exponent.doubleValue() == 0) {
      return b.call(Elementwise.ZEROS_LIKE, gradient);
    }
    Number less =
        exponent instanceof Double
            ? (Number) (exponent.doubleValue() - 1)
            : exponent.longValue() - 1;
    Tensor power = b.pow(b.saved("self"), less);
    return b.mul(gradient, b.mul(power, exponent));
  }
}
