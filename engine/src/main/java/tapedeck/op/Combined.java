package tapedeck.op;

import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that combine three tensors in one step, rounded as PyTorch rounds them (measured). */
public final class Combined {
  private Combined() {}

  /** Interpolation does not promote. */
  static final TypeRule LERP_TYPES =
      TypeRule.alike("end", DType::cName, "expected dtype %s for `end` but got dtype %s");

  /** {@code torch.addcmul}: {@code self + value · tensor1 ⊙ tensor2}. */
  public static final Op ADDCMUL =
      Op.define("addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Number value=1)")
          .types(TypeRule.promoted(TypeRule.NUMBERS, "addcmul_cpu_out"))
          .kernel(Combined::addcmul)
          .inPlace()
          .reads("{self} + {value·}{tensor1} × {tensor2}", "+×")
          .backward("AddcmulBackward0")
          .broadcastingTensors()
          .derivative("self", "{g}", (b, g) -> g)
          .derivative(
              "tensor1",
              List.of("tensor2"),
              "{value·}{g} ⊙ {tensor2}",
              (b, g) -> mul(b, g, mul(b, b.saved("tensor2"), b.number("value"))))
          .derivative(
              "tensor2",
              List.of("tensor1"),
              "{value·}{g} ⊙ {tensor1}",
              (b, g) -> mul(b, g, mul(b, b.saved("tensor1"), b.number("value"))))
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3), tensor(3), 0.5),
              Sample.of(tensor(3), tensor(2, 1), tensor(3), 2L))
          .build();

  /** {@code torch.addcdiv}: {@code self + value · tensor1 ⊘ tensor2}. */
  public static final Op ADDCDIV =
      Op.define("addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Number value=1)")
          .types(Combined::checkDivision)
          .kernel(Combined::addcdiv)
          .inPlace()
          .reads("{self} + {value·}{tensor1} ÷ {tensor2}", "+÷")
          .backward("AddcdivBackward0")
          .broadcastingTensors()
          .derivative("self", "{g}", (b, g) -> g)
          .derivative(
              "tensor1",
              List.of("tensor2"),
              "{value·}{g} ⊘ {tensor2}",
              (b, g) -> mul(b, g, b.div(b.number("value"), b.saved("tensor2"))))
          .derivative(
              "tensor2",
              List.of("tensor1", "tensor2"),
              "−{value·}{g} ⊙ {tensor1} ⊘ {tensor2}²",
              (b, g) -> {
                Tensor square = mul(b, b.saved("tensor2"), b.saved("tensor2"));
                Tensor weighted = mul(b, b.saved("tensor1"), b.number("value"));
                return mul(b, b.neg(g), b.div(weighted, square));
              })
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3), positive(3), 0.5),
              Sample.of(tensor(3), tensor(2, 1), positive(3), 2L))
          .build();

  /** {@code torch.lerp} with a number as the weight: {@code self + weight · (end − self)}. */
  public static final Op LERP =
      Op.define("lerp.Scalar(Tensor self, Tensor end, Number weight)")
          .types(LERP_TYPES.then(TypeRule.floating("lerp_kernel_scalar")))
          .kernel(Combined::lerp)
          .inPlace()
          .reads("{self} + {weight} · ({end} − {self})", "lerp")
          .backward("LerpBackward0")
          .broadcastingTensors()
          .derivative(
              "self",
              "(1 − {weight}) · {g}",
              (b, g) -> mul(b, g, 1 - b.number("weight").doubleValue()))
          .derivative("end", "{weight} · {g}", (b, g) -> mul(b, g, b.number("weight")))
          .samples(Sample.of(tensor(2, 3), tensor(3), 0.3), Sample.of(tensor(2), tensor(2), 0.75))
          .build();

  static final List<Op> ROWS = List.of(ADDCMUL, ADDCDIV, LERP);

  private static Tensor mul(Backward b, Object first, Object second) {
    return b.mul(first, second);
  }

  private static Tensor addcmul(Call call) {
    Tensor first = call.tensor("tensor1");
    Tensor second = call.tensor("tensor2");
    DType type = TypePromotion.of(call, call.self(), first, second);
    if (!type.isFloating()) {
      // float64 does not hold every product of integers
      Ops ops = call.ops();
      return ops.add(
          call.self(), ops.mul(ops.mul(first, call.number("value").longValue()), second));
    }
    double twice = call.number("value").doubleValue();
    float single = (float) twice;
    return new TernaryKernel(
            (s, a, b) -> Math.fma(single * a, b, s), (s, a, b) -> Math.fma(twice * a, b, s))
        .compute(call, call.self(), first, second);
  }

  private static void checkDivision(Call call) {
    if (!call.tensor("tensor1").dtype().isFloating()
        && !call.tensor("tensor2").dtype().isFloating()) {
      throw TorchError.runtime(
          "Integer division with addcdiv is no longer supported, and in a future  release addcdiv"
              + " will perform a true division of tensor1 and tensor2. The historic addcdiv"
              + " behavior can be implemented as (input + value * torch.trunc(tensor1 /"
              + " tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 /"
              + " tensor2) for float inputs. The future addcdiv behavior is just the latter"
              + " implementation: (input + value * tensor1 / tensor2), for all dtypes.");
    }
  }

  private static Tensor addcdiv(Call call) {
    double twice = call.number("value").doubleValue();
    float single = (float) twice;
    return new TernaryKernel((s, a, b) -> s + single * a / b, (s, a, b) -> s + twice * a / b)
        .compute(call, call.tensor("self"), call.tensor("tensor1"), call.tensor("tensor2"));
  }

  private static Tensor lerp(Call call) {
    double twice = call.number("weight").doubleValue();
    float single = (float) twice;
    // from the nearer end, so that the weights 0 and 1 give the ends exactly
    BinaryKernel kernel =
        Math.abs(twice) < 0.5
            ? new BinaryKernel(
                (s, e) -> Math.fma(single, e - s, s),
                (s, e) -> Math.fma(twice, e - s, s),
                (s, e) -> s)
            : new BinaryKernel(
                (s, e) -> Math.fma(single - 1, e - s, e),
                (s, e) -> Math.fma(twice - 1, e - s, e),
                (s, e) -> s);
    return kernel.compute(call, call.tensor("self"), call.tensor("end"));
  }
}
