package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.kernel.libm.Power;
import tapedeck.tensor.Tensor;

/**
 * ASGD: gradient descent with an average of the parameters.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.optim.ASGD.html">PyTorch, ASGD</a>,
 * whose order of operations this is.
 */
public final class Asgd implements UpdateRule {
  @Override
  public String name() {
    return "ASGD";
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
    double rate = u.keptNumber("eta", (float) u.value("lr"));
    double share = u.keptNumber("mu", 1);
    Tensor shrunk = u.scale(parameter, u.number("(1 − lambd · η)", 1 - u.value("lambd") * rate));
    Tensor moved = u.addTo(shrunk, direction, u.number("−η", -rate));
    Tensor average = u.kept("ax");
    double lr = u.value("lr");
    u.keepNumber("eta", lr / Power.pow(1 + u.value("lambd") * lr * step, u.value("alpha")));
    u.keepNumber("mu", 1 / Math.max(1, step - u.value("t0")));
    u.keep(
        "ax",
        share == 1
            ? u.copy(moved)
            : u.addTo(average, engine.mul(engine.sub(moved, average), u.number("μ", share)), 1L));
    return moved;
  }
}
