package tapedeck.autograd;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Call;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tensor.GradFn;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** How operations enter the graph: nodes, the edges between them and what they save. */
public final class GraphRecording {
  private final Engine engine;
  private final BackwardPasses passes;

  GraphRecording(Engine engine, BackwardPasses passes) {
    this.engine = engine;
    this.passes = passes;
  }

  /** Whether a gradient is recorded for {@code call}. */
  boolean records(Call call) {
    Op op = call.op();
    Modes modes = engine.modes();
    if (!modes.gradEnabled || modes.inference || op.backwardName() == null) {
      return false;
    }
    for (int i = 0; i < op.parameters().size(); i++) {
      if (op.derivativeAt(i) != null) {
        for (Tensor tensor : call.tensorsAt(i)) {
          if (tensor != null && tensor.requiresGrad()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  OpNode newNode(Call call, String name) {
    OpNode node = OpNode.before(engine, engine.nextNodeId(), engine.nextSequenceNr(), call, name);
    if (engine.modes().anomaly != null) {
      node.setForwardTrace(engine.modes().anomaly.trace());
    }
    return node;
  }

  /** A clone of {@code tensor} whose node has the place {@code sequenceNr} in the graph. */
  Tensor cloned(Tensor tensor, long sequenceNr) {
    Op op = OpTable.row("clone");
    Call call = new Call(op, op.bind(tensor), engine);
    List<Tensor> results = op.compute(call);
    OpNode node =
        OpNode.before(
            engine, engine.nextNodeId(), sequenceNr, call, String.valueOf(op.backwardName()));
    results.get(0).setGradFn(node, 0);
    node.saveResults(results);
    engine.announceApplied(op.name(), Application.arguments(call), results, node);
    return results.get(0);
  }

  /** Whether the backward pass that runs reaches the node of {@code tensor} now, or later. */
  public boolean isReached(Tensor tensor) {
    Edge edge = gradientEdge(tensor);
    return edge != null && passes.reaches(edge.node());
  }

  /** Whether the backward pass that runs reaches {@code node} now, or later. */
  public boolean reaches(Node node) {
    return passes.reaches(node);
  }

  /** Whether a gradient for {@code edge} is worth its computation in the pass that runs. */
  boolean wants(@Nullable Edge edge) {
    return edge != null && passes.wants(edge.node());
  }

  /** Whether the backward passes that run were asked for all gradients, not for some. */
  public boolean passesAreWhole() {
    return passes.areWhole();
  }

  /** Which backward pass of this engine runs, counted from 1; 0 if none does. */
  public long runningPass() {
    return passes.running();
  }

  /** Whether hooks take what is saved. */
  boolean packs() {
    return engine.modes().packing.peek() != null;
  }

  /**
   * A saved tensor of a node.
   *
   * @param producer the node, if the tensor is its result
   */
  public SavedTensor saved(String name, Tensor tensor, @Nullable GradFn producer) {
    if (tensor.isInference()) {
      throw TorchError.runtime(
          "Inference tensors cannot be saved for backward. Please do not use Tensors created in"
              + " inference mode in computation tracked by autograd. To work around this, you can"
              + " make a clone to get a normal tensor and use it in autograd, or use"
              + " `torch.no_grad()` instead of `torch.inference_mode()`.");
    }
    // what was a Python number is no tensor that a program knows
    boolean hooked = !tensor.isWrappedNumber();
    SavedTensor saved = new SavedTensor(engine, name, tensor, producer);
    SavedTensor.Packing packing = engine.modes().packing.peek();
    if (hooked && packing != null) {
      saved.keepThrough(packing);
    }
    return saved;
  }

  /** A saved tensor of a node that is not an operator's. */
  public SavedTensor save(String name, Tensor tensor) {
    return saved(name, tensor, null);
  }

  /** Where a gradient of {@code tensor} goes, null if it does not require one. */
  public @Nullable Edge gradientEdge(@Nullable Tensor tensor) {
    if (tensor == null || !tensor.requiresGrad()) {
      return null;
    }
    if (tensor.gradFn() instanceof Node node) {
      return new Edge(node, tensor.outputNr());
    }
    return tensor.gathersGrad() ? new Edge(accumulator(tensor), 0) : null;
  }

  private AccumulateGrad accumulator(Tensor leaf) {
    if (leaf.accumulator() instanceof AccumulateGrad existing) {
      return existing;
    }
    AccumulateGrad accumulator = new AccumulateGrad(engine.nextNodeId(), passes, leaf);
    leaf.setAccumulator(accumulator);
    return accumulator;
  }

  /** {@code tensor.retain_grad()}. */
  public void retainGrad(Tensor tensor) {
    if (!tensor.requiresGrad()) {
      throw TorchError.runtime("can't retain_grad on Tensor that has requires_grad=False");
    }
    if (tensor.gradFn() instanceof Node node && !tensor.retainsGrad()) {
      tensor.setRetainsGrad(true);
      node.hooks().retain(tensor.outputNr(), tensor);
      engine.announce(listener -> listener.gradRetained(tensor));
    }
  }

  /** A tensor that an operator wrote into retains its gradient at its new node. */
  void moveRetainedGrad(Tensor tensor, Node to) {
    if (tensor.retainsGrad() && tensor.gradFn() instanceof Node from) {
      from.hooks().retained().remove(tensor.outputNr());
      to.hooks().retain(0, tensor);
    }
  }
}
