package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.kernel.libm.Power;
import tapedeck.tensor.Tensor;

/**
 * RAdam: Adam that waits until its second moment can be trusted.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.optim.RAdam.html">PyTorch, RAdam</a>,
 * whose order of operations this is.
 */
public final class RAdam implements UpdateRule {
  @Override
  public String name() {
    return "RAdam";
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
    boolean apart = u.isSet("decoupled_weight_decay");
    Tensor decayed = apart ? u.decayed() : parameter;
    Tensor direction = apart ? u.ascended() : u.direction();
    double beta1 = u.value("beta1");
    double beta2 = u.value("beta2");
    Tensor first = u.keep("exp_avg", u.mean(u.kept("exp_avg"), direction, "beta1"));
    Tensor second = u.keep("exp_avg_sq", u.meanOfSquares(u.kept("exp_avg_sq"), direction, "beta2"));
    double correction2 = 1 - Power.pow(beta2, step);
    Tensor corrected = engine.div(first, u.number("(1 − β₁ᵗ)", 1 - Power.pow(beta1, step)));
    double most = 2 / (1 - beta2) - 1;
    double length = most - 2 * step * Power.pow(beta2, step) / correction2;
    Tensor change = engine.mul(corrected, u.value("lr"));
    if (length > 5) {
      double rectified =
          Math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
      Tensor adaptive = adaptive(u, second, correction2);
      change = engine.mul(engine.mul(change, adaptive), u.number("r", rectified));
    }
    return u.addTo(decayed, change, -1L);
  }

  /** What divides the step: √(1 − β₂ᵗ) over the denominator. */
  private static Tensor adaptive(Update u, Tensor second, double correction) {
    Tensor denominator = u.denominator(second);
    return u.engine().div(u.number("√(1 − β₂ᵗ)", Math.sqrt(correction)), denominator);
  }
}
