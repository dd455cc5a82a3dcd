package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tapedeck.kernel.Walk;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of further views: parts and other orders of the same memory. */
public final class StridedViews {
  private StridedViews() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("alias(Tensor self)")
              .kernel(
                  call ->
                      call.view(
                          call.self(),
                          call.self().shape(),
                          call.self().strides(),
                          call.self().offset()))
              .view()
              .internal()
              .reads("{self}", "alias")
              .backward("AliasBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("permute(Tensor self, Sizes dims)")
              .kernel(StridedViews::permute)
              .view()
              .reads("{self} with dimensions {dims}", "permute")
              .backward("PermuteBackward0")
              .derivative(
                  "self", "{g} in the old order", (b, g) -> b.permute(g, inverse(b.ints("dims"))))
              .samples(Sample.of(tensor(2, 3, 4), new int[] {2, 0, 1}))
              .build(),
          Op.define("squeeze(Tensor self)")
              .kernel(call -> squeezed(call, allDims(call.self().shape().dim())))
              .view()
              .reads("{self} without dimensions of 1", "squeeze")
              .backward("SqueezeBackward0")
              .itself("SqueezeBackward3")
              .derivative(
                  "self",
                  "{g} in the old shape",
                  (b, g) -> unsqueezed(b, g, allDims(b.shapeOf("self").dim())))
              .samples(Sample.of(tensor(2, 1, 3)))
              .build(),
          Op.define("squeeze.dim(Tensor self, Int dim)")
              .kernel(call -> squeezed(call, new int[] {call.integer("dim")}))
              .view()
              .reads("{self} without dimension {dim}", "squeeze")
              .backward("SqueezeBackward1")
              .itself("SqueezeBackward4")
              .derivative(
                  "self",
                  "{g} in the old shape",
                  (b, g) ->
                      g.shape().equals(b.shapeOf("self"))
                          ? g
                          : b.unsqueeze(g, Shapes.wrap(b.integer("dim"), b.shapeOf("self").dim())))
              .samples(Sample.of(tensor(2, 1, 3), 1L), Sample.of(tensor(2, 3), 0L))
              .build(),
          Op.define("squeeze.dims(Tensor self, Dims dim)")
              .kernel(call -> squeezed(call, call.ints("dim")))
              .view()
              .reads("{self} without dimensions {dim}", "squeeze")
              .backward("SqueezeBackward2")
              .itself("SqueezeBackward5")
              .derivative("self", "{g} in the old shape", (b, g) -> unsqueezed(b, g, b.ints("dim")))
              .samples(Sample.of(tensor(1, 2, 1), new int[] {0, 2}))
              .build(),
          Op.define("diagonal(Tensor self, Int offset=0, Int dim1=0, Int dim2=1)")
              .kernel(StridedViews::diagonal)
              .view()
              .reads("the diagonal of {self}", "diag")
              .backward("DiagonalBackward0")
              .derivative("self", "{g} on the diagonal", StridedViews::diagonalDerivative)
              .samples(
                  Sample.of(tensor(3, 3)),
                  Sample.of(tensor(3, 4), 1L),
                  Sample.of(tensor(2, 3, 3), -1L, 1L, 2L))
              .build(),
          Op.define(
                  "diagonal_backward(Tensor grad_output, Ints input_sizes, Int offset, Int dim1,"
                      + " Int dim2)")
              .kernel(StridedViews::diagonalBackward)
              .internal()
              .reads("{grad_output} on the diagonal, 0 elsewhere", "diagᵀ")
              .backward("DiagonalBackwardBackward0")
              .derivative(
                  "grad_output",
                  "the diagonal of {g}",
                  (b, g) ->
                      b.call("diagonal", g, b.number("offset"), b.number("dim1"), b.number("dim2")))
              .samples(Sample.of(tensor(3), new int[] {3, 3}, 0L, 0L, 1L))
              .build(),
          Op.define("unfold(Tensor self, Int dimension, Int size, Int step)")
              .kernel(StridedViews::unfold)
              .view()
              .reads("windows of {size} of {self}", "unfold")
              .backward("UnfoldBackward0")
              .derivative(
                  "self",
                  "{g} summed over the windows",
                  (b, g) ->
                      b.callWith(
                          "unfold_backward",
                          List.of(g, b.shapeOf("self").toArray()),
                          "dimension",
                          "size",
                          "step"))
              .samples(Sample.of(tensor(7), 0L, 3L, 2L), Sample.of(tensor(2, 4), 1L, 2L, 1L))
              .build(),
          Op.define("as_strided(Tensor self, Ints size, Ints stride, Int storage_offset=None)")
              .kernel(StridedViews::asStrided)
              .view()
              .reads("{self} as {size}, strides {stride}", "as_strided")
              .backward("AsStridedBackward0")
              .derivative(
                  "self", "{g} summed to the places it came from", StridedViewGradients::ofStrided)
              .samples(Sample.of(tensor(6), new int[] {2, 2}, new int[] {1, 2}, 1L))
              .build());

  private static int[] allDims(int count) {
    return IntStream.range(0, count).toArray();
  }

  /** With those of {@code dims} again that had one element. */
  private static Tensor unsqueezed(Backward b, Tensor gradient, int[] dims) {
    Shape shape = b.shapeOf("self");
    int[] places =
        IntStream.of(dims)
            .map(d -> Shapes.wrap(d, shape.dim()))
            .filter(d -> shape.dim() > 0 && shape.size(d) == 1)
            .sorted()
            .toArray();
    Tensor result = gradient;
    for (int d : places) {
      result = b.unsqueeze(result, d);
    }
    return result;
  }

  private static int[] inverse(int[] dims) {
    int[] inverse = new int[dims.length];
    for (int d = 0; d < dims.length; d++) {
      inverse[Shapes.wrap(dims[d], dims.length)] = d;
    }
    return inverse;
  }

  private static Tensor permute(Call call) {
    Tensor self = call.self();
    int[] dims = call.ints("dims");
    int dim = self.shape().dim();
    if (dims.length != dim) {
      throw TorchError.runtime(
          ("permute(sparse_coo): number of dimensions in the tensor input does not match the length"
                  + " of the desired ordering of dimensions i.e. input.dim() = %d is not equal to"
                  + " len(dims) = %d")
              .formatted(dim, dims.length));
    }
    int[] order = new int[dim];
    boolean[] seen = new boolean[dim];
    for (int d = 0; d < dim; d++) {
      order[d] = Shapes.wrap(dims[d], dim);
      if (seen[order[d]]) {
        throw TorchError.runtime("permute(): duplicate dims are not allowed.");
      }
      seen[order[d]] = true;
    }
    Tensor view = Folding.permuted(self, order);
    return call.view(self, view.shape(), view.strides(), view.offset());
  }

  private static Tensor squeezed(Call call, int[] dims) {
    Tensor self = call.self();
    boolean[] gone = new boolean[self.shape().dim()];
    for (int dim : dims) {
      int d = Shapes.wrap(dim, self.shape().dim());
      if (gone.length > 0) {
        gone[d] = self.shape().size(d) == 1;
      }
    }
    int[] kept = IntStream.range(0, gone.length).filter(d -> !gone[d]).toArray();
    Tensor view = Folding.permuted(self, kept);
    return call.view(self, view.shape(), view.strides(), view.offset());
  }

  /** Writes {@code values} into a part of {@code out}. */
  static void fill(Tensor values, Tensor out, Shape shape, int[] strides, int offset) {
    Tensor row = values;
    var from = row.peek();
    Walk walk = new Walk(shape.toArray(), strides, offset);
    for (int i = 0; i < shape.numel(); i++, walk.advance()) {
      if (out.dtype().isFloating()) {
        out.storage().set(walk.position(), from.doubleAt(i));
      } else {
        out.storage().set(walk.position(), from.longAt(i));
      }
    }
  }

  static Tensor diagonal(Call call) {
    Tensor self = call.self();
    int dim = self.shape().dim();
    int first = Shapes.wrap(call.integer("dim1"), dim);
    int second = Shapes.wrap(call.integer("dim2"), dim);
    if (first == second) {
      throw TorchError.runtime(
          "diagonal dimensions cannot be identical %d, %d"
              .formatted(call.integer("dim1"), call.integer("dim2")));
    }
    int[] layout =
        diagonalLayout(self.shape(), self.strides(), call.integer("offset"), first, second);
    int[] kept = IntStream.range(0, dim).filter(d -> d != first && d != second).toArray();
    Tensor view = Folding.permuted(self, kept);
    int[] sizes = Arrays.copyOf(view.shape().toArray(), kept.length + 1);
    int[] strides = Arrays.copyOf(view.strides(), kept.length + 1);
    sizes[kept.length] = layout[0];
    strides[kept.length] = self.strides()[first] + self.strides()[second];
    return call.view(self, Shape.of(sizes), strides, self.offset() + layout[1]);
  }

  /** The length of a diagonal and where it starts. */
  private static int[] diagonalLayout(
      Shape shape, int[] strides, int offset, int first, int second) {
    int rows = shape.size(first);
    int columns = shape.size(second);
    int length =
        offset >= 0
            ? Math.max(Math.min(rows, columns - offset), 0)
            : Math.max(Math.min(rows + offset, columns), 0);
    int start = length == 0 ? 0 : offset >= 0 ? offset * strides[second] : -offset * strides[first];
    return new int[] {length, start};
  }

  static Tensor diagonalDerivative(Backward b, Tensor gradient) {
    return b.call(
        "diagonal_backward",
        gradient,
        b.shapeOf("self").toArray(),
        b.number("offset"),
        b.number("dim1"),
        b.number("dim2"));
  }

  private static Tensor diagonalBackward(Call call) {
    Tensor gradient = call.self();
    Tensor out = call.allocate(gradient.dtype(), Shape.of(call.ints("input_sizes")));
    int dim = out.shape().dim();
    int first = Shapes.wrap(call.integer("dim1"), dim);
    int second = Shapes.wrap(call.integer("dim2"), dim);
    int[] layout =
        diagonalLayout(out.shape(), out.strides(), call.integer("offset"), first, second);
    int[] kept = IntStream.range(0, dim).filter(d -> d != first && d != second).toArray();
    int[] strides = new int[kept.length + 1];
    for (int k = 0; k < kept.length; k++) {
      strides[k] = out.strides()[kept[k]];
    }
    strides[kept.length] = out.strides()[first] + out.strides()[second];
    fill(gradient, out, gradient.shape(), strides, layout[1]);
    return out;
  }

  private static Tensor unfold(Call call) {
    Tensor self = call.self();
    int dim = Shapes.wrap(call.integer("dimension"), self.shape().dim());
    int size = call.integer("size");
    int step = call.integer("step");
    int n = self.shape().dim() == 0 ? 1 : self.shape().size(dim);
    if (size > n) {
      throw TorchError.runtime(
          "maximum size for tensor at dimension %d is %d but size is %d".formatted(dim, n, size));
    }
    int[] sizes = Arrays.copyOf(self.shape().toArray(), self.shape().dim() + 1);
    int[] strides = Arrays.copyOf(self.strides(), sizes.length);
    sizes[sizes.length - 1] = size;
    strides[sizes.length - 1] = self.shape().dim() == 0 ? 1 : self.strides()[dim];
    if (sizes.length > 1) {
      sizes[dim] = (n - size) / step + 1;
      strides[dim] = step * self.strides()[dim];
    }
    return call.view(self, Shape.of(sizes), strides, self.offset());
  }

  private static Tensor asStrided(Call call) {
    Tensor self = call.self();
    int[] sizes = call.ints("size");
    int[] strides = call.ints("stride");
    int offset = call.has("storage_offset") ? call.integer("storage_offset") : self.offset();
    self.storage().requireRoom(sizes, strides, offset);
    return call.view(self, Shape.of(sizes), strides, offset);
  }
}
