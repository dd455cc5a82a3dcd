package tapedeck.autograd;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
  /** The nodes whose names PyTorch gives with their namespace. */
  private static final Set<String> QUALIFIED =
      Set.of("AccumulateGrad", "CopyBackwards", "CopySlices", "Error", "NotImplemented");

  private final long id;
  private final long sequenceNr;
  private final List<@Nullable Edge> nextEdges;
  private @Nullable Hooks hooks;
  private @Nullable Object wrapper;
  private @Nullable String forwardTrace;

  /**
   * @param id unique within the engine
   * @param sequenceNr the order of creation; a backward pass runs the latest ready node first
   * @param nextEdges one for each differentiable input, null where no gradient is needed;
   *     duplicates stay
   */
  protected Node(long id, long sequenceNr, List<@Nullable Edge> nextEdges) {
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
  public abstract int inputCount();

  /** The name as messages and {@code Node.name()} have it, with the namespace of a few. */
  public String qualifiedName() {
    return qualified(name());
  }

  static String qualified(String name) {
    return QUALIFIED.contains(name) ? "torch::autograd::" + name : name;
  }

  /** The vector-Jacobian product; a null gradient stands for zero. */
  protected abstract List<@Nullable Tensor> evaluate(List<@Nullable Tensor> gradients);

  /** The vector-Jacobian product outside of a backward pass, as when a program calls the node. */
  public List<@Nullable Tensor> call(List<@Nullable Tensor> gradients) {
    return evaluate(gradients);
  }

  /** The tensors saved for backward; empty once they were freed. */
  public List<SavedTensor> savedTensors() {
    return List.of();
  }

  /** Whether there is something that {@link #release} would free. */
  protected boolean holdsBuffers() {
    return false;
  }

  /** Frees what was saved for backward. */
  protected void release() {}

  /** The hooks, for adding one. */
  public Hooks hooks() {
    if (hooks == null) {
      hooks = new Hooks();
    }
    return hooks;
  }

  /** The hooks, null if there never was one. */
  @Nullable Hooks hooksIfAny() {
    return hooks;
  }

  /** Where the program applied the operation, if anomaly detection asked for it. */
  public @Nullable String forwardTrace() {
    return forwardTrace;
  }

  void setForwardTrace(String trace) {
    forwardTrace = trace;
  }

  /** The leaves that gradients reach from here, each once, in the order of the edges. */
  public Set<Tensor> leaves() {
    Set<Tensor> leaves = new LinkedHashSet<>();
    Set<Node> seen = new HashSet<>(Set.of(this));
    Deque<Node> waiting = new ArrayDeque<>(seen);
    while (!waiting.isEmpty()) {
      Node node = waiting.remove();
      if (node instanceof AccumulateGrad accumulator) {
        leaves.add(accumulator.variable());
      }
      for (Edge edge : node.nextEdges()) {
        if (edge != null && seen.add(edge.node())) {
          waiting.add(edge.node());
        }
      }
    }
    return leaves;
  }

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
