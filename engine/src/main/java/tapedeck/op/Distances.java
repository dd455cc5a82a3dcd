package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.stream.IntStream;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of distances, and of tensors whose slices are scaled by their lengths. */
final class Distances {
  private Distances() {}

  /** ‖a − b‖² = ‖a‖² − 2 a·b + ‖b‖², all by one product of matrices. */
  private static Tensor byProduct(Ops ops, Call call) {
    Tensor a = call.tensor("x1");
    Tensor b = call.tensor("x2");
    Tensor squareA = ops.sum(ops.pow(a, 2L), new int[] {-1}, true);
    Tensor squareB = ops.sum(ops.pow(b, 2L), new int[] {-1}, true);
    Tensor onesA = ops.add(ops.zerosLike(squareA), 1L);
    Tensor onesB = ops.add(ops.zerosLike(squareB), 1L);
    Tensor left = ops.cat(List.of(ops.mul(a, -2L), squareA, onesA), -1);
    Tensor right = ops.cat(List.of(b, onesB, squareB), -1);
    Tensor squares = ops.matmul(left, ops.mT(right));
    return ops.call("sqrt", ops.call("clamp_min", squares, 0L));
  }

  private static Tensor ratio(Backward b, Tensor gradient) {
    Tensor ratio = b.div(gradient, b.saved(RESULT));
    return b.maskedFill(ratio, b.call("eq", b.saved(RESULT), 0L), 0L);
  }

  private static final List<String> DIST = List.of("self", "other", RESULT);

  /** What PyTorch adds to a length before it divides by it. */
  private static final double RENORM_EPS = 1e-7;

  static final List<Op> ROWS =
      List.of(
          Op.define("_euclidean_dist(Tensor x1, Tensor x2)")
              .composedKernel(Distances::byProduct)
              .internal()
              .reads("distances of the rows of {x1} and {x2}", "cdist")
              .backward("EuclideanDistBackward0")
              .derivative(
                  "x1",
                  List.of("x1", "x2", RESULT),
                  "{x1} ⊙ Σ ratio − ratio @ {x2}, ratio = {g} ⊘ {result}",
                  (b, g) -> {
                    Tensor ratio = ratio(b, g);
                    Tensor own = b.mul(b.saved("x1"), b.sum(ratio, new int[] {-1}, true));
                    return b.sub(own, b.matmul(ratio, b.saved("x2")));
                  })
              .derivative(
                  "x2",
                  List.of("x1", "x2", RESULT),
                  "{x2} ⊙ Σ ratio − ratioᵀ @ {x1}, ratio = {g} ⊘ {result}",
                  (b, g) -> {
                    Tensor ratio = ratio(b, g);
                    Tensor sums = b.unsqueeze(b.sum(ratio, new int[] {-2}, false), -1);
                    return b.sub(b.mul(b.saved("x2"), sums), b.matmul(b.mT(ratio), b.saved("x1")));
                  })
              .samples(Sample.of(tensor(3, 2), tensor(4, 2)))
              .build(),
          Op.define("dist(Tensor self, Tensor other, Number p=2)")
              .types(Arithmetic::checkSubtraction)
              .composedKernel(
                  (ops, call) -> {
                    Tensor difference = ops.sub(call.self(), call.tensor("other"));
                    Norms.checkFloating(difference.dtype());
                    return ops.call("linalg_vector_norm", difference, call.argument("p"));
                  })
              .reads("‖{self} − {other}‖", "‖·‖")
              .backward("DistBackward0")
              .broadcastingTensors()
              .derivative("self", DIST, "{g} · ({self} − {other}) ⊘ {result}", Distances::apart)
              .derivative(
                  "other",
                  DIST,
                  "−{g} · ({self} − {other}) ⊘ {result}",
                  (b, g) -> b.neg(apart(b, g)))
              .samples(Sample.of(tensor(3), tensor(3)), Sample.of(tensor(2, 3), tensor(3), 3L))
              .build(),
          Op.define("pdist(Tensor self, Number p=2)")
              .types(
                  TypeRule.in(TypeRule.FLOATING, "pdist only supports floating-point dtypes")
                      .then(TypeRule.only(TypeRule.SINGLE_OR_DOUBLE, "pdist")))
              .composedKernel(
                  (ops, call) ->
                      ops.call(
                          "linalg_vector_norm",
                          differences(ops, call, call.self()),
                          call.argument("p"),
                          new int[] {1}))
              .reads("‖{self}ᵢ − {self}ⱼ‖ for i < j", "‖·‖")
              .backward("PdistBackward0")
              .derivative(
                  "self",
                  List.of("self", RESULT),
                  "Σ ±{g} · ({self}ᵢ − {self}ⱼ) ⊘ {result}",
                  (b, g) ->
                      b.call(
                          DistanceGradients.PDIST,
                          g,
                          b.saved("self"),
                          b.number("p"),
                          b.saved(RESULT)))
              .samples(Sample.of(tensor(4, 2)), Sample.of(tensor(3, 2), 1L))
              .build(),
          Op.define("renorm(Tensor self, Number p, Int dim, Number maxnorm)")
              .composedKernel(
                  (ops, call) -> {
                    if (call.self().shape().dim() < 2) {
                      throw TorchError.runtime(
                          "renorm: input needs at least 2 dimensions, got %d dimensions"
                              .formatted(call.self().shape().dim()));
                    }
                    Tensor length = lengths(ops, call, call.self());
                    Tensor ratio =
                        ops.mul(
                            ops.call("reciprocal", ops.add(length, RENORM_EPS)),
                            call.number("maxnorm"));
                    Tensor longer = ops.call("gt", length, call.number("maxnorm"));
                    Tensor one = ops.add(ops.zerosLike(length), 1L);
                    return ops.contiguous(ops.mul(call.self(), ops.where(longer, ratio, one)));
                  })
              .inPlace()
              .reads("{self} with slices no longer than {maxnorm}", "renorm")
              .backward("RenormBackward0")
              .derivative(
                  "self",
                  List.of("self"),
                  "{g}, or {maxnorm} ⊘ ‖{self}‖ ⊙ ({g} − its part along {self})",
                  Distances::renormGradient)
              .samples(
                  Sample.of(tensor(3, 2), 2L, 0L, 0.5), Sample.of(positive(2, 3), 1L, 1L, 100.0))
              .build(),
          Op.define("_weight_norm_interface(Tensor v, Tensor g, Int dim=0)")
              .types(TypeRule.floating("weight_norm_kernel").then(TypeRule.alike("g")))
              .kernels(List.of(RESULT, "norms"), Distances::weightNorm)
              .reads("{g} ⊙ {v} ⊘ ‖{v}‖", "w")
              .backward("WeightNormInterfaceBackward0")
              .differentiable(1)
              .derivative(
                  "v",
                  List.of("v", "g", "norms"),
                  "{g} ⊘ {norms} ⊙ (∂ − {v} ⊙ Σ ∂ ⊙ {v} ⊘ {norms}²), ∂ the incoming gradient",
                  (b, g) -> {
                    Tensor v = b.saved("v");
                    Tensor norms = norms(b, v);
                    Tensor along = b.div(along(b, g, v), b.mul(norms, norms));
                    Tensor ratio = b.div(b.saved("g"), norms);
                    return b.mul(ratio, b.sub(g, b.mul(v, along)));
                  })
              .derivative(
                  "g",
                  List.of("v", "norms"),
                  "Σ ∂ ⊙ {v} ⊘ {norms}, ∂ the incoming gradient",
                  (b, g) -> b.div(along(b, g, b.saved("v")), norms(b, b.saved("v"))))
              .samples(
                  Sample.of(tensor(3, 2), tensor(3, 1)),
                  Sample.of(tensor(2, 2, 3), tensor(1, 1, 3), 2L))
              .build());

  private static Tensor apart(Backward b, Tensor g) {
    Tensor difference = b.sub(b.saved("self"), b.saved("other"));
    return Norms.normGradient(b, g, difference, b.saved(RESULT), null, b.number("p"));
  }

  /** The rows of the pairs (i, j), i below j: all i, or all j. */
  static Tensor rows(Call call, int count, boolean second) {
    long[] rows =
        IntStream.range(0, count)
            .flatMap(i -> IntStream.range(i + 1, count).map(j -> second ? j : i))
            .asLongStream()
            .toArray();
    return call.result(DType.INT64, Shape.of(rows.length), rows);
  }

  static Tensor differences(Ops ops, Call call, Tensor self) {
    if (self.shape().dim() != 2) {
      throw TorchError.runtime("pdist only supports 2D tensors, got: " + self.shape().dim() + "D");
    }
    int count = self.shape().size(0);
    return ops.sub(
        ops.call("index_select", self, 0L, rows(call, count, false)),
        ops.call("index_select", self, 0L, rows(call, count, true)));
  }

  private static int[] others(Shape shape, int dim) {
    int wrapped = Shapes.wrap(dim, shape.dim());
    return IntStream.range(0, shape.dim()).filter(d -> d != wrapped).toArray();
  }

  private static Tensor lengths(Ops ops, Call call, Tensor self) {
    int[] dims = others(self.shape(), call.integer("dim"));
    return ops.call("linalg_vector_norm", self, call.argument("p"), dims, true);
  }

  /** In the accumulation type, float64 for float32. */
  private static Tensor renormGradient(Backward b, Tensor g) {
    Tensor self = b.saved("self");
    int[] dims = others(self.shape(), b.integer("dim"));
    Number p = b.number("p");
    Number limit = b.number("maxnorm");
    DType wide = self.dtype() == DType.FLOAT32 ? DType.FLOAT64 : self.dtype().wide();
    Tensor length = b.call("linalg_vector_norm", self, p, dims, true, wide);
    Tensor along = b.call(Reductions.SUM_DIM, b.mul(self, g), dims, true, wide);
    Tensor turned = Norms.normGradient(b, along, self, length, dims, p);
    Tensor inverse = b.call("reciprocal", b.add(length, RENORM_EPS));
    Tensor shrunk = b.mul(b.mul(inverse, limit), b.sub(g, b.mul(inverse, turned)));
    return b.where(b.call("gt", length, limit), b.to(shrunk, g.dtype()), g);
  }

  private static List<Tensor> weightNorm(Call call) {
    Ops ops = call.ops();
    Tensor v = call.tensor("v");
    int[] dims = others(v.shape(), call.integer("dim"));
    Tensor norms = ops.call("linalg_vector_norm", v, 2L, dims, true);
    return List.of(ops.mul(v, ops.div(call.tensor("g"), norms)), norms);
  }

  /** The lengths again, so that they can be differentiated. */
  private static Tensor norms(Backward b, Tensor v) {
    int[] dims = others(v.shape(), b.integer("dim"));
    return b.call("linalg_vector_norm", v, 2L, dims, true);
  }

  private static Tensor along(Backward b, Tensor g, Tensor v) {
    return b.sum(b.mul(g, v), others(v.shape(), b.integer("dim")), true);
  }
}
