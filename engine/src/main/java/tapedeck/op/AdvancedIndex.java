package tapedeck.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The places that index tensors name, with NumPy's rules: the indices are broadcast with each
 * other, a mask counts as the indices of its true elements, and where the indexed dimensions are
 * not neighbours the broadcast dimensions come first.
 *
 * @param shape the shape of what is read or written
 * @param places for each of its elements the place in the memory of the indexed tensor
 * @param order how the dimensions of what is read lie in memory; see {@link Layout#of}
 */
record AdvancedIndex(Shape shape, int[] places, int @Nullable [] order) {

  /**
   * @param indices one for each of the first dimensions; null takes the dimension whole
   */
  static AdvancedIndex of(Tensor self, List<@Nullable Tensor> indices) {
    List<@Nullable Tensor> expanded = withoutMasks(self, indices);
    if (expanded.size() > self.shape().dim()) {
      throw TorchError.index("too many indices for tensor of dimension " + self.shape().dim());
    }
    Shape common = Shape.SCALAR;
    for (Tensor index : expanded) {
      if (index != null) {
        common = broadcast(common, index.shape(), expanded);
      }
    }
    return laid(self, expanded, common);
  }

  private static Shape broadcast(Shape a, Shape b, List<@Nullable Tensor> indices) {
    try {
      return Shape.broadcast(a, b);
    } catch (TorchError mismatch) {
      List<String> shapes = new ArrayList<>();
      for (Tensor index : indices) {
        if (index != null) {
          shapes.add(index.shape().toString());
        }
      }
      throw TorchError.index(
          "shape mismatch: indexing tensors could not be broadcast together with shapes "
              + String.join(", ", shapes));
    }
  }

  /** Each mask as the indices of its true elements, one tensor for each of its dimensions. */
  private static List<@Nullable Tensor> withoutMasks(Tensor self, List<@Nullable Tensor> indices) {
    List<@Nullable Tensor> expanded = new ArrayList<>();
    for (Tensor index : indices) {
      if (index == null || (index.dtype() != DType.BOOL && index.dtype() != DType.UINT8)) {
        if (index != null && index.dtype().isFloating()) {
          throw TorchError.index("tensors used as indices must be long, int, byte or bool tensors");
        }
        expanded.add(index);
        continue;
      }
      for (int d = 0; d < index.shape().dim(); d++) {
        int at = expanded.size() + d;
        if (at >= self.shape().dim() || index.shape().size(d) != self.shape().size(at)) {
          throw TorchError.index(
              at >= self.shape().dim()
                  ? "too many indices for tensor of dimension " + self.shape().dim()
                  : "The shape of the mask %s at index %d does not match the shape of the indexed tensor %s at index %d"
                      .formatted(index.shape(), d, self.shape(), at));
        }
      }
      expanded.addAll(coordinates(index));
    }
    return expanded;
  }

  /** The coordinates of the elements that are not 0, one int64 tensor for each dimension. */
  static List<Tensor> coordinates(Tensor mask) {
    double[] values = Values.doubles(mask);
    int count = 0;
    for (double value : values) {
      count += value != 0 ? 1 : 0;
    }
    int dim = mask.shape().dim();
    long[][] columns = new long[dim][count];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        int rest = i;
        for (int d = dim - 1; d >= 0; d--) {
          columns[d][next] = rest % mask.shape().size(d);
          rest /= mask.shape().size(d);
        }
        next++;
      }
    }
    List<Tensor> tensors = new ArrayList<>();
    for (long[] column : columns) {
      tensors.add(Tensor.contiguous(0, Storage.of(column), Shape.of(count)));
    }
    return tensors;
  }

  private static AdvancedIndex laid(Tensor self, List<@Nullable Tensor> indices, Shape common) {
    int dim = self.shape().dim();
    int first = -1;
    int last = -1;
    int indexed = 0;
    for (int d = 0; d < indices.size(); d++) {
      if (indices.get(d) != null) {
        first = first < 0 ? d : first;
        last = d;
        indexed++;
      }
    }
    boolean neighbours = indexed == 0 || last - first + 1 == indexed;
    int lead = neighbours ? Math.max(first, 0) : 0;
    // the whole dimensions in their order, with the broadcast ones put in behind `lead` of them
    List<Integer> whole = new ArrayList<>();
    for (int d = 0; d < dim; d++) {
      if (d >= indices.size() || indices.get(d) == null) {
        whole.add(d);
      }
    }
    int[] offsets = offsets(self, indices, common);
    int[] sizes = new int[whole.size() + common.dim()];
    int[] strides = new int[sizes.length];
    for (int d = 0; d < sizes.length; d++) {
      boolean inCommon = d >= lead && d < lead + common.dim();
      int own = inCommon ? 0 : whole.get(d < lead ? d : d - common.dim());
      sizes[d] = inCommon ? common.size(d - lead) : self.shape().size(own);
      strides[d] = inCommon ? 0 : self.strides()[own];
    }
    Shape shape = Shape.of(sizes);
    int inner = 1;
    for (int d = lead + common.dim(); d < sizes.length; d++) {
      inner *= sizes[d];
    }
    int[] places = new int[shape.numel()];
    Walk walk = new Walk(sizes, strides, self.offset());
    for (int i = 0; i < places.length; i++, walk.advance()) {
      places[i] = walk.position() + offsets[i / inner % common.numel()];
    }
    List<Tensor> operands = new ArrayList<>();
    operands.add(self.view(0, shape, strides, self.offset()));
    for (Tensor index : indices) {
      if (index != null) {
        operands.add(between(index, common, lead, sizes.length));
      }
    }
    return new AdvancedIndex(shape, places, Layout.of(shape, operands.toArray(Tensor[]::new)));
  }

  /** The index, expanded, with a dimension of one element for each that is taken whole. */
  private static Tensor between(Tensor index, Shape common, int lead, int dim) {
    int[] sizes = new int[dim];
    Arrays.fill(sizes, 1);
    System.arraycopy(common.toArray(), 0, sizes, lead, common.dim());
    Shape shape = Shape.of(sizes);
    int[] strides = BinaryKernel.broadcastStrides(index, common);
    Tensor expanded = index.view(0, common, strides, index.offset());
    int[] viewed = Views.strides(expanded, shape);
    return index.view(0, shape, viewed == null ? shape.contiguousStrides() : viewed, 0);
  }

  /** Whether a dimension without an index has no elements. */
  private static boolean isEmptyBeside(Tensor self, List<@Nullable Tensor> indices) {
    for (int d = 0; d < self.shape().dim(); d++) {
      if (self.shape().size(d) == 0 && (d >= indices.size() || indices.get(d) == null)) {
        return true;
      }
    }
    return false;
  }

  /** What the indices add to a place, for each element of their common shape. */
  private static int[] offsets(Tensor self, List<@Nullable Tensor> indices, Shape common) {
    int[] offsets = new int[common.numel()];
    for (int d = 0; d < indices.size(); d++) {
      if (indices.get(d) != null && self.shape().size(d) == 0 && offsets.length > 0) {
        throw TorchError.index("index is out of bounds for dimension with size 0");
      }
    }
    if (isEmptyBeside(self, indices)) {
      // where there is nothing to read, PyTorch looks at no index
      return offsets;
    }
    for (int d = 0; d < indices.size(); d++) {
      Tensor index = indices.get(d);
      if (index == null) {
        continue;
      }
      int size = self.shape().size(d);
      int ordinal = 0;
      for (Tensor before : indices.subList(0, d)) {
        // PyTorch counts the indexed dimensions alone
        ordinal += before == null ? 0 : 1;
      }
      long[] at = (long[]) Values.expanded(index, common, DType.INT64);
      for (int i = 0; i < at.length; i++) {
        if (at[i] < -size || at[i] >= size) {
          throw TorchError.index(
              "index %d is out of bounds for dimension %d with size %d"
                  .formatted(at[i], ordinal, size));
        }
        offsets[i] += (int) (at[i] < 0 ? at[i] + size : at[i]) * self.strides()[d];
      }
    }
    return offsets;
  }
}
