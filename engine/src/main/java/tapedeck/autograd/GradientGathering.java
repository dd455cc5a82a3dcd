package tapedeck.autograd;

import tapedeck.op.Arithmetic;
import tapedeck.op.OpTable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * How gradients are gathered in {@code .grad}: where they are added in place, and how they lie in
 * memory (PyTorch's {@code accumulate_grad.h}, "Gradient Layout Contract").
 */
final class GradientGathering {
  private final Engine engine;

  GradientGathering(Engine engine) {
    this.engine = engine;
  }

  /** Adds {@code gradient} to the tensor's {@code .grad}. */
  void add(Tensor tensor, Tensor gradient) {
    Tensor before = tensor.grad();
    // a snapshot, since the sum may be written into the same tensor
    Tensor[] previous = new Tensor[1];
    if (before != null) {
      engine.announce(listener -> previous[0] = engine.attributes().copy(before));
    }
    Tensor after = before == null ? first(tensor, gradient) : sum(tensor, before, gradient);
    tensor.setGrad(after);
    engine.announce(listener -> listener.gradAccumulated(tensor, previous[0], gradient, after));
  }

  private Tensor first(Tensor tensor, Tensor gradient) {
    if (!tensor.gathersGrad()) {
      return engine.isGradEnabled()
          ? engine.call("clone.contiguous", gradient)
          : engine.attributes().copy(gradient);
    }
    if (!engine.isGradEnabled()) {
      return leafGradient(tensor, gradient);
    }
    if (!Overlap.isDense(tensor)) {
      return engine.call("clone.contiguous", gradient);
    }
    Tensor made = engine.leaf(like(tensor), false);
    return engine.applyInPlace(OpTable.row("copy"), made, gradient);
  }

  private Tensor sum(Tensor tensor, Tensor before, Tensor gradient) {
    if (engine.isGradEnabled() || !tensor.gathersGrad()) {
      return engine.apply(Arithmetic.ADD, before, gradient);
    }
    Overlap.checkWritten(before);
    engine.attributes().assign(before, engine.apply(Arithmetic.ADD, before, gradient));
    return before;
  }

  /** The gradient as PyTorch keeps it: as it is where it lies well, else a copy of it. */
  private Tensor leafGradient(Tensor leaf, Tensor gradient) {
    Tensor copy;
    if (leaf.isContiguous() || !Overlap.isDense(leaf)) {
      copy = engine.attributes().copy(gradient);
    } else {
      copy = like(leaf);
      InPlace.write(copy, gradient);
    }
    if (!liesWell(gradient, leaf)) {
      // the copy is written into a new tensor
      copy.bumpVersion();
    }
    return copy;
  }

  /** An empty tensor with the strides of a dense one. */
  private Tensor like(Tensor dense) {
    Shape shape = dense.shape();
    Storage storage = Storage.allocate(dense.dtype(), shape.numel());
    Tensor made = Tensor.contiguous(engine.nextTensorId(), storage, shape);
    return dense.isContiguous()
        ? made
        : made.view(engine.nextTensorId(), shape, dense.strides(), 0);
  }

  private static boolean liesWell(Tensor gradient, Tensor leaf) {
    if (!Overlap.isDense(leaf)) {
      return gradient.isContiguous();
    }
    for (int d = 0; d < leaf.shape().dim(); d++) {
      if (leaf.shape().size(d) > 1 && gradient.strides()[d] != leaf.strides()[d]) {
        return false;
      }
    }
    return true;
  }
}
