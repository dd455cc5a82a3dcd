package tapedeck.op;

import static tapedeck.op.Sample.constant;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.sizes;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Elementwise.DoubleFunction2;
import tapedeck.kernel.Elementwise.FloatFunction2;
import tapedeck.kernel.SpecialFunctions;
import tapedeck.kernel.VectorMath;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of x ln y, x ln(1 + y) and the zeta function, whose nodes differ where one of the
 * operands is a number.
 */
final class LogProducts {
  private static final List<String> BOTH = List.of("self", "other");
  private static final Product LN =
      new Product(
          "xlogy", "{self} ⊙ ln({other})", "XlogyBackward", LogProducts::ln, LogProducts::ln, 0);
  private static final Product LN_1P =
      new Product(
          "special_xlog1py",
          "{self} ⊙ ln(1 + {other})",
          "SpecialXlog1PyBackward",
          LogProducts::ln1p,
          LogProducts::ln1p,
          -1);

  private LogProducts() {}

  static final List<Op> ROWS =
      List.of(
          LN.ofTensors().inPlace().build(),
          LN.ofNumber(".Scalar_Self").build(),
          LN.byNumber(".Scalar_Other").inPlace().build(),
          LN_1P.ofTensors().internal().build(),
          LN_1P.ofNumber(".self_scalar").internal().build(),
          LN_1P.byNumber(".other_scalar").internal().build(),
          Pairs.floating("special_zeta", "ζ({self}, {other})", SpecialFunctions::zeta)
              .internal()
              .backward("SpecialZetaBackward0")
              .derivative("self", "not implemented", (b, g) -> noZeta())
              .derivative(
                  "other",
                  BOTH,
                  "−{g} ⊙ {self} ⊙ ζ({self} + 1, {other})",
                  (b, g) -> {
                    Tensor x = b.saved("self");
                    Tensor next = b.call("special_zeta", b.add(x, 1L), b.saved("other"));
                    return b.mul(b.mul(g, b.neg(x)), next);
                  })
              .samples(Sample.of(constant(sizes(2, 3), 2, 3, 4, 5, 3, 2), positive(3)))
              .build(),
          Op.define("special_zeta.self_scalar(Number self, Tensor other)")
              .kernel(call -> zeta(call, Arithmetic.number(call, "self"), call.tensor("other")))
              .internal()
              .reads("ζ({self}, {other})", "ζ")
              .backward("SpecialZetaBackward1")
              .derivative(
                  "other",
                  List.of("other"),
                  "−{g} · {self} ⊙ ζ({self} + 1, {other})",
                  (b, g) -> {
                    double s = b.number("self").doubleValue();
                    Tensor next = b.call("special_zeta.self_scalar", s + 1, b.saved("other"));
                    return b.mul(b.mul(g, -s), next);
                  })
              .samples(Sample.of(2L, positive(3)))
              .build(),
          Op.define("special_zeta.other_scalar(Tensor self, Number other)")
              .kernel(call -> zeta(call, call.self(), Arithmetic.number(call, "other")))
              .internal()
              .reads("ζ({self}, {other})", "ζ")
              .backward("SpecialZetaBackward2")
              .derivative("self", "not implemented", (b, g) -> noZeta())
              .samples(Sample.of(constant(sizes(3), 2, 3, 4), 2.5))
              .build());

  /**
   * {@code self} times a logarithm of {@code other}.
   *
   * @param node the node's name without its number
   * @param edge the largest {@code other} of which there is no logarithm
   */
  private record Product(
      String name,
      String reads,
      String node,
      DoubleFunction2 function,
      FloatFunction2 single,
      long edge) {

    OpBuilder ofTensors() {
      return Pairs.floating(name, reads, function, single)
          .backward(node + "0")
          .derivative(
              "self",
              BOTH,
              reads.replace("{self}", "{g}"),
              (b, g) -> {
                Tensor other = b.saved("other");
                Tensor undefined =
                    b.call(
                        "logical_and",
                        b.call("eq", b.saved("self"), 0L),
                        b.call("le", other, edge));
                return b.maskedFill(b.call(name, g, other), undefined, 0L);
              })
          .derivative(
              "other",
              BOTH,
              "{g} ⊙ {self} ⊘ " + divisor(),
              (b, g) -> b.div(b.mul(g, b.saved("self")), shifted(b)))
          .samples(Sample.of(positive(2, 3), positive(3)));
    }

    /** A number times the logarithm of a tensor. */
    OpBuilder ofNumber(String overload) {
      return Op.define(name + overload + "(Number self, Tensor other)")
          .kernel(
              call ->
                  Pairs.floating(
                      call,
                      Arithmetic.number(call, "self"),
                      call.tensor("other"),
                      function,
                      single))
          .reads(reads, name)
          .backward(node + "1")
          .derivative(
              "other",
              List.of("other"),
              "{g} · {self} ⊘ " + divisor(),
              (b, g) -> b.div(b.mul(g, b.number("self")), shifted(b)))
          .samples(Sample.of(2.5, positive(3)));
    }

    /** A tensor times the logarithm of a number. */
    OpBuilder byNumber(String overload) {
      return Op.define(name + overload + "(Tensor self, Number other)")
          .kernel(
              call ->
                  Pairs.floating(
                      call, call.self(), Arithmetic.number(call, "other"), function, single))
          .reads(reads, name)
          .backward(node + "2")
          .derivative(
              "self",
              List.of("self"),
              reads.replace("{self}", "{g}"),
              (b, g) -> {
                Number other = b.number("other");
                Tensor slope = b.call(name + overload, g, other);
                return other.doubleValue() > edge
                    ? slope
                    : b.maskedFill(slope, b.call("eq", b.saved("self"), 0L), 0L);
              })
          .samples(Sample.of(positive(3), 1.5));
    }

    private String divisor() {
      return edge == 0 ? "{other}" : "(1 + {other})";
    }

    private Tensor shifted(Backward b) {
      return edge == 0 ? b.saved("other") : b.add(b.saved("other"), -edge);
    }
  }

  private static Tensor zeta(Call call, Tensor self, Tensor other) {
    return Pairs.floating(
        call, self, other, SpecialFunctions::zeta, (s, q) -> (float) SpecialFunctions.zeta(s, q));
  }

  private static @Nullable Tensor noZeta() {
    throw new TorchError(
        TorchError.Kind.NOT_IMPLEMENTED, "the derivative for 'zeta' is not implemented.");
  }

  private static double ln(double a, double b) {
    return Double.isNaN(b) ? b : a == 0 ? 0 : a * Math.log(b);
  }

  private static float ln(float a, float b) {
    return Float.isNaN(b) ? b : a == 0 ? 0 : a * (float) Math.log(b);
  }

  private static double ln1p(double a, double b) {
    return Double.isNaN(b) ? b : a == 0 ? 0 : a * Math.log1p(b);
  }

  private static float ln1p(float a, float b) {
    return Float.isNaN(b) ? b : a == 0 ? 0 : a * VectorMath.singleLog1p(b);
  }
}
