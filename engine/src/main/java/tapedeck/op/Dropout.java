package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of dropout. */
final class Dropout {
  private Dropout() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("dropout(Tensor input, Float p=0.5, Bool train=True)")
              .body(Dropout::dropout)
              .samples(Sample.of(tensor(2, 3), 0.5, true), Sample.of(tensor(2, 3), 0.5, false))
              .build());

  private static Tensor dropout(Ops ops, Call call) {
    Tensor input = call.tensor("input");
    double p = call.real("p");
    if (!(p >= 0 && p <= 1)) {
      throw TorchError.runtime("dropout probability has to be between 0 and 1, but got " + p);
    }
    if (!call.flag("train") || p == 0 || input.shape().numel() == 0) {
      return input;
    }
    if (p == 1) {
      return ops.mul(input, Layout.zeros(call, input));
    }
    Tensor empty = Layout.zeros(call, input);
    Tensor mask = ops.call("bernoulli.p", empty, 1 - p);
    return ops.mul(input, ops.div(mask, 1 - p));
  }
}
