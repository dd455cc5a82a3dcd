package tapedeck.op;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * The elements of a tensor, row by row, as float64 numbers that compare as the elements do: the
 * elements themselves, or, for integers that float64 does not hold, their ranks.
 *
 * @param numbers one for each element
 * @param ranked what stands for each rank, ascending; null where the numbers are the elements
 */
record Ordinals(double[] numbers, long @Nullable [] ranked) {
  /** Up to here float64 holds every integer. */
  private static final long EXACT = 1L << 53;

  static Ordinals of(Tensor tensor) {
    return together(tensor).get(0);
  }

  /** Those of several tensors, which compare with each other. */
  static java.util.List<Ordinals> together(Tensor... tensors) {
    boolean exact = true;
    LongStream all = LongStream.empty();
    for (Tensor tensor : tensors) {
      if (tensor.dtype() == DType.INT64) {
        long[] longs = Values.longs(tensor);
        for (long element : longs) {
          exact &= Math.abs(element) <= EXACT && element != Long.MIN_VALUE;
        }
        all = LongStream.concat(all, Arrays.stream(longs));
      }
    }
    if (exact || Arrays.stream(tensors).anyMatch(tensor -> tensor.dtype().isFloating())) {
      return Arrays.stream(tensors).map(t -> new Ordinals(Values.doubles(t), null)).toList();
    }
    long[] ranked = LongStream.concat(all, others(tensors)).sorted().distinct().toArray();
    return Arrays.stream(tensors)
        .map(
            t ->
                new Ordinals(
                    Arrays.stream(Values.longs(t))
                        .mapToDouble(element -> Arrays.binarySearch(ranked, element))
                        .toArray(),
                    ranked))
        .toList();
  }

  private static LongStream others(Tensor... tensors) {
    return Arrays.stream(tensors)
        .filter(tensor -> tensor.dtype() != DType.INT64)
        .flatMapToLong(tensor -> Arrays.stream(Values.longs(tensor)));
  }

  /** A tensor of the elements that some of the numbers stand for. */
  Tensor restored(Call call, DType type, Shape shape, double[] chosen) {
    long[] elements = ranked;
    return elements == null
        ? call.rounded(type, shape, chosen)
        : call.result(
            type, shape, Arrays.stream(chosen).mapToLong(rank -> elements[(int) rank]).toArray());
  }
}
