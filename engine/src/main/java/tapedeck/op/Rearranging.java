package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Copying;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that put elements elsewhere: joined, cut, reordered, repeated. */
public final class Rearranging {
  private Rearranging() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("clone(Tensor self)")
              .kernel(call -> Cast.alike(call, call.self(), call.self().dtype()))
              .reads("copy of {self}", "clone")
              .backward("CloneBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("clone.contiguous(Tensor self)")
              .kernel(call -> Cast.copy(call, call.self(), call.self().dtype()))
              .internal()
              .reads("copy of {self}", "clone")
              .backward("CloneBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("contiguous(Tensor self)")
              .body((ops, call) -> ops.contiguous(call.self()))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("new_zeros(Tensor self, Sizes size, *, Dtype dtype=None)")
              .kernel(
                  call ->
                      call.allocate(
                          call.dtype("dtype", call.self().dtype()), Shape.of(call.ints("size"))))
              .reads("zeros of {size}", "0")
              .samples(Sample.of(tensor(2), new int[] {3}))
              .build(),
          Op.define("cat(Tensors tensors, Int dim=0)")
              .kernel(Rearranging::cat)
              .reads("{tensors} joined along {dim}", "cat")
              .backward("CatBackward0")
              .derivatives(
                  "tensors", List.of(), "the part of {g} that each one became", Rearranging::uncat)
              .samples(
                  Sample.of(List.of(tensor(2, 3), tensor(1, 3))),
                  Sample.of(List.of(tensor(2, 1), tensor(2, 2), tensor(2, 1)), -1L))
              .build(),
          Op.define("stack(Tensors tensors, Int dim=0)")
              .kernel(Rearranging::stack)
              .reads("{tensors} stacked along {dim}", "stack")
              .backward("StackBackward0")
              .derivatives(
                  "tensors",
                  List.of(),
                  "the slice of {g} that each one became",
                  (b, g) -> g == null ? nones(b) : b.callAll("unbind.int", g, b.number("dim")))
              .samples(
                  Sample.of(List.of(tensor(2, 3), tensor(2, 3))),
                  Sample.of(List.of(tensor(2), tensor(2)), 1L))
              .build(),
          Op.define("flip(Tensor self, Sizes dims)")
              .kernel(Rearranging::flip)
              .reads("{self} flipped along {dims}", "flip")
              .backward("FlipBackward0")
              .derivative("self", "{g} flipped back", (b, g) -> b.call("flip", g, b.ints("dims")))
              .samples(Sample.of(tensor(2, 3), new int[] {0, 1}))
              .build(),
          Op.define("roll(Tensor self, Ints shifts, Ints dims=[])")
              .kernel(Rearranging::roll)
              .reads("{self} rolled by {shifts}", "roll")
              .backward("RollBackward0")
              .derivative(
                  "self",
                  "{g} rolled back",
                  (b, g) ->
                      b.call(
                          "roll",
                          g,
                          Arrays.stream(b.ints("shifts")).map(s -> -s).toArray(),
                          b.ints("dims")))
              .samples(
                  Sample.of(tensor(2, 3), new int[] {1}),
                  Sample.of(tensor(2, 3), new int[] {1, -1}, new int[] {0, 1}))
              .build(),
          Op.define("rot90(Tensor self, Int k=1, Ints dims=None)")
              .kernel(Rearranging::rot90)
              .reads("{self} turned by {k} · 90°", "rot90")
              .backward("Rot90Backward0")
              .derivative(
                  "self",
                  "{g} turned back",
                  (b, g) ->
                      b.call("rot90", g, -(long) b.integer("k"), b.arguments().argument("dims")))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 2L))
              .build(),
          Op.define("repeat(Tensor self, Sizes repeats)")
              .kernel(Rearranging::repeat)
              .reads("{self} repeated {repeats} times", "repeat")
              .backward("RepeatBackward0")
              .derivative("self", "{g} summed over the copies", Rearranging::unrepeat)
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
              .body(Rearranging::repeatInterleave)
              .samples(Sample.of(tensor(2, 3), 2L), Sample.of(tensor(2, 3), 2L, 0L))
              .build(),
          Op.define(
                  "repeat_interleave.self_Tensor(Tensor self, Tensor repeats, Int dim=None, *, Int"
                      + " output_size=None)")
              .body(
                  (ops, call) -> {
                    Tensor self = call.has("dim") ? call.self() : flat(ops, call.self());
                    int dim = call.has("dim") ? call.integer("dim") : 0;
                    long[] repeats = Values.longs(call.tensor("repeats"));
                    int n = self.shape().size(Shapes.wrap(dim, self.shape().dim()));
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
              .build(),
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
              .kernel(Rearranging::diagEmbed)
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
              .kernel(Rearranging::trace)
              .reads("trace({self})", "tr")
              .backward("TraceBackward0")
              .derivative(
                  "self",
                  "{g} on the diagonal",
                  (b, g) -> {
                    Shape shape = b.shapeOf("self");
                    int n = Math.min(shape.size(0), shape.size(1));
                    Tensor whole = b.call("diag_embed", b.call(Shapes.EXPAND, g, new int[] {n}));
                    return padded(b, whole, shape);
                  })
              .samples(Sample.of(tensor(3, 3)), Sample.of(tensor(2, 3)))
              .build());

  private static List<@Nullable Tensor> nones(Backward b) {
    return java.util.Collections.nCopies(b.shapesOf("tensors").length, null);
  }

  /** A square matrix with rows or columns of zeros behind it. */
  private static Tensor padded(Ops ops, Tensor square, Shape shape) {
    int n = square.shape().size(0);
    int rows = shape.size(0) - n;
    int columns = shape.size(1) - n;
    return rows == 0 && columns == 0
        ? square
        : ops.call("constant_pad_nd", square, new int[] {0, columns, 0, rows}, 0L);
  }

  private static Tensor cat(Call call) {
    List<Tensor> tensors = new ArrayList<>();
    for (Tensor tensor : call.tensors("tensors")) {
      // an empty vector joins anything
      if (!(tensor.shape().dim() == 1 && tensor.shape().numel() == 0)) {
        tensors.add(tensor);
      }
    }
    if (call.tensors("tensors").isEmpty()) {
      throw new TorchError(
          TorchError.Kind.VALUE, "torch.cat(): expected a non-empty list of Tensors");
    }
    if (tensors.isEmpty()) {
      return call.allocate(call.tensors("tensors").get(0).dtype(), Shape.of(0));
    }
    Tensor first = tensors.get(0);
    if (first.shape().dim() == 0) {
      throw TorchError.runtime("zero-dimensional tensor (at position 0) cannot be concatenated");
    }
    int dim = Shapes.wrap(call.integer("dim"), first.shape().dim());
    int[] sizes = first.shape().toArray();
    sizes[dim] = 0;
    DType type = TypePromotion.of(call, tensors.toArray(Tensor[]::new));
    for (int k = 0; k < tensors.size(); k++) {
      checkJoins(first.shape(), tensors.get(k).shape(), dim, k);
      sizes[dim] += tensors.get(k).shape().size(dim);
    }
    Shape shape = Shape.of(sizes);
    Storage storage = Storage.allocate(type, shape.numel());
    int outer = 1;
    for (int d = 0; d < dim; d++) {
      outer *= sizes[d];
    }
    int row = outer == 0 ? 0 : shape.numel() / outer;
    int start = 0;
    for (Tensor tensor : tensors) {
      Storage part = Storage.allocate(type, tensor.shape().numel());
      Cast.write(tensor, part, 0);
      int width = outer == 0 ? 0 : part.length() / outer;
      for (int o = 0; o < outer; o++) {
        System.arraycopy(part.array(), o * width, storage.writable(), o * row + start, width);
      }
      start += width;
    }
    return call.contiguous(storage, shape);
  }

  private static void checkJoins(Shape first, Shape other, int dim, int index) {
    if (other.dim() == 0) {
      throw TorchError.runtime(
          "zero-dimensional tensor (at position %d) cannot be concatenated".formatted(index));
    }
    if (first.dim() != other.dim()) {
      throw TorchError.runtime(
          "Tensors must have same number of dimensions: got %d and %d"
              .formatted(first.dim(), other.dim()));
    }
    for (int d = 0; d < first.dim(); d++) {
      if (d != dim && first.size(d) != other.size(d)) {
        throw TorchError.runtime(
            ("Sizes of tensors must match except in dimension %d. Expected size %d but got size %d"
                    + " for tensor number %d in the list.")
                .formatted(dim, first.size(d), other.size(d), index));
      }
    }
  }

  private static List<? extends @Nullable Tensor> uncat(Backward b, @Nullable Tensor gradient) {
    if (gradient == null) {
      return nones(b);
    }
    List<@Nullable Tensor> parts = new ArrayList<>();
    int dim = Shapes.wrap(b.integer("dim"), gradient.shape().dim());
    int start = 0;
    for (Shape shape : b.shapesOf("tensors")) {
      if (shape.dim() == 1 && shape.numel() == 0) {
        parts.add(b.call("new_zeros", gradient, new int[] {0}));
        continue;
      }
      parts.add(b.slice(gradient, dim, start, start + shape.size(dim)));
      start += shape.size(dim);
    }
    return parts;
  }

  private static Tensor stack(Call call) {
    List<Tensor> tensors = call.tensors("tensors");
    if (tensors.isEmpty()) {
      throw TorchError.runtime("stack expects a non-empty TensorList");
    }
    Shape shape = tensors.get(0).shape();
    for (int k = 1; k < tensors.size(); k++) {
      if (!tensors.get(k).shape().equals(shape)) {
        throw TorchError.runtime(
            "stack expects each tensor to be equal size, but got %s at entry 0 and %s at entry %d"
                .formatted(shape, tensors.get(k).shape(), k));
      }
    }
    int dim = Shapes.wrap(call.integer("dim"), shape.dim() + 1);
    DType type = TypePromotion.of(call, tensors.toArray(Tensor[]::new));
    int[] sizes = new int[shape.dim() + 1];
    int inner = 1;
    for (int d = 0; d < sizes.length; d++) {
      sizes[d] = d == dim ? tensors.size() : shape.size(d < dim ? d : d - 1);
      inner *= d > dim ? sizes[d] : 1;
    }
    Shape result = Shape.of(sizes);
    Storage storage = Storage.allocate(type, result.numel());
    for (int k = 0; k < tensors.size(); k++) {
      Storage part = Storage.allocate(type, shape.numel());
      Cast.write(tensors.get(k), part, 0);
      for (int from = 0; from < part.length(); from += inner) {
        int to = (from / inner * tensors.size() + k) * inner;
        System.arraycopy(part.array(), from, storage.writable(), to, inner);
      }
    }
    return call.contiguous(storage, result);
  }

  /** A row-major copy of the elements that a walk over {@code self} meets. */
  private static Tensor gathered(Call call, Tensor self, Shape shape, Walk walk) {
    Storage storage = Storage.allocate(self.dtype(), shape.numel());
    Copying.gather(self.storage().array(), walk, storage.writable(), 0, storage.length());
    return call.contiguous(storage, shape);
  }

  private static Tensor flip(Call call) {
    Tensor self = call.self();
    boolean[] flipped = new boolean[self.shape().dim()];
    for (int dim : call.ints("dims")) {
      int d = Shapes.wrap(dim, self.shape().dim());
      if (flipped.length > 0) {
        if (flipped[d]) {
          throw TorchError.runtime("dim " + d + " appears multiple times in the list of dims");
        }
        flipped[d] = true;
      }
    }
    int[] strides = self.strides().clone();
    int offset = self.offset();
    for (int d = 0; d < flipped.length; d++) {
      if (flipped[d] && self.shape().size(d) > 0) {
        offset += (self.shape().size(d) - 1) * strides[d];
        strides[d] = -strides[d];
      }
    }
    return gathered(call, self, self.shape(), new Walk(self.shape().toArray(), strides, offset));
  }

  private static Tensor roll(Call call) {
    Tensor self = call.self();
    int[] shifts = call.ints("shifts");
    int[] dims = call.ints("dims");
    if (dims.length == 0 && shifts.length == 1) {
      Tensor flat =
          Cast.copy(call, self, self.dtype())
              .view(0, Shape.of(self.shape().numel()), new int[] {1}, 0);
      Tensor rolled = rolled(call, flat, new int[] {shifts[0]}, new int[] {0});
      return call.contiguous(rolled.storage(), self.shape());
    }
    if (dims.length != shifts.length) {
      throw TorchError.runtime(
          "shifts and dimensions must align. shifts: %d, dims:%d"
              .formatted(shifts.length, dims.length));
    }
    return rolled(call, self, shifts, dims);
  }

  private static Tensor rolled(Call call, Tensor self, int[] shifts, int[] dims) {
    int[] sizes = self.shape().toArray();
    int[] shift = new int[sizes.length];
    for (int k = 0; k < dims.length; k++) {
      shift[Shapes.wrap(dims[k], sizes.length)] += shifts[k];
    }
    int[] places = new int[self.shape().numel()];
    int[] index = new int[sizes.length];
    for (int i = 0; i < places.length; i++) {
      int at = self.offset();
      for (int d = 0; d < sizes.length; d++) {
        at += Math.floorMod(index[d] - shift[d], sizes[d]) * self.strides()[d];
      }
      places[i] = at;
      for (int d = sizes.length - 1; d >= 0 && ++index[d] == sizes[d]; d--) {
        index[d] = 0;
      }
    }
    Storage storage = Storage.allocate(self.dtype(), places.length);
    Copying.pick(self.storage().array(), places, storage.writable());
    return call.contiguous(storage, self.shape());
  }

  private static Tensor rot90(Call call) {
    Tensor self = call.self();
    int[] given = call.optionalInts("dims");
    int[] dims = given == null ? new int[] {0, 1} : given;
    int dim = self.shape().dim();
    if (dims.length != 2) {
      throw TorchError.runtime("expected total rotation dims == 2, but got dims = " + dims.length);
    }
    if (dim < 2) {
      throw TorchError.runtime("expected total dims >= 2, but got total dims = " + dim);
    }
    int a = Shapes.wrap(dims[0], dim);
    int b = Shapes.wrap(dims[1], dim);
    int turns = Math.floorMod(call.integer("k"), 4);
    int[] sizes = self.shape().toArray();
    int[] strides = self.strides().clone();
    int offset = self.offset();
    // a copy with one or both dimensions flipped, of which odd turns see the transpose
    for (int d :
        turns == 1
            ? new int[] {b}
            : turns == 3 ? new int[] {a} : turns == 2 ? new int[] {a, b} : new int[0]) {
      offset += (sizes[d] - 1) * strides[d];
      strides[d] = -strides[d];
    }
    Tensor flipped = gathered(call, self, self.shape(), new Walk(sizes, strides, offset));
    if (turns % 2 == 0) {
      return flipped;
    }
    int[] order = IntStream.range(0, dim).toArray();
    order[a] = b;
    order[b] = a;
    Tensor turned = Folding.permuted(flipped, order);
    return call.view(flipped, turned.shape(), turned.strides(), turned.offset());
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
    return gathered(call, self, Shape.of(result), new Walk(sizes, strides, self.offset()));
  }

  private static Tensor unrepeat(Backward b, Tensor gradient) {
    int[] repeats = b.ints("repeats");
    Shape shape = b.shapeOf("self");
    int lead = repeats.length - shape.dim();
    int[] sizes = new int[2 * repeats.length];
    for (int d = 0; d < repeats.length; d++) {
      sizes[2 * d] = repeats[d];
      sizes[2 * d + 1] = d < lead ? 1 : shape.size(d - lead);
    }
    int[] dims = IntStream.range(0, repeats.length).map(d -> 2 * d).toArray();
    if (dims.length == 0) {
      return gradient;
    }
    return b.reshape(b.sum(b.reshape(gradient, sizes), dims, false), shape.toArray());
  }

  private static Tensor flat(Ops ops, Tensor self) {
    return self.shape().dim() == 1 ? self : ops.reshape(self, -1);
  }

  private static Tensor repeatInterleave(Ops ops, Call call) {
    Tensor self = call.has("dim") ? call.self() : flat(ops, call.self());
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
