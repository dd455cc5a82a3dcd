package tapedeck.autograd;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/**
 * The node at a leaf: adds the gradient that arrives to the leaf's {@code .grad}. A leaf has one,
 * however often it is used.
 */
public final class AccumulateGrad extends Node {
  private final BackwardPasses passes;
  private final Tensor variable;

  AccumulateGrad(long id, BackwardPasses passes, Tensor variable) {
    // runs as soon as it is ready, before every operation's node
    super(id, Long.MAX_VALUE, List.of());
    this.passes = passes;
    this.variable = variable;
  }

  /** The leaf. */
  public Tensor variable() {
    return variable;
  }

  @Override
  public String name() {
    return "AccumulateGrad";
  }

  @Override
  public int inputCount() {
    return 1;
  }

  @Override
  protected List<@Nullable Tensor> evaluate(List<@Nullable Tensor> gradients) {
    Tensor gradient = gradients.get(0);
    if (gradient != null && variable.gathersGrad()) {
      passes.accumulate(variable, gradient);
    }
    return List.of();
  }
}
