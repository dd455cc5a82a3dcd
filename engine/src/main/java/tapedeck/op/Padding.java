package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;

/** The rows that pad. */
final class Padding {
  private Padding() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("constant_pad_nd(Tensor self, Ints pad, Number value=0)")
              .kernel(
                  call ->
                      Resampling.padding(call, call.self().shape(), Padding::nothing)
                          .apply(call, call.real("value")))
              .internal()
              .reads("{self} padded by {pad} with {value}", "pad")
              .backward("ConstantPadNdBackward0")
              .derivative(
                  "self",
                  "{g} without the padding",
                  (b, g) ->
                      b.call(
                          "constant_pad_nd",
                          g,
                          Arrays.stream(b.ints("pad")).map(p -> -p).toArray(),
                          0L))
              .samples(
                  Sample.of(tensor(2, 3), new int[] {1, 2}, 1.5),
                  Sample.of(tensor(2, 3), new int[] {1, 0, 0, -1}))
              .build(),
          Resampling.border("reflection_pad", "ReflectionPad", Padding::reflected, 1),
          Resampling.borderGradient("reflection_pad", "ReflectionPad", Padding::reflected, 1),
          Resampling.border("reflection_pad", "ReflectionPad", Padding::reflected, 2),
          Resampling.borderGradient("reflection_pad", "ReflectionPad", Padding::reflected, 2),
          Resampling.border("reflection_pad", "ReflectionPad", Padding::reflected, 3),
          Resampling.borderGradient("reflection_pad", "ReflectionPad", Padding::reflected, 3),
          Resampling.border("replication_pad", "ReplicationPad", Padding::nearest, 1),
          Resampling.borderGradient("replication_pad", "ReplicationPad", Padding::nearest, 1),
          Resampling.border("replication_pad", "ReplicationPad", Padding::nearest, 2),
          Resampling.borderGradient("replication_pad", "ReplicationPad", Padding::nearest, 2),
          Resampling.border("replication_pad", "ReplicationPad", Padding::nearest, 3),
          Resampling.borderGradient("replication_pad", "ReplicationPad", Padding::nearest, 3));

  private static int nothing(int position, int size) {
    return position >= 0 && position < size ? position : -1;
  }

  private static int reflected(int position, int size) {
    int at = position < 0 ? -position : position;
    return at >= size ? 2 * (size - 1) - at : at;
  }

  private static int nearest(int position, int size) {
    return Math.max(0, Math.min(position, size - 1));
  }
}
