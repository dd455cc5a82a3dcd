package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that change a shape: views, and broadcasting done and undone. */
public final class Shapes {
  private Shapes() {}

  /** {@code Tensor.expand}: a view that repeats dimensions of size 1. */
  public static final Op EXPAND =
      Op.define("expand(Tensor self, Sizes size)")
          .view()
          .kernel(Shapes::expand)
          .reads("{self} expanded to {size}", "expand")
          .backward("ExpandBackward0")
          .derivative(
              "self",
              "{g} summed over the repeated dimensions",
              (b, g) -> b.sumTo(g, b.shapeOf("self")))
          .samples(
              Sample.of(tensor(3), new int[] {2, 3}),
              Sample.of(tensor(2, 1), new int[] {2, 3}),
              Sample.of(tensor(), new int[] {2}))
          .build();

  /** {@code Tensor.sum_to_size}: sums the dimensions along which {@code size} is broadcast. */
  public static final Op SUM_TO_SIZE =
      Op.define("sum_to_size(Tensor self, Sizes size)")
          .kernel(Shapes::sum)
          .internal()
          .reads("{self} summed to {size}", "Σ")
          .backward("SumBackward1")
          .derivative(
              "self",
              "{g} repeated over the summed dimensions",
              (b, g) -> b.call(EXPAND, g, b.shapeOf("self").toArray()))
          .samples(
              Sample.of(tensor(2, 3), new int[] {3}),
              Sample.of(tensor(2, 3), new int[] {2, 1}),
              Sample.of(tensor(2, 3), new int[] {}))
          .build();

  /** {@code Tensor.view} and, where no copy is needed, {@code reshape}. */
  public static final Op VIEW =
      Op.define("view(Tensor self, Sizes size)")
          .view()
          .kernel(Views::view)
          .reads("{self} as {size}", "view")
          .backward("ViewBackward0")
          .derivative(
              "self", "{g} in the old shape", (b, g) -> b.reshape(g, b.shapeOf("self").toArray()))
          .samples(Sample.of(tensor(2, 3), new int[] {6}), Sample.of(tensor(4), new int[] {2, -1}))
          .build();

  /**
   * The view of a fresh copy, which counts as no view: writing to one is no change of the other.
   */
  public static final Op UNSAFE_VIEW =
      Op.define("_unsafe_view(Tensor self, Sizes size)")
          .kernel(
              call -> {
                Tensor view = Views.view(call);
                return view.data(view.id());
              })
          .internal()
          .reads("{self} as {size}", "view")
          .backward("UnsafeViewBackward0")
          .derivative(
              "self", "{g} in the old shape", (b, g) -> b.reshape(g, b.shapeOf("self").toArray()))
          .samples(Sample.of(tensor(2, 3), new int[] {3, 2}))
          .build();

  /** A view that reshaping makes of what is not row-major. */
  private static final Op RESHAPE_ALIAS =
      Op.define("_reshape_alias(Tensor self, Sizes size)")
          .kernel(Views::view)
          .view()
          .internal()
          .reads("{self} as {size}", "view")
          .backward("ReshapeAliasBackward0")
          .derivative(
              "self", "{g} in the old shape", (b, g) -> b.reshape(g, b.shapeOf("self").toArray()))
          .samples(Sample.of(tensor(2, 3), new int[] {3, 2}))
          .build();

  /** {@code Tensor.reshape}: a view where that is possible, else a copy. */
  public static final Op RESHAPE =
      Op.define("reshape(Tensor self, Sizes shape)")
          .body(
              (ops, call) -> {
                Tensor self = call.tensor("self");
                return Views.isViewable(self, call.ints("shape"))
                    ? ops.call(self.isContiguous() ? VIEW : RESHAPE_ALIAS, self, call.ints("shape"))
                    : ops.call(UNSAFE_VIEW, ops.call("clone.contiguous", self), call.ints("shape"));
              })
          .samples(
              Sample.of(tensor(2, 3), new int[] {3, 2}), Sample.of(tensor(2, 3), new int[] {-1}))
          .build();

  /** {@code Tensor.t}: swaps the two dimensions of a matrix. */
  public static final Op T =
      Op.define("t(Tensor self)")
          .view()
          .kernel(Views::t)
          .reads("{self}ᵀ", "ᵀ")
          .backward("TBackward0")
          .itself("TBackward1")
          .derivative("self", "{g}ᵀ", (b, g) -> b.call("t", g))
          .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(3)))
          .build();

  public static final Op TRANSPOSE =
      Op.define("transpose(Tensor self, Int dim0, Int dim1)")
          .view()
          .kernel(Views::transpose)
          .reads("{self} with {dim0} and {dim1} swapped", "ᵀ")
          .backward("TransposeBackward0")
          .itself("TransposeBackward1")
          .derivative(
              "self",
              "{g} with {dim0} and {dim1} swapped",
              (b, g) -> b.call("transpose", g, b.number("dim0"), b.number("dim1")))
          .samples(Sample.of(tensor(2, 3, 2), 0L, 2L), Sample.of(tensor(2, 3), -1L, -2L))
          .build();

  public static final Op UNSQUEEZE =
      Op.define("unsqueeze(Tensor self, Int dim)")
          .view()
          .kernel(Views::unsqueeze)
          .reads("{self} with a new dimension {dim}", "unsqueeze")
          .backward("UnsqueezeBackward0")
          .itself("UnsqueezeBackward1")
          .derivative(
              "self", "{g} without dimension {dim}", (b, g) -> b.squeeze(g, b.integer("dim")))
          .samples(Sample.of(tensor(2, 3), 1L), Sample.of(tensor(), -1L))
          .build();

  static final List<Op> ROWS =
      List.of(
          EXPAND, SUM_TO_SIZE, VIEW, UNSAFE_VIEW, RESHAPE_ALIAS, RESHAPE, T, TRANSPOSE, UNSQUEEZE);

  /**
   * A dimension counted from 0, where negative ones count from the end.
   *
   * @throws TorchError of kind INDEX, with PyTorch's message
   */
  static int wrap(int dim, int count) {
    int most = Math.max(count, 1);
    if (dim < -most || dim >= most) {
      throw TorchError.index(
          "Dimension out of range (expected to be in range of [%d, %d], but got %d)"
              .formatted(-most, most - 1, dim));
    }
    return dim < 0 ? dim + most : dim;
  }

  /**
   * Checks that a shape can be expanded to another one.
   *
   * @throws TorchError naming the last dimension that cannot
   */
  static void checkExpands(Shape from, Shape to) {
    int lead = to.dim() - from.dim();
    for (int d = to.dim() - 1; d >= lead; d--) {
      int own = from.size(d - lead);
      if (own != 1 && own != to.size(d)) {
        throw mismatch(to.size(d), own, d, to.toArray(), from);
      }
    }
  }

  private static TorchError mismatch(int wanted, int own, int d, int[] target, Shape from) {
    return TorchError.runtime(
        ("The expanded size of the tensor (%d) must match the existing size (%d) at non-singleton"
                + " dimension %d.  Target sizes: %s.  Tensor sizes: %s")
            .formatted(wanted, own, d, Shape.bracketed(target), from));
  }

  private static Tensor expand(Call call) {
    Tensor self = call.tensor("self");
    int[] size = call.ints("size");
    int lead = size.length - self.shape().dim();
    if (lead < 0) {
      throw TorchError.runtime(
          ("expand(torch.%sTensor{%s}, size=%s): the number of sizes provided (%d) must be greater"
                  + " or equal to the number of dimensions in the tensor (%d)")
              .formatted(
                  self.dtype().legacyName(),
                  self.shape(),
                  Shape.bracketed(size),
                  size.length,
                  self.shape().dim()));
    }
    int[] sizes = size.clone();
    int[] strides = new int[size.length];
    for (int d = size.length - 1; d >= 0; d--) {
      int own = d < lead ? 1 : self.shape().size(d - lead);
      if (sizes[d] == -1) {
        if (d < lead) {
          throw TorchError.runtime(
              "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing"
                  + " dimension "
                  + d);
        }
        sizes[d] = own;
      }
      if (own != sizes[d] && own != 1) {
        throw mismatch(sizes[d], own, d, size, self.shape());
      }
      strides[d] = own == sizes[d] && d >= lead ? self.strides()[d - lead] : 0;
    }
    return call.view(self, Shape.of(sizes), strides, self.offset());
  }

  private static Tensor sum(Call call) {
    Tensor self = call.tensor("self");
    Shape target = Shape.of(call.ints("size"));
    Shape from = self.shape();
    int lead = from.dim() - target.dim();
    if (lead < 0 || !Shape.broadcast(from, target).equals(from)) {
      throw TorchError.runtime("size {%s} is not expandable to size {%s}.".formatted(target, from));
    }
    boolean[] folded = new boolean[from.dim()];
    for (int d = 0; d < folded.length; d++) {
      folded[d] = d < lead || (target.size(d - lead) == 1 && from.size(d) != 1);
    }
    Tensor kept = Reductions.sum(call, self, self.dtype(), folded, true);
    return call.view(kept, target, target.contiguousStrides(), 0);
  }
}
