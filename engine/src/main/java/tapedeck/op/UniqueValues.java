package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.sizes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The rows of distinct values. */
final class UniqueValues {
  private UniqueValues() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "unique_consecutive(Tensor self, Bool return_inverse=False, Bool return_counts=False)")
              .kernels(
                  List.of("output", "inverse", "counts"),
                  call -> unique(call, Ordinals.of(call.self()), false))
              .reads("{self} without repetitions", "unique")
              .backward("UniqueConsecutiveBackward0")
              .differentiable(1)
              .derivative(
                  "self",
                  "not implemented",
                  (b, g) -> {
                    throw SpecialRows.missing("unique_consecutive");
                  })
              .samples(Sample.of(index(1, 1, 2, 2, 1)))
              .build(),
          Op.define("_unique2(Tensor self, Bool sorted=True)")
              .kernels(
                  List.of("output", "inverse", "counts"),
                  call -> unique(call, Ordinals.of(call.self()), true))
              .internal()
              .reads("the different elements of {self}", "unique")
              .backward("Unique2Backward0")
              .differentiable(1)
              .derivative(
                  "self",
                  "not implemented",
                  (b, g) -> {
                    throw SpecialRows.missing("_unique2");
                  })
              .samples(Sample.of(index(3, 1, 3, 2)))
              .build(),
          Op.define("unique_dim(Tensor self, Int dim)")
              .kernels(List.of("output", "inverse", "counts"), UniqueValues::uniqueRows)
              .internal()
              .reads("the different slices of {self}", "unique")
              .backward("UniqueDimBackward0")
              .differentiable(1)
              .derivative(
                  "self",
                  "not implemented",
                  (b, g) -> {
                    throw SpecialRows.missing("unique_dim");
                  })
              .samples(Sample.of(index(sizes(3, 2), 1, 2, 0, 1, 1, 2), 0L))
              .build());

  /** The elements, the place of each one among them, and how often each occurs. */
  private static List<Tensor> unique(Call call, Ordinals elements, boolean sorted) {
    double[] x = elements.numbers();
    double[] values;
    if (sorted) {
      values = Arrays.stream(x).sorted().distinct().toArray();
    } else {
      values =
          IntStream.range(0, x.length)
              .filter(i -> i == 0 || x[i] != x[i - 1])
              .mapToDouble(i -> x[i])
              .toArray();
    }
    long[] inverse = new long[x.length];
    long[] counts = new long[values.length];
    int run = -1;
    for (int i = 0; i < x.length; i++) {
      run = i == 0 || x[i] != x[i - 1] ? run + 1 : run;
      int at = sorted ? Arrays.binarySearch(values, x[i]) : run;
      inverse[i] = at;
      counts[at]++;
    }
    return List.of(
        elements.restored(call, call.self().dtype(), Shape.of(values.length), values),
        call.result(DType.INT64, call.self().shape(), inverse),
        call.result(DType.INT64, Shape.of(counts.length), counts));
  }

  private static List<Tensor> uniqueRows(Call call) {
    Tensor self = call.self();
    int dim = Shapes.wrap(call.integer("dim"), self.shape().dim());
    int n = self.shape().size(dim);
    int[] order =
        IntStream.concat(
                IntStream.of(dim), IntStream.range(0, self.shape().dim()).filter(d -> d != dim))
            .toArray();
    Ordinals elements = Ordinals.of(Folding.permuted(self, order));
    double[] x = elements.numbers();
    int width = n == 0 ? 0 : x.length / n;
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(Arrays.copyOfRange(x, i * width, (i + 1) * width));
    }
    List<double[]> distinct = new ArrayList<>();
    rows.stream()
        .sorted(Arrays::compare)
        .forEach(
            row -> {
              if (distinct.isEmpty() || !Arrays.equals(distinct.get(distinct.size() - 1), row)) {
                distinct.add(row);
              }
            });
    long[] inverse = new long[n];
    long[] counts = new long[distinct.size()];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < distinct.size(); k++) {
        if (Arrays.equals(distinct.get(k), rows.get(i))) {
          inverse[i] = k;
          counts[k]++;
        }
      }
    }
    int[] sizes = self.shape().toArray();
    sizes[dim] = distinct.size();
    int inner = 1;
    for (int d = dim + 1; d < sizes.length; d++) {
      inner *= sizes[d];
    }
    double[] out = new double[distinct.size() * width];
    for (int i = 0; i < out.length; i++) {
      int k = i / inner % distinct.size();
      out[i] = distinct.get(k)[i / inner / distinct.size() * inner + i % inner];
    }
    return List.of(
        Layout.relaid(call, elements.restored(call, self.dtype(), Shape.of(sizes), out), order),
        call.result(DType.INT64, Shape.of(n), inverse),
        call.result(DType.INT64, Shape.of(counts.length), counts));
  }
}
