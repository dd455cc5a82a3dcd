package tapedeck.op;

import tapedeck.tensor.DType;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Numbers of which each in a range is as likely: {@code uniform_} and {@code random_}. */
final class UniformNumbers {
  private UniformNumbers() {}

  static Tensor uniform(Call call) {
    Tensor self = call.self();
    double from = call.real("from");
    double to = call.real("to");
    if (self.dtype().isFloating()) {
      checkBound("from", from, self.dtype());
      checkBound("to", to, self.dtype());
    }
    if (from > to) {
      throw TorchError.runtime(
          "uniform_ expects to return a [from, to) range, but found from=%s > to=%s"
              .formatted(Randomness.number(from), Randomness.number(to)));
    }
    if (!self.dtype().isFloating()) {
      throw Randomness.notImplemented("check_uniform_bounds", self.dtype());
    }
    if (!(to - from <= self.dtype().largest())) {
      throw TorchError.runtime(
          ("uniform_ expects to-from <= std::numeric_limits<%s>::max(), but found to=%s and from=%s"
                  + " which result in to-from to exceed the limit")
              .formatted(
                  self.dtype().legacyName(), Randomness.number(to), Randomness.number(from)));
    }
    RandomGenerator random = call.random();
    return Randomness.inMemoryOrder(
        call,
        arranged -> {
          double[] out = new double[arranged.shape().numel()];
          for (int i = 0; i < out.length; i++) {
            out[i] =
                self.dtype() == DType.FLOAT64
                    ? random.nextDouble(from, to)
                    : random.nextFloat((float) from, (float) to);
          }
          return call.rounded(self.dtype(), arranged.shape(), out);
        });
  }

  private static void checkBound(String name, double value, DType type) {
    double least = type == DType.BOOL || type == DType.UINT8 ? 0 : -type.largest();
    if (!(value >= (type.isFloating() ? least : least - (least < 0 ? 1 : 0))
        && value <= type.largest())) {
      throw TorchError.runtime("%s is out of bounds for %s".formatted(name, type.cName()));
    }
  }

  static Tensor integers(Call call) {
    Tensor self = call.self();
    DType type = self.dtype();
    RandomGenerator random = call.random();
    Storage storage = Storage.allocate(type, self.shape().numel());
    boolean bounded = call.has("from");
    long from = bounded ? call.number("from").longValue() : 0;
    long to = call.has("to") ? call.number("to").longValue() : from;
    if (bounded && !call.has("to")) {
      from = 0;
    }
    if (bounded && from >= to) {
      throw TorchError.runtime(
          "random_ expects 'from' to be less than 'to', but got from=%d >= to=%d"
              .formatted(from, to));
    }
    if (bounded) {
      checkBound("from", (double) from, type);
      checkBound("to - 1", to - 1.0, type);
    }
    for (int i = 0; i < storage.length(); i++) {
      long drawn = bounded ? random.nextInteger(from, to) : unbounded(random, type);
      if (type.isFloating()) {
        storage.set(i, (double) drawn);
      } else {
        storage.set(i, drawn);
      }
    }
    return Randomness.inMemoryOrder(call, arranged -> call.contiguous(storage, arranged.shape()));
  }

  /** Any number that the type holds exactly and that is not negative. */
  private static long unbounded(RandomGenerator random, DType type) {
    return switch (type) {
      case FLOAT64 -> Long.remainderUnsigned(random.nextLong(), (1L << 53) + 1);
      case INT64 -> random.nextLong() & Long.MAX_VALUE;
      case FLOAT32 -> (random.nextWord() & 0xffffffffL) % ((1L << 24) + 1);
      case FLOAT16 -> (random.nextWord() & 0xffffffffL) % ((1L << 11) + 1);
      case BFLOAT16 -> (random.nextWord() & 0xffffffffL) % ((1L << 8) + 1);
      case INT32 -> random.nextWord() & Integer.MAX_VALUE;
      case INT16 -> random.nextWord() & Short.MAX_VALUE;
      case INT8 -> random.nextWord() & Byte.MAX_VALUE;
      case UINT8 -> random.nextWord() & 0xff;
      case BOOL -> random.nextWord() & 1;
    };
  }
}
