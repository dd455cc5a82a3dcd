package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.mask;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Copying;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that read and write at places given by index tensors and masks. */
public final class Indexing {
  private static final List<String> INDEX = List.of("index");

  private Indexing() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("index.Tensor(Tensor self, Tensors indices)")
              .kernel(
                  call -> {
                    AdvancedIndex at = AdvancedIndex.of(call.self(), call.tensorsAt(1));
                    Tensor self = call.self();
                    Storage storage = Storage.allocate(self.dtype(), at.places().length);
                    Copying.pick(self.storage().array(), at.places(), storage.writable());
                    return call.contiguous(storage, at.shape());
                  })
              .reads("{self}[{indices}]", "[ ]")
              .backward("IndexBackward0")
              .derivative(
                  "self",
                  List.of("indices"),
                  "{g} added at {indices}",
                  (b, g) ->
                      b.call(
                          "index_put",
                          b.call("new_zeros", g, b.shapeOf("self").toArray()),
                          savedIndices(b),
                          g,
                          true))
              .samples(
                  Sample.of(tensor(4, 3), List.of(index(0, 2, 0))),
                  Sample.of(tensor(3, 3), List.of(index(0, 1), index(2, 0))))
              .build(),
          Op.define("index_put(Tensor self, Tensors indices, Tensor values, Bool accumulate=False)")
              .kernel(Indexing::indexPut)
              .inPlace()
              .reads("{self} with {values} at {indices}", "[ ]=")
              .backward("IndexPutBackward0")
              .derivative(
                  "self",
                  List.of("indices"),
                  "{g}, 0 at {indices}",
                  (b, g) ->
                      b.flag("accumulate")
                          ? g
                          : b.call(
                              "index_put",
                              g,
                              savedIndices(b),
                              b.call("new_zeros", g, new int[0]),
                              false))
              .derivative(
                  "values",
                  List.of("indices"),
                  "{g}[{indices}]",
                  (b, g) ->
                      b.sumTo(b.call("index.Tensor", g, savedIndices(b)), b.shapeOf("values")))
              .samples(
                  Sample.of(tensor(4, 3), List.of(index(0, 2)), tensor(2, 3)),
                  Sample.of(tensor(4), List.of(index(0, 2, 0)), tensor(3), true))
              .build(),
          Op.define("index_select(Tensor self, Int dim, Tensor index)")
              .kernel(Indexing::indexSelect)
              .reads("{self} at {index} along {dim}", "[ ]")
              .backward("IndexSelectBackward0")
              .derivative(
                  "self",
                  INDEX,
                  "{g} added at {index}",
                  (b, g) ->
                      b.call(
                          "index_add",
                          b.call("new_zeros", g, b.shapeOf("self").toArray()),
                          b.number("dim"),
                          b.saved("index"),
                          g))
              .samples(Sample.of(tensor(3, 4), 1L, index(3, 0, 0)))
              .build(),
          Op.define(
                  "index_add(Tensor self, Int dim, Tensor index, Tensor source, *, Number alpha=1)")
              .kernel(call -> SliceWrites.write(call, call.tensor("source"), "add"))
              .inPlace()
              .reads("{self} + {alpha·}{source} at {index}", "[ ]+")
              .backward("IndexAddBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .derivative(
                  "source",
                  INDEX,
                  "{alpha·}{g} at {index}",
                  (b, g) -> {
                    Tensor part = b.call("index_select", g, b.number("dim"), b.saved("index"));
                    return b.number("alpha").doubleValue() == 1
                        ? part
                        : b.mul(part, b.number("alpha"));
                  })
              .samples(
                  Sample.of(tensor(3, 2), 0L, index(0, 2, 0), tensor(3, 2)),
                  Sample.of(tensor(4), 0L, index(1, 2), tensor(2)).with("alpha", 2L))
              .build(),
          Op.define("index_copy(Tensor self, Int dim, Tensor index, Tensor source)")
              .kernel(call -> SliceWrites.write(call, call.tensor("source"), "copy"))
              .inPlace()
              .reads("{self} with {source} at {index}", "[ ]=")
              .backward("IndexCopyBackward0")
              .derivative(
                  "self",
                  INDEX,
                  "{g}, 0 at {index}",
                  (b, g) -> b.call("index_fill", g, b.number("dim"), b.saved("index"), 0L))
              .derivative(
                  "source",
                  INDEX,
                  "{g} at {index}",
                  (b, g) -> b.call("index_select", g, b.number("dim"), b.saved("index")))
              .samples(Sample.of(tensor(3, 2), 0L, index(2, 0), tensor(2, 2)))
              .build(),
          Op.define("index_fill(Tensor self, Int dim, Tensor index, Number value)")
              .kernel(call -> SliceWrites.write(call, Arithmetic.number(call, "value"), "copy"))
              .inPlace()
              .reads("{self} with {value} at {index}", "[ ]=")
              .backward("IndexFillBackward0")
              .derivative(
                  "self",
                  INDEX,
                  "{g}, 0 at {index}",
                  (b, g) -> b.call("index_fill", g, b.number("dim"), b.saved("index"), 0L))
              .samples(Sample.of(tensor(3, 2), 1L, index(1), 5.0))
              .build(),
          Op.define("gather(Tensor self, Int dim, Tensor index, *, Bool sparse_grad=False)")
              .kernel(Indexing::gather)
              .reads("{self} gathered at {index}", "gather")
              .backward("GatherBackward0")
              .derivative(
                  "self",
                  INDEX,
                  "{g} added at {index}",
                  (b, g) ->
                      b.call(
                          "scatter_add",
                          b.call("new_zeros", g, b.shapeOf("self").toArray()),
                          b.number("dim"),
                          b.saved("index"),
                          g))
              .samples(Sample.of(tensor(2, 3), 1L, index(sizes(2, 2), 0, 0, 2, 1)))
              .build(),
          Op.define("take_along_dim(Tensor self, Tensor indices, Int dim=None)")
              .body(
                  (ops, call) -> {
                    if (!call.has("dim")) {
                      return ops.call(
                          "gather",
                          ops.reshape(call.self(), -1),
                          0L,
                          ops.reshape(call.tensor("indices"), -1));
                    }
                    int dim = Shapes.wrap(call.integer("dim"), call.self().shape().dim());
                    int[] own = call.self().shape().toArray();
                    int[] at = call.tensor("indices").shape().toArray();
                    for (int d = 0; d < own.length; d++) {
                      if (d != dim) {
                        own[d] = at[d] = Math.max(own[d], at[d]);
                      }
                    }
                    return ops.call(
                        "gather",
                        ops.call(Shapes.EXPAND, call.self(), own),
                        (long) dim,
                        ops.call(Shapes.EXPAND, call.tensor("indices"), at));
                  })
              .samples(Sample.of(tensor(2, 3), index(sizes(2, 1), 2, 0), 1L))
              .build(),
          Op.define("scatter.src(Tensor self, Int dim, Tensor index, Tensor src)")
              .kernel(call -> scatter(call, call.tensor("src"), "copy"))
              .inPlace()
              .reads("{self} with {src} at {index}", "scatter")
              .backward("ScatterBackward0")
              .derivative(
                  "self",
                  INDEX,
                  "{g}, 0 at {index}",
                  (b, g) -> b.call("scatter.value", g, b.number("dim"), b.saved("index"), 0L))
              .derivative(
                  "src", INDEX, "{g} gathered at {index}", (b, g) -> gatherLike(b, g, "src"))
              .samples(Sample.of(tensor(2, 4), 1L, index(sizes(2, 2), 0, 2, 3, 1), tensor(2, 2)))
              .build(),
          Op.define("scatter.value(Tensor self, Int dim, Tensor index, Number value)")
              .kernel(call -> scatter(call, Arithmetic.number(call, "value"), "copy"))
              .inPlace()
              .reads("{self} with {value} at {index}", "scatter")
              .backward("ScatterBackward1")
              .derivative(
                  "self",
                  INDEX,
                  "{g}, 0 at {index}",
                  (b, g) -> b.call("scatter.value", g, b.number("dim"), b.saved("index"), 0L))
              .samples(Sample.of(tensor(2, 4), 1L, index(sizes(2, 1), 0, 2), 3.0))
              .build(),
          Op.define("scatter_add(Tensor self, Int dim, Tensor index, Tensor src)")
              .kernel(call -> scatter(call, call.tensor("src"), "add"))
              .inPlace()
              .reads("{self} + {src} at {index}", "scatter+")
              .backward("ScatterAddBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .derivative(
                  "src", INDEX, "{g} gathered at {index}", (b, g) -> gatherLike(b, g, "src"))
              .samples(Sample.of(tensor(2, 4), 1L, index(sizes(2, 2), 0, 2, 3, 3), tensor(2, 2)))
              .build(),
          Op.define("masked_fill(Tensor self, Tensor mask, Number value)")
              .kernel(Indexing::maskedFill)
              .inPlace()
              .reads("{self} with {value} where {mask}", "mask=")
              .backward("MaskedFillBackward0")
              .derivative(
                  "self",
                  List.of("mask"),
                  "{g}, 0 where {mask}",
                  (b, g) -> b.sumTo(b.maskedFill(g, b.saved("mask"), 0L), b.shapeOf("self")))
              .samples(Sample.of(tensor(2, 3), mask(sizes(3), 1, 0, 1), 5.0))
              .build(),
          Op.define("masked_select(Tensor self, Tensor mask)")
              .kernel(
                  call -> {
                    if (call.tensor("mask").dtype() != DType.BOOL) {
                      throw TorchError.runtime("masked_select: expected BoolTensor for mask");
                    }
                    Shape shape = Shape.broadcast(call.self().shape(), call.tensor("mask").shape());
                    long[] chosen =
                        (long[]) Values.expanded(call.tensor("mask"), shape, DType.INT64);
                    DType type = call.self().dtype();
                    Object x = Values.expanded(call.self(), shape, type.wide());
                    int count = (int) java.util.Arrays.stream(chosen).filter(m -> m != 0).count();
                    Object out =
                        java.lang.reflect.Array.newInstance(x.getClass().getComponentType(), count);
                    int next = 0;
                    for (int i = 0; i < chosen.length; i++) {
                      if (chosen[i] != 0) {
                        System.arraycopy(x, i, out, next++, 1);
                      }
                    }
                    return call.result(type, Shape.of(count), out);
                  })
              .reads("{self} where {mask}", "[mask]")
              .backward("MaskedSelectBackward0")
              .derivative(
                  "self",
                  List.of("mask"),
                  "{g} where {mask}, 0 elsewhere",
                  (b, g) -> {
                    Shape shape = Shape.broadcast(b.shapeOf("self"), b.saved("mask").shape());
                    Tensor zeros = b.call("new_zeros", g, shape.toArray());
                    Tensor mask = b.expand(b.saved("mask"), shape);
                    return b.sumTo(b.call("masked_scatter", zeros, mask, g), b.shapeOf("self"));
                  })
              .samples(Sample.of(tensor(2, 3), mask(sizes(2, 3), 1, 0, 1, 0, 0, 1)))
              .build(),
          Op.define("masked_scatter(Tensor self, Tensor mask, Tensor source)")
              .kernel(Indexing::maskedScatter)
              .inPlace()
              .reads("{self} with {source} where {mask}", "mask=")
              .backward("MaskedScatterBackward0")
              .derivative(
                  "self",
                  List.of("mask"),
                  "{g}, 0 where {mask}",
                  (b, g) -> b.maskedFill(g, b.saved("mask"), 0L))
              .derivative(
                  "source",
                  List.of("mask"),
                  "{g} where {mask}",
                  (b, g) -> {
                    Tensor taken = b.call("masked_select", g, b.saved("mask"));
                    Shape shape = b.shapeOf("source");
                    int missing = shape.numel() - taken.shape().numel();
                    Tensor all =
                        missing == 0
                            ? taken
                            : b.call("constant_pad_nd", taken, new int[] {0, missing}, 0L);
                    return b.reshape(all, shape.toArray());
                  })
              .samples(Sample.of(tensor(2, 3), mask(sizes(2, 3), 1, 0, 1, 0, 0, 1), tensor(3)))
              .build(),
          Op.define("put(Tensor self, Tensor index, Tensor source, Bool accumulate=False)")
              .kernel(Indexing::put)
              .inPlace()
              .reads("{self} with {source} at the flat {index}", "put")
              .backward("PutBackward0")
              .derivative(
                  "self",
                  List.of("index", "source"),
                  "{g}, 0 at {index} unless it adds",
                  (b, g) ->
                      b.flag("accumulate")
                          ? g
                          : b.call(
                              "put", g, b.saved("index"), b.zerosLike(b.saved("source")), false))
              .derivative(
                  "source",
                  INDEX,
                  "{g} taken at {index}",
                  (b, g) ->
                      b.reshape(b.call("take", g, b.saved("index")), b.shapeOf("source").toArray()))
              .samples(
                  Sample.of(tensor(2, 3), index(sizes(2), 0, -1), tensor(2)),
                  Sample.of(tensor(2, 3), index(sizes(2), 1, 1), tensor(2), true))
              .build(),
          Op.define("take(Tensor self, Tensor index)")
              .kernel(
                  call -> {
                    int n = call.self().shape().numel();
                    int[] at = Values.ints(call.tensor("index"));
                    for (int i = 0; i < at.length; i++) {
                      at[i] =
                          checked(
                              at[i],
                              n,
                              "out of range: tried to access index "
                                  + at[i]
                                  + " on a tensor of "
                                  + n
                                  + " elements.");
                    }
                    DType type = call.self().dtype();
                    Object x = Values.of(call.self(), type.wide());
                    Object out =
                        java.lang.reflect.Array.newInstance(
                            x.getClass().getComponentType(), at.length);
                    for (int i = 0; i < at.length; i++) {
                      System.arraycopy(x, at[i], out, i, 1);
                    }
                    return call.result(type, call.tensor("index").shape(), out);
                  })
              .reads("{self} at {index}, row by row", "[ ]")
              .backward("TakeBackward0")
              .derivative(
                  "self",
                  INDEX,
                  "{g} added at {index}",
                  (b, g) -> {
                    Shape shape = b.shapeOf("self");
                    Tensor zeros = b.call("new_zeros", g, new int[] {shape.numel()});
                    List<@Nullable Tensor> at = List.of(b.reshape(b.saved("index"), -1));
                    return b.reshape(
                        b.call("index_put", zeros, at, b.reshape(g, -1), true), shape.toArray());
                  })
              .samples(Sample.of(tensor(2, 3), index(0, 5, -1)))
              .build(),
          Op.define(
                  "embedding(Tensor weight, Tensor indices, Int padding_idx=-1, Bool scale_grad_by_freq=False, Bool sparse=False)")
              .kernel(Indexing::embedding)
              .reads("rows {indices} of {weight}", "embedding")
              .backward("EmbeddingBackward0")
              .derivative(
                  "weight",
                  List.of("indices"),
                  "{g} added at the rows {indices}",
                  Indexing::embeddingDerivative)
              .samples(
                  Sample.of(tensor(4, 3), index(sizes(2, 2), 0, 1, 1, 3)),
                  Sample.of(tensor(4, 3), index(0, 1, 0), 0L))
              .build());

  private static List<@Nullable Tensor> savedIndices(Backward b) {
    return b.savedAll("indices");
  }

  private static Tensor gatherLike(Backward b, Tensor gradient, String name) {
    Tensor index = b.saved("index");
    Tensor gathered = b.call("gather", gradient, b.number("dim"), index);
    Shape shape = b.shapeOf(name);
    if (gathered.shape().equals(shape)) {
      return gathered;
    }
    // elements that were not used have no gradient
    Tensor result = gathered;
    int[] padding = new int[2 * shape.dim()];
    for (int d = 0; d < shape.dim(); d++) {
      padding[2 * (shape.dim() - 1 - d) + 1] = shape.size(d) - gathered.shape().size(d);
    }
    return b.call("constant_pad_nd", result, padding, 0L);
  }

  private static int checked(int index, int size, String message) {
    if (index < -size || index >= size) {
      throw TorchError.index(message);
    }
    return index < 0 ? index + size : index;
  }

  private static Tensor indexPut(Call call) {
    Tensor self = call.self();
    Tensor values = call.tensor("values");
    if (values.dtype() != self.dtype() && !values.isWrappedNumber()) {
      throw TorchError.runtime(
          "Index put requires the source and destination dtypes match, got %s for the destination and %s for the source."
              .formatted(self.dtype().legacyName(), values.dtype().legacyName()));
    }
    Tensor out = Cast.copy(call, self, self.dtype());
    AdvancedIndex at = AdvancedIndex.of(out, call.tensorsAt(1));
    if (!Shape.broadcast(at.shape(), values.shape()).equals(at.shape())) {
      throw TorchError.runtime(
          "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of shape %s"
              .formatted(values.shape(), at.shape()));
    }
    boolean add = call.flag("accumulate");
    double[] x = (double[]) Values.expanded(values, at.shape(), DType.FLOAT64);
    int[] places = at.places();
    for (int i = 0; i < places.length; i++) {
      write(out.storage(), places[i], x[i], add);
    }
    return out;
  }

  static void write(Storage storage, int place, double value, boolean add) {
    if (!add) {
      storage.set(place, value);
    } else if (storage.array() instanceof float[] floats) {
      storage.set(place, (double) (floats[place] + (float) value));
    } else if (storage.array() instanceof double[] doubles) {
      storage.set(place, doubles[place] + value);
    } else {
      Tensor whole = Tensor.contiguous(0, storage, Shape.of(storage.length()));
      storage.set(place, whole.peek().doubleAt(place) + value);
    }
  }

  private static Tensor indexSelect(Call call) {
    Tensor self = call.self();
    Shape shape = self.shape();
    int dim = Shapes.wrap(call.integer("dim"), shape.dim());
    if (call.tensor("index").shape().dim() > 1) {
      throw TorchError.index("index_select(): Index is supposed to be a vector");
    }
    DType type = call.tensor("index").dtype();
    if (type != DType.INT64 && type != DType.INT32) {
      throw TorchError.runtime("index_select(): Expected dtype int32 or int64 for index");
    }
    int[] index = Values.ints(call.tensor("index"));
    int n = shape.dim() == 0 ? 1 : shape.size(dim);
    int[] sizes = shape.toArray();
    if (sizes.length > 0) {
      sizes[dim] = index.length;
    }
    Shape result = Shape.of(sizes);
    int inner = 1;
    for (int d = dim + 1; d < sizes.length; d++) {
      inner *= sizes[d];
    }
    Storage own = Storage.allocate(self.dtype(), shape.numel());
    Cast.write(self, own, 0);
    Storage out = Storage.allocate(self.dtype(), result.numel());
    int outer = inner * index.length == 0 ? 0 : result.numel() / (inner * index.length);
    for (int o = 0; o < outer; o++) {
      for (int k = 0; k < index.length; k++) {
        int at = index[k];
        if (at < 0 || at >= n) {
          throw TorchError.index("index out of range in self");
        }
        System.arraycopy(
            own.array(),
            (o * n + at) * inner,
            out.writable(),
            (o * index.length + k) * inner,
            inner);
      }
    }
    return call.contiguous(out, result);
  }

  /**
   * For each element of {@code index} the place it names in a row-major tensor of {@code shape}.
   */
  private static int[] places(Shape shape, int dim, Tensor index, String function) {
    DType type = index.dtype();
    if (type != DType.INT64 && type != DType.INT32) {
      throw TorchError.runtime(function + "(): Expected dtype int32/int64 for index");
    }
    if (index.shape().dim() != shape.dim() && shape.dim() != 0 && index.shape().dim() != 0) {
      throw TorchError.runtime(
          "Index tensor must have the same number of dimensions as %s tensor"
              .formatted(function.equals("gather") ? "input" : "self"));
    }
    int[] strides = shape.contiguousStrides();
    int[] at = Values.ints(index);
    int[] places = new int[at.length];
    int[] counter = new int[shape.dim()];
    int n = shape.dim() == 0 ? 1 : shape.size(dim);
    for (int i = 0; i < at.length; i++) {
      if (at[i] < 0 || at[i] >= n) {
        throw TorchError.runtime(
            "index %d is out of bounds for dimension %d with size %d".formatted(at[i], dim, n));
      }
      for (int d = 0; d < counter.length; d++) {
        places[i] += (d == dim ? at[i] : counter[d]) * strides[d];
      }
      for (int d = counter.length - 1;
          d >= 0 && index.shape().dim() > 0 && ++counter[d] == index.shape().size(d);
          d--) {
        counter[d] = 0;
      }
    }
    return places;
  }

  private static Tensor gather(Call call) {
    Tensor self = call.self();
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int[] places = places(self.shape(), dim, call.tensor("index"), "gather");
    Storage own = Storage.allocate(self.dtype(), self.shape().numel());
    Cast.write(self, own, 0);
    Storage out = Storage.allocate(self.dtype(), places.length);
    Copying.pick(own.array(), places, out.writable());
    return call.contiguous(out, call.tensor("index").shape());
  }

  private static Tensor scatter(Call call, Tensor source, String how) {
    Tensor self = call.self();
    if (!source.isWrappedNumber() && source.dtype() != self.dtype()) {
      throw TorchError.runtime(
          call.op().function() + "(): Expected self.dtype to be equal to src.dtype");
    }
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    Tensor index = call.tensor("index");
    Tensor out = Cast.copy(call, self, self.dtype());
    int[] places = places(self.shape(), dim, index, call.op().function());
    Tensor part = source;
    if (source.shape().dim() == index.shape().dim() && source.shape().dim() > 0) {
      part = source.view(0, index.shape(), source.strides(), source.offset());
    }
    double[] x = (double[]) Values.expanded(part, index.shape(), DType.FLOAT64);
    for (int i = 0; i < places.length; i++) {
      write(out.storage(), places[i], x[i], how.equals("add"));
    }
    return out;
  }

  private static Tensor put(Call call) {
    Tensor self = call.self();
    Tensor source = call.tensor("source");
    int[] at = Values.ints(call.tensor("index"));
    if (source.dtype() != self.dtype()) {
      throw TorchError.runtime(
          "put_(): self and source expected to have the same dtype, but got self.dtype = %s and"
                  .formatted(self.dtype().legacyName())
              + " source.dtype = "
              + source.dtype().legacyName());
    }
    if (source.shape().numel() != at.length) {
      throw TorchError.runtime(
          "put_(): Expected source and index to have the same number of elements, but got"
              + " source.numel() = %d, index.numel() = %d"
                  .formatted(source.shape().numel(), at.length));
    }
    int n = self.shape().numel();
    Tensor out = Cast.copy(call, self, self.dtype());
    double[] x = Values.doubles(source);
    for (int i = 0; i < at.length; i++) {
      String message =
          "out of range: tried to access index %d on a tensor of %d elements.".formatted(at[i], n);
      write(out.storage(), checked(at[i], n, message), x[i], call.flag("accumulate"));
    }
    return out;
  }

  private static Tensor maskedFill(Call call) {
    Tensor self = call.self();
    Tensor mask = call.tensor("mask");
    if (mask.dtype() != DType.BOOL) {
      throw TorchError.runtime(
          "masked_fill_ only supports boolean masks, but got mask with dtype "
              + mask.dtype().cName());
    }
    Shape shape = Shape.broadcast(self.shape(), mask.shape());
    long[] chosen = (long[]) Values.expanded(mask, shape, DType.INT64);
    Tensor wide =
        self.shape().equals(shape)
            ? self
            : self.view(0, shape, BinaryKernel.broadcastStrides(self, shape), self.offset());
    Tensor out = Cast.copy(call, wide, self.dtype());
    double value = call.real("value");
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] != 0) {
        out.storage().set(i, value);
      }
    }
    return out;
  }

  private static Tensor maskedScatter(Call call) {
    Tensor self = call.self();
    Tensor out = Cast.copy(call, self, self.dtype());
    long[] chosen = (long[]) Values.expanded(call.tensor("mask"), self.shape(), DType.INT64);
    double[] source = Values.doubles(call.tensor("source"));
    int next = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] != 0) {
        if (next == source.length) {
          throw TorchError.runtime(
              "masked_scatter: expected self and source to have same number of elements as ones in"
                  + " mask");
        }
        out.storage().set(i, source[next++]);
      }
    }
    return out;
  }

  private static Tensor embedding(Call call) {
    Tensor weight = call.tensor("weight");
    Tensor indices = call.tensor("indices");
    if (indices.dtype() != DType.INT64 && indices.dtype() != DType.INT32) {
      throw TorchError.runtime(
          ("Expected tensor for argument #1 'indices' to have one of the following scalar types:"
                  + " Long, Int; but got torch.%sTensor instead (while checking arguments for"
                  + " embedding)")
              .formatted(indices.dtype().legacyName()));
    }
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
    Shape shape = b.shapeOf("weight");
    Tensor indices = b.reshape(b.saved("indices"), -1);
    Tensor rows = b.reshape(gradient, indices.shape().numel(), shape.size(1));
    int padding = b.integer("padding_idx");
    if (padding >= 0) {
      Tensor padded = b.unsqueeze(b.call("eq", indices, (long) padding), 1);
      rows = b.maskedFill(rows, padded, 0L);
    }
    if (b.flag("scale_grad_by_freq")) {
      long[] at = Values.longs(indices);
      double[] shares = new double[at.length];
      for (int i = 0; i < at.length; i++) {
        long own = at[i];
        shares[i] = 1.0 / java.util.Arrays.stream(at).filter(k -> k == own).count();
      }
      Tensor scale = Tensor.contiguous(0, Storage.of(shares), Shape.of(at.length, 1));
      rows = b.mul(rows, b.to(scale, gradient.dtype()));
    }
    Tensor zeros = b.call("new_zeros", gradient, shape.toArray());
    return b.call("index_add", zeros, 0L, indices, rows);
  }
}
