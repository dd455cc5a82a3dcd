package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.TorchError;

/** The rows that make columns of the windows of an image, and images of such columns. */
final class Unfolding {
  private Unfolding() {}

  private static final String[] WINDOWS = {"kernel_size", "dilation", "padding", "stride"};

  private static final Set<DType> FOLDED =
      EnumSet.of(DType.BOOL, DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64);

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "im2col(Tensor self, Ints kernel_size, Ints dilation=[1], Ints padding=[0], Ints"
                      + " stride=[1])")
              .types(TypeRule.only(FOLDED, "im2col_out_cpu"))
              .kernel(call -> patches(call, call.self().shape()).apply(call, 0))
              .internal()
              .reads("the {kernel_size} patches of {self}", "unfold")
              .backward("Im2ColBackward0")
              .spreads(2, "kernel_size", "dilation", "padding", "stride")
              .derivative(
                  "self",
                  "{g} added back",
                  (b, g) -> {
                    int[] sizes = b.shapeOf("self").toArray();
                    int[] image = {sizes[sizes.length - 2], sizes[sizes.length - 1]};
                    return b.callWith("col2im", List.of(g, image), WINDOWS);
                  })
              .samples(
                  Sample.of(tensor(1, 2, 4, 4), new int[] {2, 2}),
                  Sample.of(tensor(2, 3, 4), new int[] {2, 2}))
              .build(),
          Op.define(
                  "col2im(Tensor self, Ints output_size, Ints kernel_size, Ints dilation=[1], Ints"
                      + " padding=[0], Ints stride=[1])")
              .types(TypeRule.only(FOLDED, "col2im_out_cpu"))
              .kernel(
                  call -> {
                    Resampling.Mixture back = unpatched(call, call.self().shape());
                    return back.apply(call, 0);
                  })
              .internal()
              .reads("the image of the patches {self}", "fold")
              .backward("Col2ImBackward0")
              .spreads(2, "kernel_size", "dilation", "padding", "stride")
              .derivative(
                  "self", "the patches of {g}", (b, g) -> b.callWith("im2col", List.of(g), WINDOWS))
              .samples(
                  Sample.of(tensor(1, 4, 9), new int[] {4, 4}, new int[] {2, 2}),
                  Sample.of(tensor(4, 6), new int[] {3, 4}, new int[] {2, 2}))
              .build());

  /** The layout of patches: rows are kernel positions of channels, columns are places. */
  private record Patches(
      int batch, int channels, int[] image, int[] kernel, int[] counts, int[] places) {

    static Patches of(Call call, int batch, int channels, int[] image) {
      int[] kernel = call.ints("kernel_size", 2);
      int[] dilation = call.ints("dilation", 2);
      int[] padding = call.ints("padding", 2);
      int[] stride = call.ints("stride", 2);
      int[] counts = new int[2];
      for (int d = 0; d < 2; d++) {
        int room = image[d] + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1;
        counts[d] = Math.floorDiv(room, stride[d]) + 1;
      }
      if (counts[0] < 1 || counts[1] < 1) {
        return new Patches(batch, channels, image, kernel, counts, new int[0]);
      }
      int rows = channels * kernel[0] * kernel[1];
      int columns = counts[0] * counts[1];
      int[] places = new int[batch * rows * columns];
      for (int i = 0; i < places.length; i++) {
        int column = i % columns;
        int row = i / columns % rows;
        int b = i / columns / rows;
        int kw = row % kernel[1];
        int kh = row / kernel[1] % kernel[0];
        int c = row / kernel[1] / kernel[0];
        int h = column / counts[1] * stride[0] - padding[0] + kh * dilation[0];
        int w = column % counts[1] * stride[1] - padding[1] + kw * dilation[1];
        boolean inside = h >= 0 && h < image[0] && w >= 0 && w < image[1];
        places[i] = inside ? ((b * channels + c) * image[0] + h) * image[1] + w : -1;
      }
      return new Patches(batch, channels, image, kernel, counts, places);
    }
  }

  private static Resampling.Mixture pairs(Shape shape, int[] places, boolean forward) {
    int[] inside = IntStream.range(0, places.length).filter(i -> places[i] >= 0).toArray();
    IntUnaryOperator place = i -> places[i];
    int[] at = Arrays.stream(inside).map(place).toArray();
    double[] ones = new double[inside.length];
    Arrays.fill(ones, 1);
    return forward
        ? new Resampling.Mixture(shape, inside, at, ones)
        : new Resampling.Mixture(shape, at, inside, ones);
  }

  private static String pair(int[] values) {
    return "(%d, %d)".formatted(values[0], values[1]);
  }

  /** A shape without its first dimension, that of the batch. */
  private static Shape ofOne(Shape batch) {
    return Shape.of(Arrays.copyOfRange(batch.toArray(), 1, batch.dim()));
  }

  private static Shape batchOf(Shape one) {
    int[] sizes = new int[one.dim() + 1];
    sizes[0] = 1;
    System.arraycopy(one.toArray(), 0, sizes, 1, one.dim());
    return Shape.of(sizes);
  }

  private static Resampling.Mixture patches(Call call, Shape images) {
    boolean single = images.dim() == 3;
    Shape from = single ? batchOf(images) : images;
    int[] image = {from.size(2), from.size(3)};
    Patches patches = Patches.of(call, from.size(0), from.size(1), image);
    if (patches.counts()[0] < 1 || patches.counts()[1] < 1) {
      throw TorchError.runtime(
          ("Given input with spatial size %s, kernel_size=%s, dilation=%s, padding=%s, calculated"
                  + " shape of the array of sliding blocks as %s, but its components must be at"
                  + " least one.")
              .formatted(
                  pair(image),
                  pair(patches.kernel()),
                  pair(call.ints("dilation", 2)),
                  pair(call.ints("padding", 2)),
                  pair(patches.counts())));
    }
    Shape shape =
        Shape.of(
            from.size(0),
            from.size(1) * patches.kernel()[0] * patches.kernel()[1],
            patches.counts()[0] * patches.counts()[1]);
    return pairs(single ? ofOne(shape) : shape, patches.places(), true);
  }

  private static Resampling.Mixture unpatched(Call call, Shape columns) {
    boolean single = columns.dim() == 2;
    Shape from = single ? batchOf(columns) : columns;
    int[] image = call.ints("output_size", 2);
    int[] kernel = call.ints("kernel_size", 2);
    int channels = from.size(1) / (kernel[0] * kernel[1]);
    Patches patches = Patches.of(call, from.size(0), channels, image);
    if (patches.counts()[0] * patches.counts()[1] != from.size(2)) {
      throw TorchError.runtime(
          ("Given output_size=%s, kernel_size=%s, dilation=%s, padding=%s, stride=%s, expected size"
                  + " of input's dimension 2 to match the calculated number of sliding blocks %d *"
                  + " %d = %d, but got input.size(2)=%d.")
              .formatted(
                  pair(image),
                  pair(kernel),
                  pair(call.ints("dilation", 2)),
                  pair(call.ints("padding", 2)),
                  pair(call.ints("stride", 2)),
                  patches.counts()[0],
                  patches.counts()[1],
                  patches.counts()[0] * patches.counts()[1],
                  from.size(2)));
    }
    Shape shape = Shape.of(from.size(0), channels, image[0], image[1]);
    return pairs(single ? ofOne(shape) : shape, patches.places(), false);
  }
}
