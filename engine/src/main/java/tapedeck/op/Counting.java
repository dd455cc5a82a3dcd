package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.mask;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.kernel.RowNorm;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that count, look up, and answer yes or no about whole tensors. */
public final class Counting {
  private Counting() {}

  private static final TypeRule DISTANCE_TYPES =
      TypeRule.in(TypeRule.FLOATING, "cdist only supports floating-point dtypes, X1 got: %s")
          .then(
              call -> {
                DType second = call.tensor("x2").dtype();
                if (!second.isFloating()) {
                  throw TorchError.runtime(
                      "cdist only supports floating-point dtypes, X2 got: " + second.legacyName());
                }
              })
          .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "cdist"))
          .then(TypeRule.alike("x2"));

  static final List<Op> ROWS =
      List.of(
          Op.define("nonzero(Tensor self)")
              .kernel(
                  call -> {
                    List<Tensor> columns = AdvancedIndex.coordinates(call.self());
                    int dim = columns.size();
                    int count =
                        dim == 0
                            ? Values.scalar(call.self()) != 0 ? 1 : 0
                            : columns.get(0).shape().numel();
                    long[] out = new long[count * dim];
                    for (int d = 0; d < dim; d++) {
                      long[] column = Values.longs(columns.get(d));
                      for (int i = 0; i < count; i++) {
                        out[d * count + i] = column[i];
                      }
                    }
                    Tensor columnwise = call.result(DType.INT64, Shape.of(dim, count), out);
                    return call.view(
                        columnwise, Shape.of(count, dim), new int[] {1, Math.max(count, 1)}, 0);
                  })
              .reads("places of {self} that are not 0", "≠0")
              .samples(Sample.of(mask(sizes(2, 2), 0, 1, 1, 0)))
              .build(),
          Op.define("count_nonzero(Tensor self, Dims dim=[])")
              .kernel(
                  call -> {
                    Folding rows = Folding.of(call.self(), call.ints("dim"), false);
                    double[] x = rows.doubles();
                    long[] out = new long[rows.rows()];
                    for (int i = 0; i < x.length; i++) {
                      out[i / rows.count()] += x[i] != 0 ? 1 : 0;
                    }
                    return call.result(DType.INT64, rows.shape(), out);
                  })
              .reads("number of elements of {self} that are not 0", "#≠0")
              .samples(Sample.of(index(0, 1, 2)))
              .build(),
          truth("any", false),
          truth("all", true),
          truthAlong("any", false),
          truthAlong("all", true),
          Op.define("equal(Tensor self, Tensor other)")
              .kernel(
                  call -> {
                    Tensor a = call.self();
                    Tensor b = call.tensor("other");
                    boolean same =
                        a.shape().equals(b.shape()) && sameElements(Ordinals.together(a, b));
                    return call.result(DType.BOOL, Shape.SCALAR, new long[] {same ? 1 : 0});
                  })
              .reads("{self} = {other}?", "=?")
              .samples(Sample.of(tensor(3), tensor(3)))
              .build(),
          Op.define(
                  "searchsorted(Tensor sorted_sequence, Tensor self, *, Bool out_int32=False, Bool right=False)")
              .types(TypeRule.numbers("searchsorted_out_cpu"))
              .kernel(call -> search(call, call.tensor("sorted_sequence"), call.tensor("self")))
              .broadcasting()
              .reads("places of {self} in {sorted_sequence}", "search")
              .samples(Sample.of(index(1, 3, 5), index(2, 5)))
              .build(),
          Op.define(
                  "bucketize(Tensor self, Tensor boundaries, *, Bool out_int32=False, Bool right=False)")
              .kernel(
                  call -> {
                    int dim = call.tensor("boundaries").shape().dim();
                    if (dim != 1) {
                      throw TorchError.runtime(
                          "boundaries tensor must be 1 dimension, but got dim(%d)".formatted(dim));
                    }
                    return search(call, call.tensor("boundaries"), call.self());
                  })
              .reads("buckets of {self} between {boundaries}", "bucketize")
              .samples(Sample.of(index(2, 5), index(1, 3, 5)))
              .build(),
          Op.define("bincount(Tensor self, Tensor weights=None, Int minlength=0)")
              .kernel(Counting::binCount)
              .reads("how often each number is in {self}", "count")
              .samples(Sample.of(index(0, 1, 1, 3)), Sample.of(index(0, 1, 1, 3), tensor(4)))
              .build(),
          Op.define("histc(Tensor self, Int bins=100, Number min=0, Number max=0)")
              .types(TypeRule.floating("histogram_cpu"))
              .kernel(Counting::histogram)
              .reads("histogram of {self}", "hist")
              .samples(Sample.of(tensor(6), 4L, -2L, 2L))
              .build(),
          Op.define("one_hot(Tensor self, Int num_classes=-1)")
              .kernel(Counting::oneHot)
              .reads("1 at the class {self}, else 0", "1-hot")
              .samples(Sample.of(index(0, 2, 1)), Sample.of(index(sizes(2, 1), 1, 0), 3L))
              .build(),
          Op.define("nextafter(Tensor self, Tensor other)")
              .types(TypeRule.promoted(TypeRule.FLOATING, "nextafter_cpu"))
              .kernel(
                  new BinaryKernel(
                      (a, b) -> Math.nextAfter(a, b), (a, b) -> Math.nextAfter(a, b), (a, b) -> a))
              .inPlace()
              .broadcastingTensors()
              .reads("next number after {self} towards {other}", "next")
              .backward("NextafterBackward0")
              .derivative(
                  "self",
                  List.of("self", "other"),
                  "{g}, or 0 where {self} = {other}",
                  (b, g) -> b.where(b.call("ne", b.saved("self"), b.saved("other")), g, 0L))
              .derivative("other", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(tensor(3), tensor(3)))
              .build(),
          Op.define("cdist(Tensor x1, Tensor x2, Float p=2.0, Int compute_mode=None)")
              .types(DISTANCE_TYPES)
              .kernel(Counting::distances)
              .reads("distances of the rows of {x1} and {x2}", "cdist")
              .backward("CdistBackward0")
              .derivative(
                  "x1",
                  List.of("x1", "x2", "result"),
                  "{g} along the differences",
                  (b, g) -> DistanceGradients.of(b, b.contiguous(g), "x1", "x2", b.saved("result")))
              .derivative(
                  "x2",
                  List.of("x1", "x2", "result"),
                  "−{g} along the differences",
                  (b, g) ->
                      DistanceGradients.of(
                          b,
                          b.contiguous(b.mT(g)),
                          "x2",
                          "x1",
                          b.contiguous(b.mT(b.saved("result")))))
              .samples(
                  Sample.of(tensor(3, 2), tensor(4, 2)), Sample.of(tensor(2, 2), tensor(3, 2), 1.0))
              .build());

  /** NaN equals nothing, and 0 equals −0. */
  private static boolean sameElements(List<Ordinals> both) {
    return sameElements(both.get(0).numbers(), both.get(1).numbers());
  }

  private static boolean sameElements(double[] a, double[] b) {
    for (int i = 0; i < a.length; i++) {
      if (a[i] != b[i]) {
        return false;
      }
    }
    return true;
  }

  private static Op truth(String name, boolean all) {
    return Op.define(name + "(Tensor self)")
        .kernel(
            call -> {
              boolean result = all;
              for (double x : Values.doubles(call.self())) {
                result = all ? result && x != 0 : result || x != 0;
              }
              return call.result(
                  call.self().dtype() == DType.UINT8 ? DType.UINT8 : DType.BOOL,
                  Shape.SCALAR,
                  new long[] {result ? 1 : 0});
            })
        .reads(name + "({self})", name)
        .samples(Sample.of(mask(sizes(3), 0, 1, 1)))
        .build();
  }

  private static Op truthAlong(String name, boolean all) {
    return Op.define(name + ".dim(Tensor self, Dims? dim, Bool keepdim=False)")
        .kernel(
            call -> {
              Folding rows = Folding.of(call.self(), call.ints("dim"), call.flag("keepdim"));
              double[] x = rows.doubles();
              long[] out = new long[rows.rows()];
              Arrays.fill(out, all ? 1 : 0);
              for (int i = 0; i < x.length; i++) {
                int r = i / rows.count();
                out[r] = all ? out[r] & (x[i] != 0 ? 1 : 0) : out[r] | (x[i] != 0 ? 1 : 0);
              }
              return call.result(
                  call.self().dtype() == DType.UINT8 ? DType.UINT8 : DType.BOOL, rows.shape(), out);
            })
        .reads(name + "({self}) over {dim}", name)
        .samples(Sample.of(mask(sizes(2, 2), 0, 1, 1, 1), new int[] {1}))
        .build();
  }

  private static void checkBoundaries(Shape sequence, Shape values) {
    boolean alike = sequence.dim() == values.dim();
    for (int d = 0; alike && d < sequence.dim() - 1; d++) {
      alike = sequence.size(d) == values.size(d);
    }
    if (sequence.dim() != 1 && values.dim() == 0) {
      throw TorchError.runtime(
          "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim(%d) and input value's dim(0) numel(1)"
              .formatted(sequence.dim()));
    }
    if (sequence.dim() != 1 && !alike) {
      throw TorchError.runtime(
          "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor %s and input value tensor %s"
              .formatted(sequence, values));
    }
  }

  private static Tensor search(Call call, Tensor sequence, Tensor values) {
    checkBoundaries(sequence.shape(), values.shape());
    List<Ordinals> both = Ordinals.together(sequence, values);
    double[] sorted = both.get(0).numbers();
    double[] x = both.get(1).numbers();
    boolean right = call.flag("right");
    int n = sequence.shape().size(sequence.shape().dim() - 1);
    int rows = sequence.shape().dim() == 1 ? 1 : sorted.length / Math.max(n, 1);
    int width = Math.max(1, x.length / Math.max(rows, 1));
    long[] out = new long[x.length];
    for (int i = 0; i < x.length; i++) {
      int from = rows == 1 ? 0 : i / width * n;
      int at = 0;
      while (at < n && (right ? sorted[from + at] <= x[i] : sorted[from + at] < x[i])) {
        at++;
      }
      out[i] = at;
    }
    DType type = call.flag("out_int32") ? DType.INT32 : DType.INT64;
    return call.result(type, values.shape(), out);
  }

  private static Tensor binCount(Call call) {
    DType counted = call.self().dtype();
    if (counted.isFloating() || counted == DType.BOOL) {
      throw TorchError.notImplemented("bincount_cpu", counted);
    }
    int[] x = Values.ints(call.self());
    int bins = call.integer("minlength");
    if (bins < 0) {
      throw TorchError.runtime("minlength should be >= 0");
    }
    int dims = call.self().shape().dim();
    if (dims != 1 && x.length + dims > 0) {
      throw TorchError.runtime("bincount only supports 1-d non-negative integral inputs.");
    }
    Tensor weights = call.optionalTensor("weights");
    for (int value : x) {
      if (value < 0) {
        throw TorchError.runtime("bincount only supports 1-d non-negative integral inputs.");
      }
      bins = Math.max(bins, value + 1);
    }
    if (weights != null && !weights.shape().equals(call.self().shape())) {
      throw TorchError.runtime("weights should be 1-d and have the same length as input");
    }
    double[] w = weights == null ? null : Values.doubles(weights);
    double[] out = new double[bins];
    for (int i = 0; i < x.length; i++) {
      out[x[i]] += w == null ? 1 : w[i];
    }
    DType type =
        weights == null
            ? DType.INT64
            : weights.dtype() == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
    return call.rounded(type, Shape.of(bins), out);
  }

  private static Tensor histogram(Call call) {
    double[] x = Values.doubles(call.self());
    double low = call.real("min");
    double high = call.real("max");
    int bins = call.integer("bins");
    if (bins <= 0) {
      throw TorchError.runtime(
          "torch.histogram(): bins must be > 0, but got %d for dimension 0".formatted(bins));
    }
    if (low > high) {
      throw TorchError.runtime("torch.histc: max must be larger than min");
    }
    if (low == high && x.length > 0) {
      low = Arrays.stream(x).min().orElse(0);
      high = Arrays.stream(x).max().orElse(0);
    }
    if (low == high) {
      low -= 1;
      high += 1;
    }
    double[] out = new double[bins];
    for (double value : x) {
      if (value >= low && value <= high) {
        int bin = (int) ((value - low) / (high - low) * bins);
        out[Math.min(bin, bins - 1)]++;
      }
    }
    return call.rounded(call.self().dtype(), Shape.of(bins), out);
  }

  private static Tensor oneHot(Call call) {
    Tensor self = call.self();
    if (self.dtype() != DType.INT64) {
      throw TorchError.runtime("one_hot is only applicable to index tensor of type LongTensor.");
    }
    long[] classes = Values.longs(self);
    long most = Arrays.stream(classes).max().orElse(-1);
    if (Arrays.stream(classes).min().orElse(0) < 0) {
      throw TorchError.runtime("Class values must be non-negative.");
    }
    int count = call.integer("num_classes");
    if (count == -1) {
      count = (int) most + 1;
    } else if (most >= count) {
      throw TorchError.runtime("Class values must be smaller than num_classes.");
    }
    long[] out = new long[classes.length * count];
    for (int i = 0; i < classes.length; i++) {
      out[i * count + (int) classes[i]] = 1;
    }
    int[] sizes = Arrays.copyOf(self.shape().toArray(), self.shape().dim() + 1);
    sizes[sizes.length - 1] = count;
    return call.result(DType.INT64, Shape.of(sizes), out);
  }

  private static Tensor distances(Call call) {
    Tensor a = call.tensor("x1");
    Tensor b = call.tensor("x2");
    int m = a.shape().size(a.shape().dim() - 1);
    int p = a.shape().size(a.shape().dim() - 2);
    int r = b.shape().size(b.shape().dim() - 2);
    if (b.shape().size(b.shape().dim() - 1) != m) {
      throw TorchError.runtime(
          "X1 and X2 must have the same number of columns. X1: %d X2: %d"
              .formatted(m, b.shape().size(b.shape().dim() - 1)));
    }
    Shape batch =
        Shape.broadcast(
            Shape.of(Arrays.copyOf(a.shape().toArray(), a.shape().dim() - 2)),
            Shape.of(Arrays.copyOf(b.shape().toArray(), b.shape().dim() - 2)));
    int[] sizes = Arrays.copyOf(batch.toArray(), batch.dim() + 2);
    sizes[batch.dim()] = p;
    sizes[batch.dim() + 1] = r;
    int[] left = sizes.clone();
    left[left.length - 1] = m;
    int[] right = sizes.clone();
    right[right.length - 2] = r;
    right[right.length - 1] = m;
    double[] x = (double[]) Values.expanded(a, Shape.of(left), DType.FLOAT64);
    double[] y = (double[]) Values.expanded(b, Shape.of(right), DType.FLOAT64);
    double[] out = new double[Shape.of(sizes).numel()];
    RowNorm rowNorm = new RowNorm(call.real("p"), false);
    for (int i = 0; i < out.length; i++) {
      int image = i / (p * r);
      int from = (image * p + i / r % p) * m;
      int to = (image * r + i % r) * m;
      double[] differences = new double[m];
      for (int k = 0; k < m; k++) {
        differences[k] = x[from + k] - y[to + k];
      }
      out[i] = rowNorm.of(differences, 0, m);
    }
    return call.rounded(TypePromotion.of(call, a, b), Shape.of(sizes), out);
  }
}
