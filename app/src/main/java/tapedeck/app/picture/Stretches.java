package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.ModuleTree.Module;

/**
 * Divides what is too much to be laid out at one go, in the order in which the program did it,
 * where the fewest edges are cut. So the time of a layout grows with the graph and not with its
 * square.
 */
final class Stretches {
  /** So many vertices are laid out at one go. */
  private static final int AT_ONCE = 300;

  private static final int LEAST = 60;
  private static final int MOST = 140;

  private final FoldedGraph graph;
  private final Map<GraphVertex, Integer> order = new HashMap<>();

  Stretches(FoldedGraph graph) {
    this.graph = graph;
  }

  /** All of it, or parts of it one after the other. */
  List<List<GraphVertex>> of(List<GraphVertex> content) {
    if (content.size() <= AT_ONCE) {
      return List.of(content);
    }
    if (order.isEmpty()) {
      number();
    }
    List<GraphVertex> sorted = new ArrayList<>(content);
    sorted.sort(Comparator.comparing(vertex -> order.getOrDefault(vertex, 0)));
    int[] cut = cuts(sorted);
    List<List<GraphVertex>> stretches = new ArrayList<>();
    int start = 0;
    while (sorted.size() - start > MOST) {
      int end = start + MOST;
      boolean found = false;
      for (int at = start + LEAST; at <= start + MOST; at++) {
        // an operation and what it makes stay together
        boolean apart = numberAt(sorted, at) != numberAt(sorted, at - 1);
        if (apart && (!found || cut[at] < cut[end])) {
          end = at;
          found = true;
        }
      }
      stretches.add(sorted.subList(start, end));
      start = end;
    }
    stretches.add(sorted.subList(start, sorted.size()));
    return stretches;
  }

  private int numberAt(List<GraphVertex> sorted, int index) {
    return order.getOrDefault(sorted.get(index), 0);
  }

  /** For every place between two vertices how many edges cross it. */
  private int[] cuts(List<GraphVertex> sorted) {
    Map<GraphVertex, Integer> places = new HashMap<>();
    sorted.forEach(vertex -> places.put(vertex, places.size()));
    int[] change = new int[sorted.size() + 1];
    Set<List<Object>> counted = new HashSet<>();
    for (GraphEdge edge : graph.edges()) {
      Integer from = places.get(edge.from());
      Integer to = places.get(edge.to());
      if (from != null && to != null && counted.add(List.of(from, to))) {
        change[Math.min(from, to) + 1]++;
        change[Math.max(from, to) + 1]--;
      }
    }
    int[] cuts = new int[change.length];
    for (int i = 1; i < change.length; i++) {
      cuts[i] = cuts[i - 1] + change[i];
    }
    return cuts;
  }

  /** Numbers everything by the operation that it has to do with. */
  private void number() {
    ComputationGraph whole = graph.graph();
    Map<GraphVertex, Integer> operations = operations(whole);
    for (GraphVertex vertex : whole.vertices()) {
      int number = first(whole, vertex, operations);
      order.merge(graph.drawnFor(vertex), number, Math::min);
      boolean leaf = vertex instanceof TensorVertex || vertex instanceof AccumulateVertex;
      for (Module in = graph.tree().homeOf(vertex); in != null && !leaf; in = in.parent()) {
        order.merge(in.vertex(), number, Math::min);
      }
    }
  }

  /**
   * The operations in the order in which they were done; but one whose result is used much later,
   * such as one that makes a parameter, goes to its first use.
   */
  private static Map<GraphVertex, Integer> operations(ComputationGraph whole) {
    List<GraphVertex> done =
        whole.vertices().stream().filter(OperationVertex.class::isInstance).toList();
    Map<GraphVertex, Integer> numbers = new HashMap<>();
    for (int i = done.size() - 1; i >= 0; i--) {
      int use = Integer.MAX_VALUE;
      for (GraphEdge edge : whole.outgoing(done.get(i))) {
        for (GraphEdge onwards :
            edge.kind() == Kind.RESULT ? whole.outgoing(edge.to()) : Set.<GraphEdge>of()) {
          use = Math.min(use, numbers.getOrDefault(onwards.to(), use));
        }
      }
      for (GraphEdge edge : whole.incoming(done.get(i))) {
        use = Math.min(use, numbers.getOrDefault(edge.from(), use));
      }
      numbers.put(done.get(i), use == Integer.MAX_VALUE ? i : Math.max(i, use - 1));
    }
    return numbers;
  }

  /**
   * The number of an operation, of the one that made a tensor, or of the first one that uses it.
   */
  private static int first(
      ComputationGraph whole, GraphVertex vertex, Map<GraphVertex, Integer> operations) {
    Integer own = operations.get(vertex);
    if (own != null) {
      return own;
    }
    int maker = Integer.MAX_VALUE;
    for (GraphEdge edge : whole.incoming(vertex)) {
      if (edge.kind() == Kind.RESULT || edge.kind() == Kind.GRADIENT) {
        maker = Math.min(maker, operations.getOrDefault(edge.from(), maker));
      }
    }
    int user = Integer.MAX_VALUE;
    for (GraphEdge edge : whole.outgoing(vertex)) {
      user = Math.min(user, operations.getOrDefault(edge.to(), user));
    }
    return maker == Integer.MAX_VALUE ? user : maker;
  }
}
