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

/** The rows that read at the places that index tensors and masks name. */
public final class Indexing {
  private static final List<String> INDEX = List.of("index");
  private static final List<String> SELF_AND_INDEX = List.of("self", "index");

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
                    Tensor picked = call.contiguous(storage, at.shape());
                    int[] order = at.order();
                    return order == null ? picked : Layout.relaid(call, picked, order);
                  })
              .reads("{self}[{indices}]", "[ ]")
              .backward("IndexBackward0")
              .derivative(
                  "self",
                  List.of("indices"),
                  "{g} added at {indices}",
                  (b, g) ->
                      b.call(
                          "_index_put_impl",
                          b.call("new_zeros", g, b.shapeOf("self").toArray()),
                          savedIndices(b),
                          g,
                          true))
              .samples(
                  Sample.of(tensor(4, 3), List.of(index(0, 2, 0))),
                  Sample.of(tensor(3, 3), List.of(index(0, 1), index(2, 0))))
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
          Op.define("gather(Tensor self, Int dim, Tensor index, *, Bool sparse_grad=False)")
              .kernel(Indexing::gather)
              .reads("{self} gathered at {index}", "gather")
              .backward("GatherBackward0")
              .derivative(
                  "self",
                  SELF_AND_INDEX,
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
                    Tensor wrapped =
                        ops.call(
                            "remainder.Scalar",
                            call.tensor("indices"),
                            (long) call.self().shape().size(dim));
                    return ops.call(
                        "gather",
                        ops.call(Shapes.EXPAND, call.self(), own),
                        (long) dim,
                        ops.call(Shapes.EXPAND, wrapped, at));
                  })
              .samples(Sample.of(tensor(2, 3), index(sizes(2, 1), 2, 0), 1L))
              .build(),
          Op.define("masked_select(Tensor self, Tensor mask)")
              .kernel(
                  call -> {
                    if (call.tensor("mask").dtype() != DType.BOOL) {
                      throw TorchError.runtime("masked_select: expected BoolTensor for mask");
                    }
                    Shape shape = Shape.broadcast(call.tensor("mask").shape(), call.self().shape());
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
                  List.of("self", "mask"),
                  "{g} where {mask}, 0 elsewhere",
                  (b, g) -> {
                    Shape shape = Shape.broadcast(b.shapeOf("self"), b.saved("mask").shape());
                    Tensor zeros = b.call("new_zeros", g, shape.toArray());
                    Tensor mask = b.expand(b.saved("mask"), shape);
                    return b.sumTo(b.call("masked_scatter", zeros, mask, g), b.shapeOf("self"));
                  })
              .samples(Sample.of(tensor(2, 3), mask(sizes(2, 3), 1, 0, 1, 0, 0, 1)))
              .build(),
          Op.define("take(Tensor self, Tensor index)")
              .types(
                  call -> {
                    DType type = call.tensor("index").dtype();
                    if (type != DType.INT64) {
                      throw TorchError.runtime(
                          "take(): Expected a long tensor for index, but got " + type.legacyName());
                    }
                  })
              .kernel(
                  call -> {
                    int n = call.self().shape().numel();
                    int[] at = Values.ints(call.tensor("index"));
                    if (n == 0 && at.length > 0) {
                      throw TorchError.index("take(): tried to take from an empty tensor");
                    }
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
                  SELF_AND_INDEX,
                  "{g} added at {index}",
                  (b, g) ->
                      b.call(
                          "put", b.zerosLike(b.detach(b.saved("self"))), b.saved("index"), g, true))
              .samples(Sample.of(tensor(2, 3), index(0, 5, -1)))
              .build());

  static List<@Nullable Tensor> savedIndices(Backward b) {
    return b.savedAll("indices");
  }

  static int checked(int index, int size, String message) {
    if (index < -size || index >= size) {
      throw TorchError.index(message);
    }
    return index < 0 ? index + size : index;
  }

  /**
   * Writes or adds element {@code i} of {@code values}, an array of the type in which the kernels
   * of {@code storage} compute.
   */
  static void write(Storage storage, int place, Object values, int i, boolean add) {
    if (values instanceof long[] longs) {
      long before = add ? wholeAt(storage, place) : 0;
      storage.set(place, before + longs[i]);
    } else {
      double value = values instanceof float[] floats ? floats[i] : ((double[]) values)[i];
      write(storage, place, value, add);
    }
  }

  private static long wholeAt(Storage storage, int place) {
    Tensor whole = Tensor.contiguous(0, storage, Shape.of(storage.length()));
    return whole.peek().longAt(place);
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
  static int[] places(Shape shape, int dim, Tensor index, String function) {
    DType type = index.dtype();
    if (index.shape().numel() == 0) {
      return new int[0];
    }
    if (type != DType.INT64 && type != DType.INT32) {
      throw TorchError.runtime(function + "(): Expected dtype int32/int64 for index");
    }
    if (Math.max(1, index.shape().dim()) != Math.max(1, shape.dim())) {
      throw TorchError.runtime(
          "Index tensor must have the same number of dimensions as %s tensor"
              .formatted(function.equals("gather") ? "input" : "self"));
    }
    if (function.equals("gather") && exceeds(index.shape(), shape, dim)) {
      throw TorchError.runtime(
          "Size does not match at dimension %d expected index %s to be no larger than self %s apart from dimension %d"
              .formatted(firstExceeding(index.shape(), shape, dim), index.shape(), shape, dim));
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

  /**
   * Whether an index has more places than {@code shape} along a dimension other than {@code dim}.
   */
  static boolean exceeds(Shape index, Shape shape, int dim) {
    return firstExceeding(index, shape, dim) >= 0;
  }

  private static int firstExceeding(Shape index, Shape shape, int dim) {
    for (int d = 0; d < Math.min(index.dim(), shape.dim()); d++) {
      if (d != dim && index.size(d) > shape.size(d)) {
        return d;
      }
    }
    return -1;
  }

  static Tensor gather(Call call) {
    Tensor self = call.self();
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int[] places = places(self.shape(), dim, call.tensor("index"), "gather");
    Storage own = Storage.allocate(self.dtype(), self.shape().numel());
    Cast.write(self, own, 0);
    Storage out = Storage.allocate(self.dtype(), places.length);
    Copying.pick(own.array(), places, out.writable());
    return call.contiguous(out, call.tensor("index").shape());
  }
}
