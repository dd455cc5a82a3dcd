package tapedeck.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.graph.AsUnmodifiableGraph;
import org.jgrapht.graph.DirectedMultigraph;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.RecordedNode;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;

/**
 * The tensors, operations and backward functions of one {@link State}, with the edges along which
 * values and gradients flow. Vertices and edges come in the order in which the program made them.
 */
public final class ComputationGraph {
  private final State state;
  private final Graph<GraphVertex, GraphEdge> graph = new DirectedMultigraph<>(GraphEdge.class);

  private ComputationGraph(State state) {
    this.state = state;
  }

  /**
   * The graph of the training iteration that is under way: the operations since it began, what they
   * used, and the leaves made in it.
   */
  public static ComputationGraph of(State state) {
    return of(state, state);
  }

  /**
   * The same, where it is known what becomes of the tensors: one that does not require grad, that
   * the program gives no name and that nothing uses is left out from the start.
   *
   * @param known {@code state} or a later one
   */
  public static ComputationGraph of(State state, State known) {
    ComputationGraph built = new ComputationGraph(state);
    Set<Long> shown = built.shownTensors();
    shown.removeIf(tensor -> isStray(state, known, tensor));
    built.usedTensors(shown);
    for (TensorState tensor : state.tensors().values()) {
      if (shown.contains(tensor.id())) {
        built.addTensor(tensor);
      }
    }
    for (NodeState node : state.nodes().values()) {
      built.addGradientEdges(node);
    }
    return built;
  }

  private static boolean isStray(State state, State known, long id) {
    TensorState tensor = state.tensor(id);
    return tensor != null
        && !tensor.requiresGrad()
        && state.operation(id) == null
        && !known.names().containsKey(id);
  }

  private Set<Long> shownTensors() {
    Set<Long> shown = new HashSet<>();
    for (TensorState tensor : state.tensors().values()) {
      if (tensor.madeAt().step() >= state.iteration().start()) {
        shown.add(tensor.id());
      }
    }
    return shown;
  }

  /** Adds what the operations of this iteration used. */
  private void usedTensors(Set<Long> shown) {
    for (TensorState tensor : state.tensors().values()) {
      OperationState operation =
          tensor.madeAt().step() >= state.iteration().start() ? state.operation(tensor.id()) : null;
      if (operation != null) {
        operation.operands().stream()
            .map(Operand::tensor)
            .filter(Objects::nonNull)
            .forEach(shown::add);
      }
    }
  }

  private @Nullable OperationState shownOperation(long tensor) {
    OperationState operation = state.operation(tensor);
    boolean current = operation != null && operation.at().step() >= state.iteration().start();
    return current ? operation : null;
  }

  private void addTensor(TensorState tensor) {
    TensorVertex vertex = new TensorVertex(tensor.id());
    OperationState operation = shownOperation(tensor.id());
    if (operation == null) {
      graph.addVertex(vertex);
      return;
    }
    OperationVertex made = new OperationVertex(operation.output());
    boolean first = graph.addVertex(made);
    graph.addVertex(vertex);
    List<Operand> operands = first ? operation.operands() : List.of();
    for (int slot = 0; slot < operands.size(); slot++) {
      Long operand = operands.get(slot).tensor();
      // an operand that the tape has forgotten, or that nothing announced, has no vertex
      if (operand != null && graph.containsVertex(new TensorVertex(operand))) {
        add(Kind.OPERAND, new TensorVertex(operand), made, slot);
      }
    }
    add(Kind.RESULT, made, vertex, 0);
  }

  private void addGradientEdges(NodeState node) {
    GraphVertex from = vertexOf(node);
    Long leaf = node.leaf();
    if (leaf != null && graph.containsVertex(new TensorVertex(leaf))) {
      graph.addVertex(from);
      add(Kind.ACCUMULATION, from, new TensorVertex(leaf), 0);
    }
    List<RecordedNode.@Nullable NextFunction> next = node.made().next();
    for (int slot = 0; slot < next.size() && graph.containsVertex(from); slot++) {
      RecordedNode.NextFunction function = next.get(slot);
      NodeState target = function == null ? null : state.node(function.node());
      if (target == null) {
        continue;
      }
      GraphVertex to = vertexOf(target);
      Long targetLeaf = target.leaf();
      if (targetLeaf != null && graph.containsVertex(new TensorVertex(targetLeaf))) {
        graph.addVertex(to);
      }
      if (graph.containsVertex(to)) {
        add(Kind.GRADIENT, from, to, slot);
      }
    }
  }

  private void add(Kind kind, GraphVertex from, GraphVertex to, int slot) {
    graph.addEdge(from, to, new GraphEdge(kind, from, to, slot));
  }

  /**
   * What is seen of the graph through a lens.
   *
   * @param plainHidden whether what does not require grad is left out
   */
  public ComputationGraph seenThrough(Lens lens, boolean plainHidden) {
    if (lens == Lens.BOTH && !plainHidden) {
      return this;
    }
    ComputationGraph seen = new ComputationGraph(state);
    for (GraphVertex vertex : vertices()) {
      if (lens.shows(this, vertex) && !(plainHidden && isPlain(vertex))) {
        seen.graph.addVertex(vertex);
      }
    }
    for (GraphEdge edge : edges()) {
      if (lens.shows(edge.kind())
          && seen.graph.containsVertex(edge.from())
          && seen.graph.containsVertex(edge.to())) {
        seen.graph.addEdge(edge.from(), edge.to(), edge);
      }
    }
    return seen;
  }

  /** What of this graph there is at an earlier moment of the same iteration. */
  ComputationGraph at(State earlier) {
    Graph<GraphVertex, GraphEdge> there = of(earlier, state).graph;
    ComputationGraph part = new ComputationGraph(earlier);
    for (GraphVertex vertex : vertices()) {
      if (there.containsVertex(vertex)) {
        part.graph.addVertex(vertex);
      }
    }
    for (GraphEdge edge : edges()) {
      if (there.containsEdge(edge)) {
        part.graph.addEdge(edge.from(), edge.to(), edge);
      }
    }
    return part;
  }

  /** Whether a vertex has no part in backward. */
  private boolean isPlain(GraphVertex vertex) {
    return vertex instanceof TensorVertex ? !requiresGrad(vertex) : nodeAt(vertex) == null;
  }

  boolean requiresGrad(GraphVertex vertex) {
    TensorState tensor = vertex instanceof TensorVertex at ? state.tensor(at.tensor()) : null;
    return tensor != null && tensor.requiresGrad();
  }

  /** The edges that lead to {@code vertex}. */
  public Set<GraphEdge> incoming(GraphVertex vertex) {
    return graph.incomingEdgesOf(vertex);
  }

  /** The edges that lead away from {@code vertex}. */
  public Set<GraphEdge> outgoing(GraphVertex vertex) {
    return graph.outgoingEdgesOf(vertex);
  }

  /** Where a backward function is drawn. */
  public static GraphVertex vertexOf(NodeState node) {
    Long operation = node.operation();
    return operation == null ? new AccumulateVertex(node.id()) : new OperationVertex(operation);
  }

  public State state() {
    return state;
  }

  public Set<GraphVertex> vertices() {
    return graph.vertexSet();
  }

  public Set<GraphEdge> edges() {
    return graph.edgeSet();
  }

  /** The JGraphT graph, for its algorithms and exporters; a view that cannot be changed. */
  public Graph<GraphVertex, GraphEdge> asGraph() {
    return new AsUnmodifiableGraph<>(graph);
  }

  /** The backward function drawn at {@code vertex}, null if it has none. */
  public @Nullable NodeState nodeAt(GraphVertex vertex) {
    return nodeAt(state, vertex);
  }

  /** The backward function drawn at {@code vertex} at another moment, null if there is none. */
  public static @Nullable NodeState nodeAt(State state, GraphVertex vertex) {
    if (vertex instanceof AccumulateVertex accumulate) {
      return state.node(accumulate.node());
    }
    if (vertex instanceof OperationVertex operation) {
      OperationState made = state.operation(operation.output());
      return made == null || made.node() == null ? null : state.node(made.node());
    }
    return null;
  }
}
