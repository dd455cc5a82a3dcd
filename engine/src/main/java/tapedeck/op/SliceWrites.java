package tapedeck.op;

import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Writes whole slices at the places that an index names: index_add, index_copy, index_fill. */
final class SliceWrites {
  private SliceWrites() {}

  /**
   * {@code self} with the slices of {@code source} at {@code index} along {@code dim}.
   *
   * @param source of the shape of {@code self}, but for {@code dim}; or one number for all
   * @param how {@code add}, or anything else to overwrite
   */
  static Tensor write(Call call, Tensor source, String how) {
    Tensor self = call.self();
    Shape shape = self.shape();
    int dim = Shapes.wrap(call.integer("dim"), shape.dim());
    boolean fills = call.op().function().equals("index_fill");
    int[] index = index(call);
    if (!fills) {
      check(call, source, dim, index.length);
    }
    Tensor out = Cast.copy(call, self, self.dtype());
    int n = shape.dim() == 0 ? 1 : shape.size(dim);
    int inner = 1;
    for (int d = dim + 1; d < shape.dim(); d++) {
      inner *= shape.size(d);
    }
    int outer = n * inner == 0 ? 0 : shape.numel() / (n * inner);
    boolean single = source.shape().dim() == 0 && shape.dim() > 0;
    Object x = Values.of(source, out.dtype().wide());
    double alpha = call.op().hasParameter("alpha") ? call.real("alpha") : 1;
    for (int o = 0; o < outer; o++) {
      for (int k = 0; k < index.length; k++) {
        int at = place(call, index[k], dim, n);
        for (int i = 0; i < inner; i++) {
          int from = single ? 0 : (o * index.length + k) * inner + i;
          int to = (o * n + at) * inner + i;
          if (alpha == 1) {
            Indexing.write(out.storage(), to, x, from, how.equals("add"));
          } else {
            double value = alpha * java.lang.reflect.Array.getDouble(x, from);
            Indexing.write(out.storage(), to, value, how.equals("add"));
          }
        }
      }
    }
    return out;
  }

  private static int[] index(Call call) {
    Tensor index = call.tensor("index");
    String function = call.op().function();
    int dim = index.shape().dim();
    boolean isInt = index.dtype() == DType.INT32;
    if (function.equals("index_copy")) {
      if (dim > 1) {
        throw TorchError.index(
            "index_copy_(): Index should have dimension 1 or 0 (got %d)".formatted(dim));
      }
      if (index.dtype() != DType.INT64) {
        throw TorchError.runtime(
            "index_copy_(): Expected a long tensor for index, but got "
                + index.dtype().legacyName());
      }
    }
    if (dim > 1 && function.equals("index_add")) {
      throw TorchError.index(
          "index_add_(): Index is supposed to be a vector, but got dim: %d with type: %s and size: %s"
              .formatted(dim, index.dtype().legacyName(), index.shape()));
    }
    if (function.equals("index_fill") && index.dtype() != DType.INT64 && !isInt) {
      throw TorchError.index("index_fill_(): Expected dtype int64 for index.");
    }
    if (dim > 1 && function.equals("index_fill")) {
      throw TorchError.runtime("Index has to be a vector/scalar");
    }
    if (index.dtype() != DType.INT64 && !isInt) {
      throw TorchError.runtime(
          "%s_(): Expected dtype int32/int64 for index but got: %s"
              .formatted(call.op().function(), index.dtype().legacyName()));
    }
    return Values.ints(index);
  }

  private static void check(Call call, Tensor source, int dim, int count) {
    Tensor self = call.self();
    String function = call.op().function();
    boolean adds = function.equals("index_add");
    if (source.dtype() != self.dtype()) {
      throw TorchError.runtime(
          "%s_(): self (%s) and source (%s) must have the same scalar type"
              .formatted(function, self.dtype().legacyName(), source.dtype().legacyName()));
    }
    if (!adds
        && self.shape().dim() > 0
        && source.shape().dim() > 0
        && self.shape().dim() != source.shape().dim()) {
      throw TorchError.index(
          "%s_(): When source and destination are not scalars, their dimensionality must match. Source dimensionality (%d), destination dimensionality (%d)"
              .formatted(function, source.shape().dim(), self.shape().dim()));
    }
    int slices =
        source.shape().dim() == 0
            ? 1
            : source.shape().size(Math.min(dim, source.shape().dim() - 1));
    if (slices != count) {
      throw new TorchError(
          adds ? TorchError.Kind.RUNTIME : TorchError.Kind.INDEX,
          adds
              ? "%s_(): Number of indices (%d) should be equal to source.size(dim): (%d), for dim: %d"
                  .formatted(function, count, slices, dim)
              : "%s_(): Number of indices (%d) should be equal to source.size(dim) (%d)"
                  .formatted(function, count, slices));
    }
    int[] to = self.shape().toArray();
    int[] from = source.shape().toArray();
    if (to.length > 0) {
      to[dim] = count;
    }
    if (from.length > 0 && !java.util.Arrays.equals(to, from)) {
      throw TorchError.runtime(
          adds
              ? "source tensor shape must match self tensor shape, excluding the specified"
                  + " dimension. Got self.shape = %s source.shape = %s"
                      .formatted(Shape.bracketed(self.shape().toArray()), Shape.bracketed(from))
              : "%s_(): Source/destination tensor must have same slice shapes. Destination slice"
                      .formatted(function)
                  + " shape: %s at dimension %d and source slice shape: %s at dimension %d."
                      .formatted(slice(self.shape(), dim), dim, slice(source.shape(), dim), 0));
    }
  }

  private static String slice(Shape shape, int dim) {
    StringBuilder sizes = new StringBuilder();
    for (int d = 0; d < shape.dim(); d++) {
      if (d != dim) {
        sizes.append(sizes.length() == 0 ? "" : " ").append(shape.size(d));
      }
    }
    return sizes.toString();
  }

  private static int place(Call call, int index, int dim, int n) {
    boolean fills = call.op().function().equals("index_fill");
    int at = fills && index < 0 ? index + n : index;
    if (at < 0 || at >= n) {
      String function = call.op().function();
      throw new TorchError(
          function.equals("index_add") ? TorchError.Kind.RUNTIME : TorchError.Kind.INDEX,
          (function.equals("index_copy") ? "index_copy_(): " : "")
              + "index %d is out of bounds for dimension %d with size %d".formatted(index, dim, n));
    }
    return at;
  }
}
