package tapedeck.op;

import static tapedeck.op.Sample.positive;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogGamma;
import tapedeck.kernel.SpecialFunctions;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of the gamma function and its kin. */
final class GammaFunctions {
  private static final List<String> SELF = List.of("self");

  private GammaFunctions() {}

  static final List<Op> ROWS =
      List.of(
          Functions.function("lgamma", "ln Γ({self})", GammaFunctions::logGamma)
              .backward("LgammaBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ digamma({self})",
                  (b, g) -> b.mul(g, b.call("digamma", Functions.self(b))))
              .samples(Sample.of(positive(2, 3)))
              .build(),
          Functions.function("digamma", "digamma({self})", SpecialFunctions::digamma)
              .backward("DigammaBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ trigamma({self})",
                  (b, g) -> b.mul(g, b.call("polygamma", 1L, Functions.self(b))))
              .samples(Sample.of(positive(2, 3)))
              .build(),
          Op.define("mvlgamma(Tensor self, Int p)")
              .types(TypeRule.in(TypeRule.NUMBERS, "The input tensor may not be a boolean tensor."))
              .composedKernel(GammaFunctions::multivariate)
              .inPlace()
              .reads("ln Γ of {p} dimensions at {self}", "ln Γ")
              .backward("MvlgammaBackward0")
              .derivative(
                  "self",
                  List.of("self"),
                  "{g} ⊙ Σ digamma({self} + (1 − j) ÷ 2)",
                  (b, g) -> {
                    Tensor shifted =
                        shifted(b, Functions.self(b), b.integer("p"), Functions.self(b).dtype());
                    return b.mul(g, b.sum(b.call("digamma", shifted), new int[] {-1}, false));
                  })
              .samples(Sample.of(Sample.between(2, 3, 2, 3), 2L))
              .build(),
          Op.define("polygamma(Int n, Tensor self)")
              .kernel(GammaFunctions::polygamma)
              .reads("ψ⁽{n}⁾({self})", "ψ")
              .backward("PolygammaBackward0")
              .derivative(
                  "self",
                  SELF,
                  "{g} ⊙ ψ⁽{n}+1⁾({self})",
                  (b, g) -> b.mul(g, b.call("polygamma", b.integer("n") + 1L, Functions.self(b))))
              .samples(Sample.of(1L, positive(2, 3)), Sample.of(2L, positive(3)))
              .build());

  private static double logGamma(double a) {
    if (a <= 0) {
      // by reflection; poles are infinite
      return a == Math.rint(a)
          ? Double.POSITIVE_INFINITY
          : Math.log(Math.PI / Math.abs(Math.sin(Math.PI * a))) - LogGamma.value(1 - a);
    }
    return Double.isInfinite(a) ? a : LogGamma.value(a);
  }

  /** {@code self} + (1 − j) ÷ 2 for j from p down to 1, along a new last dimension. */
  private static Tensor shifted(Ops ops, Tensor self, int p, DType type) {
    double[] shifts = new double[p];
    for (int j = 0; j < p; j++) {
      shifts[j] = (j + 1 - p) / 2.0;
    }
    Tensor line = Tensor.contiguous(0, Storage.of(shifts), Shape.of(p));
    return ops.add(ops.unsqueeze(self, -1), ops.to(line, type));
  }

  private static Tensor multivariate(Ops ops, Call call) {
    int p = call.integer("p");
    if (p < 1) {
      throw TorchError.runtime("p has to be greater than or equal to 1");
    }
    DType type = call.self().dtype().isFloating() ? call.self().dtype() : call.defaultFloat();
    Tensor logs = ops.call("lgamma", shifted(ops, call.self(), p, type));
    double constant = p * (p - 1) * Math.log(Math.PI) * 0.25;
    return ops.add(ops.sum(logs, new int[] {-1}, false), constant);
  }

  private static Tensor polygamma(Call call) {
    int n = call.integer("n");
    DoubleUnaryOperator function =
        n == 0 ? SpecialFunctions::digamma : a -> SpecialFunctions.polygamma(n, a);
    return new FloatingKernel(function).compute(call, call.tensor("self"));
  }
}
