package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.List;
import tapedeck.kernel.Copying;
import tapedeck.kernel.Walk;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of copies in which a part has been replaced, and of matrices made of blocks. */
final class Placements {
  private Placements() {}

  /** The part of a tensor that a call names. */
  private interface Part {
    Tensor of(Ops ops, Tensor self, Call call);
  }

  static final List<Op> ROWS =
      List.of(
          placement(
                  "select_scatter(Tensor self, Tensor src, Int dim, Int index)",
                  "SelectScatterBackward0",
                  (ops, self, call) ->
                      ops.call("select", self, call.argument("dim"), call.argument("index")))
              .samples(Sample.of(tensor(2, 3), tensor(3), 0L, 1L))
              .build(),
          placement(
                  "slice_scatter(Tensor self, Tensor src, Int dim=0, Int start=None, Int end=None,"
                      + " Int step=1)",
                  "SliceScatterBackward0",
                  (ops, self, call) ->
                      ops.call(
                          "slice",
                          self,
                          call.argument("dim"),
                          call.argument("start"),
                          call.argument("end"),
                          call.argument("step")))
              .samples(Sample.of(tensor(4, 2), tensor(2, 2), 0L, 0L, 4L, 2L))
              .build(),
          placement(
                  "diagonal_scatter(Tensor self, Tensor src, Int offset=0, Int dim1=0, Int dim2=1)",
                  "DiagonalScatterBackward0",
                  (ops, self, call) ->
                      ops.call(
                          "diagonal",
                          self,
                          call.argument("offset"),
                          call.argument("dim1"),
                          call.argument("dim2")))
              .samples(Sample.of(tensor(3, 3), tensor(2), 1L))
              .build(),
          Op.define("block_diag(Tensors tensors)")
              .kernel(Placements::blocks)
              .reads("{tensors} along the diagonal", "blocks")
              .backward("BlockDiagBackward0")
              .derivatives(
                  "tensors",
                  List.of(),
                  "{g} at the tensor's block",
                  (b, g) -> {
                    List<Tensor> parts = new ArrayList<>();
                    int row = 0;
                    int column = 0;
                    for (Shape shape : b.shapesOf("tensors")) {
                      int height = height(shape);
                      int width = width(shape);
                      Tensor rows =
                          b.slice(java.util.Objects.requireNonNull(g), 0, row, row + height);
                      Tensor block = b.slice(rows, 1, column, column + width);
                      parts.add(shape.dim() == 2 ? block : b.reshape(block, shape.toArray()));
                      row += height;
                      column += width;
                    }
                    return parts;
                  })
              .samples(Sample.of(List.of(tensor(2, 2), tensor(3), tensor())))
              .build());

  private static OpBuilder placement(String signature, String backward, Part part) {
    return Op.define(signature)
        .composedKernel(
            (ops, call) -> {
              Tensor out = Cast.copy(call, call.self(), call.self().dtype());
              put(call, part.of(ops, out, call), call.tensor("src"));
              return out;
            })
        .reads("{self} with {src} in a part of it", "scatter")
        .backward(backward)
        .derivative(
            "self",
            "{g}, 0 in the part",
            (b, g) -> {
              Call call = b.arguments();
              Object[] arguments = new Object[call.op().parameters().size()];
              for (int i = 2; i < arguments.length; i++) {
                arguments[i] = call.argument(i);
              }
              arguments[0] = g;
              arguments[1] = b.call("new_zeros", g, b.shapeOf("src").toArray());
              return b.call(call.op(), arguments);
            })
        .derivative("src", "{g} of the part", (b, g) -> part.of(b, g, b.arguments()));
  }

  private static void put(Call call, Tensor part, Tensor src) {
    if (!part.shape().equals(src.shape())) {
      throw TorchError.runtime(
          "expected src to have a size equal to the slice of self. src size = %s, slice size = %s"
              .formatted(src.shape(), part.shape()));
    }
    Tensor values = Cast.copy(call, src, part.dtype());
    Walk walk = new Walk(part.shape().toArray(), part.strides(), part.offset());
    Copying.scatter(
        values.storage().array(), part.storage().writable(), walk, part.shape().numel());
  }

  private static int height(Shape shape) {
    return shape.dim() == 2 ? shape.size(0) : 1;
  }

  private static int width(Shape shape) {
    return shape.dim() == 0 ? 1 : shape.size(shape.dim() - 1);
  }

  private static Tensor blocks(Call call) {
    List<Tensor> tensors = call.tensors("tensors");
    int rows = 0;
    int columns = 0;
    for (int i = 0; i < tensors.size(); i++) {
      Shape shape = tensors.get(i).shape();
      if (shape.dim() > 2) {
        throw TorchError.runtime(
            ("torch.block_diag: Input tensors must have 2 or fewer dimensions. Input %d has %d"
                    + " dimensions")
                .formatted(i, shape.dim()));
      }
      rows += height(shape);
      columns += width(shape);
    }
    Tensor out =
        call.allocate(
            TypePromotion.of(call, tensors.toArray(Tensor[]::new)), Shape.of(rows, columns));
    int row = 0;
    int column = 0;
    for (Tensor tensor : tensors) {
      int height = height(tensor.shape());
      int width = width(tensor.shape());
      Tensor block =
          out.view(0, Shape.of(height, width), new int[] {columns, 1}, row * columns + column);
      put(call, block, call.ops().reshape(tensor, height, width));
      row += height;
      column += width;
    }
    return out;
  }
}
