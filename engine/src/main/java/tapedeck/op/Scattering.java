package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.mask;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that write at the places that index tensors and masks name. */
final class Scattering {
  private static final List<String> INDEX = List.of("index");

  private Scattering() {}

  static final List<Op> ROWS =
      List.of(
          indexPut("index_put", "IndexPutBackward0").inPlace().build(),
          indexPut("_index_put_impl", "IndexPutImplBackward0").internal().build(),
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
                  "src",
                  INDEX,
                  "{g} gathered at {index}",
                  (b, g) -> b.call("gather", g, b.number("dim"), b.saved("index")))
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
                  "src",
                  INDEX,
                  "{g} gathered at {index}",
                  (b, g) -> b.call("gather", g, b.number("dim"), b.saved("index")))
              .samples(Sample.of(tensor(2, 4), 1L, index(sizes(2, 2), 0, 2, 3, 3), tensor(2, 2)))
              .build(),
          Op.define("masked_fill(Tensor self, Tensor mask, Number value)")
              .kernel(call -> maskedFill(call, Arithmetic.number(call, "value")))
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
          Op.define("masked_fill.Tensor(Tensor self, Tensor mask, Tensor value)")
              .kernel(call -> maskedFill(call, number(call.tensor("value"), "masked_fill_")))
              .inPlace()
              .reads("{self} with {value} where {mask}", "mask=")
              .backward("MaskedFillBackward1")
              .derivative(
                  "self",
                  List.of("mask"),
                  "{g}, 0 where {mask}",
                  (b, g) -> b.sumTo(b.maskedFill(g, b.saved("mask"), 0L), b.shapeOf("self")))
              .derivative(
                  "value",
                  List.of("mask"),
                  "Σ {g} where {mask}",
                  (b, g) -> b.sum(b.call("masked_select", g, b.saved("mask"))))
              .samples(Sample.of(tensor(2, 3), mask(sizes(3), 1, 0, 1), tensor()))
              .build(),
          Op.define("masked_scatter(Tensor self, Tensor mask, Tensor source)")
              .types(
                  TypeRule.alike(
                      "source",
                      "masked_scatter: expected self and source to have same dtypes but got%s and %s"))
              .kernel(Scattering::maskedScatter)
              .inPlace()
              .reads("{self} with {source} where {mask}", "mask=")
              .backward("MaskedScatterBackward0")
              .derivative(
                  "self",
                  List.of("mask"),
                  "{g}, 0 where {mask}",
                  (b, g) -> b.sumTo(b.maskedFill(g, b.saved("mask"), 0L), b.shapeOf("self")))
              .derivative(
                  "source",
                  List.of("mask"),
                  "{g} where {mask}",
                  (b, g) ->
                      b.call(
                          "masked_scatter_backward",
                          g,
                          b.saved("mask"),
                          b.shapeOf("source").toArray()))
              .samples(Sample.of(tensor(2, 3), mask(sizes(2, 3), 1, 0, 1, 0, 0, 1), tensor(3)))
              .build(),
          Op.define("masked_scatter_backward(Tensor grad_output, Tensor mask, Sizes sizes)")
              .composedKernel(Scattering::unscattered)
              .internal()
              .reads("{grad_output} where {mask}", "mask=′")
              .backward("MaskedScatterBackwardBackward0")
              .derivative(
                  "grad_output",
                  List.of("mask"),
                  "{g} where {mask}, else 0",
                  (b, g) ->
                      b.call(
                          "masked_scatter",
                          b.call("new_zeros", g, b.shapeOf("grad_output").toArray()),
                          b.saved("mask"),
                          g))
              .samples(Sample.of(tensor(2, 3), mask(sizes(2, 3), 1, 0, 1, 0, 0, 1), new int[] {4}))
              .build(),
          Op.define("put(Tensor self, Tensor index, Tensor source, Bool accumulate=False)")
              .kernel(Scattering::put)
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
              .build());

  /** What writes at indices; what index sends back is a function of its own. */
  private static OpBuilder indexPut(String name, String node) {
    return Op.define(name + "(Tensor self, Tensors indices, Tensor values, Bool accumulate=False)")
        .kernel(Scattering::indexPut)
        .reads("{self} with {values} at {indices}", "[ ]=")
        .backward(node)
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
                        Indexing.savedIndices(b),
                        b.call("new_zeros", g, new int[0]),
                        false))
        .derivative(
            "values",
            List.of("indices"),
            "{g}[{indices}]",
            (b, g) ->
                b.sumTo(b.call("index.Tensor", g, Indexing.savedIndices(b)), b.shapeOf("values")))
        .samples(
            Sample.of(tensor(4, 3), List.of(index(0, 2)), tensor(2, 3)),
            Sample.of(tensor(4), List.of(index(0, 2, 0)), tensor(3), true));
  }

  /** The elements where the mask holds, with zeros behind up to the sizes of the source. */
  private static Tensor unscattered(Ops ops, Call call) {
    Tensor taken = ops.call("masked_select", call.tensor("grad_output"), call.tensor("mask"));
    int[] sizes = call.ints("sizes");
    int missing = Shape.of(sizes).numel() - taken.shape().numel();
    Tensor all =
        missing == 0 ? taken : ops.call("constant_pad_nd", taken, new int[] {0, missing}, 0L);
    return ops.reshape(all, sizes);
  }

  private static Tensor withoutLeadingOnes(Tensor values, int dims) {
    int extra = values.shape().dim() - dims;
    int[] sizes = values.shape().toArray();
    if (extra <= 0 || Arrays.stream(sizes, 0, extra).anyMatch(size -> size != 1)) {
      return values;
    }
    return values.view(
        0,
        Shape.of(Arrays.copyOfRange(sizes, extra, sizes.length)),
        Arrays.copyOfRange(values.strides(), extra, sizes.length),
        values.offset());
  }

  /** Whether values of one shape can be broadcast to another. */
  private static boolean fits(Shape values, Shape target) {
    int missing = target.dim() - values.dim();
    for (int d = 0; missing >= 0 && d < values.dim(); d++) {
      if (values.size(d) != 1 && values.size(d) != target.size(missing + d)) {
        return false;
      }
    }
    return missing >= 0;
  }

  private static Tensor indexPut(Call call) {
    Tensor self = call.self();
    Tensor values = call.tensor("values");
    Tensor out = Cast.copy(call, self, self.dtype());
    AdvancedIndex at = AdvancedIndex.of(out, call.tensorsAt(1));
    if (values.dtype() != self.dtype() && !values.isWrappedNumber()) {
      throw TorchError.runtime(
          "Index put requires the source and destination dtypes match, got %s for the destination and %s for the source."
              .formatted(self.dtype().legacyName(), values.dtype().legacyName()));
    }
    values = withoutLeadingOnes(values, at.shape().dim());
    if (!fits(values.shape(), at.shape())) {
      throw TorchError.runtime(
          "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of shape %s"
              .formatted(values.shape(), at.shape()));
    }
    boolean add = call.flag("accumulate");
    Object x = Values.expanded(values, at.shape(), out.dtype().wide());
    int[] places = at.places();
    for (int i = 0; i < places.length; i++) {
      Indexing.write(out.storage(), places[i], x, i, add);
    }
    return Layout.relaid(call, out, self);
  }

  private static Tensor scatter(Call call, Tensor source, String how) {
    Tensor self = call.self();
    if (!source.isWrappedNumber() && source.dtype() != self.dtype()) {
      throw TorchError.runtime("scatter(): Expected self.dtype to be equal to src.dtype");
    }
    Tensor index = call.tensor("index");
    Tensor out = Cast.copy(call, self, self.dtype());
    if (index.shape().numel() == 0) {
      return out;
    }
    if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
      throw TorchError.runtime("scatter(): Expected dtype int32/int64 for index");
    }
    int[] places = places(call, source.isWrappedNumber() ? null : source);
    Object x = Values.expanded(cut(source, index.shape()), index.shape(), out.dtype().wide());
    for (int i = 0; i < places.length; i++) {
      Indexing.write(out.storage(), places[i], x, i, how.equals("add"));
    }
    return out;
  }

  /**
   * Where in {@code self} the elements of an index point to.
   *
   * @param source what is written there, if it is a tensor
   */
  static int[] places(Call call, @Nullable Tensor source) {
    Shape self = call.self().shape();
    Tensor index = call.tensor("index");
    int dim = Shapes.wrap(call.integer("dim"), self.dim());
    if (index.shape().numel() > 0 && Math.max(1, index.shape().dim()) != Math.max(1, self.dim())) {
      throw TorchError.runtime(
          "Index tensor must have the same number of dimensions as self tensor");
    }
    if (source != null
        && index.shape().numel() > 0
        && Math.max(1, source.shape().dim()) != Math.max(1, index.shape().dim())) {
      throw TorchError.runtime(
          "Index tensor must have the same number of dimensions as src tensor");
    }
    if (index.shape().numel() > 0
        && index.shape().dim() == self.dim()
        && (Indexing.exceeds(index.shape(), self, dim)
            || (source != null && Indexing.exceeds(index.shape(), source.shape(), -1)))) {
      throw TorchError.runtime(
          "Expected index %s to be no larger than self %s apart from dimension %d%s"
              .formatted(
                  index.shape(),
                  self,
                  dim,
                  source == null ? "" : " and to be no larger size than src " + source.shape()));
    }
    return Indexing.places(self, dim, index, "scatter");
  }

  /** The first elements of {@code source}, as many as {@code shape} has. */
  static Tensor cut(Tensor source, Shape shape) {
    return source.shape().dim() == shape.dim() && shape.dim() > 0
        ? source.view(0, shape, source.strides(), source.offset())
        : source;
  }

  private static Tensor put(Call call) {
    Tensor self = call.self();
    Tensor source = call.tensor("source");
    DType indexType = call.tensor("index").dtype();
    if (indexType != DType.INT64) {
      throw TorchError.runtime(
          "put_(): Expected a long tensor for index, but got " + indexType.legacyName());
    }
    int[] at = Values.ints(call.tensor("index"));
    if (source.dtype() != self.dtype()) {
      throw TorchError.runtime(
          "put_(): self and source expected to have the same dtype, but got self.dtype = %s and"
                  .formatted(self.dtype().legacyName())
              + " source.dtype = "
              + source.dtype().legacyName());
    }
    if (source.shape().numel() != at.length) {
      throw TorchError.index(
          "put_(): Expected source and index to have the same number of elements, but got"
              + " source.numel() = %d, index.numel() = %d"
                  .formatted(source.shape().numel(), at.length));
    }
    int n = self.shape().numel();
    Tensor out = Cast.copy(call, self, self.dtype());
    Object x = Values.of(source, out.dtype().wide());
    for (int i = 0; i < at.length; i++) {
      String message =
          "out of range: tried to access index %d on a tensor of %d elements.".formatted(at[i], n);
      Indexing.write(
          out.storage(), Indexing.checked(at[i], n, message), x, i, call.flag("accumulate"));
    }
    return Layout.relaid(call, out, self);
  }

  /** The tensor, which must hold one number. */
  static Tensor number(Tensor value, String function) {
    if (value.shape().dim() != 0) {
      throw TorchError.runtime(
          "%s only supports a 0-dimensional value tensor, but got tensor with %d dimension(s)."
              .formatted(function, value.shape().dim()));
    }
    return value;
  }

  private static Tensor maskedFill(Call call, Tensor value) {
    Tensor self = call.self();
    Tensor mask = call.tensor("mask");
    boolean inPlace = call.isInPlace();
    Shape broadcast = inPlace ? self.shape() : Shape.broadcast(mask.shape(), self.shape());
    if (mask.dtype() != DType.BOOL) {
      throw TorchError.runtime(
          "masked_fill_ only supports boolean masks, but got mask with dtype "
              + mask.dtype().cName());
    }
    Shape shape = call.isInPlace() ? Shape.broadcast(self.shape(), mask.shape()) : broadcast;
    long[] chosen = (long[]) Values.expanded(mask, shape, DType.INT64);
    Tensor wide =
        self.shape().equals(shape)
            ? self
            : self.view(0, shape, BinaryKernel.broadcastStrides(self, shape), self.offset());
    Tensor out = Cast.copy(call, wide, self.dtype());
    Object number = Values.of(value, out.dtype().wide());
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] != 0) {
        Indexing.write(out.storage(), i, number, 0, false);
      }
    }
    return out;
  }

  private static Tensor maskedScatter(Call call) {
    Tensor mask = call.tensor("mask");
    if (mask.dtype() != DType.BOOL) {
      throw TorchError.runtime(
          "masked_scatter_ only supports boolean masks, but got mask with dtype "
              + mask.dtype().legacyName());
    }
    Shape shape = Shape.broadcast(call.self().shape(), mask.shape());
    Tensor self = call.ops().expand(call.self(), shape);
    Tensor out = Cast.copy(call, self, self.dtype());
    long[] chosen = (long[]) Values.expanded(mask, shape, DType.INT64);
    Tensor given = call.tensor("source");
    Object source = Values.of(given, out.dtype().wide());
    int count = given.shape().numel();
    int next = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i] != 0) {
        if (next == count) {
          throw TorchError.runtime("Number of elements of source < number of ones in mask");
        }
        Indexing.write(out.storage(), i, source, next++, false);
      }
    }
    return out;
  }
}
