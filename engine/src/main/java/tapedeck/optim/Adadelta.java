package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Tensor;

/**
 * Adadelta: steps as long as the last ones, over the size of the gradient.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adadelta.html">PyTorch,
 * Adadelta</a>, whose order of operations this is.
 */
public final class Adadelta implements UpdateRule {
  @Override
  public String name() {
    return "Adadelta";
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
    Tensor direction = u.direction();
    double eps = u.value("eps");
    Tensor squares = u.keep("square_avg", u.meanOfSquares(u.kept("square_avg"), direction, "rho"));
    Tensor spread = u.sqrt(engine.add(squares, eps));
    Tensor length = u.sqrt(engine.add(u.kept("acc_delta"), eps));
    Tensor delta = engine.mul(engine.div(length, spread), direction);
    working.term("delta", delta);
    u.keep("acc_delta", u.meanOfSquares(u.kept("acc_delta"), delta, "rho"));
    return u.addTo(parameter, delta, u.number("−lr", -u.value("lr")));
  }
}
