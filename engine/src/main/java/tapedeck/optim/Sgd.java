package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
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
      BiConsumer<String, Tensor> terms) {
    Tensor direction = gradient;
    if (UpdateRule.value(hyperparameters, "maximize") != 0) {
      direction = engine.apply(Arithmetic.NEG, direction);
      terms.accept("maximize", direction);
    }
    double decay = UpdateRule.value(hyperparameters, "weight_decay");
    if (decay != 0) {
      direction = engine.apply(Arithmetic.ADD, direction, parameter, decay);
      terms.accept("weight_decay", direction);
    }
    double momentum = UpdateRule.value(hyperparameters, "momentum");
    if (momentum != 0) {
      Tensor buffer = buffer(engine, direction, state.get(BUFFER), momentum, hyperparameters);
      state.put(BUFFER, buffer);
      terms.accept(BUFFER, buffer);
      if (UpdateRule.value(hyperparameters, "nesterov") != 0) {
        direction = engine.apply(Arithmetic.ADD, direction, buffer, momentum);
        terms.accept("nesterov", direction);
      } else {
        direction = buffer;
      }
    }
    return engine.apply(
        Arithmetic.ADD, parameter, direction, -UpdateRule.value(hyperparameters, "lr"));
  }

  private static Tensor buffer(
      Engine engine,
      Tensor direction,
      @Nullable Tensor before,
      double momentum,
      SortedMap<String, Double> hyperparameters) {
    if (before == null) {
      return engine.copy(direction);
    }
    Tensor kept = engine.apply(Arithmetic.MUL, before, momentum);
    return engine.apply(
        Arithmetic.ADD, kept, direction, 1 - UpdateRule.value(hyperparameters, "dampening"));
  }
}
