package tapedeck.autograd;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.GradFn;
import tapedeck.tensor.Tensor;

/**
 * A backward function: what PyTorch calls a {@code grad_fn}.
 *
 * <p>A node takes the gradients of its operation's outputs and returns those of the inputs, one for
 * each of its {@linkplain #nextEdges() edges}.
 */
public abstract class Node implements GradFn {
  private final long id;
  private final long sequenceNr;
  private final List<@Nullable Edge> nextEdges;
  private @Nullable Object wrapper;

  /**
   * @param id unique within the engine
   * @param sequenceNr the order of creation; a backward pass runs the latest ready node first
   * @param nextEdges one for each differentiable input, null where no gradient is needed;
   *     duplicates stay
   */
  Node(long id, long sequenceNr, List<@Nullable Edge> nextEdges) {
    this.id = id;
    this.sequenceNr = sequenceNr;
    this.nextEdges = Collections.unmodifiableList(nextEdges);
  }

  public long id() {
    return id;
  }

  public long sequenceNr() {
    return sequenceNr;
  }

  public List<@Nullable Edge> nextEdges() {
    return nextEdges;
  }

  /** How many outputs its operation has, and so how many gradients it takes. */
  abstract int inputCount();

  /** The vector-Jacobian product; a null gradient stands for zero. */
  abstract List<@Nullable Tensor> evaluate(List<@Nullable Tensor> gradients);

  /** Whether there is something that {@link #release} would free. */
  boolean holdsBuffers() {
    return false;
  }

  /** Frees what was saved for backward. */
  void release() {}

  /** The object that stands for this node in the program's language. */
  public @Nullable Object wrapper() {
    return wrapper;
  }

  public void setWrapper(Object wrapper) {
    this.wrapper = wrapper;
  }

  @Override
  public String toString() {
    return name() + "#" + id;
  }
}
