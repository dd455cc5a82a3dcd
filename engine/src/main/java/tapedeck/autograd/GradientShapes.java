package tapedeck.autograd;

import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Whether the gradients that a node makes fit its inputs. */
public final class GradientShapes {
  private GradientShapes() {}

  /**
   * Refuses a gradient that cannot be summed to the shape of the input to which it goes.
   *
   * @param name the node's name
   * @param index the number of the input among the node's edges
   * @param shape the shape of the input
   */
  public static void check(String name, int index, Tensor gradient, Shape shape) {
    if (!expandsTo(shape, gradient.shape())) {
      throw TorchError.runtime(
          "Function %s returned an invalid gradient at index %d - got %s but expected shape compatible with %s"
              .formatted(name, index, gradient.shape(), shape));
    }
  }

  private static boolean expandsTo(Shape shape, Shape wider) {
    int lead = wider.dim() - shape.dim();
    for (int d = 0; lead >= 0 && d < shape.dim(); d++) {
      if (shape.size(d) != wider.size(d + lead) && shape.size(d) != 1) {
        return false;
      }
    }
    return lead >= 0;
  }
}
