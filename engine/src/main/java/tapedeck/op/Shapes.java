package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import tapedeck.kernel.Reduction;
import tapedeck.kernel.Walk;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that undo and redo broadcasting: {@code sum_to_size} and {@code expand}. */
public final class Shapes {
  private Shapes() {}

  /** {@code Tensor.expand}: a view that repeats dimensions of size 1. */
  public static final Op EXPAND =
      Op.define("expand(Tensor self, Ints size)")
          .kernel(Shapes::expand)
          .reads("{self} expanded to {size}", "expand")
          .backward("ExpandBackward0")
          .derivative(
              "self",
              "{g} summed over the repeated dimensions",
              (b, g) -> b.call(sumToSize(), g, b.shapeOf("self").toArray()))
          .samples(
              Sample.of(tensor(3), new int[] {2, 3}),
              Sample.of(tensor(2, 1), new int[] {2, 3}),
              Sample.of(tensor(), new int[] {2}))
          .build();

  /** {@code Tensor.sum_to_size}: sums the dimensions along which {@code size} is broadcast. */
  public static final Op SUM_TO_SIZE =
      Op.define("sum_to_size(Tensor self, Ints size)")
          .kernel(Shapes::sum)
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

  private static Op sumToSize() {
    return SUM_TO_SIZE;
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
    for (int d = 0; d < size.length; d++) {
      int own = d < lead ? 1 : self.shape().size(d - lead);
      if (sizes[d] == -1 && d >= lead) {
        sizes[d] = own;
      }
      if (own != sizes[d] && own != 1) {
        throw TorchError.runtime(
            ("The expanded size of the tensor (%d) must match the existing size (%d) at"
                    + " non-singleton dimension %d.  Target sizes: %s.  Tensor sizes: %s")
                .formatted(sizes[d], own, d, Shape.bracketed(size), self.shape()));
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
    Tensor out = call.allocate(self.dtype(), target);
    int[] toStrides = new int[from.dim()];
    for (int d = lead; d < toStrides.length; d++) {
      toStrides[d] = target.size(d - lead) == 1 ? 0 : out.strides()[d - lead];
    }
    Walk to = new Walk(from.toArray(), toStrides, 0);
    Walk source = new Walk(from.toArray(), self.strides(), self.offset());
    Object result = out.storage().writable();
    Object values = self.storage().array();
    switch (self.dtype()) {
      case FLOAT32 -> Reduction.sum((float[]) result, to, (float[]) values, source, from.numel());
      case FLOAT64 -> Reduction.sum((double[]) result, to, (double[]) values, source, from.numel());
      case INT64 -> Reduction.sum((long[]) result, to, (long[]) values, source, from.numel());
      case BOOL, UINT8, INT8, INT16, INT32 ->
          throw TorchError.unsupported("sum_to_size of " + self.dtype());
    }
    return out;
  }
}
