package tapedeck.op;

import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * What a derivative may ask for while its node is evaluated. Everything it computes goes through
 * {@link #call}, so that a derivative can be differentiated again.
 */
public interface Backward {
  /** A saved tensor, by the parameter's name, or {@code result}. */
  Tensor saved(String name);

  /** A saved argument that is no tensor. */
  Number number(String name);

  /** A saved list of integers. */
  int[] ints(String name);

  /** A saved switch. */
  boolean flag(String name);

  /** The shape that the tensor argument {@code name} had. */
  Shape shapeOf(String name);

  /** The type that the tensor argument {@code name} had. */
  DType dtypeOf(String name);

  /** Applies an operator. */
  Tensor call(Op op, Object... arguments);
}
