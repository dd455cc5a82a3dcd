package tapedeck.op;

import java.util.List;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * {@code grid_sample} for images: reads an image at the positions that a grid gives, between −1 and
 * 1 from edge to edge. Composed of indexing and products, so that gradients reach image and grid.
 */
final class GridSampler {
  private static final int BILINEAR = 0;
  private static final int NEAREST = 1;
  private static final int BORDER = 1;

  private GridSampler() {}

  static Tensor sample(Ops ops, Call call) {
    Tensor input = call.tensor("input");
    Tensor grid = call.tensor("grid");
    if (input.shape().dim() != 4) {
      throw TorchError.unsupported("grid_sample of other than 4-dimensional inputs");
    }
    int mode = call.integer("interpolation_mode");
    int padding = call.integer("padding_mode");
    if (mode > NEAREST || padding > BORDER) {
      throw TorchError.unsupported("this mode of grid_sample");
    }
    boolean align = call.flag("align_corners");
    int height = input.shape().size(2);
    int width = input.shape().size(3);
    Tensor x = pixels(ops, ops.select(grid, 3, 0), width, align);
    Tensor y = pixels(ops, ops.select(grid, 3, 1), height, align);
    if (padding == BORDER) {
      x = ops.call("clamp", x, 0L, (long) (width - 1));
      y = ops.call("clamp", y, 0L, (long) (height - 1));
    }
    if (mode == BILINEAR) {
      return bilinear(ops, input, x, y);
    }
    Tensor ones = ops.add(ops.mul(ops.detach(x), 0L), 1L);
    return corner(ops, input, ops.call("round", x), ops.call("round", y), ones);
  }

  private static Tensor pixels(Ops ops, Tensor position, int size, boolean align) {
    Tensor shifted = ops.add(position, 1L);
    return align
        ? ops.mul(ops.div(shifted, 2L), (long) (size - 1))
        : ops.div(ops.sub(ops.mul(shifted, (long) size), 1L), 2L);
  }

  private static Tensor bilinear(Ops ops, Tensor input, Tensor x, Tensor y) {
    Tensor left = ops.detach(ops.call("floor", x));
    Tensor top = ops.detach(ops.call("floor", y));
    Tensor right = ops.add(left, 1L);
    Tensor bottom = ops.add(top, 1L);
    Tensor toLeft = ops.sub(x, left);
    Tensor toTop = ops.sub(y, top);
    Tensor toRight = ops.sub(right, x);
    Tensor toBottom = ops.sub(bottom, y);
    List<Tensor> parts =
        List.of(
            corner(ops, input, left, top, ops.mul(toRight, toBottom)),
            corner(ops, input, right, top, ops.mul(toLeft, toBottom)),
            corner(ops, input, left, bottom, ops.mul(toRight, toTop)),
            corner(ops, input, right, bottom, ops.mul(toLeft, toTop)));
    Tensor sum = parts.get(0);
    for (Tensor part : parts.subList(1, parts.size())) {
      sum = ops.add(sum, part);
    }
    return sum;
  }

  /** The pixels at whole positions times {@code weight}; 0 outside of the image. */
  private static Tensor corner(Ops ops, Tensor input, Tensor x, Tensor y, Tensor weight) {
    Shape shape = input.shape();
    int height = shape.size(2);
    int width = shape.size(3);
    Tensor inside =
        ops.call(
            "logical_and",
            ops.call("logical_and", ops.call("ge", x, 0L), ops.call("lt", x, (long) width)),
            ops.call("logical_and", ops.call("ge", y, 0L), ops.call("lt", y, (long) height)));
    Tensor column = ops.to(ops.call("clamp", x, 0L, (long) (width - 1)), DType.INT64);
    Tensor row = ops.to(ops.call("clamp", y, 0L, (long) (height - 1)), DType.INT64);
    Tensor place = ops.add(ops.mul(row, (long) width), column);
    int batch = shape.size(0);
    int channels = shape.size(1);
    int outHeight = x.shape().size(1);
    int outWidth = x.shape().size(2);
    Tensor index =
        ops.call(
            Shapes.EXPAND,
            ops.reshape(place, batch, 1, -1),
            new int[] {batch, channels, outHeight * outWidth});
    Tensor flat = ops.reshape(input, batch, channels, -1);
    Tensor pixels =
        ops.reshape(ops.call("gather", flat, 2L, index), batch, channels, outHeight, outWidth);
    Tensor masked = ops.mul(weight, ops.to(inside, weight.dtype()));
    return ops.mul(pixels, ops.unsqueeze(masked, 1));
  }
}
