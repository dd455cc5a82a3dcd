package tapedeck.tensor;

/**
 * What a tensor knows of the backward function that made it. {@code tapedeck.autograd} implements
 * it; tensors need only its name.
 */
public interface GradFn {
  /** PyTorch's name: {@code MulBackward0}. */
  String name();
}
