package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that look rows of a table up, and send their gradients back to it. */
final class Embeddings {
  private Embeddings() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "embedding_dense_backward(Tensor grad_output, Tensor indices, Int num_weights,"
                      + " Int padding_idx, Bool scale_grad_by_freq)")
              .kernel(Embeddings::addedRows)
              .internal()
              .reads("{grad_output} added at the rows {indices}", "embedding′")
              .backward("EmbeddingDenseBackwardBackward0")
              .derivative(
                  "grad_output",
                  List.of("indices"),
                  "rows {indices} of {g}",
                  Embeddings::pickedRows)
              .samples(Sample.of(tensor(3, 2), index(0, 1, 1), 4L, -1L, false))
              .build(),
          Op.define(
                  "embedding(Tensor weight, Tensor indices, Int padding_idx=-1, Bool scale_grad_by_freq=False, Bool sparse=False)")
              .kernel(Embeddings::embedding)
              .reads("rows {indices} of {weight}", "embedding")
              .backward("EmbeddingBackward0")
              .derivative(
                  "weight",
                  List.of("indices"),
                  "{g} added at the rows {indices}",
                  Embeddings::embeddingDerivative)
              .samples(
                  Sample.of(tensor(4, 3), index(sizes(2, 2), 0, 1, 1, 3)),
                  Sample.of(tensor(4, 3), index(0, 1, 0), 0L))
              .build());

  private static Tensor embedding(Call call) {
    Tensor weight = call.tensor("weight");
    Tensor indices = call.tensor("indices");
    TypeRule.argument(TypeRule.INDICES, indices, "indices", "embedding");
    int rows = weight.shape().size(0);
    int width = weight.shape().size(1);
    int[] at = Values.ints(indices);
    Storage own = Storage.allocate(weight.dtype(), weight.shape().numel());
    Cast.write(weight, own, 0);
    Storage out = Storage.allocate(weight.dtype(), at.length * width);
    for (int i = 0; i < at.length; i++) {
      if (at[i] < 0 || at[i] >= rows) {
        throw TorchError.index("index out of range in self");
      }
      System.arraycopy(own.array(), at[i] * width, out.writable(), i * width, width);
    }
    int[] sizes = java.util.Arrays.copyOf(indices.shape().toArray(), indices.shape().dim() + 1);
    sizes[sizes.length - 1] = width;
    return call.contiguous(out, Shape.of(sizes));
  }

  private static Tensor embeddingDerivative(Backward b, Tensor gradient) {
    return b.call(
        "embedding_dense_backward",
        gradient,
        b.saved("indices"),
        (long) b.shapeOf("weight").size(0),
        b.number("padding_idx"),
        b.flag("scale_grad_by_freq"));
  }

  /** The gradients of rows, added up for each row of the weight. */
  private static Tensor addedRows(Call call) {
    Ops ops = call.ops();
    Tensor gradient = call.tensor("grad_output");
    Tensor indices = ops.reshape(call.tensor("indices"), -1);
    int width = gradient.shape().size(gradient.shape().dim() - 1);
    Tensor rows = ops.reshape(gradient, indices.shape().numel(), width);
    int padding = call.integer("padding_idx");
    if (padding >= 0) {
      Tensor padded = ops.unsqueeze(ops.call("eq", indices, (long) padding), 1);
      rows = ops.maskedFill(rows, padded, 0L);
    }
    if (call.flag("scale_grad_by_freq")) {
      long[] at = Values.longs(indices);
      double[] shares = new double[at.length];
      for (int i = 0; i < at.length; i++) {
        long own = at[i];
        shares[i] = 1.0 / java.util.Arrays.stream(at).filter(k -> k == own).count();
      }
      Tensor scale = Tensor.contiguous(0, Storage.of(shares), Shape.of(at.length, 1));
      rows = ops.mul(rows, ops.to(scale, gradient.dtype()));
    }
    Tensor zeros = ops.call("new_zeros", gradient, new int[] {call.integer("num_weights"), width});
    return ops.call("index_add", zeros, 0L, indices, rows);
  }

  private static Tensor pickedRows(Backward b, Tensor gradient) {
    Tensor indices = b.saved("indices");
    Tensor rows = b.call("index_select", gradient, 0L, b.reshape(indices, -1));
    int padding = b.integer("padding_idx");
    if (padding >= 0) {
      Tensor padded = b.reshape(b.call("eq", indices, (long) padding), -1, 1);
      rows = b.maskedFill(rows, padded, 0L);
    }
    return b.reshape(rows, b.shapeOf("grad_output").toArray());
  }
}
