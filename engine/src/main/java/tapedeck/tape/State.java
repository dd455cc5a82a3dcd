package tapedeck.tape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;
import tapedeck.tensor.TensorValue;

/**
 * Everything a person can ask about one moment of a program; an immutable value.
 *
 * <p>{@link #apply} makes the next state from this one and an event. Collections are persistent, so
 * a step costs what it changes, and old states stay valid.
 *
 * @param step the number of the last event, 0 before the first
 * @param stepsTaken how many of the events so far were {@linkplain TapeEvent#isStep() steps}
 * @param iteration the training iteration that is under way
 * @param sharing which tensors look at which memory
 * @param gradSharing which tensors' {@code .grad} looks at which memory
 * @param versions how often each memory was written in place, where it was
 * @param optimizers the program's optimisers, by number
 * @param names the variable name under which each tensor was first seen; a function's gives way to
 *     that of its caller
 * @param innerNames how many functions ran around the one that gave a name, where any did
 * @param variables the tensors that the running frame can name
 * @param frames what each running function can name, the program itself first
 * @param room how many tensors may be known before unreachable ones are forgotten
 * @param passes the backward passes that run, outermost first; a pass may start another one
 * @param backward the innermost of them, or the last one where none runs; null before the first
 */
public record State(
    long step,
    int stepsTaken,
    int line,
    Iteration iteration,
    Phase phase,
    PMap<Long, TensorState> tensors,
    PMap<Long, OperationState> operations,
    Sharing sharing,
    Sharing gradSharing,
    PMap<Long, Integer> versions,
    PMap<Long, NodeState> nodes,
    PMap<Long, OptimizerState> optimizers,
    PMap<Long, String> names,
    PMap<Long, Integer> innerNames,
    PMap<String, Long> variables,
    PVector<PMap<String, Long>> frames,
    int room,
    PVector<TapeEvent.Printed> output,
    PVector<BackwardPass> passes,
    TapeEvent.@Nullable BackwardStarted backward,
    TapeEvent.@Nullable ProgramFailed failure,
    @Nullable TapeEvent last) {

  /** The state before anything happened. */
  public static final State START =
      new State(
          0,
          0,
          0,
          Iteration.FIRST,
          Phase.OTHER,
          TreePMap.empty(),
          TreePMap.empty(),
          Sharing.NONE,
          Sharing.NONE,
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePVector.empty(),
          Forgetting.ROOM,
          TreePVector.empty(),
          TreePVector.empty(),
          null,
          null,
          null);

  /** The tensor of that number, null if it does not exist yet. */
  public @Nullable TensorState tensor(long id) {
    return tensors.get(id);
  }

  /** The node of that number, null if it does not exist yet. */
  public @Nullable NodeState node(long id) {
    return nodes.get(id);
  }

  /** The optimiser of that number, null if there is none. */
  public @Nullable OptimizerState optimizer(long id) {
    return optimizers.get(id);
  }

  /** The {@code .grad} of a tensor, null for None. */
  public @Nullable TensorValue gradOf(long tensor) {
    TensorState state = tensors.get(tensor);
    return state == null ? null : state.grad();
  }

  /** {@code tensor._version}: how often its memory was written in place. */
  public int versionOf(TensorState tensor) {
    RecordedTensor made = tensor.made();
    Integer version = made.apart() ? null : versions.get(made.storage());
    return version == null ? made.version() : version;
  }

  /** The operation that made {@code tensor}, null for a leaf. */
  public @Nullable OperationState operation(long tensor) {
    return operations.get(tensor);
  }

  /** The tensors that look at the same memory as {@code tensor}, itself among them. */
  public List<Long> inMemoryOf(TensorState tensor) {
    return List.copyOf(sharing.of(tensor.made().storage()));
  }

  /** The tensors whose {@code .grad} looks at the memory of that number. */
  public List<Long> ownersOf(long storage) {
    return List.copyOf(gradSharing.of(storage));
  }

  /** What people call the tensor: its first variable, or {@code #7}. */
  public String nameOf(long tensor) {
    String name = names.get(tensor);
    return name == null ? "#" + tensor : name;
  }

  /**
   * A gradient on its way.
   *
   * @param sender the node that sent it, null where the call of backward() gave it
   * @param slot which of the sender's next functions it took
   */
  public record Arrival(@Nullable Long sender, int slot, TensorValue gradient) {}

  /** The gradients that input {@code inputNr} of a node has received in this pass, in order. */
  public List<TensorValue> arrivedAt(long node, int inputNr) {
    return arrivals(node, inputNr).stream().map(Arrival::gradient).toList();
  }

  /** The same, with where each of them came from. */
  public List<Arrival> arrivals(long node, int inputNr) {
    List<Arrival> arrived = new ArrayList<>();
    if (backward == null) {
      return arrived;
    }
    for (int i = 0; i < backward.roots().size(); i++) {
      if (backward.roots().get(i).leadsTo(node, inputNr)) {
        arrived.add(new Arrival(null, 0, backward.seeds().get(i)));
      }
    }
    for (NodeState sender : evaluatedInOrder()) {
      NodeState.Evaluation evaluation = Objects.requireNonNull(sender.evaluation());
      for (int i = 0; i < evaluation.outgoing().size(); i++) {
        RecordedNode.NextFunction next = sender.made().next().get(i);
        TensorValue sent = evaluation.outgoing().get(i);
        if (next != null && sent != null && next.leadsTo(node, inputNr)) {
          arrived.add(new Arrival(sender.id(), i, sent));
        }
      }
    }
    return arrived;
  }

  /** The nodes that the current backward pass has evaluated, first one first. */
  public List<NodeState> evaluatedInOrder() {
    return nodes.values().stream()
        .filter(node -> node.evaluation() != null)
        .sorted(Comparator.comparingLong(n -> Objects.requireNonNull(n.evaluation()).step()))
        .toList();
  }

  /** The state after {@code event}. */
  public State apply(TapeEvent event) {
    StateDraft draft = new StateDraft(this);
    draft.step = event.step();
    draft.line = event.line();
    draft.last = event;
    if (event.isStep()) {
      draft.stepsTaken++;
    }
    event.accept(draft);
    return draft.finish();
  }
}
