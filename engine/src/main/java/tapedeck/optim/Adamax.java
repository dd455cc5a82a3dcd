package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.kernel.libm.Power;
import tapedeck.tensor.Tensor;

/**
 * Adamax: Adam with the largest gradient in the place of the second moment.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adamax.html">PyTorch,
 * Adamax</a>, whose order of operations this is.
 */
public final class Adamax implements UpdateRule {
  @Override
  public String name() {
    return "Adamax";
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
    double step = u.advance();
    Tensor direction = u.direction();
    double beta1 = u.value("beta1");
    Tensor first = u.keep("exp_avg", u.mean(u.kept("exp_avg"), direction, "beta1"));
    Tensor decayed = u.scale(u.kept("exp_inf"), u.value("beta2"));
    Tensor size = engine.add(engine.call("abs", direction), u.value("eps"));
    Tensor largest = u.keep("exp_inf", engine.call("maximum", decayed, size));
    double rate = -(u.value("lr") / (1 - Power.pow(beta1, step)));
    return u.addQuotientTo(parameter, first, largest, u.number("−lr / (1 − β₁ᵗ)", rate));
  }
}
