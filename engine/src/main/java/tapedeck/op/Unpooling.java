package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that put the largest elements of windows back to where they were. */
final class Unpooling {
  private Unpooling() {}

  static final List<Op> ROWS =
      List.of(
          unpool("max_unpool2d(Tensor self, Tensor indices, Ints output_size)", 2)
              .backward("MaxUnpool2DBackward0")
              .samples(
                  Sample.of(tensor(1, 1, 1, 2), index(sizes(1, 1, 1, 2), 1, 2), new int[] {2, 4}))
              .build(),
          unpool(
                  "max_unpool3d(Tensor self, Tensor indices, Ints output_size, Ints stride, Ints"
                      + " padding)",
                  3)
              .backward("MaxUnpool3DBackward0")
              .samples(
                  Sample.of(
                      tensor(1, 1, 1, 1, 2),
                      index(sizes(1, 1, 1, 1, 2), 1, 6),
                      new int[] {2, 2, 4},
                      new int[] {2, 2, 2},
                      new int[] {0, 0, 0}))
              .build());

  private static OpBuilder unpool(String signature, int dims) {
    return Op.define(signature)
        .types(TypeRule.floating("max_unpool%dd".formatted(dims)))
        .composedKernel((ops, call) -> unpooled(ops, call, dims))
        .reads("{self} at {indices}, 0 elsewhere", "unpool")
        .derivative(
            "self",
            List.of("indices"),
            "{g} at {indices}",
            (b, g) -> {
              Tensor indices = b.saved("indices");
              Tensor flat = b.reshape(g, flat(g.shape(), dims));
              Tensor picked =
                  b.call("gather", flat, -1L, b.reshape(indices, flat(indices.shape(), dims)));
              return b.reshape(picked, indices.shape().toArray());
            });
  }

  private static Tensor unpooled(Ops ops, Call call, int dims) {
    Tensor self = call.self();
    Tensor indices = call.tensor("indices");
    if (indices.dtype() != DType.INT64) {
      throw TorchError.runtime(
          "elements in indices should be type int64 but got: " + indices.dtype().cName());
    }
    if (!indices.shape().equals(self.shape())) {
      throw TorchError.runtime(
          "Expected shape of indices to be same as that of the input tensor (%s) but got indices tensor with shape: %s"
              .formatted(self.shape(), indices.shape()));
    }
    int lead = self.shape().dim() - dims;
    int[] sizes = Arrays.copyOf(self.shape().toArray(), lead + dims);
    System.arraycopy(call.ints("output_size"), 0, sizes, lead, dims);
    int[] flat = flat(Shape.of(sizes), dims);
    for (long index : Values.longs(indices)) {
      if (index < 0 || index >= flat[lead]) {
        throw TorchError.runtime(
            "Found an invalid max index: %d (output volumes are of size %s)"
                .formatted(
                    index,
                    String.join(
                        "x",
                        Arrays.stream(call.ints("output_size"))
                            .mapToObj(String::valueOf)
                            .toList())));
      }
    }
    Tensor zeros = ops.call("new_zeros", self, flat);
    Tensor filled =
        ops.call(
            "scatter.src",
            zeros,
            -1L,
            ops.reshape(indices, flat(indices.shape(), dims)),
            ops.reshape(self, flat(self.shape(), dims)));
    return ops.reshape(filled, sizes);
  }

  /** The sizes with the last {@code dims} as one. */
  private static int[] flat(Shape shape, int dims) {
    int lead = shape.dim() - dims;
    int[] sizes = Arrays.copyOf(shape.toArray(), lead + 1);
    sizes[lead] = 1;
    for (int d = lead; d < shape.dim(); d++) {
      sizes[lead] *= shape.size(d);
    }
    return sizes;
  }
}
