package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The row of embeddings that are summed, averaged or maximised over bags of words. */
final class Bags {
  private Bags() {}

  private static final int MEAN = 1;
  private static final int MAX = 2;

  /** In {@code offset2bag} what is in no bag, for it is padding. */
  private static final long NONE = -1;

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "_embedding_bag(Tensor weight, Tensor indices, Tensor offsets, Int mode=0, Tensor"
                      + " per_sample_weights=None, Int padding_idx=-1, Bool"
                      + " scale_grad_by_freq=False, Bool sparse=False)")
              .types(
                  call -> {
                    Tensor indices = call.tensor("indices");
                    TypeRule.argument(TypeRule.INDICES, indices, "indices", "embedding_bag");
                    TypeRule.argument(TypeRule.FLOATING, call.self(), "weight", "embedding_bag");
                  })
              .kernels(List.of(RESULT, "offset2bag", "bag_size", "max_indices"), Bags::bags)
              .internal()
              .reads("bags of {weight} at {indices}", "bags")
              .backward("EmbeddingBagBackward0")
              .keepsAs("offset2bag", "result1")
              .keepsAs("bag_size", "result2")
              .keepsAs("max_indices", "result3")
              .differentiable(1)
              .derivative(
                  "weight",
                  List.of(
                      "indices",
                      "offsets",
                      "offset2bag",
                      "bag_size",
                      "max_indices",
                      "per_sample_weights"),
                  "{g} of the bags at {indices}",
                  (b, g) ->
                      b.call(
                          "_embedding_bag_backward",
                          g,
                          b.saved("indices"),
                          b.saved("offset2bag"),
                          b.saved("bag_size"),
                          b.saved("max_indices"),
                          (long) b.shapeOf("weight").size(0),
                          b.flag("scale_grad_by_freq"),
                          b.number("mode"),
                          b.optional("per_sample_weights")))
              .derivative(
                  "per_sample_weights",
                  List.of("weight", "indices", "offsets", "offset2bag"),
                  "Σ {g} ⊙ {weight}[{indices}]",
                  (b, g) -> {
                    Tensor picked =
                        b.call("index_select", b.saved("weight"), 0L, b.saved("indices"));
                    return b.sum(
                        b.mul(ofBags(b, g, b.saved("offset2bag")), picked), new int[] {1}, false);
                  })
              .samples(
                  Sample.of(tensor(4, 2), index(1, 3, 1), index(0, 2)),
                  Sample.of(tensor(4, 2), index(1, 3, 1), index(0, 2), 1L),
                  Sample.of(tensor(4, 2), index(1, 3, 0), index(0, 2), 2L),
                  Sample.of(tensor(4, 2), index(1, 3, 1), index(0, 2), 0L, tensor(3)))
              .build(),
          Op.define(
                  "_embedding_bag_backward(Tensor grad, Tensor indices, Tensor offset2bag, Tensor"
                      + " bag_size, Tensor max_indices, Int num_weights, Bool scale_grad_by_freq,"
                      + " Int mode, Tensor per_sample_weights=None)")
              .composedKernel(Bags::toWeight)
              .internal()
              .reads("{grad} of the bags at {indices}", "bags′")
              .backward("EmbeddingBagBackwardBackward0")
              .derivative("grad", "not implemented", Bags::notTwice)
              .derivative("per_sample_weights", "not implemented", Bags::notTwice)
              .samples(
                  Sample.of(
                      tensor(2, 2),
                      index(1, 3, 1),
                      index(0, 0, 1),
                      index(2, 1),
                      index(0, 0),
                      4L,
                      false,
                      0L,
                      tensor(3)))
              .build());

  private static Tensor notTwice(Backward b, Tensor gradient) {
    throw new TorchError(
        TorchError.Kind.NOT_IMPLEMENTED,
        "the derivative for '_embedding_bag_backward' is not implemented.");
  }

  private static List<Tensor> bags(Call call) {
    Tensor weight = call.tensor("weight");
    long[] indices = Values.longs(call.tensor("indices"));
    long[] offsets = Values.longs(call.tensor("offsets"));
    check(call, weight, indices, offsets);
    Tensor shares = call.optionalTensor("per_sample_weights");
    int mode = call.integer("mode");
    int width = weight.shape().size(1);
    double[] table = Values.doubles(weight);
    double @Nullable [] share = shares == null ? null : Values.doubles(shares);
    double[] out = new double[offsets.length * width];
    long[] bagOf = new long[indices.length];
    long[] sizes = new long[offsets.length];
    long[] largest = new long[mode == MAX ? out.length : 0];
    boolean single = weight.dtype().wide() == DType.FLOAT32;
    for (int bag = 0; bag < offsets.length; bag++) {
      long end = bag + 1 < offsets.length ? offsets[bag + 1] : indices.length;
      for (int i = (int) offsets[bag]; i < end; i++) {
        boolean padding = indices[i] == call.integer("padding_idx");
        bagOf[i] = padding ? NONE : bag;
        if (padding) {
          continue;
        }
        for (int c = 0; c < width; c++) {
          int at = bag * width + c;
          double value = table[(int) indices[i] * width + c] * (share == null ? 1 : share[i]);
          if (mode != MAX) {
            out[at] = single ? (float) (out[at] + value) : out[at] + value;
          } else if (sizes[bag] == 0 || value > out[at]) {
            out[at] = value;
            largest[at] = indices[i];
          }
        }
        sizes[bag]++;
      }
      for (int c = 0; mode == MEAN && c < width; c++) {
        out[bag * width + c] /= Math.max(1, sizes[bag]);
      }
    }
    Shape shape = Shape.of(offsets.length, width);
    return List.of(
        call.rounded(weight.dtype(), shape, out),
        call.result(DType.INT64, Shape.of(bagOf.length), bagOf),
        call.result(DType.INT64, Shape.of(sizes.length), sizes),
        call.result(DType.INT64, mode == MAX ? shape : Shape.of(0), largest));
  }

  private static void check(Call call, Tensor weight, long[] indices, long[] offsets) {
    if (offsets.length > 0 && offsets[0] != 0) {
      throw TorchError.runtime(
          "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from"
              + " position 0. However, got "
              + offsets[0]);
    }
    for (int bag = 0; bag < offsets.length; bag++) {
      if (bag + 1 == offsets.length && offsets[bag] > indices.length) {
        throw TorchError.runtime(
            "offsets[-1] can not be greater than input's length %d but got offsets[-1] of %d"
                .formatted(indices.length, offsets[bag]));
      }
      if (bag > 0 && offsets[bag] < offsets[bag - 1]) {
        throw TorchError.runtime(
            "Expected i < index_size to be true, but got false.  (Could this error message be"
                + " improved?  If so, please report an enhancement request to PyTorch.)");
      }
    }
    int rows = weight.shape().size(0);
    boolean vectorised = weight.dtype() == DType.FLOAT32 && call.integer("mode") != MAX;
    for (int i = 0; offsets.length > 0 && i < indices.length; i++) {
      if (indices[i] < 0 || indices[i] >= rows) {
        throw TorchError.runtime(
            vectorised
                ? "Index %d of input takes value %d which is not in the valid range [0, %d)"
                    .formatted(i, indices[i], rows)
                : "embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be "
                    + indices[i]);
      }
    }
  }

  /**
   * Each row divided by a count of repeats: not by that of its own index, but, as PyTorch's kernel
   * does, of the index that stands among the sorted ones where its own stands among the distinct.
   */
  private static Tensor sharedByRepeats(Ops ops, Tensor rows, Tensor indices) {
    long[] at = Values.longs(indices);
    long[] sorted = at.clone();
    Arrays.sort(sorted);
    long[] distinct = Arrays.stream(sorted).distinct().toArray();
    double[] shares = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      long counted = sorted[Arrays.binarySearch(distinct, at[i])];
      shares[i] = 1.0 / Arrays.stream(at).filter(k -> k == counted).count();
    }
    Tensor scale = Tensor.contiguous(0, Storage.of(shares), Shape.of(at.length, 1));
    return ops.mul(rows, ops.to(scale, rows.dtype()));
  }

  /** For each index the gradient of its bag, zeros for padding. */
  private static Tensor ofBags(Ops ops, Tensor g, Tensor bagOf) {
    Tensor rows = ops.call("index_select", g, 0L, ops.call("clamp", bagOf, 0L));
    Tensor outside = ops.unsqueeze(ops.call("lt", bagOf, 0L), 1);
    return ops.maskedFill(rows, outside, 0L);
  }

  private static Tensor toWeight(Ops ops, Call call) {
    Tensor g = call.tensor("grad");
    Tensor zeros =
        ops.call("new_zeros", g, new int[] {call.integer("num_weights"), g.shape().size(1)});
    Tensor sizes = call.tensor("bag_size");
    if (call.integer("mode") == MAX) {
      Tensor empty = ops.unsqueeze(ops.call("eq", sizes, 0L), 1);
      Tensor own = ops.maskedFill(g, empty, 0L);
      return ops.call("scatter_add", zeros, 0L, call.tensor("max_indices"), own);
    }
    Tensor shared = g;
    if (call.integer("mode") == MEAN) {
      shared = ops.div(g, ops.unsqueeze(ops.call("clamp", sizes, 1L), 1));
    }
    Tensor rows = ofBags(ops, shared, call.tensor("offset2bag"));
    Tensor shares = call.optionalTensor("per_sample_weights");
    if (shares != null) {
      rows = ops.mul(rows, ops.unsqueeze(shares, 1));
    }
    Tensor indices = call.tensor("indices");
    if (call.flag("scale_grad_by_freq")) {
      rows = sharedByRepeats(ops, rows, indices);
    }
    return ops.call("index_add", zeros, 0L, indices, rows);
  }
}
