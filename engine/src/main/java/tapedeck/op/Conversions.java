package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.DType;

/** The rows that change an element type. */
public final class Conversions {
  private Conversions() {}

  /** {@code Tensor.to(dtype)} where the type differs. */
  public static final Op TO =
      Op.define("to(Tensor self, Dtype dtype)")
          .kernel(call -> Cast.alike(call, call.tensor("self"), call.dtype("dtype")))
          .reads("{self} as {dtype}", "to")
          .backward("ToCopyBackward0")
          .derivative("self", "{g}", (b, g) -> b.to(g, b.dtypeOf("self")))
          .samples(Sample.of(tensor(2, 3), DType.FLOAT64))
          .build();

  static final List<Op> ROWS = List.of(TO);
}
