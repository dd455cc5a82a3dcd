package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Tensor;

/** Updates one parameter. */
public interface UpdateRule {
  /** PyTorch's class name: {@code SGD}. */
  String name();

  /**
   * Computes the parameter's new value: in the parameter itself, but in a new tensor for an engine
   * that somebody listens to.
   *
   * @param engine computes; no gradient is recorded
   * @param parameter the parameter before the step
   * @param gradient its {@code .grad}
   * @param state the tensors kept for the parameter from step to step, by PyTorch's names; the rule
   *     reads and writes it
   * @param hyperparameters numbers by PyTorch's names; switches are 0 or 1
   * @param working hears of each intermediate result and number, in the order of the computation
   */
  Tensor update(
      Engine engine,
      Tensor parameter,
      Tensor gradient,
      Map<String, Tensor> state,
      SortedMap<String, Double> hyperparameters,
      Working working);

  /** A hyper-parameter, 0 where it is not given. */
  static double value(SortedMap<String, Double> hyperparameters, String name) {
    Double value = hyperparameters.get(name);
    return value == null ? 0 : value;
  }
}
