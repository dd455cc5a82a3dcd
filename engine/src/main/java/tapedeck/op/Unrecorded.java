package tapedeck.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/** Operators without graph and events, for kernels that are composed of other rows. */
record Unrecorded(Call.Host host) implements Ops {
  @Override
  public Tensor call(Op op, @Nullable Object... arguments) {
    return callAll(op, arguments).get(0);
  }

  @Override
  public List<Tensor> callAll(Op op, @Nullable Object... arguments) {
    Call call = new Call(op, WrappedNumbers.wrap(op, op.bind(arguments), host), host);
    return op.isComposed() ? op.compose(this, call) : op.compute(call);
  }

  @Override
  public Tensor detach(Tensor a) {
    return a;
  }
}
