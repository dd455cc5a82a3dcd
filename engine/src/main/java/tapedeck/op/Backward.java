package tapedeck.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /** What stands for {@code self}: the result, where an operator wrote it into {@code self}. */
  default Tensor selfOrResult() {
    return saved(isInPlace() ? Derivative.RESULT : "self");
  }

  /** A view of a tensor that takes its place: {@code unsqueeze_}, whose node has its own name. */
  Tensor callItself(Op op, @Nullable Object... arguments);

  /** Writes into the first argument, such as a view of a gradient that is being made. */
  void write(String name, @Nullable Object... arguments);

  /** Whether the gradients will be differentiated themselves. */
  boolean recordsGraph();

  /** Whether the gradient of the argument {@code name} is wanted. */
  boolean needs(String name);

  /** 1 for each of these arguments whose gradient is wanted, else 0. */
  default int[] mask(String... names) {
    return Stream.of(names).mapToInt(name -> needs(name) ? 1 : 0).toArray();
  }

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

  // A formula in C++ adds and multiplies numbers as such, where Python makes tensors of them: the
  // nodes that come of it have names of their own and one edge.

  @Override
  default Tensor add(Object a, Object b) {
    return b instanceof Number ? call(Arithmetic.ADD_SCALAR, a, b) : Ops.super.add(a, b);
  }

  @Override
  default Tensor sub(Object a, Object b) {
    return b instanceof Number ? call(Arithmetic.SUB_SCALAR, a, b) : Ops.super.sub(a, b);
  }

  @Override
  default Tensor mul(Object a, Object b) {
    return b instanceof Number ? call(Arithmetic.MUL_SCALAR, a, b) : Ops.super.mul(a, b);
  }

  @Override
  default Tensor div(Object a, Object b) {
    return b instanceof Number ? call(Arithmetic.DIV_SCALAR, a, b) : Ops.super.div(a, b);
  }

  @Override
  default Tensor oneMinus(Tensor a) {
    return call(Arithmetic.SUB, 1L, a);
  }

  /** Where the gradients are recorded, by the rows of which PyTorch's {@code sum_to} is made. */
  @Override
  default Tensor sumTo(Tensor a, Shape shape) {
    int lead = a.shape().dim() - shape.dim();
    if (!recordsGraph() || lead < 0 || a.shape().equals(shape)) {
      return Ops.super.sumTo(a, shape);
    }
    if (shape.dim() == 0) {
      return sum(a);
    }
    int[] dims =
        IntStream.range(0, a.shape().dim())
            .filter(d -> d < lead || (shape.size(d - lead) == 1 && a.shape().size(d) != 1))
            .toArray();
    Tensor sums = sum(a, dims, true);
    return lead == 0 ? sums : call(Shapes.VIEW, sums, shape.toArray());
  }

  /** Applies the row called {@code name} to {@code first} and the saved arguments {@code kept}. */
  default Tensor callWith(String name, List<Object> first, String... kept) {
    List<@Nullable Object> all = new ArrayList<>(first);
    for (String argument : kept) {
      all.add(arguments().argument(argument));
    }
    return call(name, all.toArray());
  }

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
