package tapedeck.tape;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import tapedeck.tensor.TensorValue;

/**
 * A backward function at one moment.
 *
 * @param operation the output of the operation it belongs to, null for {@code AccumulateGrad}
 * @param leaf the leaf of an {@code AccumulateGrad}, otherwise null
 * @param freed whether its saved tensors were freed
 * @param evaluation the last evaluation in the current backward pass, null if it was not reached
 * @param hooks the hooks that were called on it in that pass, in order
 */
public record NodeState(
    RecordedNode made,
    @Nullable Long operation,
    @Nullable Long leaf,
    boolean freed,
    @Nullable Evaluation evaluation,
    PVector<HookCall> hooks) {

  /**
   * A hook that was called.
   *
   * @param kind {@code tensor}, {@code pre}, {@code post} or {@code accumulated}
   * @param replaced whether it gave other gradients than it saw
   */
  public record HookCall(long step, String kind, boolean replaced) {}

  NodeState(RecordedNode made, @Nullable Long operation, @Nullable Long leaf) {
    this(made, operation, leaf, false, null, TreePVector.empty());
  }

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
    return new NodeState(made, operation, leaf, true, evaluation, hooks);
  }

  NodeState withEvaluation(@Nullable Evaluation newEvaluation) {
    return new NodeState(made, operation, leaf, freed, newEvaluation, hooks);
  }

  NodeState withHook(HookCall call) {
    return new NodeState(made, operation, leaf, freed, evaluation, hooks.plus(call));
  }

  /** The node before a backward pass has reached it. */
  NodeState unreached() {
    return new NodeState(made, operation, leaf, freed, null, TreePVector.empty());
  }

  boolean isReached() {
    return evaluation != null || !hooks.isEmpty();
  }
}
