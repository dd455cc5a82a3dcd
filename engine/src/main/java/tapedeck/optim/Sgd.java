package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Tensor;

/**
 * Stochastic gradient descent with momentum, dampening, Nesterov's momentum and weight decay.
 *
 * <p>Source: <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html">PyTorch,
 * SGD</a>, whose order of operations this is.
 */
public final class Sgd implements UpdateRule {
  private static final String BUFFER = "momentum_buffer";

  @Override
  public String name() {
    return "SGD";
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
    Tensor direction = u.direction();
    if (u.isSet("momentum")) {
      Tensor buffer = u.keep(BUFFER, buffer(u, direction, state.get(BUFFER)));
      if (u.isSet("nesterov")) {
        direction = u.add(direction, buffer, u.value("momentum"));
        working.term("nesterov", direction);
      } else {
        direction = buffer;
      }
    }
    return u.addTo(parameter, direction, u.number("−lr", -u.value("lr")));
  }

  private static Tensor buffer(Update u, Tensor direction, @Nullable Tensor before) {
    if (before == null) {
      return u.copy(direction);
    }
    Tensor kept = u.scale(before, u.value("momentum"));
    double share = 1 - UpdateRule.value(u.hyperparameters(), "dampening");
    return u.addTo(kept, direction, u.number("(1 − dampening)", share));
  }
}
