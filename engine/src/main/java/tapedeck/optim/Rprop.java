package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Tensor;

/**
 * Rprop: steps by the sign of the gradient alone, longer while it keeps its sign.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Rprop.html">PyTorch, Rprop</a>,
 * whose order of operations this is.
 */
public final class Rprop implements UpdateRule {
  @Override
  public String name() {
    return "Rprop";
  }

  @Override
  public Tensor update(
      Engine engine,
      Tensor parameter,
      Tensor gradient,
      Map<String, Tensor> state,
      SortedMap<String, Double> hyperparameters,
      Working working) {
    Update u = new Update(engine, parameter, gradient, state, hyperparameters, working);
    u.advance();
    Tensor direction = u.ascended();
    double longer = u.value("eta_plus");
    double shorter = u.value("eta_minus");
    Tensor agreement = engine.call("sign", engine.mul(direction, u.kept("prev")));
    Tensor back = engine.call("eq", agreement, -1L);
    Tensor ones = u.kept("ones", 1);
    Tensor factor = engine.where(engine.call("eq", agreement, 1L), longer, ones);
    factor = engine.where(back, shorter, factor);
    Tensor used = engine.maskedFill(direction, back, 0L);
    u.keep("prev", used);
    Tensor size = engine.mul(u.kept("step_size", u.value("lr")), factor);
    size =
        u.keep("step_size", engine.call("clamp", size, u.value("step_min"), u.value("step_max")));
    return u.addProductTo(parameter, engine.call("sign", used), size, -1);
  }
}
