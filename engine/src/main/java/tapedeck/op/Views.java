package tapedeck.op;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The kernels that look at a storage in another way. */
final class Views {
  private Views() {}

  static Tensor view(Call call) {
    Tensor self = call.tensor("self");
    Shape shape = inferred(self, call.ints("size"));
    int[] strides = strides(self, shape);
    if (strides == null) {
      throw TorchError.runtime(
          "view size is not compatible with input tensor's size and stride (at least one dimension"
              + " spans across two contiguous subspaces). Use .reshape(...) instead.");
    }
    return call.view(self, shape, strides, self.offset());
  }

  /** Whether a view can show {@code self} in these sizes. */
  static boolean isViewable(Tensor self, int[] sizes) {
    return strides(self, inferred(self, sizes)) != null;
  }

  /** The sizes with −1 replaced by what is left. */
  private static Shape inferred(Tensor self, int[] sizes) {
    int numel = self.shape().numel();
    int open = -1;
    int product = 1;
    for (int d = 0; d < sizes.length; d++) {
      if (sizes[d] == -1) {
        if (open >= 0) {
          throw TorchError.runtime("only one dimension can be inferred");
        }
        open = d;
      } else if (sizes[d] < 0) {
        throw TorchError.runtime(
            "invalid shape dimension %d at index %d of shape %s"
                .formatted(sizes[d], d, Arrays.toString(sizes)));
      } else {
        product *= sizes[d];
      }
    }
    boolean fits = open < 0 ? product == numel : product > 0 && numel % product == 0;
    if (open >= 0 && product == 0 && numel == 0) {
      throw TorchError.runtime(
          ("cannot reshape tensor of 0 elements into shape %s because the unspecified dimension"
                  + " size -1 can be any value and is ambiguous")
              .formatted(Shape.bracketed(sizes)));
    }
    if (!fits) {
      throw TorchError.runtime(
          "shape '" + Shape.bracketed(sizes) + "' is invalid for input of size " + numel);
    }
    int[] full = sizes.clone();
    if (open >= 0) {
      full[open] = numel / product;
    }
    return Shape.of(full);
  }

  /**
   * The strides with which {@code self} looks like {@code shape}, null if only a copy can. Runs of
   * dimensions that are contiguous among themselves are split anew.
   */
  static int @Nullable [] strides(Tensor self, Shape shape) {
    if (self.isContiguous() || self.shape().numel() == 0) {
      return shape.contiguousStrides();
    }
    int[] strides = new int[shape.dim()];
    int view = shape.dim() - 1;
    int[] old = self.strides();
    int base = old[old.length - 1];
    int run = 1;
    int used = 1;
    for (int d = old.length - 1; d >= 0; d--) {
      run *= self.shape().size(d);
      boolean ends = d == 0 || (self.shape().size(d - 1) != 1 && old[d - 1] != run * base);
      if (ends) {
        while (view >= 0 && (used < run || shape.size(view) == 1)) {
          strides[view] = used * base;
          used *= shape.size(view);
          view--;
        }
        if (used != run) {
          return null;
        }
        if (d > 0) {
          base = old[d - 1];
          run = 1;
          used = 1;
        }
      }
    }
    return view == -1 ? strides : null;
  }

  static Tensor t(Call call) {
    Tensor self = call.tensor("self");
    if (self.shape().dim() > 2) {
      throw TorchError.runtime(
          "t() expects a tensor with <= 2 dimensions, but self is " + self.shape().dim() + "D");
    }
    return self.shape().dim() < 2 ? swapped(call, self, 0, 0) : swapped(call, self, 0, 1);
  }

  static Tensor transpose(Call call) {
    Tensor self = call.tensor("self");
    int dim = self.shape().dim();
    int first = Shapes.wrap(call.number("dim0").intValue(), dim);
    int second = Shapes.wrap(call.number("dim1").intValue(), dim);
    return swapped(call, self, first, second);
  }

  private static Tensor swapped(Call call, Tensor self, int first, int second) {
    int[] sizes = self.shape().toArray();
    int[] strides = self.strides().clone();
    if (first != second) {
      sizes[first] = self.shape().size(second);
      sizes[second] = self.shape().size(first);
      strides[first] = self.strides()[second];
      strides[second] = self.strides()[first];
    }
    return call.view(self, Shape.of(sizes), strides, self.offset());
  }

  static Tensor unsqueeze(Call call) {
    Tensor self = call.tensor("self");
    int dim = self.shape().dim();
    int at = Shapes.wrap(call.number("dim").intValue(), dim + 1);
    int[] sizes = inserted(self.shape().toArray(), at, 1);
    int stride = at < dim ? self.shape().size(at) * self.strides()[at] : 1;
    return call.view(self, Shape.of(sizes), inserted(self.strides(), at, stride), self.offset());
  }

  private static int[] inserted(int[] values, int at, int value) {
    int[] result = Arrays.copyOf(values, values.length + 1);
    System.arraycopy(values, at, result, at + 1, values.length - at);
    result[at] = value;
    return result;
  }
}
