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
                  (b, g) -> g == null ? nones(b) : slices(b, g))
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
              .shows("dims", b -> b.arguments().has("dims") ? b.ints("dims") : new int[] {0, 1})
              .derivative(
                  "self",
                  "{g} turned back",
                  (b, g) ->
                      b.call("rot90", g, -(long) b.integer("k"), b.arguments().argument("dims")))
              .samples(Sample.of(tensor(2, 3)), Sample.of(tensor(2, 3), 2L))
              .build());

  private static List<Tensor> slices(Backward b, Tensor gradient) {
    int count = b.shapesOf("tensors").length;
    List<Tensor> slices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      slices.add(b.select(gradient, b.integer("dim"), i));
    }
    return slices;
  }

  private static List<@Nullable Tensor> nones(Backward b) {
    return java.util.Collections.nCopies(b.shapesOf("tensors").length, null);
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
  static Tensor gathered(Call call, Tensor self, Shape shape, Walk walk) {
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
    Walk walk = new Walk(self.shape().toArray(), strides, offset);
    return Layout.relaid(call, gathered(call, self, self.shape(), walk), self);
  }

  private static Tensor roll(Call call) {
    Tensor self = call.self();
    int[] shifts = call.ints("shifts");
    int[] dims = call.ints("dims");
    if (shifts.length == 0) {
      throw TorchError.runtime("`shifts` required");
    }
    if (dims.length > 0 && self.shape().dim() == 0) {
      throw TorchError.index(
          "Dimension specified as %d but tensor has no dimensions".formatted(dims[0]));
    }
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
    if (a == b) {
      throw TorchError.runtime(
          "expected rotation dims to be different, but got dim0 = %d and dim1 = %d"
              .formatted(dims[0], dims[1]));
    }
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
    Walk walk = new Walk(sizes, strides, offset);
    Tensor flipped = gathered(call, self, self.shape(), walk);
    flipped = turns == 0 ? flipped : Layout.relaid(call, flipped, self);
    if (turns % 2 == 0) {
      return flipped;
    }
    int[] order = IntStream.range(0, dim).toArray();
    order[a] = b;
    order[b] = a;
    Tensor turned = Folding.permuted(flipped, order);
    return call.view(flipped, turned.shape(), turned.strides(), turned.offset());
  }

  static Tensor flat(Ops ops, Tensor self) {
    return self.shape().dim() == 1 ? self : ops.reshape(self, -1);
  }
}
