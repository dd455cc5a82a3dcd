package tapedeck.op;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** What a derivative may ask for while its node is evaluated. */
public interface Backward extends Ops {
  /** A saved tensor, by the name of its parameter or result. */
  Tensor saved(String name);

  /** A saved tensor that may be None. */
  @Nullable Tensor optional(String name);

  /** The saved tensors of a list argument, None where it had none. */
  List<@Nullable Tensor> savedAll(String name);

  /** The call that was differentiated, without its tensors. */
  Call arguments();

  /** The gradient of result {@code index}, null for zero. */
  @Nullable Tensor gradient(int index);

  /**
   * Whether the operator wrote into its first argument, where the node of that has a name of its
   * own.
   */
  boolean isInPlace();

  /** Whether the gradients will be differentiated themselves. */
  boolean recordsGraph();

  /** Whether the gradient of the argument {@code name} is wanted. */
  boolean needs(String name);

  /** What several derivatives share: computed once while the node is evaluated. */
  <T> T once(String name, Supplier<T> computation);

  /** The shape that the tensor argument {@code name} had. */
  Shape shapeOf(String name);

  /** The strides that the tensor argument {@code name} had. */
  int[] stridesOf(String name);

  /** Where in its memory the tensor argument {@code name} began. */
  int offsetOf(String name);

  /** The type that the tensor argument {@code name} had. */
  DType dtypeOf(String name);

  /** The shapes of the tensors of a list argument. */
  Shape[] shapesOf(String name);

  /** A saved argument that is no tensor. */
  default Number number(String name) {
    return arguments().number(name);
  }

  /** A saved list of integers. */
  default int[] ints(String name) {
    return arguments().ints(name);
  }

  /** A saved integer. */
  default int integer(String name) {
    return arguments().integer(name);
  }

  /** A saved switch. */
  default boolean flag(String name) {
    return arguments().flag(name);
  }
}
