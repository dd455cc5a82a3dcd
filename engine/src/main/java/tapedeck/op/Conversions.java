package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/** The rows that change an element type. */
public final class Conversions {
  private Conversions() {}

  /** {@code Tensor.to(dtype)} where the type differs. */
  public static final Op TO =
      Op.define("to(Tensor self, Dtype dtype)")
          .kernel(Conversions::to)
          .reads("{self} as {dtype}", "to")
          .backward("ToCopyBackward0")
          .derivative("self", "{g}", (b, g) -> b.call(self(), g, b.dtypeOf("self")))
          .samples(Sample.of(tensor(2, 3), DType.FLOAT64))
          .build();

  static final List<Op> ROWS = List.of(TO);

  private static Op self() {
    return TO;
  }

  private static Tensor to(Call call) {
    Tensor self = call.tensor("self");
    Tensor out = call.allocate(call.dtype("dtype"), self.shape());
    Cast.copy(self, out);
    return out;
  }
}
