package tapedeck.autograd;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;
import tapedeck.tensor.TorchError;

/** What a program assigns to a tensor itself: its grad, its data, its requires_grad. */
public final class Attributes {
  private final Engine engine;

  Attributes(Engine engine) {
    this.engine = engine;
  }

  /**
   * {@code leaf.requires_grad = requires}.
   *
   * @throws TorchError if the tensor is no leaf, or is not of a floating type
   */
  public void setRequiresGrad(Tensor leaf, boolean requires) {
    boolean before = leaf.requiresGrad();
    if (requires && leaf.isInference() && !engine.modes().inference) {
      throw TorchError.runtime(
          "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
    }
    leaf.setRequiresGrad(requires);
    if (before != requires) {
      engine.announce(listener -> listener.requiresGradSet(leaf));
    }
  }

  /** {@code tensor.grad = value}; null clears it. */
  public void setGrad(Tensor tensor, @Nullable Tensor value) {
    Tensor before = tensor.grad();
    tensor.setGrad(value);
    engine.announce(
        listener -> {
          if (value == null) {
            listener.gradCleared(tensor, before);
          } else {
            listener.gradReplaced(tensor, before, value);
          }
        });
  }

  /** {@code tensor.data = value}. */
  public void setData(Tensor tensor, Tensor value) {
    tensor.setData(value);
    engine.announceMutated("set_data", List.of(), tensor);
  }

  /** {@code tensor.detach_()}: cuts the tensor itself off from the graph. */
  public void detachInPlace(Tensor tensor) {
    if (tensor.base() != null) {
      throw TorchError.runtime(
          "Can't detach views in-place. Use detach() instead. If you are using"
              + " DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as"
              + " True, gradients are views of DDP buckets, and hence detach_() cannot be called on"
              + " these gradients. To fix this error, please refer to the Optimizer.zero_grad()"
              + " function in torch/optim/optimizer.py as the solution.");
    }
    tensor.setGradFn(null, 0);
    tensor.setRequiresGrad(false);
  }

  /** What {@code reshaping} makes, whose node has the name of the in-place form. */
  Tensor itself(Supplier<Tensor> reshaping) {
    engine.modes().itself = true;
    try {
      return reshaping.get();
    } finally {
      engine.modes().itself = false;
    }
  }

  /**
   * Gives {@code tensor} the shape and the history of the view of it that {@code reshaping} makes.
   */
  public void reshapeItself(Tensor tensor, Supplier<Tensor> reshaping) {
    engine.checkReshaped(tensor);
    Tensor like = itself(reshaping);
    tensor.setGeometry(like.shape(), like.strides(), like.offset());
    if (like.gradFn() instanceof Node made) {
      tensor.setGradFn(made, like.outputNr());
    }
    tensor.bumpVersion();
  }

  /** Writes the elements of {@code value}, of the same shape, into {@code tensor}. */
  public void assign(Tensor tensor, Tensor value) {
    InPlace.write(tensor, value);
    tensor.bumpVersion();
  }

  /**
   * Puts other numbers, of the same shape, into a tensor behind autograd's back: what a debugger
   * does. Tensors saved for backward see them too.
   */
  public void overwrite(Tensor tensor, TensorValue value) {
    tensor.overwrite(value);
    engine.announce(listener -> listener.tensorMutated("what_if_", List.of(), tensor));
  }

  /** A row-major tensor of the same value that no in-place write to the original reaches. */
  public Tensor copy(Tensor tensor) {
    Shape shape = tensor.shape();
    if (tensor.coversStorage()) {
      return Tensor.contiguous(engine.nextTensorId(), tensor.storage().copyOnWrite(), shape);
    }
    Tensor copy =
        Tensor.contiguous(
            engine.nextTensorId(), Storage.allocate(tensor.dtype(), shape.numel()), shape);
    InPlace.write(copy, tensor);
    return copy;
  }
}
