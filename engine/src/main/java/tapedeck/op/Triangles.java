package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.kernel.Copying;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of triangles and diagonals. */
final class Triangles {
  private Triangles() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("tril(Tensor self, Int diagonal=0)")
              .kernel(call -> triangle(call, true))
              .inPlace()
              .reads("lower triangle of {self}", "tril")
              .backward("TrilBackward0")
              .derivative(
                  "self",
                  "lower triangle of {g}",
                  (b, g) -> b.call("tril", g, b.number("diagonal")))
              .samples(Sample.of(tensor(3, 3)), Sample.of(tensor(2, 3, 4), 1L))
              .build(),
          Op.define("triu(Tensor self, Int diagonal=0)")
              .kernel(call -> triangle(call, false))
              .inPlace()
              .reads("upper triangle of {self}", "triu")
              .backward("TriuBackward0")
              .derivative(
                  "self",
                  "upper triangle of {g}",
                  (b, g) -> b.call("triu", g, b.number("diagonal")))
              .samples(Sample.of(tensor(3, 3)), Sample.of(tensor(2, 3, 4), -1L))
              .build(),
          Op.define("diag_embed(Tensor self, Int offset=0, Int dim1=-2, Int dim2=-1)")
              .kernel(Triangles::diagEmbed)
              .reads("{self} on a diagonal", "diag")
              .backward("DiagEmbedBackward0")
              .derivative(
                  "self",
                  "the diagonal of {g}",
                  (b, g) ->
                      b.call("diagonal", g, b.number("offset"), b.number("dim1"), b.number("dim2")))
              .samples(Sample.of(tensor(3)), Sample.of(tensor(2, 2), 1L))
              .build(),
          Op.define("diagonal_copy(Tensor self, Int offset=0, Int dim1=0, Int dim2=1)")
              .kernel(call -> Cast.copy(call, StridedViews.diagonal(call), call.self().dtype()))
              .internal()
              .reads("the diagonal of {self}", "diag")
              .backward("DiagonalBackward0_copy")
              .derivative("self", "{g} on the diagonal", StridedViews::diagonalDerivative)
              .samples(Sample.of(tensor(3, 3)))
              .build(),
          Op.define("diag(Tensor self, Int diagonal=0)")
              .body(
                  (ops, call) ->
                      switch (call.self().shape().dim()) {
                        case 1 -> ops.call("diag_embed", call.self(), call.argument("diagonal"));
                        case 2 -> ops.call("diagonal_copy", call.self(), call.argument("diagonal"));
                        default ->
                            throw TorchError.runtime(
                                "diag(): Supports 1D or 2D tensors. Got "
                                    + call.self().shape().dim()
                                    + "D");
                      })
              .samples(Sample.of(tensor(3)), Sample.of(tensor(3, 3), 1L))
              .build(),
          Op.define("trace(Tensor self)")
              .types(TypeRule.numbers("trace"))
              .kernel(Triangles::trace)
              .reads("trace({self})", "tr")
              .backward("TraceBackward0")
              .derivative(
                  "self",
                  "{g} on the diagonal",
                  (b, g) -> {
                    Shape shape = b.shapeOf("self");
                    int n = Math.min(shape.size(0), shape.size(1));
                    long[] places = new long[n];
                    Arrays.setAll(places, i -> i * (shape.size(1) + 1L));
                    Tensor zeros = b.call("new_zeros", g, new int[] {shape.numel()});
                    Tensor index =
                        Tensor.contiguous(0, Storage.of(DType.INT64, places), Shape.of(n));
                    return b.reshape(
                        b.call("index_fill.int_Tensor", zeros, 0L, index, g), shape.toArray());
                  })
              .samples(Sample.of(tensor(3, 3)), Sample.of(tensor(2, 3)))
              .build());

  private static Tensor triangle(Call call, boolean lower) {
    Tensor self = call.self();
    Shape shape = self.shape();
    if (shape.dim() < 2) {
      throw TorchError.runtime(
          "%s: input tensor must have at least 2 dimensions".formatted(lower ? "tril" : "triu"));
    }
    Tensor out = Cast.copy(call, self, self.dtype());
    int columns = shape.size(shape.dim() - 1);
    int rows = shape.size(shape.dim() - 2);
    int diagonal = call.integer("diagonal");
    for (int i = 0; i < shape.numel(); i++) {
      int above = i % columns - i / columns % rows;
      if (lower ? above > diagonal : above < diagonal) {
        out.storage().set(i, 0L);
      }
    }
    return out;
  }

  private static Tensor diagEmbed(Call call) {
    Tensor self = call.self();
    int dim = self.shape().dim() + 1;
    int first = Shapes.wrap(call.integer("dim1"), dim);
    int second = Shapes.wrap(call.integer("dim2"), dim);
    if (first == second) {
      throw TorchError.runtime(
          "diagonal dimensions cannot be identical %d, %d"
              .formatted(call.integer("dim1"), call.integer("dim2")));
    }
    int offset = call.integer("offset");
    int n = self.shape().size(dim - 2);
    int side = n + Math.abs(offset);
    int[] sizes = new int[dim];
    int next = 0;
    for (int d = 0; d < dim; d++) {
      sizes[d] = d == first || d == second ? side : self.shape().size(next++);
    }
    Tensor out = call.allocate(self.dtype(), Shape.of(sizes));
    int[] strides = out.strides();
    int[] walkStrides = new int[dim - 1];
    next = 0;
    for (int d = 0; d < dim; d++) {
      if (d != first && d != second) {
        walkStrides[next++] = strides[d];
      }
    }
    walkStrides[dim - 2] = strides[first] + strides[second];
    int start = offset >= 0 ? offset * strides[second] : -offset * strides[first];
    Storage own = Storage.allocate(self.dtype(), self.shape().numel());
    Cast.write(self, own, 0);
    Walk walk = new Walk(self.shape().toArray(), walkStrides, start);
    Copying.scatter(own.array(), out.storage().writable(), walk, own.length());
    return out;
  }

  private static Tensor trace(Call call) {
    Tensor self = call.self();
    if (self.shape().dim() != 2) {
      throw TorchError.runtime(
          "trace: expected a matrix, but got tensor with dim " + self.shape().dim());
    }
    int n = Math.min(self.shape().size(0), self.shape().size(1));
    Tensor diagonal =
        self.view(0, Shape.of(n), new int[] {self.strides()[0] + self.strides()[1]}, self.offset());
    DType type = self.dtype().isFloating() ? self.dtype() : DType.INT64;
    double sum = 0;
    for (double x : Values.doubles(diagonal)) {
      sum += x;
    }
    return call.rounded(type, Shape.SCALAR, new double[] {sum});
  }
}
