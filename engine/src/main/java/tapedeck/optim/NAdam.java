package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.kernel.libm.Power;
import tapedeck.tensor.Tensor;

/**
 * NAdam: Adam with Nesterov's momentum.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html">PyTorch, NAdam</a>,
 * whose order of operations this is.
 */
public final class NAdam implements UpdateRule {
  @Override
  public String name() {
    return "NAdam";
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
    double decay = u.value("momentum_decay");
    double mu = beta1 * (1 - 0.5 * Power.pow(0.96, step * decay));
    double next = beta1 * (1 - 0.5 * Power.pow(0.96, (step + 1) * decay));
    double product = (float) u.keptNumber("mu_product", 1) * (float) mu;
    u.keepNumber("mu_product", product);
    Tensor first = u.keep("exp_avg", u.mean(u.kept("exp_avg"), direction, "beta1"));
    Tensor second = u.keep("exp_avg_sq", u.meanOfSquares(u.kept("exp_avg_sq"), direction, "beta2"));
    Tensor denominator =
        u.denominator(engine.div(second, u.number("(1 − β₂ᵗ)", 1 - Power.pow(beta2, step))));
    double rate = u.value("lr");
    double now = u.number("−lr · (1 − μₜ) / (1 − Πμ)", -rate * (1 - mu) / (1 - product));
    Tensor half = u.addQuotientTo(decayed, direction, denominator, now);
    double ahead = -rate * next / (1 - product * next);
    return u.addQuotientTo(
        half, first, denominator, u.number("−lr · μₜ₊₁ / (1 − Πμ · μₜ₊₁)", ahead));
  }
}
