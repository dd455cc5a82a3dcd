package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.kernel.libm.Power;
import tapedeck.tensor.Tensor;

/**
 * Adam, and with decoupled weight decay AdamW.
 *
 * <p>Source: D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015; I.
 * Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019; in the order of
 * operations of <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html">
 * PyTorch's Adam</a>.
 */
public final class Adam implements UpdateRule {
  private static final String LARGEST = "max_exp_avg_sq";

  private final String name;
  private final boolean decoupled;

  private Adam(String name, boolean decoupled) {
    this.name = name;
    this.decoupled = decoupled;
  }

  /** Adam: weight decay is added to the gradient. */
  public static Adam adam() {
    return new Adam("Adam", false);
  }

  /** AdamW: weight decay shrinks the parameter itself. */
  public static Adam adamW() {
    return new Adam("AdamW", true);
  }

  @Override
  public String name() {
    return name;
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
    boolean apart = decoupled || u.isSet("decoupled_weight_decay");
    Tensor direction = apart ? u.ascended() : u.direction();
    Tensor decayed = apart ? u.decayed() : parameter;
    double step = u.advance();
    Tensor first = u.keep("exp_avg", u.mean(u.kept("exp_avg"), direction, "beta1"));
    Tensor second = u.keep("exp_avg_sq", u.meanOfSquares(u.kept("exp_avg_sq"), direction, "beta2"));
    if (u.isSet("amsgrad")) {
      second = u.keep(LARGEST, engine.call("maximum", u.kept(LARGEST), second));
    }
    double correction1 = 1 - Power.pow(u.value("beta1"), step);
    double correction2 = Math.sqrt(1 - Power.pow(u.value("beta2"), step));
    Tensor root = engine.div(u.sqrt(second), u.number("√(1 − β₂ᵗ)", correction2));
    Tensor denominator = engine.add(root, u.value("eps"));
    working.term("denominator", denominator);
    double rate = u.number("−lr / (1 − β₁ᵗ)", -(u.value("lr") / correction1));
    return u.addQuotientTo(decayed, first, denominator, rate);
  }
}
