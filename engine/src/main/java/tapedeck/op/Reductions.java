package tapedeck.op;

import static tapedeck.op.Sample.tensor;

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
      Op.define("sum.dim_IntList(Tensor self, Dims? dim, Bool keepdim=False, *, Dtype dtype=None)")
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
                  b.div(
                      b.call(Shapes.EXPAND, g, b.shapeOf("self").toArray()),
                      (long) b.shapeOf("self").numel()))
          .samples(Sample.of(tensor(2, 3)), Sample.of(tensor()))
          .build();

  public static final Op MEAN_DIM =
      Op.define("mean.dim(Tensor self, Dims? dim, Bool keepdim=False, *, Dtype dtype=None)")
          .kernel(call -> mean(call, (int[]) call.argument("dim"), call.flag("keepdim")))
          .reads("mean({self}) over {dim}", "mean")
          .backward("MeanBackward1")
          .derivative(
              "self",
              "{g} ÷ n repeated along the dimensions",
              (b, g) -> b.div(spread(b, g), (long) Folding.count(b.shapeOf("self"), b.ints("dim"))))
          .samples(
              Sample.of(tensor(2, 3), new int[] {0}), Sample.of(tensor(2, 3), new int[] {-1}, true))
          .build();

  static final List<Op> ROWS = List.of(SUM, SUM_DIM, MEAN, MEAN_DIM);

  /** Puts back the dimensions that were folded, and repeats along them. */
  private static Tensor spread(Backward b, Tensor gradient) {
    Shape shape = b.shapeOf("self");
    Tensor kept = Folding.restored(b, gradient, shape, b.ints("dim"), b.flag("keepdim"));
    return b.call(Shapes.EXPAND, kept, shape.toArray());
  }

  private static Tensor sum(Call call, int @Nullable [] dims, boolean keep) {
    Tensor self = call.tensor("self");
    DType wanted = (DType) call.argument("dtype");
    DType type = wanted != null ? wanted : self.dtype().isFloating() ? self.dtype() : DType.INT64;
    return sum(call, self, type, Folding.folded(self.shape(), dims), keep);
  }

  /** The sum in {@code type} over the dimensions that are folded. */
  static Tensor sum(Call call, Tensor self, DType type, boolean[] folded, boolean keep) {
    Shape from = self.shape();
    int[] kept = from.toArray();
    for (int d = 0; d < kept.length; d++) {
      kept[d] = folded[d] ? 1 : kept[d];
    }
    Shape shape = keep ? Shape.of(kept) : without(from, folded);
    int[] outStrides = Shape.of(kept).contiguousStrides();
    for (int d = 0; d < kept.length; d++) {
      outStrides[d] = folded[d] ? 0 : outStrides[d];
    }
    DType wide = type.wide();
    Object values = Cast.array(self, wide);
    int[] sizes = from.toArray();
    switch (wide) {
      case FLOAT32 -> {
        float[] sums = new float[shape.numel()];
        Summation.sum(sums, (float[]) values, self.offset(), sizes, self.strides(), outStrides);
        return call.result(type, shape, sums);
      }
      case FLOAT64 -> {
        double[] sums = new double[shape.numel()];
        Summation.sum(sums, (double[]) values, self.offset(), sizes, self.strides(), outStrides);
        return call.result(type, shape, sums);
      }
      default -> {
        long[] sums = new long[shape.numel()];
        Reduction.sum(
            sums,
            new Walk(sizes, outStrides, 0),
            (long[]) values,
            new Walk(sizes, self.strides(), self.offset()),
            from.numel());
        return call.result(type, shape, sums);
      }
    }
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
          ("mean(): could not infer output dtype. %s dtype must be either a floating point or"
                  + " complex dtype. Got: %s")
              .formatted(wanted == null ? "Input" : "Optional", name));
    }
    boolean[] folded = Folding.folded(self.shape(), dims);
    // the sum of a half precision type may be too large for the type, the mean is not
    DType summed = type.bytes() < 4 ? DType.FLOAT32 : type;
    Tensor out = sum(call, self, summed, folded, keep);
    int count = Folding.count(self.shape(), dims);
    for (int i = 0; i < out.shape().numel(); i++) {
      double sum = out.peek().doubleAt(i);
      out.storage().set(i, type == DType.FLOAT64 ? sum / count : (float) sum / (float) count);
    }
    return summed == type ? out : Cast.copy(call, out, type);
  }
}
