package tapedeck.autograd;

import java.util.List;
import java.util.SortedMap;
import tapedeck.tensor.TensorValue;

/**
 * What one optimiser step did to one parameter.
 *
 * @param parameter the parameter's number
 * @param gradient the {@code .grad} that the step used
 * @param terms what was computed on the way, in the order of PyTorch's documentation
 * @param hyperparameters learning rate, momentum and so on, by PyTorch's names
 * @param version the parameter's {@code _version} after the step
 * @param state what the optimiser had kept for the parameter before the step, in the order of
 *     PyTorch's names
 */
public record ParameterUpdate(
    long parameter,
    TensorValue before,
    TensorValue gradient,
    List<Term> terms,
    TensorValue after,
    int version,
    SortedMap<String, Double> hyperparameters,
    List<Term> state) {

  /** A named intermediate result, such as the momentum buffer. */
  public record Term(String name, TensorValue value) {}
}
