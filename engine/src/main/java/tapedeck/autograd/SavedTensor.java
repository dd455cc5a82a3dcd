package tapedeck.autograd;

import tapedeck.tensor.Tensor;

/**
 * A tensor that a node keeps for its backward pass.
 *
 * @param name the parameter it was an argument of, or {@code result}
 * @param version its version when it was saved
 */
public record SavedTensor(String name, Tensor tensor, int version) {}
