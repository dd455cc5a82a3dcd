package tapedeck.tape;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.TensorValue;

/**
 * A backward function at one moment.
 *
 * @param operation the output of the operation it belongs to, null for {@code AccumulateGrad}
 * @param leaf the leaf of an {@code AccumulateGrad}, otherwise null
 * @param freed whether its saved tensors were freed
 * @param evaluation the last evaluation in the current backward pass, null if it was not reached
 */
public record NodeState(
    RecordedNode made,
    @Nullable Long operation,
    @Nullable Long leaf,
    boolean freed,
    @Nullable Evaluation evaluation) {

  /** What arrived at a node at {@code step}, and what it sent on to each next function. */
  public record Evaluation(
      long step, List<@Nullable TensorValue> incoming, List<@Nullable TensorValue> outgoing) {}

  public long id() {
    return made.id();
  }

  public String name() {
    return made.name();
  }

  NodeState withFreed() {
    return new NodeState(made, operation, leaf, true, evaluation);
  }

  NodeState withEvaluation(@Nullable Evaluation newEvaluation) {
    return new NodeState(made, operation, leaf, freed, newEvaluation);
  }
}
