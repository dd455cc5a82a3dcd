package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.Lens;
import tapedeck.graph.ModuleTree.Module;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;

/**
 * All that an iteration will ever show, each thing at its place and with the step at which it
 * appears. It stays the same while steps are taken: a moment only reveals it.
 */
public final class Scene {
  /** A scene without anything. */
  public static final Scene EMPTY =
      new Scene(Look.WHOLE.at(State.START), Lens.BOTH, GraphLayout.EMPTY);

  /**
   * Something with a box.
   *
   * @param open whether it is an open module around others
   * @param from the step at which it appears
   * @param tensor the tensor that it stands for, or {@link #NONE}
   * @param node the backward function that it has, or {@link #NONE}
   */
  public record Item(
      GraphVertex vertex, Bounds bounds, boolean open, long from, long tensor, long node) {
    /** As a tensor or node: it has none. */
    static final long NONE = -1;
  }

  /**
   * Something with a line.
   *
   * @param all the edges that it stands for
   * @param nodes for each of these the backward function that sends a gradient along it, or for a
   *     value the one of its operation; {@link Item#NONE} where there is none
   */
  public record Link(
      GraphEdge edge,
      List<GraphEdge> all,
      long[] nodes,
      Route route,
      @Nullable Point label,
      long from) {}

  private final FoldedGraph graph;
  private final Lens lens;
  private final GraphLayout layout;
  private final List<Item> items = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();

  private Scene(FoldedGraph graph, Lens lens, GraphLayout layout) {
    this.graph = graph;
    this.lens = lens;
    this.layout = layout;
    Map<GraphVertex, Long> appears = appears();
    for (Module module : graph.open()) {
      add(module.vertex(), true, appears);
    }
    for (GraphVertex vertex : graph.vertices()) {
      add(vertex, false, appears);
    }
    layout
        .routes()
        .forEach(
            (edge, route) -> {
              long from =
                  Math.max(
                      appears.getOrDefault(edge.from(), 0L), appears.getOrDefault(edge.to(), 0L));
              List<GraphEdge> all = graph.standsFor(edge);
              long[] nodes = all.stream().mapToLong(this::nodeBehind).toArray();
              links.add(new Link(edge, all, nodes, route, layout.labels().get(edge), from));
            });
  }

  private long nodeBehind(GraphEdge edge) {
    return nodeAt(edge.kind() == GraphEdge.Kind.OPERAND ? edge.to() : edge.from());
  }

  private long nodeAt(GraphVertex vertex) {
    NodeState node = graph.graph().nodeAt(vertex);
    return node == null ? Item.NONE : node.id();
  }

  /** The scene of the iteration that {@code end} is the end of. */
  public static Scene of(State end, Look look, LayoutEngine engine) {
    FoldedGraph graph = look.at(end);
    return new Scene(graph, look.lens(), engine.layout(graph, look.lens()));
  }

  private void add(GraphVertex vertex, boolean open, Map<GraphVertex, Long> appears) {
    Bounds bounds = layout.box(vertex);
    if (bounds != null) {
      long tensor = vertex instanceof TensorVertex at ? at.tensor() : Item.NONE;
      long from = appears.getOrDefault(vertex, 0L);
      items.add(new Item(vertex, bounds, open, from, tensor, nodeAt(vertex)));
    }
  }

  private Map<GraphVertex, Long> appears() {
    Map<GraphVertex, Long> appears = new HashMap<>();
    State state = graph.graph().state();
    for (GraphVertex vertex : graph.graph().vertices()) {
      if (vertex instanceof OperationVertex at) {
        OperationState operation = state.operation(at.output());
        appears.put(vertex, operation == null ? 0 : operation.at().step());
      }
    }
    for (GraphVertex vertex : graph.graph().vertices()) {
      if (vertex instanceof TensorVertex at) {
        appears.put(vertex, tensorAppears(state, at, appears));
      }
    }
    for (GraphVertex vertex : graph.graph().vertices()) {
      if (vertex instanceof AccumulateVertex) {
        appears.put(vertex, firstGradient(vertex, appears));
      }
    }
    // a module appears with the first thing in it
    for (GraphVertex vertex : graph.graph().vertices()) {
      long from = appears.getOrDefault(vertex, 0L);
      for (Module in = graph.tree().homeOf(vertex); in != null; in = in.parent()) {
        appears.merge(in.vertex(), from, Math::min);
      }
    }
    return appears;
  }

  /** A tensor of an earlier iteration appears when it is used. */
  private long tensorAppears(State state, TensorVertex vertex, Map<GraphVertex, Long> appears) {
    TensorState tensor = state.tensor(vertex.tensor());
    long made = tensor == null ? 0 : tensor.madeAt().step();
    if (made >= state.iteration().start()) {
      return made;
    }
    long first = Long.MAX_VALUE;
    for (GraphEdge edge : graph.graph().outgoing(vertex)) {
      first = Math.min(first, appears.getOrDefault(edge.to(), Long.MAX_VALUE));
    }
    for (GraphEdge edge : graph.graph().incoming(vertex)) {
      if (edge.kind() == GraphEdge.Kind.ACCUMULATION) {
        first = Math.min(first, firstGradient(edge.from(), appears));
      }
    }
    return first == Long.MAX_VALUE ? made : first;
  }

  private long firstGradient(GraphVertex accumulator, Map<GraphVertex, Long> appears) {
    return graph.graph().incoming(accumulator).stream()
        .mapToLong(edge -> appears.getOrDefault(edge.from(), 0L))
        .min()
        .orElse(0);
  }

  public FoldedGraph graph() {
    return graph;
  }

  /** Through which the graph is seen. */
  public Lens lens() {
    return lens;
  }

  /** Where everything lies. */
  public GraphLayout layout() {
    return layout;
  }

  /** Open modules first, outer ones before those in them. */
  public List<Item> items() {
    return items;
  }

  public List<Link> links() {
    return links;
  }
}
