package tapedeck.analysis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.RecordedNode;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;
import tapedeck.tensor.DType;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/**
 * Where a gradient comes from: the calls of backward() that added to it, the uses of the tensor
 * that contributed within a call, and for each use the uses before it, down to single paths through
 * the graph.
 *
 * <p>The terms of a use are what the tape recorded. Those of a longer path are vector-Jacobian
 * products of {@linkplain RepeatedOperation operations run again}: a node is linear in the gradient
 * that it receives, so what it sends is the sum of what it sends for each part.
 *
 * @param tape where the operations are
 * @param state the moment
 */
public record GradientUnfolding(Tape tape, State state) {
  /**
   * What changed a tensor's {@code .grad}, from None on.
   *
   * @param step when; 0 for writes by the program in between, whose steps are not told apart
   * @param kind how
   * @param added what was added: all of it where it was set, the difference where it was written to
   */
  public record Share(
      long step, Kind kind, TensorValue added, TensorValue after, List<Term> terms) {
    /** How a {@code .grad} changes. */
    public enum Kind {
      /** A backward pass added to it. */
      BACKWARD,
      /** The program set it. */
      SET,
      /** The program, such as gradient clipping, wrote into it. */
      WRITTEN
    }
  }

  /**
   * What one use of a tensor, or one path from it, contributes to its gradient.
   *
   * @param at the state in which the pass stood
   * @param way the nodes that the gradient came through, the one next to the tensor first; empty
   *     for the gradient that the call of backward() gave
   * @param isRest whether this is what the other terms leave open: what a hook changed, or what
   *     came through nodes that the state has forgotten
   */
  public record Term(State at, List<Passage> way, TensorValue value, boolean isRest) {
    /** The last node before the tensor, null for the gradient given to backward(). */
    public @Nullable Passage through() {
      return way.isEmpty() ? null : way.get(0);
    }
  }

  /**
   * A node that a gradient passed, and the next function that it left by.
   *
   * @param result the tensor that the node's operation had made
   */
  public record Passage(long node, int slot, long result) {}

  /** What made up the {@code .grad} of a tensor, oldest first; empty for None. */
  public List<Share> shares(long tensor) {
    Deque<Share> shares = new ArrayDeque<>();
    TensorValue expected = state.gradOf(tensor);
    long step = state.step() + 1;
    while (expected != null) {
      OptionalLong found = tape.previous(step, event -> changesGrad(event, tensor));
      if (found.isEmpty()) {
        break;
      }
      step = found.getAsLong();
      TapeEvent event = Objects.requireNonNull(tape.event(step));
      State then = tape.stateAt(step);
      TensorValue after = then.gradOf(tensor);
      if (after == null) {
        break;
      }
      if (!after.equals(expected)) {
        shares.addFirst(
            new Share(0, Share.Kind.WRITTEN, difference(expected, after), expected, List.of()));
      }
      if (event instanceof TapeEvent.GradAccumulated grown) {
        List<Term> terms = completed(then, terms(then, tensor), grown.added());
        shares.addFirst(new Share(step, Share.Kind.BACKWARD, grown.added(), grown.after(), terms));
        expected = grown.before();
      } else {
        shares.addFirst(new Share(step, Share.Kind.SET, after, after, List.of()));
        expected = null;
      }
    }
    return List.copyOf(shares);
  }

  private static TensorValue difference(TensorValue after, TensorValue before) {
    Storage difference = Storage.allocate(after.dtype(), after.shape().numel());
    for (int i = 0; i < difference.length(); i++) {
      difference.set(i, after.doubleAt(i) - before.doubleAt(i));
    }
    return Tensor.contiguous(0, difference, after.shape()).value();
  }

  private static boolean changesGrad(TapeEvent event, long tensor) {
    return (event instanceof TapeEvent.GradAccumulated grown && grown.leaf() == tensor)
        || (event instanceof TapeEvent.GradCleared cleared && cleared.tensor() == tensor)
        || (event instanceof TapeEvent.GradReplaced set && set.tensor() == tensor);
  }

  /** What the pass of the moment has brought to a tensor so far, a term for each use of it. */
  public List<Term> terms(long tensor) {
    List<Term> terms = terms(state, tensor);
    TensorState found = state.tensor(tensor);
    Long gradFn = found == null ? null : found.made().gradFn();
    NodeState node = gradFn == null ? null : state.node(gradFn);
    NodeState.Evaluation evaluation = node == null ? null : node.evaluation();
    if (found == null || evaluation == null) {
      return terms;
    }
    int output = found.made().outputNr();
    TensorValue whole =
        output < evaluation.incoming().size() ? evaluation.incoming().get(output) : null;
    return whole == null ? terms : completed(state, terms, whole);
  }

  private static List<Term> terms(State at, long tensor) {
    TensorState found = at.tensor(tensor);
    if (found == null) {
      return List.of();
    }
    Long gradFn = found.made().gradFn();
    if (gradFn != null) {
      return terms(at, gradFn, found.made().outputNr());
    }
    for (NodeState node : at.evaluatedInOrder()) {
      if (node.leaf() != null && node.leaf() == tensor) {
        return terms(at, node.id(), 0);
      }
    }
    return List.of();
  }

  private static List<Term> terms(State at, long node, int inputNr) {
    List<Term> terms = new ArrayList<>();
    for (State.Arrival arrival : at.arrivals(node, inputNr)) {
      Passage passage = passage(at, arrival);
      terms.add(
          new Term(at, passage == null ? List.of() : List.of(passage), arrival.gradient(), false));
    }
    return terms;
  }

  /** The terms and, where they do not sum to the whole, what is left. */
  private static List<Term> completed(State at, List<Term> terms, TensorValue whole) {
    Storage rest = Storage.allocate(whole.dtype(), whole.shape().numel());
    boolean complete = true;
    for (int i = 0; i < rest.length(); i++) {
      double sum = sum(terms, i, whole.dtype());
      double wanted = whole.doubleAt(i);
      rest.set(i, wanted - sum);
      complete &= Double.compare(wanted, sum) == 0 || wanted == sum;
    }
    if (complete) {
      return terms;
    }
    List<Term> all = new ArrayList<>(terms);
    all.add(new Term(at, List.of(), Tensor.contiguous(0, rest, whole.shape()).value(), true));
    return all;
  }

  /** The sum of the terms for one element, rounded after each as the engine does. */
  private static double sum(List<Term> terms, int element, DType type) {
    double sum = 0;
    for (int k = 0; k < terms.size(); k++) {
      double term = terms.get(k).value().doubleAt(element);
      sum = k == 0 ? term : type == DType.FLOAT64 ? sum + term : (float) (sum + term);
    }
    return sum;
  }

  private static @Nullable Passage passage(State at, State.Arrival arrival) {
    NodeState sender = arrival.sender() == null ? null : at.node(arrival.sender());
    if (sender == null) {
      return null;
    }
    Long result = sender.operation();
    return new Passage(sender.id(), arrival.slot(), result == null ? -1 : result);
  }

  /**
   * The parts of a term: one for each gradient that its furthest node had received. A node that
   * received one gradient only is passed by, so there are several parts or none.
   *
   * @return empty where the way began at the call of backward(), or cannot be followed
   */
  public List<Term> parts(Term term) {
    List<Passage> way = new ArrayList<>(term.way());
    while (!way.isEmpty() && !term.isRest()) {
      Passage furthest = way.get(way.size() - 1);
      List<Received> received = received(term.at(), furthest.node());
      if (received.size() > 1) {
        return split(term.at(), way, received);
      }
      Passage before = received.isEmpty() ? null : received.get(0).from();
      if (before == null) {
        return List.of();
      }
      way.add(before);
    }
    return List.of();
  }

  /** The way of a term, followed on as far as only one gradient came to each node. */
  public List<Passage> wholeWay(Term term) {
    List<Passage> way = new ArrayList<>(term.way());
    while (!way.isEmpty() && !term.isRest()) {
      List<Received> received = received(term.at(), way.get(way.size() - 1).node());
      Passage before = received.size() == 1 ? received.get(0).from() : null;
      if (before == null) {
        return way;
      }
      way.add(before);
    }
    return way;
  }

  /** A gradient that arrived at result {@code inputNr} of a node. */
  private record Received(int inputNr, Term term) {
    @Nullable Passage from() {
      return term.through();
    }
  }

  private static List<Received> received(State at, long node) {
    NodeState.Evaluation evaluation = Objects.requireNonNull(at.node(node)).evaluation();
    List<Received> received = new ArrayList<>();
    for (int i = 0; evaluation != null && i < evaluation.incoming().size(); i++) {
      TensorValue whole = evaluation.incoming().get(i);
      if (whole != null) {
        for (Term term : completed(at, terms(at, node, i), whole)) {
          received.add(new Received(i, term));
        }
      }
    }
    return received;
  }

  private List<Term> split(State at, List<Passage> way, List<Received> received) {
    List<RepeatedOperation> operations = new ArrayList<>();
    for (Passage passage : way) {
      OperationState operation = at.operation(passage.result());
      if (operation == null || RepeatedOperation.obstacle(tape, operation) != null) {
        return List.of();
      }
      operations.add(RepeatedOperation.of(tape, operation));
    }
    List<Term> parts = new ArrayList<>();
    for (Received one : received) {
      List<Passage> longer = new ArrayList<>(way);
      Passage next = one.from();
      if (next != null) {
        longer.add(next);
      }
      TensorValue value = carried(at, way, operations, one);
      if (value != null) {
        parts.add(new Term(at, List.copyOf(longer), value, one.term().isRest()));
      }
    }
    return parts;
  }

  /** Carries a gradient from the furthest node to the tensor. */
  private static @Nullable TensorValue carried(
      State at, List<Passage> way, List<RepeatedOperation> operations, Received from) {
    TensorValue gradient = from.term().value();
    int inputNr = from.inputNr();
    for (int i = way.size() - 1; i >= 0 && gradient != null; i--) {
      List<@Nullable TensorValue> incoming =
          new ArrayList<>(Collections.nCopies(inputNr + 1, (TensorValue) null));
      incoming.set(inputNr, gradient);
      int slot = way.get(i).slot();
      gradient = operations.get(i).vectorJacobianProduct(incoming).get(slot);
      NodeState node = Objects.requireNonNull(at.node(way.get(i).node()));
      RecordedNode.NextFunction next = node.made().next().get(slot);
      inputNr = next == null ? 0 : next.inputNr();
    }
    return gradient;
  }
}
