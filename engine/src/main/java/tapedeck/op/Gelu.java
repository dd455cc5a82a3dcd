package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.apache.commons.numbers.gamma.Erf;
import tapedeck.kernel.CErrorFunction;
import tapedeck.kernel.CLibrary;
import tapedeck.kernel.CompensatedExp;
import tapedeck.kernel.DnnGelu;
import tapedeck.kernel.VectorMath;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/**
 * The rows of gelu (D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units", 2016) and of its
 * gradient: x · Φ(x), or an approximation of it by tanh.
 *
 * <p>PyTorch gives row-major float32 tensors to oneDNN and computes what else there is itself, in
 * blocks by vectors.
 */
final class Gelu {
  private static final List<String> SELF = List.of("self");

  private static final double SQRT_HALF = Math.sqrt(0.5);

  /** φ(0). */
  private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

  private static final double SCALE = Math.sqrt(2 / Math.PI);
  private static final double CUBE = 0.044715;

  private Gelu() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("gelu(Tensor self, *, String approximate='none')")
              .types(TypeRule.floating("GeluKernelImpl"))
              .kernel(Gelu::forward)
              .inPlace()
              .reads("{self} · Φ({self})", "gelu")
              .backward("GeluBackward0")
              .derivative(
                  "self", SELF, "{g} ⊙ (Φ({self}) + {self} · φ({self}))", (b, g) -> gradient(b, g))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3)).with("approximate", "tanh"))
              .build(),
          Op.define("gelu_backward(Tensor grad_output, Tensor self, *, String approximate='none')")
              .kernel(Gelu::backward)
              .internal()
              .reads("{grad_output} ⊙ (Φ({self}) + {self} · φ({self}))", "gelu′")
              .backward("GeluBackwardBackward0")
              .derivative(
                  "grad_output",
                  SELF,
                  "{g} ⊙ (Φ({self}) + {self} · φ({self}))",
                  (b, g) -> gradient(b, g))
              .derivative(
                  "self",
                  List.of("grad_output", "self"),
                  "{g} ⊙ {grad_output} ⊙ φ({self}) ⊙ (2 − {self}²)",
                  (b, g) -> b.mul(b.mul(g, b.saved("grad_output")), curvature(b)))
              .samples(
                  Sample.of(tensor(2, 3), tensor(2, 3)),
                  Sample.of(tensor(2, 3), tensor(2, 3)).with("approximate", "tanh"))
              .build());

  private static Tensor gradient(Backward b, Tensor g) {
    return b.call("gelu_backward", g, b.saved("self"), b.arguments().text("approximate"));
  }

  private static boolean isTanh(Call call) {
    return call.text("approximate").equals("tanh");
  }

  /** Whether oneDNN computes it. */
  private static boolean isDirect(Tensor self) {
    return self.dtype() == DType.FLOAT32 && self.isContiguous() && self.shape().numel() > 1;
  }

  private static Tensor forward(Call call) {
    if (isTanh(call)) {
      return new FloatingKernel(
              Gelu::byTanh, Gelu::singleByTanh, VectorMath.loop(Gelu::byTanh, Gelu::singleByTanh))
          .apply(call);
    }
    FloatingKernel kernel =
        isDirect(call.self())
            ? new FloatingKernel(Gelu::gelu, DnnGelu::gelu)
            : new FloatingKernel(
                Gelu::gelu, Gelu::single, VectorMath.loop(Gelu::vector, Gelu::single));
    return kernel.apply(call);
  }

  private static double gelu(double x) {
    return x * 0.5 * (1 + Erf.value(x * SQRT_HALF));
  }

  private static float single(float x) {
    return x * 0.5f * (1 + CErrorFunction.erf(x * (float) SQRT_HALF));
  }

  private static float vector(float x) {
    return x * 0.5f * (1 + VectorMath.erf(x * (float) SQRT_HALF));
  }

  private static float inner(float x) {
    return (float) SCALE * Math.fma((float) CUBE, x * x * x, x);
  }

  private static float singleByTanh(float x) {
    return 0.5f * x * (1 + CLibrary.tanh(inner(x)));
  }

  private static float byTanh(float x) {
    return 0.5f * x * (1 + CompensatedExp.tanh(inner(x)));
  }

  private static double byTanh(double x) {
    return 0.5 * x * (1 + Math.tanh(SCALE * (x + CUBE * x * x * x)));
  }

  private static Tensor backward(Call call) {
    BinaryKernel kernel =
        isTanh(call)
            ? ActivationGradients.blocks(
                (g, x) -> g * slopeByTanh(x, CompensatedExp.tanh(inner(x))),
                (g, x) -> g * slopeByTanh(x, CLibrary.tanh(inner(x))),
                (g, x) -> g * slopeByTanh(x))
            : isDirect(call.tensor("self"))
                ? new BinaryKernel(
                    (g, x) -> DnnGelu.slope(x) * g, (g, x) -> g * slope(x), (g, x) -> 0)
                : ActivationGradients.blocks(
                    (g, x) -> g * Math.fma(x, vectorDensity(x), vectorShare(x)),
                    (g, x) -> g * (singleShare(x) + x * singleDensity(x)),
                    (g, x) -> g * slope(x));
    return ActivationGradients.applied(call, kernel);
  }

  private static float vectorShare(float x) {
    return 0.5f * (1 + VectorMath.erf(x * (float) SQRT_HALF));
  }

  private static float vectorDensity(float x) {
    return (float) DENSITY * VectorMath.exp(x * x * -0.5f);
  }

  private static float singleShare(float x) {
    return 0.5f * (1 + CErrorFunction.erf(x * (float) SQRT_HALF));
  }

  private static float singleDensity(float x) {
    return (float) DENSITY * CLibrary.exp(x * x * -0.5f);
  }

  private static double slope(double x) {
    double share = 0.5 * (1 + Erf.value(x * SQRT_HALF));
    return share + x * DENSITY * Math.exp(x * x * -0.5);
  }

  private static float slopeByTanh(float x, float tanh) {
    float inner = (float) SCALE * Math.fma(3 * (float) CUBE, x * x, 1);
    return 0.5f * (1 + tanh) + 0.5f * x * Math.fma(-tanh, tanh, 1) * inner;
  }

  private static double slopeByTanh(double x) {
    double tanh = Math.tanh(SCALE * (x + CUBE * x * x * x));
    double inner = SCALE * (1 + 3 * CUBE * x * x);
    return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * inner;
  }

  /** The second derivative of gelu. */
  private static Tensor curvature(Backward b) {
    Tensor x = b.saved("self");
    Tensor square = b.mul(x, x);
    if (!isTanh(b.arguments())) {
      Tensor density = b.mul(b.exp(b.mul(square, -0.5)), DENSITY);
      return b.mul(density, b.sub(2L, square));
    }
    Tensor tanh = b.call("tanh", b.mul(b.add(x, b.mul(b.mul(square, x), CUBE)), SCALE));
    Tensor slope = b.mul(b.add(b.mul(square, 3 * CUBE), 1L), SCALE);
    Tensor bend = b.sub(b.mul(x, 6 * CUBE * SCALE), b.mul(b.mul(tanh, b.mul(slope, slope)), 2L));
    Tensor rest = b.sub(1L, b.mul(tanh, tanh));
    return b.mul(rest, b.add(slope, b.mul(b.mul(x, 0.5), bend)));
  }
}
