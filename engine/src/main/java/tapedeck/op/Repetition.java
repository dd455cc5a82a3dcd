package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that repeat elements and slices. */
final class Repetition {
  private Repetition() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("repeat(Tensor self, Sizes repeats)")
              .kernel(Repetition::repeat)
              .reads("{self} repeated {repeats} times", "repeat")
              .backward("RepeatBackward0")
              .derivative("self", "{g} summed over the copies", Repetition::unrepeat)
              .samples(
                  Sample.of(tensor(2, 3), new int[] {2, 1}), Sample.of(tensor(3), new int[] {2, 2}))
              .build(),
          Op.define("tile(Tensor self, Sizes dims)")
              .body(
                  (ops, call) -> {
                    int[] dims = call.ints("dims");
                    int lead = call.self().shape().dim() - dims.length;
                    int[] full = dims;
                    if (lead > 0) {
                      full = new int[lead + dims.length];
                      Arrays.fill(full, 0, lead, 1);
                      System.arraycopy(dims, 0, full, lead, dims.length);
                    }
                    return ops.call("repeat", call.self(), full);
                  })
              .samples(Sample.of(tensor(2, 3), new int[] {2}))
              .build(),
          Op.define(
                  "repeat_interleave.self_int(Tensor self, Int repeats, Int dim=None, *, Int"
                      + " output_size=None)")
              .body(Repetition::repeatInterleave)
              .samples(Sample.of(tensor(2, 3), 2L), Sample.of(tensor(2, 3), 2L, 0L))
              .build(),
          Op.define(
                  "repeat_interleave.self_Tensor(Tensor self, Tensor repeats, Int dim=None, *, Int"
                      + " output_size=None)")
              .body(
                  (ops, call) -> {
                    Tensor self =
                        call.has("dim") ? call.self() : Rearranging.flat(ops, call.self());
                    int dim = call.has("dim") ? call.integer("dim") : 0;
                    int n = self.shape().size(Shapes.wrap(dim, self.shape().dim()));
                    long[] repeats = repeats(call.tensor("repeats"), n, dim);
                    long[] index =
                        IntStream.range(0, n)
                            .flatMap(
                                i ->
                                    IntStream.generate(() -> i)
                                        .limit(repeats.length == 1 ? repeats[0] : repeats[i]))
                            .asLongStream()
                            .toArray();
                    Tensor places = call.result(DType.INT64, Shape.of(index.length), index);
                    return ops.call("index_select", self, (long) dim, places);
                  })
              .samples(Sample.of(tensor(3), Sample.index(1, 0, 2)))
              .build());

  /** How often each of {@code n} elements is repeated; one number may stand for all. */
  private static long[] repeats(Tensor repeats, int n, int dim) {
    DType type = repeats.dtype();
    if (repeats.shape().dim() > 1) {
      throw TorchError.runtime("repeats must be 0-dim or 1-dim tensor");
    }
    if (repeats.shape().numel() != 1 && repeats.shape().numel() != n) {
      throw TorchError.runtime(
          "repeats must have the same size as input along dim, but got repeats.size(0) = %d and input.size(%d) = %d"
              .formatted(repeats.shape().numel(), dim, n));
    }
    if (type != DType.INT64 && type != DType.INT32) {
      throw TorchError.notImplemented("repeat_interleave_cpu", type);
    }
    long[] counts = Values.longs(repeats);
    if (Arrays.stream(counts).anyMatch(count -> count < 0)) {
      throw TorchError.runtime("repeats can not be negative");
    }
    return counts;
  }

  private static Tensor repeat(Call call) {
    Tensor self = call.self();
    int[] repeats = call.ints("repeats");
    int lead = repeats.length - self.shape().dim();
    if (lead < 0) {
      throw TorchError.runtime(
          "Number of dimensions of repeat dims can not be smaller than number of dimensions of"
              + " tensor");
    }
    // each dimension becomes a repeated one and its own
    int[] sizes = new int[2 * repeats.length];
    int[] strides = new int[sizes.length];
    int[] result = new int[repeats.length];
    for (int d = 0; d < repeats.length; d++) {
      int own = d < lead ? 1 : self.shape().size(d - lead);
      sizes[2 * d] = repeats[d];
      sizes[2 * d + 1] = own;
      strides[2 * d + 1] = d < lead ? 0 : self.strides()[d - lead];
      result[d] = repeats[d] * own;
    }
    return Rearranging.gathered(
        call, self, Shape.of(result), new Walk(sizes, strides, self.offset()));
  }

  private static Tensor unrepeat(Backward b, Tensor gradient) {
    int[] repeats = b.ints("repeats");
    Shape shape = b.shapeOf("self");
    if (Arrays.stream(repeats).anyMatch(count -> count == 0)) {
      return b.call("new_zeros", gradient, shape.toArray());
    }
    int lead = repeats.length - shape.dim();
    Tensor sums = gradient;
    for (int d = 0; d < lead; d++) {
      sums = b.sum(sums, new int[] {0}, false);
    }
    List<Integer> sizes = new ArrayList<>();
    List<Integer> copies = new ArrayList<>();
    for (int d = 0; d < shape.dim(); d++) {
      if (repeats[lead + d] != 1) {
        copies.add(sizes.size());
        sizes.add(repeats[lead + d]);
      }
      sizes.add(shape.size(d));
    }
    return copies.isEmpty() ? sums : b.sum(b.reshape(sums, ints(sizes)), ints(copies), false);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Tensor repeatInterleave(Ops ops, Call call) {
    Tensor self = call.has("dim") ? call.self() : Rearranging.flat(ops, call.self());
    int dim = Shapes.wrap(call.has("dim") ? call.integer("dim") : 0, self.shape().dim());
    int repeats = call.integer("repeats");
    int[] sizes = self.shape().toArray();
    int[] wide = new int[sizes.length + 1];
    for (int d = 0; d < wide.length; d++) {
      wide[d] = d == dim + 1 ? repeats : sizes[d <= dim ? d : d - 1];
    }
    sizes[dim] *= repeats;
    Tensor repeated = ops.call(Shapes.EXPAND, ops.unsqueeze(self, dim + 1), wide);
    return ops.reshape(ops.call("clone.contiguous", repeated), sizes);
  }
}
