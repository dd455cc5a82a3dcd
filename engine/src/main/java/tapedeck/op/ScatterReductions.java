package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that fold elements together at the places that index tensors name. */
final class ScatterReductions {
  private ScatterReductions() {}

  private record Fold(
      double start, DoubleBinaryOperator reals, long first, LongBinaryOperator wholes) {}

  private static final Map<String, Fold> FOLDS =
      Map.of(
          "sum", new Fold(0, Double::sum, 0, Long::sum),
          "mean", new Fold(0, Double::sum, 0, Long::sum),
          "prod", new Fold(1, (a, b) -> a * b, 1, (a, b) -> a * b),
          "amax", new Fold(Double.NEGATIVE_INFINITY, Math::max, Long.MIN_VALUE, Math::max),
          "amin", new Fold(Double.POSITIVE_INFINITY, Math::min, Long.MAX_VALUE, Math::min));

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "scatter_reduce.two(Tensor self, Int dim, Tensor index, Tensor src, String"
                      + " reduce, *, Bool include_self=True)")
              .kernel(ScatterReductions::scatter)
              .inPlace()
              .reads("{self} with the {reduce} of {src} at {index}", "scatter")
              .backward("ScatterReduceBackward0")
              .derivative(
                  "self",
                  List.of("self", "index", "src", RESULT),
                  "{g} by the share of {self} in {result}",
                  (b, g) -> gradients(b, g).get(0))
              .derivative(
                  "src",
                  List.of("self", "index", "src", RESULT),
                  "{g} by the share of {src} in {result}",
                  (b, g) -> gradients(b, g).get(1))
              .samples(
                  sample("sum", true),
                  sample("mean", false),
                  sample("prod", true),
                  sample("amax", false))
              .build(),
          Op.define(
                  "index_reduce(Tensor self, Int dim, Tensor index, Tensor source, String reduce, *,"
                      + " Bool include_self=True)")
              .types(
                  TypeRule.alike(
                          "source",
                          "index_reduce_(): self (%s) and source (%s) must have the same scalar type")
                      .then(ScatterReductions::checkMean))
              .kernel(ScatterReductions::byIndex)
              .inPlace()
              .reads("{self} with the {reduce} of {source} at {index}", "[ ]")
              .backward("IndexReduceBackward0")
              .derivative(
                  "self",
                  List.of("self", "index", "source", RESULT),
                  "{g} by the share of {self} in {result}",
                  (b, g) -> indexGradients(b, g).get(0))
              .derivative(
                  "source",
                  List.of("self", "index", "source", RESULT),
                  "{g} by the share of {source} in {result}",
                  (b, g) -> indexGradients(b, g).get(1))
              .samples(
                  Sample.of(tensor(3, 2), 0L, index(0, 2, 0), tensor(3, 2), "mean"),
                  Sample.of(tensor(3, 2), 0L, index(0, 2, 0), tensor(3, 2), "amin")
                      .with("include_self", false))
              .build(),
          Op.define("_delayed_error(Tensor self, String message)")
              .composedKernel((ops, call) -> ops.call("clone", call.self()))
              .internal()
              .reads("{self}", "!")
              .backward("torch::autograd::DelayedError")
              .derivative(
                  "self",
                  "refused",
                  (b, g) -> {
                    throw TorchError.runtime(b.arguments().text("message"));
                  })
              .samples(Sample.of(tensor(2), "refused"))
              .build());

  private static Sample sample(String reduce, boolean withSelf) {
    return Sample.of(tensor(2, 4), 1L, index(sizes(2, 3), 0, 2, 2, 3, 1, 3), tensor(2, 3), reduce)
        .with("include_self", withSelf);
  }

  private static Tensor scatter(Call call) {
    Tensor self = call.self();
    Tensor src = call.tensor("src");
    Tensor index = call.tensor("index");
    Fold fold = FOLDS.get(call.text("reduce"));
    if (fold == null) {
      throw TorchError.runtime(
          "reduce argument must be either sum, prod, mean, amax or amin, got "
              + call.text("reduce"));
    }
    if (src.dtype() != self.dtype()) {
      throw TorchError.runtime("scatter(): Expected self.dtype to be equal to src.dtype");
    }
    Tensor out = Cast.copy(call, self, self.dtype());
    if (index.shape().numel() == 0) {
      return out;
    }
    int[] places = Scattering.places(call, src);
    Tensor part = Scattering.cut(src, index.shape());
    fold(call, out, places, Values.expanded(part, index.shape(), self.dtype().wide()), fold);
    return out;
  }

  /** Folds {@code values} into {@code out}, one at each of {@code places}. */
  private static void fold(Call call, Tensor out, int[] places, Object values, Fold fold) {
    Storage storage = out.storage();
    boolean real = out.dtype().isFloating();
    long[] counts = new long[storage.length()];
    if (call.flag("include_self")) {
      Arrays.fill(counts, 1);
    } else {
      for (int place : places) {
        if (real) {
          storage.set(place, fold.start);
        } else {
          storage.set(place, first(out.dtype(), fold.first));
        }
      }
    }
    Tensor whole = Tensor.contiguous(0, storage, Shape.of(storage.length()));
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      counts[place]++;
      if (real) {
        double value = values instanceof float[] floats ? floats[i] : ((double[]) values)[i];
        storage.set(place, fold.reals.applyAsDouble(whole.peek().doubleAt(place), value));
      } else {
        storage.set(
            place, fold.wholes.applyAsLong(whole.peek().longAt(place), ((long[]) values)[i]));
      }
    }
    if (call.text("reduce").equals("mean")) {
      for (int place = 0; place < counts.length; place++) {
        long count = Math.max(1, counts[place]);
        if (real) {
          storage.set(place, whole.peek().doubleAt(place) / count);
        } else {
          storage.set(place, Math.floorDiv(whole.peek().longAt(place), count));
        }
      }
    }
  }

  /** What an extreme starts from, where the type holds it. */
  private static long first(DType type, long start) {
    return type == DType.BOOL ? Math.max(0, Math.min(1, start)) : start;
  }

  private static Tensor byIndex(Call call) {
    Tensor self = call.self();
    Shape shape = self.shape();
    int dim = Shapes.wrap(call.integer("dim"), shape.dim());
    Tensor source = call.tensor("source");
    Fold fold = FOLDS.get(call.text("reduce"));
    if (fold == null || call.text("reduce").equals("sum")) {
      throw TorchError.runtime(
          "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got %s."
              .formatted(call.text("reduce")));
    }
    if (self.dtype() != source.dtype()) {
      throw TorchError.runtime(
          "index_reduce_(): Expected self and source to have the same dtype but got self.dtype() = %s, source.dtype() = %s"
              .formatted(self.dtype().cName(), source.dtype().cName()));
    }
    Tensor index = wide(call.ops(), call.tensor("index"), source.shape(), dim);
    Tensor out = Cast.copy(call, self, self.dtype());
    if (index.shape().numel() == 0) {
      return out;
    }
    int[] places = Indexing.places(shape, dim, index, "index_reduce");
    fold(call, out, places, Values.of(source, self.dtype().wide()), fold);
    return out;
  }

  /** An index along {@code dim} for every element of a source. */
  private static Tensor wide(Ops ops, Tensor index, Shape source, int dim) {
    if (source.dim() == 0) {
      return ops.reshape(index, new int[0]);
    }
    int[] sizes = new int[source.dim()];
    Arrays.fill(sizes, 1);
    sizes[dim] = index.shape().numel();
    return ops.expand(ops.reshape(index, sizes), source);
  }

  private static List<Tensor> gradients(Backward b, Tensor gradient) {
    return b.once("gradients", () -> new ScatterReductionGradients(b, gradient, "src").both());
  }

  private static List<Tensor> indexGradients(Backward b, Tensor gradient) {
    return b.once("gradients", () -> new ScatterReductionGradients(b, gradient, "source").both());
  }

  private static void checkMean(Call call) {
    if (call.text("reduce").equals("mean")) {
      TypeRule.require(TypeRule.NUMBERS, call.self().dtype(), "div_floor_cpu");
    }
  }
}
