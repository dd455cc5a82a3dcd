package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Reduction;
import tapedeck.kernel.Summation;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that fold dimensions into fewer: sums and means. */
public final class Reductions {
  private Reductions() {}

  public static final Op SUM =
      Op.define("sum(Tensor self, *, Dtype dtype=None)")
          .kernel(call -> sum(call, null, false))
          .reads("Σ {self}", "Σ")
          .backward("SumBackward0")
          .derivative(
              "self",
              "{g} for every element",
              (b, g) -> b.call(Shapes.EXPAND, g, b.shapeOf("self").toArray()))
          .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
          .build();

  public static final Op SUM_DIM =
      Op.define("sum.dim_IntList(Tensor self, Dims dim, Bool keepdim=False, *, Dtype dtype=None)")
          .kernel(call -> sum(call, (int[]) call.argument("dim"), call.flag("keepdim")))
          .reads("Σ {self} over {dim}", "Σ")
          .backward("SumBackward1")
          .derivative("self", "{g} repeated along the summed dimensions", Reductions::spread)
          .samples(
              Sample.of(tensor(2, 3), new int[] {0}),
              Sample.of(tensor(2, 3, 2), new int[] {0, -1}),
              Sample.of(tensor(2, 3), new int[] {1}, true))
          .build();

  public static final Op MEAN =
      Op.define("mean(Tensor self, *, Dtype dtype=None)")
          .kernel(call -> mean(call, null, false))
          .reads("mean({self})", "mean")
          .backward("MeanBackward0")
          .derivative(
              "self",
              "{g} ÷ n for every element",
              (b, g) ->
                  b.call(
                      Arithmetic.DIV,
                      b.call(Shapes.EXPAND, g, b.shapeOf("self").toArray()),
                      (long) b.shapeOf("self").numel()))
          .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
          .build();

  public static final Op MEAN_DIM =
      Op.define("mean.dim(Tensor self, Dims dim, Bool keepdim=False, *, Dtype dtype=None)")
          .kernel(call -> mean(call, (int[]) call.argument("dim"), call.flag("keepdim")))
          .reads("mean({self}) over {dim}", "mean")
          .backward("MeanBackward1")
          .derivative(
              "self",
              "{g} ÷ n repeated along the dimensions",
              (b, g) ->
                  b.call(
                      Arithmetic.DIV, spread(b, g), (long) count(b.shapeOf("self"), b.ints("dim"))))
          .samples(
              Sample.of(tensor(2, 3), new int[] {0}), Sample.of(tensor(2, 3), new int[] {-1}, true))
          .build();

  static final List<Op> ROWS = List.of(SUM, SUM_DIM, MEAN, MEAN_DIM);

  /** Puts back the dimensions that were folded, and repeats along them. */
  private static Tensor spread(Backward b, Tensor gradient) {
    Shape shape = b.shapeOf("self");
    Tensor kept = gradient;
    if (!b.flag("keepdim")) {
      boolean[] folded = folded(shape, b.ints("dim"));
      for (int d = 0; d < folded.length; d++) {
        if (folded[d]) {
          kept = b.call(Shapes.UNSQUEEZE, kept, (long) d);
        }
      }
    }
    return b.call(Shapes.EXPAND, kept, shape.toArray());
  }

  private static int count(Shape shape, int[] dims) {
    boolean[] folded = folded(shape, dims);
    int count = 1;
    for (int d = 0; d < folded.length; d++) {
      count *= folded[d] ? shape.size(d) : 1;
    }
    return count;
  }

  /** Which dimensions are folded; null or none means all. */
  private static boolean[] folded(Shape shape, int @Nullable [] dims) {
    boolean[] folded = new boolean[shape.dim()];
    if (dims == null || dims.length == 0) {
      Arrays.fill(folded, true);
      return folded;
    }
    for (int dim : dims) {
      int d = Shapes.wrap(dim, shape.dim());
      if (shape.dim() > 0) {
        if (folded[d]) {
          throw TorchError.runtime("dim " + d + " appears multiple times in the list of dims");
        }
        folded[d] = true;
      }
    }
    return folded;
  }

  private static Tensor sum(Call call, int @Nullable [] dims, boolean keep) {
    Tensor self = call.tensor("self");
    DType wanted = (DType) call.argument("dtype");
    DType type = wanted != null ? wanted : self.dtype().isFloating() ? self.dtype() : DType.INT64;
    return sum(call, self, type, folded(self.shape(), dims), keep);
  }

  /** The sum in {@code type} over the dimensions that are folded. */
  static Tensor sum(Call call, Tensor self, DType type, boolean[] folded, boolean keep) {
    Shape from = self.shape();
    int[] kept = from.toArray();
    for (int d = 0; d < kept.length; d++) {
      kept[d] = folded[d] ? 1 : kept[d];
    }
    Tensor out = call.allocate(type, keep ? Shape.of(kept) : without(from, folded));
    int[] outStrides = Shape.of(kept).contiguousStrides();
    for (int d = 0; d < kept.length; d++) {
      outStrides[d] = folded[d] ? 0 : outStrides[d];
    }
    Object values = Cast.array(self, type);
    Object target = out.storage().writable();
    int[] sizes = from.toArray();
    switch (type) {
      case FLOAT32 ->
          Summation.sum(
              (float[]) target, (float[]) values, self.offset(), sizes, self.strides(), outStrides);
      case FLOAT64 ->
          Summation.sum(
              (double[]) target,
              (double[]) values,
              self.offset(),
              sizes,
              self.strides(),
              outStrides);
      case INT64 ->
          Reduction.sum(
              (long[]) target,
              new Walk(sizes, outStrides, 0),
              (long[]) values,
              new Walk(sizes, self.strides(), self.offset()),
              from.numel());
      case BOOL, UINT8, INT8, INT16, INT32 -> throw TorchError.unsupported("a sum in " + type);
    }
    return out;
  }

  private static Shape without(Shape shape, boolean[] folded) {
    return Shape.of(
        java.util.stream.IntStream.range(0, shape.dim())
            .filter(d -> !folded[d])
            .map(shape::size)
            .toArray());
  }

  private static Tensor mean(Call call, int @Nullable [] dims, boolean keep) {
    Tensor self = call.tensor("self");
    DType wanted = (DType) call.argument("dtype");
    DType type = wanted != null ? wanted : self.dtype();
    if (!type.isFloating()) {
      String name = type.legacyName();
      throw TorchError.runtime(
          ("mean(): could not infer output dtype. Input dtype must be either a floating point or"
                  + " complex dtype. Got: %s")
              .formatted(name));
    }
    boolean[] folded = folded(self.shape(), dims);
    Tensor out = sum(call, self, type, folded, keep);
    int count = count(self.shape(), dims == null ? new int[0] : dims);
    for (int i = 0; i < out.shape().numel(); i++) {
      double sum = out.peek().doubleAt(i);
      out.storage().set(i, type == DType.FLOAT32 ? (float) sum / (float) count : sum / count);
    }
    return out;
  }
}
