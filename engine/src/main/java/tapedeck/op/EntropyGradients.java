package tapedeck.op;

import static tapedeck.op.Sample.between;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.Tensor;

/** The rows of what losses of probabilities and of signs send back, one node each. */
final class EntropyGradients {
  private static final int NONE = 0;
  private static final int MEAN = 1;

  /** What p · (1 − p) is no less than. */
  private static final double LEAST = 1e-12;

  private EntropyGradients() {}

  static final Op BINARY_CROSS_ENTROPY =
      Op.define(
              "binary_cross_entropy_backward(Tensor grad_output, Tensor self, Tensor target, Tensor"
                  + " weight=None, Int reduction=1)")
          .kernel(
              call -> {
                Ops ops = call.ops();
                Tensor p = call.tensor("self");
                Tensor above =
                    ops.mul(call.tensor("grad_output"), ops.sub(p, call.tensor("target")));
                Tensor below = ops.call("clamp_min", spread(ops, p), LEAST);
                return Losses.divided(
                    ops,
                    call,
                    Losses.weighted(ops, call.optionalTensor("weight"), ops.div(above, below)));
              })
          .internal()
          .reads("{1/n·}{grad_output} ⊙ ({self} − {target}) ⊘ ({self} ⊙ (1 − {self}))", "BCE′")
          .backward("BinaryCrossEntropyBackwardBackward0")
          .derivative(
              "grad_output",
              List.of("self", "target", "weight"),
              "{1/n·}{g} ⊙ ({self} − {target}) ⊘ ({self} ⊙ (1 − {self}))",
              (b, g) -> {
                Tensor above = b.sub(b.saved("self"), b.saved("target"));
                Tensor slope = b.mul(b.div(above, raised(b, b.saved("self"))), g);
                Tensor own =
                    Losses.divided(
                        b, b.arguments(), Losses.weighted(b, b.optional("weight"), slope));
                return b.integer("reduction") == NONE ? own : b.sum(own);
              })
          .derivative(
              "self",
              List.of("grad_output", "self", "target", "weight"),
              "{1/n·}{g} ⊙ {grad_output} ⊙ ({self}² − 2 · {self} ⊙ {target} + {target}) ⊘ ({self} ⊙"
                  + " (1 − {self}))²",
              (b, g) -> {
                Tensor p = b.saved("self");
                Tensor target = b.saved("target");
                Tensor above = b.add(b.sub(b.mul(p, p), b.mul(b.mul(p, target), 2L)), target);
                Tensor slope = b.div(above, b.pow(raised(b, p), 2L));
                return Losses.divided(
                    b,
                    b.arguments(),
                    Losses.weighted(b, b.optional("weight"), b.mul(both(b, g), slope)));
              })
          .derivative(
              "target",
              List.of("grad_output", "self", "weight"),
              "−{1/n·}{g} ⊙ {grad_output} ⊘ ({self} ⊙ (1 − {self}))",
              (b, g) -> {
                Tensor slope = b.div(b.neg(both(b, g)), spread(b, b.saved("self")));
                return Losses.divided(
                    b, b.arguments(), Losses.weighted(b, b.optional("weight"), slope));
              })
          .samples(
              Sample.of(tensor(2, 3), between(0.1, 0.9, 2, 3), between(0, 1, 2, 3))
                  .with("reduction", 0L),
              Sample.of(tensor(), between(0.1, 0.9, 2, 3), between(0, 1, 2, 3)))
          .build();

  static final Op SOFT_MARGIN =
      Op.define(
              "soft_margin_loss_backward(Tensor grad_output, Tensor self, Tensor target, Int"
                  + " reduction)")
          .kernel(
              call -> {
                Ops ops = call.ops();
                Tensor target = call.tensor("target");
                Tensor z = ops.exp(ops.mul(ops.neg(target), call.tensor("self")));
                boolean mean = call.integer("reduction") == MEAN;
                double norm = mean ? 1.0 / target.shape().numel() : 1;
                Tensor above = ops.mul(ops.mul(target, z), -norm);
                return ops.mul(ops.div(above, ops.add(z, 1L)), call.tensor("grad_output"));
              })
          .internal()
          .reads("−{1/n·}{grad_output} ⊙ {target} ⊙ σ(−{target} ⊙ {self})", "loss′")
          .backward("SoftMarginLossBackwardBackward0")
          .derivative(
              "grad_output",
              List.of("self", "target"),
              "−{1/n·}{g} ⊙ {target} ⊙ σ(−{target} ⊙ {self})",
              (b, g) ->
                  LossGradients.again(
                      b,
                      g,
                      one ->
                          b.call(
                              "soft_margin_loss_backward",
                              one,
                              b.saved("self"),
                              b.saved("target"),
                              b.number("reduction"))))
          .derivative(
              "self",
              List.of("grad_output", "self", "target"),
              "{1/n·}{g} ⊙ {grad_output} ⊙ {target}² ⊙ σ′({target} ⊙ {self})",
              (b, g) -> {
                Tensor target = b.saved("target");
                Tensor z = b.exp(b.mul(b.neg(target), b.saved("self")));
                Tensor slope = b.div(z, b.pow(b.add(z, 1L), 2L));
                Tensor bent = b.mul(b.mul(b.mul(target, target), slope), both(b, g));
                return Losses.divided(b, b.arguments(), bent);
              })
          .samples(
              Sample.of(tensor(2, 3), tensor(2, 3), tensor(2, 3), 0L),
              Sample.of(tensor(), tensor(2, 3), tensor(2, 3), 1L))
          .build();

  static final List<Op> ROWS = List.of(BINARY_CROSS_ENTROPY, SOFT_MARGIN);

  private static Tensor both(Backward b, Tensor g) {
    return b.mul(g, b.saved("grad_output"));
  }

  /** p · (1 − p). */
  private static Tensor spread(Ops ops, Tensor p) {
    return ops.mul(p, ops.oneMinus(p));
  }

  /** The same, whose gradients are kept from infinity by a sum. */
  private static Tensor raised(Backward b, Tensor p) {
    return b.mul(b.add(p, LEAST), b.add(b.sub(1L, p), LEAST));
  }
}
