package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The gradients of distances, which PyTorch does not differentiate again. */
final class DistanceGradients {
  private DistanceGradients() {}

  static final Op CDIST =
      Op.define("_cdist_backward(Tensor grad, Tensor x1, Tensor x2, Float p, Tensor cdist)")
          .composedKernel(DistanceGradients::ofCdist)
          .internal()
          .reads("{grad} along the differences", "cdist′")
          .backward("CdistBackwardBackward0")
          .derivative("grad", "not implemented", (b, g) -> refuse("_cdist_backward"))
          .derivative("x1", "not implemented", (b, g) -> refuse("_cdist_backward"))
          .derivative("x2", "not implemented", (b, g) -> refuse("_cdist_backward"))
          .derivative("cdist", "not implemented", (b, g) -> refuse("_cdist_backward"))
          .samples(Sample.of(tensor(3, 4), tensor(3, 2), tensor(4, 2), 2.0, tensor(3, 4)))
          .build();

  static final Op PDIST =
      Op.define("_pdist_backward(Tensor grad, Tensor self, Number p, Tensor pdist)")
          .composedKernel(DistanceGradients::ofPdist)
          .internal()
          .reads("Σ ±{grad} · ({self}ᵢ − {self}ⱼ) ⊘ {pdist}", "pdist′")
          .backward("PdistBackwardBackward0")
          .derivative("grad", "not implemented", (b, g) -> refuse("_pdist_backward"))
          .derivative("self", "not implemented", (b, g) -> refuse("_pdist_backward"))
          .derivative("pdist", "not implemented", (b, g) -> refuse("_pdist_backward"))
          .samples(Sample.of(tensor(3), tensor(3, 2), 2.0, tensor(3)))
          .build();

  static final List<Op> ROWS = List.of(CDIST, PDIST);

  /** The gradient of one of the two arguments of cdist, whose rows come first in the result. */
  static Tensor of(Backward b, Tensor gradient, String own, String other, Tensor distances) {
    Tensor slope = b.call(CDIST, gradient, b.saved(own), b.saved(other), b.number("p"), distances);
    return b.sumTo(slope, b.shapeOf(own));
  }

  private static Tensor refuse(String name) {
    throw new TorchError(
        TorchError.Kind.NOT_IMPLEMENTED,
        "the derivative for '%s' is not implemented.".formatted(name));
  }

  private static Tensor ofCdist(Ops ops, Call call) {
    Tensor distance = ops.unsqueeze(call.tensor("cdist"), -1);
    Tensor g = ops.unsqueeze(call.tensor("grad"), -1);
    double p = call.real("p");
    Tensor difference =
        ops.sub(ops.unsqueeze(call.tensor("x1"), -2), ops.unsqueeze(call.tensor("x2"), -3));
    return ops.sum(ops.mul(g, slope(ops, difference, distance, p)), new int[] {-2}, false);
  }

  /** How a distance changes with a difference. */
  private static Tensor slope(Ops ops, Tensor difference, Tensor distance, double p) {
    if (p == 0) {
      return ops.zerosLike(difference);
    }
    if (p == 1) {
      return ops.call("sign", difference);
    }
    if (Double.isInfinite(p)) {
      Tensor largest = ops.call("eq", ops.call("abs", difference), distance);
      return ops.mul(ops.call("sign", difference), ops.to(largest, difference.dtype()));
    }
    Tensor power =
        p == 2 ? difference : ops.mul(difference, ops.pow(ops.call("abs", difference), p - 2));
    Tensor ratio = ops.div(power, p == 2 ? distance : ops.pow(distance, p - 1));
    return ops.maskedFill(ratio, ops.call("eq", distance, 0L), 0L);
  }

  private static Tensor ofPdist(Ops ops, Call call) {
    Tensor self = call.tensor("self");
    int count = self.shape().size(0);
    Tensor differences = Distances.differences(ops, call, self);
    Tensor each =
        ops.mul(
            ops.unsqueeze(call.tensor("grad"), 1),
            slope(ops, differences, ops.unsqueeze(call.tensor("pdist"), 1), call.real("p")));
    Tensor zeros = ops.zerosLike(self);
    Tensor first = ops.call("index_add", zeros, 0L, Distances.rows(call, count, false), each);
    return ops.call("index_add", first, 0L, Distances.rows(call, count, true), ops.neg(each));
  }
}
