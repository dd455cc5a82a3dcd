package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Tensor;

/**
 * Adagrad: the gradient over the root of the sum of all its squares.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html">PyTorch,
 * Adagrad</a>, whose order of operations this is.
 */
public final class Adagrad implements UpdateRule {
  @Override
  public String name() {
    return "Adagrad";
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
    double rate = u.value("lr") / (1 + (step - 1) * u.value("lr_decay"));
    Tensor before = u.kept("sum", u.value("initial_accumulator_value"));
    Tensor sum = u.keep("sum", u.addProductTo(before, direction, direction, 1));
    Tensor denominator = u.denominator(sum);
    String written = u.isSet("lr_decay") ? "−lr / (1 + (t − 1) · lr_decay)" : "−lr";
    return u.addQuotientTo(parameter, direction, denominator, u.number(written, -rate));
  }
}
