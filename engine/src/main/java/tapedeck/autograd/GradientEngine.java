package tapedeck.autograd;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Arithmetic;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * Runs one backward pass over the graph, node by node, in PyTorch's order: of the nodes that have
 * received all their gradients, the one created last comes first, and {@link AccumulateGrad} runs
 * at once.
 *
 * <p>Nothing here recurses, so the depth of a graph is bounded by memory alone.
 */
final class GradientEngine {
  /** The gradients that have arrived at a node, and how many nodes may still send one. */
  private static final class Inbox {
    final @Nullable Tensor[] gradients;
    int missing;
    boolean needed;
    @Nullable List<Capture> captures;

    Inbox(Node node) {
      this.gradients = new Tensor[node.inputCount()];
    }
  }

  /** A gradient that the caller asked for: the one at {@code inputNr} of a node. */
  private record Capture(int inputNr, int index) {}

  private final Engine engine;
  private final BackwardCall backward;
  private final IdentityHashMap<Node, Inbox> inboxes = new IdentityHashMap<>();
  private final ReadyQueue ready = new ReadyQueue();
  private final @Nullable Tensor[] captured;
  private final long number;
  private @Nullable Node current;

  /**
   * @param number which of the engine's passes it is
   */
  GradientEngine(Engine engine, BackwardCall backward, long number) {
    this.engine = engine;
    this.backward = backward;
    this.number = number;
    this.captured = new Tensor[backward.inputs().size()];
  }

  /** Whether every leaf gathers its gradient. */
  boolean isWhole() {
    return backward.inputs().isEmpty();
  }

  /** The gradients of {@link BackwardCall#inputs()}, in their order. */
  List<@Nullable Tensor> run() {
    List<Edge> roots = backward.roots();
    List<Node> order = discover(roots);
    if (captures()) {
      markCaptures();
      markNeeded(order);
    }
    for (int i = 0; i < roots.size(); i++) {
      deliver(roots.get(i), backward.seeds().get(i));
    }
    for (Edge root : roots) {
      Inbox inbox = inboxes.get(root.node());
      if (inbox != null && --inbox.missing == 0 && isWanted(inbox)) {
        ready.push(root.node());
      }
    }
    while (!ready.isEmpty()) {
      Node node = ready.pop();
      Inbox inbox = inboxes.remove(node);
      if (inbox != null) {
        current = node;
        process(node, inbox);
      }
    }
    return result();
  }

  long number() {
    return number;
  }

  /** Whether gradients have just arrived at {@code node}, or may still. */
  boolean reaches(Node node) {
    if (captures() && !backward.accumulates() && node instanceof AccumulateGrad) {
      throw TorchError.runtime(
          "A leaf node was passed to _will_engine_execute_node but we are currently running"
              + " autograd.grad(). This is currently not supported.");
    }
    Inbox inbox = inboxes.get(node);
    return node == current || (inbox != null && isWanted(inbox));
  }

  /** Whether what {@code node} would receive is asked for. */
  boolean wants(Node node) {
    Inbox inbox = inboxes.get(node);
    return inbox == null || isWanted(inbox);
  }

  private boolean isWanted(Inbox inbox) {
    return !captures() || inbox.needed || inbox.captures != null;
  }

  /** Whether only the gradients of some tensors are wanted. */
  private boolean captures() {
    return !backward.inputs().isEmpty();
  }

  /** Visits every node once and counts the edges that lead to it; the result is in visit order. */
  private List<Node> discover(List<Edge> roots) {
    List<Node> order = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>();
    roots.forEach(root -> count(root.node(), order, open));
    while (!open.isEmpty()) {
      for (Edge edge : open.pop().nextEdges()) {
        if (edge != null) {
          count(edge.node(), order, open);
        }
      }
    }
    return order;
  }

  private void count(Node node, List<Node> order, Deque<Node> open) {
    Inbox inbox = inboxes.get(node);
    if (inbox == null) {
      inbox = new Inbox(node);
      inboxes.put(node, inbox);
      order.add(node);
      open.push(node);
    }
    inbox.missing++;
  }

  private void markCaptures() {
    for (int i = 0; i < captured.length; i++) {
      Tensor input = backward.inputs().get(i);
      Edge edge = engine.graph().gradientEdge(input);
      if (edge == null && input.requiresGrad()) {
        continue; // a view that was made unrecorded: nothing leads to it
      }
      if (edge == null) {
        throw TorchError.runtime(
            backward.accumulates()
                ? "One of the differentiated Tensors given as 'inputs' to backward does not require"
                    + " grad"
                : "One of the differentiated Tensors does not require grad");
      }
      Inbox inbox = inboxes.get(edge.node());
      if (inbox != null) {
        if (inbox.captures == null) {
          inbox.captures = new ArrayList<>();
        }
        inbox.captures.add(new Capture(edge.inputNr(), i));
        inbox.needed = backward.accumulates();
      }
    }
  }

  /** Marks the nodes that must be evaluated: those from which a captured gradient is reached. */
  private void markNeeded(List<Node> order) {
    IdentityHashMap<Node, List<Node>> sources = new IdentityHashMap<>();
    Deque<Node> open = new ArrayDeque<>();
    for (Node node : order) {
      for (Edge edge : node.nextEdges()) {
        if (edge != null) {
          sources.computeIfAbsent(edge.node(), any -> new ArrayList<>()).add(node);
        }
      }
      Inbox inbox = inboxes.get(node);
      if (inbox != null && inbox.captures != null) {
        open.push(node);
      }
    }
    while (!open.isEmpty()) {
      for (Node source : sources.getOrDefault(open.pop(), List.of())) {
        Inbox inbox = inboxes.get(source);
        if (inbox != null && !inbox.needed) {
          inbox.needed = true;
          open.push(source);
        }
      }
    }
  }

  private void deliver(Edge edge, Tensor gradient) {
    Inbox inbox = inboxes.get(edge.node());
    if (inbox == null) {
      throw new IllegalStateException(edge.node() + " was not discovered");
    }
    Tensor before = inbox.gradients[edge.inputNr()];
    inbox.gradients[edge.inputNr()] =
        before == null ? gradient : engine.apply(Arithmetic.ADD, before, gradient);
  }

  private void process(Node node, Inbox inbox) {
    List<@Nullable Tensor> incoming = Arrays.asList(inbox.gradients);
    boolean evaluates = !captures() || inbox.needed;
    // hooks come before what is captured only where the pass ends, as in PyTorch
    if (evaluates) {
      capture(inbox);
    }
    Hooks hooks = node.hooksIfAny();
    if (hooks != null) {
      engine.runTensorHooks(node, hooks, incoming);
    }
    if (!evaluates) {
      capture(inbox);
    }
    List<@Nullable Tensor> outgoing = evaluates ? evaluate(node, incoming) : List.of();
    List<@Nullable Edge> edges = node.nextEdges();
    for (int i = 0; i < edges.size(); i++) {
      Edge edge = edges.get(i);
      if (edge == null) {
        continue;
      }
      Tensor gradient = evaluates ? outgoing.get(i) : null;
      if (gradient != null) {
        deliver(edge, gradient);
      }
      Inbox next = inboxes.get(edge.node());
      if (next != null && --next.missing == 0 && isWanted(next)) {
        ready.push(edge.node());
      }
    }
  }

  private void capture(Inbox inbox) {
    if (inbox.captures != null) {
      for (Capture capture : inbox.captures) {
        captured[capture.index()] = inbox.gradients[capture.inputNr()];
      }
    }
  }

  private List<@Nullable Tensor> evaluate(Node node, List<@Nullable Tensor> incoming) {
    List<@Nullable Tensor> outgoing = engine.evaluate(node, incoming);
    if (!backward.retainGraph()) {
      engine.release(node);
    }
    return outgoing;
  }

  private List<@Nullable Tensor> result() {
    for (int i = 0; i < captured.length; i++) {
      if (captured[i] == null && !backward.allowUnused() && !backward.accumulates()) {
        throw TorchError.runtime(
            ("The differentiated Tensor at index %d appears to not have been used in the graph. Set"
                    + " allow_unused=True if this is the desired behavior.")
                .formatted(i));
      }
    }
    return Arrays.asList(captured);
  }
}
