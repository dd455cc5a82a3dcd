package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
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
              .kernel(call -> squeezed(call, allDims(call.self())))
              .view()
              .reads("{self} without dimensions of 1", "squeeze")
              .backward("SqueezeBackward0")
              .itself("SqueezeBackward3")
              .derivative(
                  "self",
                  "{g} in the old shape",
                  (b, g) -> b.reshape(g, b.shapeOf("self").toArray()))
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
              .derivative(
                  "self",
                  "{g} in the old shape",
                  (b, g) -> b.reshape(g, b.shapeOf("self").toArray()))
              .samples(Sample.of(tensor(1, 2, 1), new int[] {0, 2}))
              .build(),
          Op.define("select(Tensor self, Int dim, Int index)")
              .kernel(StridedViews::select)
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
              .kernel(StridedViews::selectBackward)
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
              .kernel(StridedViews::slice)
              .view()
              .reads("{self}[{start}:{end}:{step}] of dimension {dim}", "[:]")
              .backward("SliceBackward0")
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
              .kernel(StridedViews::sliceBackward)
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
              .derivative("self", "{g} summed over the windows", (b, g) -> unfoldDerivative(b, g))
              .samples(Sample.of(tensor(7), 0L, 3L, 2L), Sample.of(tensor(2, 4), 1L, 2L, 1L))
              .build(),
          Op.define("as_strided(Tensor self, Ints size, Ints stride, Int storage_offset=None)")
              .kernel(StridedViews::asStrided)
              .view()
              .reads("{self} as {size}, strides {stride}", "as_strided")
              .backward("AsStridedBackward0")
              .derivative(
                  "self",
                  "{g} summed to the places it came from",
                  StridedViews::asStridedDerivative)
              .samples(Sample.of(tensor(6), new int[] {2, 2}, new int[] {1, 2}, 1L))
              .build(),
          Op.define("unbind.int(Tensor self, Int dim=0)")
              .kernels(List.of("results…"), StridedViews::unbind)
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
              .derivatives("self", List.of(), "the gradients joined", StridedViews::joined)
              .samples(Sample.of(tensor(4, 2), new int[] {1, 3}))
              .build());

  private static int[] allDims(Tensor self) {
    return IntStream.range(0, self.shape().dim()).toArray();
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
              .formatted(dim, dims.length)
              .replace("permute(sparse_coo)", "permute"));
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
    fill(gradient, out, view.shape(), view.strides(), index * out.strides()[dim]);
    return out;
  }

  /** Writes {@code values} into a part of {@code out}. */
  private static void fill(Tensor values, Tensor out, Shape shape, int[] strides, int offset) {
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
    fill(gradient, out, gradient.shape(), strides, start);
    return out;
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

  private static Tensor unfoldDerivative(Backward b, Tensor gradient) {
    Shape shape = b.shapeOf("self");
    int[] strides = shape.contiguousStrides();
    int dim = Shapes.wrap(b.integer("dimension"), shape.dim());
    int[] window = Arrays.copyOf(strides, strides.length + 1);
    window[dim] = strides[dim] * b.integer("step");
    window[strides.length] = strides[dim];
    long[] places = new long[gradient.shape().numel()];
    Walk walk = new Walk(gradient.shape().toArray(), window, 0);
    for (int i = 0; i < places.length; i++, walk.advance()) {
      places[i] = walk.position();
    }
    return addedBack(b, gradient, shape, places);
  }

  /** Adds each element of {@code gradient} to element {@code places[i]} of {@code shape}. */
  private static Tensor addedBack(Ops ops, Tensor gradient, Shape shape, long[] places) {
    Tensor index =
        Tensor.contiguous(
            0, tapedeck.tensor.Storage.of(DType.INT64, places), Shape.of(places.length));
    Tensor zeros = ops.call("new_zeros", gradient, new int[] {shape.numel()});
    Tensor sums = ops.call("index_add", zeros, 0L, index, ops.reshape(gradient, -1));
    return ops.reshape(sums, shape.toArray());
  }

  private static Tensor asStrided(Call call) {
    Tensor self = call.self();
    int[] sizes = call.ints("size");
    int[] strides = call.ints("stride");
    int offset = call.has("storage_offset") ? call.integer("storage_offset") : self.offset();
    self.storage().requireRoom(sizes, strides, offset);
    return call.view(self, Shape.of(sizes), strides, offset);
  }

  private static Tensor asStridedDerivative(Backward b, Tensor gradient) {
    Shape shape = b.shapeOf("self");
    int start = b.offsetOf("self");
    int offset = b.arguments().has("storage_offset") ? b.integer("storage_offset") : start;
    // the element of the base that lies at each place of the memory
    java.util.Map<Integer, Long> elements = new java.util.HashMap<>();
    Walk base = new Walk(shape.toArray(), b.stridesOf("self"), start);
    for (long i = 0; i < shape.numel(); i++, base.advance()) {
      elements.put(base.position(), i);
    }
    long[] places = new long[gradient.shape().numel()];
    Walk walk = new Walk(gradient.shape().toArray(), b.ints("stride"), offset);
    for (int i = 0; i < places.length; i++, walk.advance()) {
      places[i] = elements.getOrDefault(walk.position(), 0L);
    }
    return addedBack(b, gradient, shape, places);
  }

  private static List<Tensor> unbind(Call call) {
    Tensor self = call.self();
    if (self.shape().dim() == 0) {
      throw TorchError.runtime("Dimension specified as 0 but tensor has no dimensions");
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

  private static Op.Builder evenSplit(String name, String backward) {
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
        .derivatives("self", List.of(), "the gradients joined", StridedViews::joined)
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
