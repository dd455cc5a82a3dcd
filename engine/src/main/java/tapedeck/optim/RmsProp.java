package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.op.Combined;
import tapedeck.tensor.Tensor;

/**
 * RMSprop: the gradient over the root of the running mean of its squares.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html">PyTorch,
 * RMSprop</a>, whose order of operations this is.
 */
public final class RmsProp implements UpdateRule {
  @Override
  public String name() {
    return "RMSprop";
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
    Tensor squares =
        u.keep("square_avg", u.meanOfSquares(u.kept("square_avg"), direction, "alpha"));
    double momentum = u.value("momentum");
    if (momentum > 0) {
      u.begin("momentum_buffer");
    }
    Tensor spread = squares;
    if (u.isSet("centered")) {
      Tensor mean = u.keep("grad_avg", u.mean(u.kept("grad_avg"), direction, "alpha"));
      spread = engine.apply(Combined.ADDCMUL, squares, mean, mean, -1L);
    }
    Tensor denominator = u.denominator(spread);
    if (momentum > 0) {
      Tensor moved = u.scale(u.kept("momentum_buffer"), u.value("momentum"));
      Tensor buffer = u.keep("momentum_buffer", u.addQuotientTo(moved, direction, denominator, 1));
      return u.addTo(parameter, buffer, u.number("−lr", -u.value("lr")));
    }
    return u.addQuotientTo(parameter, direction, denominator, u.number("−lr", -u.value("lr")));
  }
}
