package tapedeck.tape;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes tensors out of a state that the program can hardly reach any more, so that a program that
 * runs for ever has a state of bounded size.
 */
final class Forgetting {
  /** States with fewer tensors than this are left alone within an iteration. */
  static final int ROOM = 10_000;

  /** Tensors that were made or used within so many events are kept in any case. */
  private static final int FRESH = 2_000;

  private final StateDraft draft;

  Forgetting(StateDraft draft) {
    this.draft = draft;
  }

  /**
   * Forgets what was made before {@code start}, when a new iteration begins. Parameters stay, what
   * running functions can name, and what was used since then, such as data that every iteration
   * uses.
   */
  void beforeIteration(long start) {
    Set<Long> kept = named();
    keepOperandsSince(start, kept);
    forget(tensor -> tensor.madeAt().step() < start && !kept.contains(tensor.id()));
  }

  /**
   * Forgets, in a long stretch without iterations, what neither a variable nor the graph behind one
   * holds.
   */
  void unreachable() {
    long fresh = draft.step - FRESH;
    Set<Long> kept = named();
    keepOperandsSince(fresh, kept);
    Deque<Long> open = new ArrayDeque<>(kept);
    for (TensorState tensor : draft.tensors.values()) {
      if (tensor.madeAt().step() >= fresh) {
        open.add(tensor.id());
      }
    }
    while (!open.isEmpty()) {
      long id = open.remove();
      OperationState operation = draft.operations.get(id);
      if (operation != null && operation.node() != null) {
        for (Operand operand : operation.operands()) {
          if (operand.tensor() != null && kept.add(operand.tensor())) {
            open.add(operand.tensor());
          }
        }
      }
    }
    forget(tensor -> tensor.madeAt().step() < fresh && !kept.contains(tensor.id()));
  }

  private Set<Long> named() {
    Set<Long> named = new HashSet<>(draft.variables.values());
    draft.frames.forEach(frame -> named.addAll(frame.values()));
    return named;
  }

  private void keepOperandsSince(long start, Set<Long> kept) {
    for (OperationState operation : draft.operations.values()) {
      if (operation.at().step() >= start) {
        operation.operands().stream()
            .map(Operand::tensor)
            .filter(Objects::nonNull)
            .forEach(kept::add);
      }
    }
  }

  private void forget(Predicate<TensorState> old) {
    for (TensorState tensor : draft.tensors.values()) {
      boolean parameter = tensor.isLeaf() && tensor.requiresGrad();
      if (!parameter && old.test(tensor)) {
        Long node = tensor.made().gradFn();
        long memory = tensor.made().storage();
        draft.sharing = draft.sharing.minus(memory, tensor.id());
        if (draft.sharing.of(memory).isEmpty()) {
          draft.versions = draft.versions.minus(memory);
        }
        draft.gradSharing = draft.gradSharing.minus(tensor.gradStorage(), tensor.id());
        draft.tensors = draft.tensors.minus(tensor.id());
        draft.operations = draft.operations.minus(tensor.id());
        draft.names = draft.names.minus(tensor.id());
        draft.innerNames = draft.innerNames.minus(tensor.id());
        draft.nodes = node == null ? draft.nodes : draft.nodes.minus(node);
      }
    }
  }
}
