package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.kernel.Copying;
import tapedeck.kernel.Walk;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that move channels of images among themselves and into their pixels. */
final class Shuffles {
  private Shuffles() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("pixel_shuffle(Tensor self, Int upscale_factor)")
              .kernel(call -> shuffled(call, call.integer("upscale_factor")))
              .reads(
                  "{self} with channels spread over {upscale_factor} × {upscale_factor} pixels",
                  "pixels")
              .backward("PixelShuffleBackward0")
              .derivative(
                  "self",
                  "{g} with its pixels gathered again",
                  (b, g) -> b.call("pixel_unshuffle", g, b.number("upscale_factor")))
              .samples(Sample.of(tensor(1, 4, 2, 2), 2L), Sample.of(tensor(8, 1, 3), 2L))
              .build(),
          Op.define("pixel_unshuffle(Tensor self, Int downscale_factor)")
              .kernel(call -> unshuffled(call, call.integer("downscale_factor")))
              .reads(
                  "{self} with {downscale_factor} × {downscale_factor} pixels as channels",
                  "channels")
              .backward("PixelUnshuffleBackward0")
              .derivative(
                  "self",
                  "{g} with its channels spread again",
                  (b, g) -> b.call("pixel_shuffle", g, b.number("downscale_factor")))
              .samples(Sample.of(tensor(1, 1, 4, 4), 2L), Sample.of(tensor(2, 2, 6), 2L))
              .build(),
          Op.define("channel_shuffle(Tensor self, Int groups)")
              .kernel(call -> channelsShuffled(call, call.integer("groups")))
              .reads("{self} with the channels of {groups} groups mixed", "shuffle")
              .backward("ChannelShuffleBackward0")
              .derivative(
                  "self",
                  "{g} with its channels in their places again",
                  (b, g) -> {
                    long channels = b.shapeOf("self").size(1);
                    return b.call("channel_shuffle", g, channels / b.number("groups").longValue());
                  })
              .samples(Sample.of(tensor(1, 6, 2), 2L), Sample.of(tensor(2, 4, 1, 2), 4L))
              .build());

  private static Tensor shuffled(Call call, int r) {
    Tensor self = call.self();
    Shape s = self.shape();
    int c = images("pixel_shuffle", s);
    if (r <= 0) {
      throw TorchError.runtime("pixel_shuffle expects a positive upscale_factor, but got " + r);
    }
    if (s.size(c) % (r * r) != 0) {
      throw TorchError.runtime(
          ("pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of"
                  + " upscale_factor, but input.size(-3)=%d is not divisible by %d")
              .formatted(s.size(c), r * r));
    }
    int[] t = self.strides();
    return gathered(
        call,
        lead(s, s.size(c) / (r * r), s.size(c + 1) * r, s.size(c + 2) * r),
        lead(s, s.size(c) / (r * r), s.size(c + 1), r, s.size(c + 2), r),
        lead(t, c, r * r * t[c], t[c + 1], r * t[c], t[c + 2], t[c]));
  }

  private static Tensor unshuffled(Call call, int r) {
    Tensor self = call.self();
    Shape s = self.shape();
    int c = images("pixel_unshuffle", s);
    if (r <= 0) {
      throw TorchError.runtime("pixel_unshuffle expects a positive downscale_factor, but got " + r);
    }
    checkDivides("height", s.size(c + 1), -2, r);
    checkDivides("width", s.size(c + 2), -1, r);
    int h = s.size(c + 1) / r;
    int w = s.size(c + 2) / r;
    int[] t = self.strides();
    return gathered(
        call,
        lead(s, s.size(c) * r * r, h, w),
        lead(s, s.size(c), r, r, h, w),
        lead(t, c, t[c], t[c + 1], t[c + 2], r * t[c + 1], r * t[c + 2]));
  }

  private static Tensor channelsShuffled(Call call, int groups) {
    Tensor self = call.self();
    int[] s = self.shape().toArray();
    if (s.length <= 2) {
      throw TorchError.runtime(
          "channel_shuffle expects input with > 2 dims, but got input with sizes "
              + Arrays.toString(s));
    }
    if (groups <= 0) {
      throw TorchError.runtime(
          "Number of groups to divide channels in must be positive. Value of groups:" + groups);
    }
    if (s[1] % groups != 0) {
      throw TorchError.runtime(
          "Number of channels must be divisible by groups. Got %d channels and %d groups."
              .formatted(s[1], groups));
    }
    int[] sizes = new int[s.length + 1];
    int[] strides = new int[s.length + 1];
    int[] t = self.strides();
    System.arraycopy(s, 2, sizes, 3, s.length - 2);
    System.arraycopy(t, 2, strides, 3, s.length - 2);
    sizes[0] = s[0];
    sizes[1] = s[1] / groups;
    sizes[2] = groups;
    strides[0] = t[0];
    strides[1] = t[1];
    strides[2] = s[1] / groups * t[1];
    return gathered(call, self.shape().toArray(), sizes, strides);
  }

  /** Where the channels are in images of some shape. */
  private static int images(String name, Shape shape) {
    if (shape.dim() < 3) {
      throw TorchError.runtime(
          "%s expects input to have at least 3 dimensions, but got input with %d dimension(s)"
              .formatted(name, shape.dim()));
    }
    return shape.dim() - 3;
  }

  private static void checkDivides(String what, int size, int dim, int factor) {
    if (size % factor != 0) {
      throw TorchError.runtime(
          ("pixel_unshuffle expects %s to be divisible by downscale_factor, but input.size(%d)=%d"
                  + " is not divisible by %d")
              .formatted(what, dim, size, factor));
    }
  }

  private static int[] lead(Shape shape, int... sizes) {
    return lead(shape.toArray(), shape.dim() - 3, sizes);
  }

  /** The first numbers of an array, and others behind them. */
  private static int[] lead(int[] first, int count, int... others) {
    int[] all = Arrays.copyOf(first, count + others.length);
    System.arraycopy(others, 0, all, count, others.length);
    return all;
  }

  /** The elements of the argument in the order of other sizes and strides. */
  private static Tensor gathered(Call call, int[] shape, int[] sizes, int[] strides) {
    Tensor self = call.self();
    Shape result = Shape.of(shape);
    Storage out = Storage.allocate(self.dtype(), result.numel());
    Walk walk = new Walk(sizes, strides, self.offset());
    Copying.gather(self.storage().array(), walk, out.writable(), 0, result.numel());
    return call.contiguous(out, result);
  }
}
