package tapedeck.graph;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.GraphPath;
import org.jgrapht.alg.shortestpath.BFSShortestPath;
import org.jgrapht.graph.EdgeReversedGraph;
import org.jgrapht.graph.MaskSubgraph;
import org.jgrapht.traverse.BreadthFirstIterator;
import org.jgrapht.traverse.TopologicalOrderIterator;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.NodeState;
import tapedeck.tape.RecordedNode;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;

/** Questions about what leads to what in a {@link ComputationGraph}. */
public final class GraphQuestions {
  /**
   * An answer: a part of the graph.
   *
   * @param vertices in graph order
   * @param paths the number of paths, where paths were asked for, else 0
   */
  public record Answer(Set<GraphVertex> vertices, Set<GraphEdge> edges, BigInteger paths) {
    /** Nothing. */
    public static final Answer NOTHING = new Answer(Set.of(), Set.of(), BigInteger.ZERO);
  }

  private final ComputationGraph graph;
  private final Graph<GraphVertex, GraphEdge> values;
  private final Graph<GraphVertex, GraphEdge> gradients;

  public GraphQuestions(ComputationGraph graph) {
    this.graph = graph;
    this.values = only(graph, Kind.OPERAND, Kind.RESULT);
    this.gradients = only(graph, Kind.GRADIENT, Kind.ACCUMULATION);
  }

  private static Graph<GraphVertex, GraphEdge> only(ComputationGraph graph, Kind one, Kind two) {
    return new MaskSubgraph<>(
        graph.asGraph(), vertex -> false, edge -> edge.kind() != one && edge.kind() != two);
  }

  /** Everything whose value goes into that of {@code vertex}, and {@code vertex} itself. */
  public Answer influencing(GraphVertex vertex) {
    return part(reach(new EdgeReversedGraph<>(values), valueOf(vertex)));
  }

  /** Everything into which the value of {@code vertex} goes, and {@code vertex} itself. */
  public Answer influencedBy(GraphVertex vertex) {
    return part(reach(values, valueOf(vertex)));
  }

  /** An {@code AccumulateGrad} stands for its leaf. */
  private GraphVertex valueOf(GraphVertex vertex) {
    NodeState node = vertex instanceof AccumulateVertex ? graph.nodeAt(vertex) : null;
    return node == null || node.leaf() == null ? vertex : new TensorVertex(node.leaf());
  }

  private static Set<GraphVertex> reach(Graph<GraphVertex, GraphEdge> along, GraphVertex from) {
    Set<GraphVertex> reached = new LinkedHashSet<>();
    if (along.containsVertex(from)) {
      new BreadthFirstIterator<>(along, from).forEachRemaining(reached::add);
    }
    return reached;
  }

  private Answer part(Set<GraphVertex> wanted) {
    return part(wanted, BigInteger.ZERO);
  }

  private Answer part(Set<GraphVertex> wanted, BigInteger paths) {
    Set<GraphVertex> vertices = new LinkedHashSet<>(graph.vertices());
    vertices.retainAll(wanted);
    Set<GraphEdge> edges = new LinkedHashSet<>();
    for (GraphEdge edge : values.edgeSet()) {
      if (wanted.contains(edge.from()) && wanted.contains(edge.to())) {
        edges.add(edge);
      }
    }
    return new Answer(vertices, edges, paths);
  }

  /** What lies on any path along which values flow from one vertex to the other. */
  public Answer paths(GraphVertex from, GraphVertex to) {
    Set<GraphVertex> between = reach(values, valueOf(from));
    between.retainAll(reach(new EdgeReversedGraph<>(values), valueOf(to)));
    if (between.isEmpty()) {
      return Answer.NOTHING;
    }
    return part(between, count(between, valueOf(from), valueOf(to)));
  }

  private BigInteger count(Set<GraphVertex> between, GraphVertex from, GraphVertex to) {
    Graph<GraphVertex, GraphEdge> part =
        new MaskSubgraph<>(values, vertex -> !between.contains(vertex), edge -> false);
    Map<GraphVertex, BigInteger> ways = new HashMap<>();
    ways.put(from, BigInteger.ONE);
    new TopologicalOrderIterator<>(part)
        .forEachRemaining(
            vertex -> {
              BigInteger here = ways.getOrDefault(vertex, BigInteger.ZERO);
              for (GraphEdge edge : part.outgoingEdgesOf(vertex)) {
                ways.merge(edge.to(), here, BigInteger::add);
              }
            });
    return ways.getOrDefault(to, BigInteger.ZERO);
  }

  /** A path along which values flow from one vertex to the other over the fewest operations. */
  public Answer shortestPath(GraphVertex from, GraphVertex to) {
    GraphVertex start = valueOf(from);
    GraphVertex end = valueOf(to);
    if (!values.containsVertex(start) || !values.containsVertex(end)) {
      return Answer.NOTHING;
    }
    GraphPath<GraphVertex, GraphEdge> path = new BFSShortestPath<>(values).getPath(start, end);
    return path == null
        ? Answer.NOTHING
        : new Answer(
            new LinkedHashSet<>(path.getVertexList()),
            new LinkedHashSet<>(path.getEdgeList()),
            BigInteger.ONE);
  }

  /** The saved tensors that the backward function at {@code vertex} needs, and itself. */
  public Answer neededForBackward(GraphVertex vertex) {
    Set<GraphVertex> needed = new LinkedHashSet<>();
    NodeState node = graph.nodeAt(vertex);
    if (node != null) {
      for (RecordedNode.Saved saved : node.made().saved()) {
        needed.add(new TensorVertex(saved.tensor()));
      }
      needed.add(vertex);
    }
    return part(needed);
  }

  /**
   * The tensors from which gradients start: those on which {@code backward()} was called last, or
   * before that the results that require grad and that nothing uses.
   */
  public List<GraphVertex> losses() {
    TapeEvent.BackwardStarted backward = graph.state().backward();
    if (backward != null) {
      List<GraphVertex> called =
          backward.outputs().stream()
              .<GraphVertex>map(TensorVertex::new)
              .filter(values::containsVertex)
              .toList();
      if (!called.isEmpty()) {
        return called;
      }
    }
    return graph.vertices().stream()
        .filter(graph::requiresGrad)
        .filter(vertex -> values.outDegreeOf(vertex) == 0 && values.inDegreeOf(vertex) > 0)
        .toList();
  }

  /**
   * What depends on something that requires grad, or does so itself, and yet gets no gradient from
   * the {@linkplain #losses losses}: behind {@code detach()} or {@code no_grad()}, or on no way to
   * a loss.
   */
  public Answer unreached() {
    Set<GraphVertex> followed = new LinkedHashSet<>(graph.vertices());
    followed.removeIf(
        vertex -> !graph.requiresGrad(vertex) && graph.nodeAt(vertex) == null && !isCutOff(vertex));
    Set<GraphVertex> without = new LinkedHashSet<>();
    if (!followed.isEmpty()) {
      // what is made from it too, even where autograd does not follow
      new BreadthFirstIterator<>(values, followed).forEachRemaining(without::add);
    }
    without.removeAll(reached());
    return part(without);
  }

  /** Whether a leaf looks at the memory of something that requires grad: {@code detach()}. */
  private boolean isCutOff(GraphVertex vertex) {
    State state = graph.state();
    TensorState tensor = vertex instanceof TensorVertex at ? state.tensor(at.tensor()) : null;
    return tensor != null
        && state.operation(tensor.id()) == null
        && state.inMemoryOf(tensor).stream()
            .anyMatch(id -> id < tensor.id() && graph.requiresGrad(new TensorVertex(id)));
  }

  private Set<GraphVertex> reached() {
    Set<GraphVertex> reached = new LinkedHashSet<>(losses());
    for (GraphVertex loss : losses()) {
      for (GraphEdge edge : graph.incoming(loss)) {
        reached.addAll(reach(gradients, edge.from()));
      }
    }
    for (GraphVertex vertex : Set.copyOf(reached)) {
      for (GraphEdge edge : values.outgoingEdgesOf(vertex)) {
        if (edge.kind() == Kind.RESULT) {
          reached.add(edge.to());
        }
      }
    }
    return reached;
  }
}
