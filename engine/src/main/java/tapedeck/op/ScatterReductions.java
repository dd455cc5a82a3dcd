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
    return b.once("gradients", () -> gradients(b, gradient, b.saved("index"), "src"));
  }

  private static List<Tensor> indexGradients(Backward b, Tensor gradient) {
    int dim = Shapes.wrap(b.integer("dim"), b.shapeOf("self").dim());
    return b.once(
        "gradients",
        () ->
            gradients(b, gradient, wide(b, b.saved("index"), b.shapeOf("source"), dim), "source"));
  }

  /**
   * The gradients of both operands: where several elements make an extreme they share it (PyTorch's
   * {@code scatter_reduce_backward}).
   */
  private static List<Tensor> gradients(Backward b, Tensor g, Tensor index, String name) {
    if (index.shape().numel() == 0) {
      return List.of(g, b.call("new_zeros", g, b.shapeOf(name).toArray()));
    }
    Number dim = b.number("dim");
    Tensor self = b.saved("self");
    Tensor source = sliced(b, b.saved(name), index.shape());
    List<Tensor> both =
        switch (b.arguments().text("reduce")) {
          case "sum" -> List.of(g, b.call("gather", g, dim, index));
          case "mean" -> means(b, g, index);
          case "prod" -> products(b, g, index, self, source);
          default -> extremes(b, g, index, self, source);
        };
    Tensor ofSelf = both.get(0);
    if (!b.flag("include_self")) {
      ofSelf = b.call("scatter.value", ofSelf, dim, index, 0L);
    }
    return List.of(ofSelf, Scattering.padded(b, both.get(1), b.shapeOf(name)));
  }

  private static Tensor sliced(Ops ops, Tensor source, Shape shape) {
    Tensor result = source;
    for (int d = 0; d < shape.dim(); d++) {
      if (source.shape().size(d) != shape.size(d)) {
        result = ops.slice(result, d, 0, shape.size(d));
      }
    }
    return result;
  }

  private static List<Tensor> means(Backward b, Tensor g, Tensor index) {
    Number dim = b.number("dim");
    Tensor start = b.flag("include_self") ? b.add(b.zerosLike(g), 1L) : b.zerosLike(g);
    Tensor ones = b.add(b.call("new_zeros", g, index.shape().toArray()), 1L);
    Tensor count = b.call("scatter_add", start, dim, index, ones);
    count = b.maskedFill(count, b.call("eq", count, 0L), 1L);
    Tensor shares = b.div(b.call("gather", g, dim, index), b.call("gather", count, dim, index));
    return List.of(b.div(g, count), shares);
  }

  private static List<Tensor> products(
      Backward b, Tensor g, Tensor index, Tensor self, Tensor source) {
    Number dim = b.number("dim");
    Tensor ownSelf = b.maskedFill(self, b.call("eq", self, 0L), 1L);
    Tensor ofSelf = b.div(b.mul(g, again(b, ownSelf, index, source)), ownSelf);
    Tensor zero = b.call("eq", source, 0L);
    Tensor zeros = b.call("scatter_add", b.zerosLike(self), dim, index, b.to(zero, self.dtype()));
    Tensor met = b.call("gather", zeros, dim, index);
    Tensor single = b.call("logical_and", zero, b.call("eq", met, 1L));
    Tensor without = again(b, self, index, b.maskedFill(source, single, 1L));
    Tensor atZero = b.call("gather", b.mul(g, without), dim, index);
    Tensor elsewhere =
        b.div(
            b.call("gather", b.mul(g, b.saved(RESULT)), dim, index),
            b.maskedFill(source, zero, 1L));
    return List.of(ofSelf, b.where(single, atZero, elsewhere));
  }

  private static Tensor again(Backward b, Tensor self, Tensor index, Tensor source) {
    boolean withSelf = b.flag("include_self");
    return b.call("scatter_reduce.two", self, b.number("dim"), index, source, "prod", withSelf);
  }

  private static List<Tensor> extremes(
      Backward b, Tensor g, Tensor index, Tensor self, Tensor source) {
    Number dim = b.number("dim");
    Tensor result = b.saved(RESULT);
    Tensor own = b.to(b.call("eq", self, result), self.dtype());
    Tensor theirs = b.to(b.call("eq", source, b.call("gather", result, dim, index)), self.dtype());
    Tensor count = b.call("scatter_add", own, dim, index, theirs);
    Tensor share = b.div(g, count);
    return List.of(b.mul(own, share), b.mul(theirs, b.call("gather", share, dim, index)));
  }

  private static void checkMean(Call call) {
    if (call.text("reduce").equals("mean")) {
      TypeRule.require(TypeRule.NUMBERS, call.self().dtype(), "div_floor_cpu");
    }
  }
}
