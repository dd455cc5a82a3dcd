package tapedeck.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * Applies operators to differentiable tensors. Derivatives and composed operators are written with
 * it, so that all of them can be differentiated again.
 *
 * <p>The short names below are those of PyTorch's functions; an operand may be a tensor or a
 * number.
 */
public interface Ops {
  /** Applies an operator and returns its first result. */
  Tensor call(Op op, @Nullable Object... arguments);

  /** Applies an operator and returns all of its results. */
  List<Tensor> callAll(Op op, @Nullable Object... arguments);

  /** Applies the row called {@code name}. */
  default Tensor call(String name, @Nullable Object... arguments) {
    return call(OpTable.row(name), arguments);
  }

  /** Applies the row called {@code name} and returns all of its results. */
  default List<Tensor> callAll(String name, @Nullable Object... arguments) {
    return callAll(OpTable.row(name), arguments);
  }

  default Tensor add(Object a, Object b) {
    return call(Arithmetic.ADD, a, b);
  }

  /** {@code a + alpha · b}. */
  default Tensor add(Object a, Object b, Number alpha) {
    return call(Arithmetic.ADD, a, b, alpha);
  }

  /** {@code sum + part}, or the first part of a sum that has none yet. */
  default Tensor plus(@Nullable Tensor sum, Tensor part) {
    return sum == null ? part : add(sum, part);
  }

  default Tensor sub(Object a, Object b) {
    return call(Arithmetic.SUB, a, b);
  }

  default Tensor mul(Object a, Object b) {
    return call(Arithmetic.MUL, a, b);
  }

  default Tensor div(Object a, Object b) {
    return call(Arithmetic.DIV, a, b);
  }

  default Tensor neg(Tensor a) {
    return call(Arithmetic.NEG, a);
  }

  default Tensor pow(Tensor a, Number exponent) {
    return call(Arithmetic.POW, a, exponent);
  }

  default Tensor exp(Tensor a) {
    return call(Elementwise.EXP, a);
  }

  default Tensor log(Tensor a) {
    return call(Elementwise.LOG, a);
  }

  /** {@code 1 − a}. */
  default Tensor oneMinus(Tensor a) {
    return call("rsub.Scalar", a, 1L, 1L);
  }

  default Tensor zerosLike(Tensor a) {
    return call(Elementwise.ZEROS_LIKE, a);
  }

  /** {@code a} where {@code condition} holds, else {@code b}. */
  default Tensor where(Tensor condition, Object a, Object b) {
    return call("where.self", condition, a, b);
  }

  /** {@code a} with {@code value} where {@code mask} holds. */
  default Tensor maskedFill(Tensor a, Tensor mask, Number value) {
    return call("masked_fill", a, mask, value);
  }

  default Tensor sum(Tensor a) {
    return call(Reductions.SUM, a);
  }

  default Tensor sum(Tensor a, int[] dims, boolean keepdim) {
    return call(Reductions.SUM_DIM, a, dims, keepdim);
  }

  /** Sums the dimensions along which {@code shape} would be broadcast. */
  default Tensor sumTo(Tensor a, Shape shape) {
    return a.shape().equals(shape) ? a : call(Shapes.SUM_TO_SIZE, a, shape.toArray());
  }

  default Tensor expand(Tensor a, Shape shape) {
    return a.shape().equals(shape) ? a : call(Shapes.EXPAND, a, shape.toArray());
  }

  default Tensor reshape(Tensor a, int... sizes) {
    return call(Shapes.RESHAPE, a, sizes);
  }

  default Tensor unsqueeze(Tensor a, int dim) {
    return call(Shapes.UNSQUEEZE, a, (long) dim);
  }

  default Tensor squeeze(Tensor a, int dim) {
    return call("squeeze.dim", a, (long) dim);
  }

  default Tensor transpose(Tensor a, int dim0, int dim1) {
    return call(Shapes.TRANSPOSE, a, (long) dim0, (long) dim1);
  }

  /** The last two dimensions swapped. */
  default Tensor mT(Tensor a) {
    return transpose(a, -2, -1);
  }

  default Tensor permute(Tensor a, int... dims) {
    return call("permute", a, dims);
  }

  default Tensor select(Tensor a, int dim, int index) {
    return call("select", a, (long) dim, (long) index);
  }

  default Tensor slice(Tensor a, int dim, int start, int end) {
    return call("slice", a, (long) dim, (long) start, (long) end, 1L);
  }

  /** The product of matrices, or of batches of them. */
  default Tensor matmul(Tensor a, Tensor b) {
    return call("matmul", a, b);
  }

  default Tensor cat(List<Tensor> tensors, int dim) {
    return call("cat", tensors, (long) dim);
  }

  default Tensor to(Tensor a, DType dtype) {
    return a.dtype() == dtype ? a : call(Conversions.TO, a, dtype);
  }

  /** The same tensor, row-major. */
  default Tensor contiguous(Tensor a) {
    return a.isContiguous() ? a : call("clone.contiguous", a);
  }

  /** The same tensor cut off from the graph. */
  Tensor detach(Tensor a);
}
