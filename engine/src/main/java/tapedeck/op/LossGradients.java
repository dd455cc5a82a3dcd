package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Elementwise.DoubleFunction3;
import tapedeck.kernel.Elementwise.FloatFunction3;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The rows of what losses of pairs of numbers send back. PyTorch has a function for each, which is
 * one node where the gradient is differentiated in turn.
 */
final class LossGradients {
  private static final int NONE = 0;
  private static final int MEAN = 1;
  private static final List<String> ALL = List.of("grad_output", "self", "target");

  private LossGradients() {}

  static final Op MSE =
      gradient(
          "mse_loss_backward",
          null,
          "{1/n·}2 · {grad_output} ⊙ ({self} − {target})",
          "MseLossBackwardBackward0",
          (limit, share) -> {
            float norm = (float) (2 * share);
            return (g, a, t) -> norm * (a - t) * g;
          },
          (limit, share) -> (g, a, t) -> 2 * share * (a - t) * g,
          (b, both) -> b.mul(both, 2L));

  static final Op SMOOTH_L1 =
      gradient(
          "smooth_l1_loss_backward",
          "beta",
          "{1/n·}{grad_output} ⊙ clamped ({self} − {target})",
          "SmoothL1LossBackwardBackward0",
          (beta, share) -> {
            float limit = (float) beta;
            float norm = (float) share;
            return (g, a, t) -> {
              float x = a - t;
              return x <= -limit ? -norm * g : x >= limit ? norm * g : norm * x * g / limit;
            };
          },
          (beta, share) ->
              (g, a, t) -> {
                double x = a - t;
                return x <= -beta ? -share * g : x >= beta ? share * g : share * x * g / beta;
              },
          (b, both) -> b.div(b.mul(both, inside(b, "beta")), b.number("beta")));

  static final Op HUBER =
      gradient(
          "huber_loss_backward",
          "delta",
          "{1/n·}{grad_output} ⊙ ({self} − {target}) clamped to ±{delta}",
          "HuberLossBackwardBackward0",
          (delta, share) -> {
            float limit = (float) delta;
            float norm = (float) share;
            return (g, a, t) -> {
              float x = a - t;
              return x <= -limit ? -norm * g * limit : x >= limit ? norm * g * limit : norm * x * g;
            };
          },
          (delta, share) ->
              (g, a, t) -> {
                double x = a - t;
                return x <= -delta
                    ? -share * g * delta
                    : x >= delta ? share * g * delta : share * x * g;
              },
          (b, both) -> b.mul(both, inside(b, "delta")));

  static final List<Op> ROWS = List.of(MSE, SMOOTH_L1, HUBER);

  /** A slope for the limit of a loss and the share that each element has in it. */
  private interface Slope<F> {
    F of(double limit, double share);
  }

  /** The second derivative times the gradients of both. */
  private interface Curvature {
    Tensor of(Backward b, Tensor both);
  }

  private static Op gradient(
      String name,
      @Nullable String limit,
      String formula,
      String node,
      Slope<FloatFunction3> floats,
      Slope<DoubleFunction3> doubles,
      Curvature curvature) {
    String more = limit == null ? "" : ", Float " + limit;
    return Op.define(
            name + "(Tensor grad_output, Tensor self, Tensor target, Int reduction" + more + ")")
        .kernel(
            call -> {
              Tensor self = call.tensor("self");
              Tensor target = call.tensor("target");
              double most = limit == null ? 0 : call.real(limit);
              double share = call.integer("reduction") == MEAN ? 1.0 / count(self, target) : 1;
              return new TernaryKernel(floats.of(most, share), doubles.of(most, share))
                  .compute(call, call.tensor("grad_output"), self, target);
            })
        .internal()
        .broadcasting()
        .reads(formula, name.replace("_backward", "′"))
        .backward(node)
        .derivative(
            "grad_output",
            List.of("self", "target"),
            formula.replace("{grad_output}", "{g}"),
            (b, g) ->
                again(
                    b,
                    g,
                    one ->
                        of(b, b.arguments().op(), one, limit, b.saved("self"), b.saved("target"))))
        .derivative(
            "self", ALL, "{1/n·}{g} ⊙ {grad_output} ⊙ the slope′", (b, g) -> bent(b, g, curvature))
        .derivative(
            "target",
            ALL,
            "−{1/n·}{g} ⊙ {grad_output} ⊙ the slope′",
            (b, g) -> b.neg(bent(b, g, curvature)))
        .samples(
            limit == null
                ? Sample.of(tensor(2, 3), tensor(2, 3), tensor(2, 3), 0L)
                : Sample.of(tensor(2, 3), tensor(2, 3), tensor(2, 3), 0L, 0.7),
            limit == null
                ? Sample.of(tensor(), tensor(2, 3), tensor(2, 3), 1L)
                : Sample.of(tensor(), tensor(2, 3), tensor(2, 3), 1L, 0.7))
        .build();
  }

  private static int count(Tensor self, Tensor target) {
    return Shape.broadcast(self.shape(), target.shape()).numel();
  }

  /**
   * The gradient of {@code grad_output}, in which a loss's gradient is linear: one number, unless
   * nothing is reduced.
   */
  static Tensor again(Backward b, Tensor g, UnaryOperator<Tensor> slope) {
    if (b.integer("reduction") == NONE) {
      return slope.apply(g);
    }
    Tensor one = b.add(b.call("new_zeros", g, new int[0]), 1L);
    return b.sum(b.mul(slope.apply(one), g));
  }

  private static long reduction(Backward b) {
    return b.integer("reduction");
  }

  private static Tensor bent(Backward b, Tensor g, Curvature curvature) {
    Tensor bent = curvature.of(b, b.mul(g, b.saved("grad_output")));
    return Losses.divided(b, b.arguments(), bent);
  }

  /** Where a loss is not straight. */
  private static Tensor inside(Backward b, String limit) {
    Tensor distance = b.call("abs", b.sub(b.saved("self"), b.saved("target")));
    return b.to(b.call("lt", distance, b.number(limit)), distance.dtype());
  }

  /**
   * What a loss sends back to {@code self}.
   *
   * @param limit the name of its limit, null if it has none
   * @param keepsType whether both operands have to be of one type
   */
  static Tensor of(Backward b, Op row, Tensor g, @Nullable String limit, boolean keepsType) {
    return of(b, row, g, limit, b.saved("self"), target(b, keepsType));
  }

  /** What it sends back to {@code target}: it does not change when both change their places. */
  static Tensor toTarget(Backward b, Op row, Tensor g, @Nullable String limit, boolean keepsType) {
    return of(b, row, g, limit, target(b, keepsType), b.saved("self"));
  }

  private static Tensor of(
      Backward b, Op row, Tensor g, @Nullable String limit, Tensor first, Tensor second) {
    return limit == null
        ? b.call(row, g, first, second, reduction(b))
        : b.call(row, g, first, second, reduction(b), b.number(limit));
  }

  private static Tensor target(Backward b, boolean keepsType) {
    Tensor self = b.saved("self");
    Tensor target = b.saved("target");
    if (keepsType && self.dtype() != target.dtype()) {
      throw TorchError.runtime(
          "Found dtype %s but expected %s"
              .formatted(target.dtype().legacyName(), self.dtype().legacyName()));
    }
    return target.dtype() == DType.BOOL ? b.to(target, self.dtype()) : target;
  }
}
