package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of views of a part of a tensor, and of tensors in parts. */
final class Slices {
  private Slices() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("select(Tensor self, Int dim, Int index)")
              .kernel(Slices::select)
              .view()
              .reads("{self}[{index}] of dimension {dim}", "[ ]")
              .backward("SelectBackward0")
              .derivative(
                  "self",
                  "{g} at {index}, 0 elsewhere",
                  (b, g) ->
                      b.call(
                          "select_backward",
                          g,
                          b.shapeOf("self").toArray(),
                          b.number("dim"),
                          b.number("index")))
              .samples(Sample.of(tensor(2, 3), 1L, 1L), Sample.of(tensor(3, 2), 0L, -1L))
              .build(),
          Op.define("select_backward(Tensor grad_output, Ints input_sizes, Int dim, Int index)")
              .kernel(Slices::selectBackward)
              .internal()
              .reads("{grad_output} at {index}, 0 elsewhere", "[ ]ᵀ")
              .backward("SelectBackwardBackward0")
              .derivative(
                  "grad_output",
                  "{g}[{index}]",
                  (b, g) -> b.select(g, b.integer("dim"), b.integer("index")))
              .samples(Sample.of(tensor(2), new int[] {2, 3}, 1L, 1L))
              .build(),
          Op.define("slice(Tensor self, Int dim=0, Int start=None, Int end=None, Int step=1)")
              .kernel(Slices::slice)
              .view()
              .reads("{self}[{start}:{end}:{step}] of dimension {dim}", "[:]")
              .backward("SliceBackward0")
              .shows("start", b -> b.arguments().has("start") ? b.number("start") : (Object) 0L)
              .shows("end", b -> b.arguments().has("end") ? b.number("end") : Long.MAX_VALUE)
              .derivative(
                  "self",
                  "{g} in its place, 0 elsewhere",
                  (b, g) ->
                      b.call(
                          "slice_backward",
                          g,
                          b.shapeOf("self").toArray(),
                          b.number("dim"),
                          b.arguments().argument("start"),
                          b.arguments().argument("end"),
                          b.number("step")))
              .samples(
                  Sample.of(tensor(4, 2), 0L, 1L, 3L),
                  Sample.of(tensor(2, 5), 1L, 0L, 5L, 2L),
                  Sample.of(tensor(4), 0L, -2L, 9L))
              .build(),
          Op.define(
                  "slice_backward(Tensor grad_output, Ints input_sizes, Int dim, Int start=None,"
                      + " Int end=None, Int step=1)")
              .kernel(Slices::sliceBackward)
              .internal()
              .reads("{grad_output} in its place, 0 elsewhere", "[:]ᵀ")
              .backward("SliceBackwardBackward0")
              .derivative(
                  "grad_output",
                  "{g} cut",
                  (b, g) ->
                      b.call(
                          "slice",
                          g,
                          b.number("dim"),
                          b.arguments().argument("start"),
                          b.arguments().argument("end"),
                          b.number("step")))
              .samples(Sample.of(tensor(2, 2), new int[] {4, 2}, 0L, 1L, 3L, 1L))
              .build(),
          Op.define("narrow(Tensor self, Int dim, Int start, Int length)")
              .body(
                  (ops, call) -> {
                    int dim = call.integer("dim");
                    int size =
                        call.self().shape().size(Shapes.wrap(dim, call.self().shape().dim()));
                    int start = call.integer("start");
                    if (start < -size || start > size) {
                      throw TorchError.index(
                          "start out of range (expected to be in range of [%d, %d], but got %d)"
                              .formatted(-size, size, start));
                    }
                    int from = start < 0 ? start + size : start;
                    if (from + call.integer("length") > size) {
                      throw TorchError.runtime(
                          "start (%d) + length (%d) exceeds dimension size (%d)."
                              .formatted(start, call.integer("length"), size));
                    }
                    return ops.slice(call.self(), dim, from, from + call.integer("length"));
                  })
              .samples(Sample.of(tensor(4, 2), 0L, 1L, 2L))
              .build(),
          Op.define("unbind.int(Tensor self, Int dim=0)")
              .kernels(List.of("results…"), Slices::unbind)
              .view()
              .reads("the slices of {self} along {dim}", "unbind")
              .backward("UnbindBackward0")
              .derivatives(
                  "self",
                  List.of(),
                  "the gradients stacked",
                  (b, g) -> List.of(b.call("stack", gradients(b, null), b.number("dim"))))
              .samples(Sample.of(tensor(2, 3), 1L))
              .build(),
          evenSplit("split.Tensor", "SplitBackward0").view().build(),
          // whose parts may be changed in place
          evenSplit("unsafe_split.Tensor", "UnsafeSplitBackward0").build(),
          Op.define("split_with_sizes(Tensor self, Ints split_sizes, Int dim=0)")
              .kernels(
                  List.of("results…"),
                  call -> {
                    int dim = Shapes.wrap(call.integer("dim"), call.self().shape().dim());
                    int n = call.self().shape().size(dim);
                    int[] sizes = call.ints("split_sizes");
                    if (IntStream.of(sizes).sum() != n) {
                      throw TorchError.runtime(
                          ("split_with_sizes expects split_sizes to sum exactly to %d (input tensor's"
                                  + " size at dimension %d), but got split_sizes=%s")
                              .formatted(n, call.integer("dim"), Shape.bracketed(sizes)));
                    }
                    return split(call, sizes, dim);
                  })
              .view()
              .reads("{self} in parts of {split_sizes}", "split")
              .backward("SplitWithSizesBackward0")
              .derivatives("self", List.of(), "the gradients joined", Slices::joined)
              .samples(Sample.of(tensor(4, 2), new int[] {1, 3}))
              .build());

  private static Tensor select(Call call) {
    Tensor self = call.self();
    Shape shape = self.shape();
    if (shape.dim() == 0) {
      throw TorchError.index("select() cannot be applied to a 0-dim tensor.");
    }
    int dim = Shapes.wrap(call.integer("dim"), shape.dim());
    int index = call.integer("index");
    int size = shape.size(dim);
    if (index < -size || index >= size) {
      throw TorchError.index(
          "select(): index %d out of range for tensor of size %s at dimension %d"
              .formatted(index, shape, dim));
    }
    int[] kept = IntStream.range(0, shape.dim()).filter(d -> d != dim).toArray();
    Tensor view = Folding.permuted(self, kept);
    int at = index < 0 ? index + size : index;
    return call.view(self, view.shape(), view.strides(), self.offset() + at * self.strides()[dim]);
  }

  private static Tensor selectBackward(Call call) {
    Tensor gradient = call.self();
    Tensor out = call.allocate(gradient.dtype(), Shape.of(call.ints("input_sizes")));
    int dim = Shapes.wrap(call.integer("dim"), out.shape().dim());
    int size = out.shape().size(dim);
    int index = Math.floorMod(call.integer("index"), size);
    int[] kept = IntStream.range(0, out.shape().dim()).filter(d -> d != dim).toArray();
    Tensor view = Folding.permuted(out, kept);
    StridedViews.fill(gradient, out, view.shape(), view.strides(), index * out.strides()[dim]);
    return out;
  }

  /** Start, length and step of a slice of a dimension of {@code size}, with Python's clamping. */
  private static int[] range(Call call, int size) {
    int step = call.integer("step");
    if (step <= 0) {
      throw new TorchError(TorchError.Kind.RUNTIME, "slice step must be positive");
    }
    int start = call.has("start") ? clamped(call.number("start").longValue(), size) : 0;
    int end = call.has("end") ? clamped(call.number("end").longValue(), size) : size;
    int length = Math.max(0, (end - start + step - 1) / step);
    return new int[] {start, length, step};
  }

  private static int clamped(long index, int size) {
    long at = index < 0 ? index + size : index;
    return (int) Math.max(0, Math.min(at, size));
  }

  private static Tensor slice(Call call) {
    Tensor self = call.self();
    if (self.shape().dim() == 0) {
      throw TorchError.runtime("slice() cannot be applied to a 0-dim tensor.");
    }
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int[] range = range(call, self.shape().size(dim));
    int[] sizes = self.shape().toArray();
    int[] strides = self.strides().clone();
    sizes[dim] = range[1];
    strides[dim] *= range[2];
    int offset = self.offset() + (range[1] == 0 ? 0 : range[0] * self.strides()[dim]);
    return call.view(self, Shape.of(sizes), strides, offset);
  }

  private static Tensor sliceBackward(Call call) {
    Tensor gradient = call.self();
    Tensor out = call.allocate(gradient.dtype(), Shape.of(call.ints("input_sizes")));
    int dim = Shapes.wrap(call.integer("dim"), out.shape().dim());
    int[] range = range(call, out.shape().size(dim));
    int[] strides = out.strides().clone();
    int start = range[0] * strides[dim];
    strides[dim] *= range[2];
    StridedViews.fill(gradient, out, gradient.shape(), strides, start);
    return out;
  }

  private static List<Tensor> unbind(Call call) {
    Tensor self = call.self();
    if (self.shape().dim() == 0) {
      throw TorchError.index("Dimension specified as 0 but tensor has no dimensions");
    }
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int[] kept = IntStream.range(0, self.shape().dim()).filter(d -> d != dim).toArray();
    Tensor view = Folding.permuted(self, kept);
    List<Tensor> slices = new ArrayList<>();
    for (int i = 0; i < self.shape().size(dim); i++) {
      slices.add(
          call.view(self, view.shape(), view.strides(), self.offset() + i * self.strides()[dim]));
    }
    return slices;
  }

  private static OpBuilder evenSplit(String name, String backward) {
    return Op.define(name + "(Tensor self, Int split_size, Int dim=0)")
        .kernels(
            List.of("results…"),
            call -> {
              int dim = Shapes.wrap(call.integer("dim"), call.self().shape().dim());
              int n = call.self().shape().size(dim);
              int size = call.integer("split_size");
              if (size < 0) {
                throw TorchError.runtime(
                    "split expects split_size be non-negative, but got split_size=" + size);
              }
              int count = size == 0 ? 1 : Math.max(1, (n + size - 1) / size);
              int[] sizes = new int[count];
              Arrays.fill(sizes, size);
              sizes[count - 1] = n - size * (count - 1);
              return split(call, sizes, dim);
            })
        .reads("{self} in parts of {split_size}", "split")
        .backward(backward)
        .derivatives("self", List.of(), "the gradients joined", Slices::joined)
        .samples(Sample.of(tensor(5, 2), 2L), Sample.of(tensor(2, 4), 2L, 1L));
  }

  private static List<Tensor> split(Call call, int[] sizes, int dim) {
    Tensor self = call.self();
    List<Tensor> parts = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      int[] shape = self.shape().toArray();
      shape[dim] = size;
      parts.add(
          call.view(
              self,
              Shape.of(shape),
              self.strides().clone(),
              self.offset() + start * self.strides()[dim]));
      start += size;
    }
    return parts;
  }

  /** The gradients of all results; zeros where one is missing. */
  private static List<Tensor> gradients(Backward b, int @Nullable [] sizes) {
    List<Tensor> gradients = new ArrayList<>();
    Shape shape = b.shapeOf("self");
    int dim = Shapes.wrap(b.integer("dim"), shape.dim());
    Tensor like = null;
    int count = sizes == null ? shape.size(dim) : sizes.length;
    for (int i = 0; i < count; i++) {
      like = like == null ? b.gradient(i) : like;
    }
    if (like == null) {
      throw new IllegalStateException("no gradient arrived");
    }
    for (int i = 0; i < count; i++) {
      Tensor gradient = b.gradient(i);
      int[] own = shape.toArray();
      if (sizes == null) {
        own = IntStream.range(0, own.length).filter(d -> d != dim).map(shape::size).toArray();
      } else {
        own[dim] = sizes[i];
      }
      gradients.add(gradient == null ? b.call("new_zeros", like, own) : gradient);
    }
    return gradients;
  }

  private static List<Tensor> joined(Backward b, @Nullable Tensor gradient) {
    Shape shape = b.shapeOf("self");
    int dim = Shapes.wrap(b.integer("dim"), shape.dim());
    int[] sizes;
    if (b.arguments().op().hasParameter("split_sizes")) {
      sizes = b.ints("split_sizes");
    } else {
      int size = b.integer("split_size");
      int n = shape.size(dim);
      sizes = new int[size == 0 ? 1 : Math.max(1, (n + size - 1) / size)];
      Arrays.fill(sizes, size);
      sizes[sizes.length - 1] = n - size * (sizes.length - 1);
    }
    return List.of(b.cat(gradients(b, sizes), dim));
  }
}
