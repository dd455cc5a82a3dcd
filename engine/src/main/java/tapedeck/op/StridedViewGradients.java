package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** What windows and views with strides of their own send back. */
final class StridedViewGradients {
  private StridedViewGradients() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "unfold_backward(Tensor grad_in, Ints input_sizes, Int dimension, Int size, Int"
                      + " step)")
              .composedKernel(StridedViewGradients::ofWindows)
              .internal()
              .reads("{grad_in} summed over the windows", "unfold′")
              .backward("UnfoldBackwardBackward0")
              .keepsAs("dimension", "dim")
              .derivative(
                  "grad_in",
                  "windows of {size} of {g}",
                  (b, g) ->
                      b.call(
                          "unfold", g, b.number("dimension"), b.number("size"), b.number("step")))
              .samples(Sample.of(tensor(2, 3), new int[] {6}, 0L, 3L, 3L))
              .build());

  private static Tensor ofWindows(Ops ops, Call call) {
    Tensor gradient = call.self();
    Shape shape = Shape.of(call.ints("input_sizes"));
    if (shape.dim() == 0) {
      return ops.reshape(gradient);
    }
    int[] strides = shape.contiguousStrides();
    int dim = Shapes.wrap(call.integer("dimension"), shape.dim());
    int[] window = Arrays.copyOf(strides, strides.length + 1);
    window[dim] = strides[dim] * call.integer("step");
    window[strides.length] = strides[dim];
    long[] places = new long[gradient.shape().numel()];
    Walk walk = new Walk(gradient.shape().toArray(), window, 0);
    for (int i = 0; i < places.length; i++, walk.advance()) {
      places[i] = walk.position();
    }
    return ops.reshape(added(ops, gradient, shape.numel(), places), shape.toArray());
  }

  /** Zeros with each element of {@code gradient} added to element {@code places[i]}. */
  private static Tensor added(Ops ops, Tensor gradient, int length, long[] places) {
    Tensor index = Tensor.contiguous(0, Storage.of(DType.INT64, places), Shape.of(places.length));
    Tensor zeros = ops.call("new_zeros", gradient, new int[] {length});
    return ops.call("index_add", zeros, 0L, index, ops.reshape(gradient, -1));
  }

  /** The gradient of {@code as_strided}, for its base. */
  static Tensor ofStrided(Backward b, Tensor gradient) {
    return b.recordsGraph() && !overlaps(b.shapeOf("self").toArray(), b.stridesOf("self"))
        ? throughStorage(b, gradient)
        : toElements(b, gradient);
  }

  private static int offset(Backward b) {
    return b.arguments().has("storage_offset") ? b.integer("storage_offset") : b.offsetOf("self");
  }

  private static Tensor toElements(Backward b, Tensor gradient) {
    Shape shape = b.shapeOf("self");
    // the element of the base that lies at each place of the memory
    Map<Integer, Long> elements = new HashMap<>();
    Walk base = new Walk(shape.toArray(), b.stridesOf("self"), b.offsetOf("self"));
    for (long i = 0; i < shape.numel(); i++, base.advance()) {
      elements.put(base.position(), i);
    }
    long[] places = new long[gradient.shape().numel()];
    Walk walk = new Walk(gradient.shape().toArray(), b.ints("stride"), offset(b));
    for (int i = 0; i < places.length; i++, walk.advance()) {
      places[i] = elements.getOrDefault(walk.position(), 0L);
    }
    return b.reshape(added(b, gradient, shape.numel(), places), shape.toArray());
  }

  /**
   * The same by the rows of which PyTorch makes it: memory of zeros into which the gradient is
   * written where the view lay, seen as the base lay (FunctionsManual.cpp, {@code
   * as_strided_backward}).
   */
  private static Tensor throughStorage(Backward b, Tensor gradient) {
    int[] sizes = gradient.shape().toArray();
    int[] strides = b.ints("stride");
    int[] baseSizes = b.shapeOf("self").toArray();
    int[] baseStrides = b.stridesOf("self");
    int shared = Math.min(b.offsetOf("self"), offset(b));
    int start = offset(b) - shared;
    int baseStart = b.offsetOf("self") - shared;
    int length = Math.max(end(sizes, strides, start), end(baseSizes, baseStrides, baseStart));
    Tensor storage;
    if (overlaps(sizes, strides)) {
      long[] places = new long[gradient.shape().numel()];
      Walk walk = new Walk(sizes, strides, start);
      for (int i = 0; i < places.length; i++, walk.advance()) {
        places[i] = walk.position();
      }
      storage = added(b, gradient, length, places);
    } else {
      storage = b.call("new_zeros", gradient, new int[] {length});
      b.write("copy", b.call("as_strided", storage, sizes, strides, (long) start), gradient);
    }
    return b.call("as_strided", storage, baseSizes, baseStrides, (long) baseStart);
  }

  private static int end(int[] sizes, int[] strides, int start) {
    int end = start + 1;
    for (int d = 0; d < sizes.length; d++) {
      if (sizes[d] == 0) {
        return 0;
      }
      end += (sizes[d] - 1) * strides[d];
    }
    return end;
  }

  /** Whether two elements may lie at the same place. */
  private static boolean overlaps(int[] sizes, int[] strides) {
    int[] order =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(Comparator.comparing(d -> strides[d]))
            .mapToInt(Integer::intValue)
            .toArray();
    int reached = 0;
    for (int d : order) {
      if (sizes[d] == 1) {
        continue;
      }
      if (strides[d] <= reached) {
        return true;
      }
      reached += strides[d] * (sizes[d] - 1);
    }
    return false;
  }
}
