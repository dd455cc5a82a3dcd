package tapedeck.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.graph.DirectedMultigraph;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.ModuleTree.Module;
import tapedeck.tape.State;

/**
 * A graph in which some modules are folded into one vertex each, and the others are boxes around
 * what they contain. Several edges between the same two vertices become one where a folded module
 * is at one of its ends.
 */
public final class FoldedGraph {
  private final ComputationGraph graph;
  private final ModuleTree tree;
  private final Folding folding;
  private final Map<Module, List<Module>> rows = new HashMap<>();
  private final Map<Module, Module> folded = new HashMap<>();
  private final Set<GraphVertex> vertices = new LinkedHashSet<>();
  private final List<Module> open = new ArrayList<>();
  private final Map<GraphEdge, List<GraphEdge>> edges = new LinkedHashMap<>();

  private FoldedGraph(ComputationGraph graph, ModuleTree tree, Folding folding) {
    this.graph = graph;
    this.tree = tree;
    this.folding = folding;
    ModuleRows finder = folding.repeats() ? new ModuleRows(graph, tree) : null;
    fold(tree.roots(), null, finder);
    for (GraphVertex vertex : graph.vertices()) {
      vertices.add(drawnFor(vertex));
    }
    for (GraphEdge edge : graph.edges()) {
      GraphVertex from = drawnFor(edge.from());
      GraphVertex to = drawnFor(edge.to());
      if (from.equals(edge.from()) && to.equals(edge.to())) {
        edges.put(edge, List.of());
      } else if (!from.equals(to)) {
        edges
            .computeIfAbsent(new GraphEdge(edge.kind(), from, to, 0), e -> new ArrayList<>())
            .add(edge);
      }
    }
  }

  /** {@code graph} with its modules folded as {@code folding} says. */
  public static FoldedGraph of(ComputationGraph graph, Folding folding) {
    return new FoldedGraph(graph, ModuleTree.of(graph), folding);
  }

  /**
   * @param into the folded module in which all of this happens, null if all is open
   */
  private void fold(List<Module> modules, @Nullable Module into, @Nullable ModuleRows finder) {
    Map<Module, Module> inRow = new HashMap<>();
    if (finder != null && into == null) {
      for (List<Module> row : finder.among(modules)) {
        if (folding.isRowFolded(rowPlace(row.get(0)))) {
          rows.put(row.get(0), row);
          row.forEach(module -> inRow.put(module, row.get(0)));
        }
      }
    }
    for (Module module : modules) {
      Module target = into != null ? into : inRow.get(module);
      if (target == null && !folding.isOpen(module)) {
        target = module;
      }
      if (target == null) {
        open.add(module);
      } else {
        folded.put(module, target);
      }
      fold(module.children(), target, finder);
    }
  }

  private static String rowPlace(Module first) {
    return first.place() + "…";
  }

  /**
   * The part of it that there is at another moment of the same iteration, with its values.
   *
   * @param state an earlier moment, or this one
   */
  public FoldedGraph at(State state) {
    return of(graph.at(state), folding);
  }

  /** The graph in which nothing is folded. */
  public ComputationGraph graph() {
    return graph;
  }

  public ModuleTree tree() {
    return tree;
  }

  public Folding folding() {
    return folding;
  }

  /** What is drawn besides the open modules. */
  public Set<GraphVertex> vertices() {
    return vertices;
  }

  /** The modules that are drawn as boxes around their content, outer ones first. */
  public List<Module> open() {
    return open;
  }

  public Set<GraphEdge> edges() {
    return edges.keySet();
  }

  /** What is drawn as a JGraphT graph, for its algorithms and exporters. */
  public Graph<GraphVertex, GraphEdge> asGraph() {
    Graph<GraphVertex, GraphEdge> drawn = new DirectedMultigraph<>(GraphEdge.class);
    vertices.forEach(drawn::addVertex);
    edges.keySet().forEach(edge -> drawn.addEdge(edge.from(), edge.to(), edge));
    return drawn;
  }

  /** The edges of the whole graph for which an edge stands. */
  public List<GraphEdge> standsFor(GraphEdge edge) {
    List<GraphEdge> merged = edges.getOrDefault(edge, List.of());
    return merged.isEmpty() ? List.of(edge) : merged;
  }

  /** The vertex itself, or the folded module in which it is hidden. */
  public GraphVertex drawnFor(GraphVertex vertex) {
    Module home = vertex instanceof ModuleVertex at ? tree.module(at.call()) : tree.homeOf(vertex);
    Module target = home == null ? null : folded.get(home);
    return target == null ? vertex : target.vertex();
  }

  /** The open module in which a drawn vertex lies, null for none. */
  public @Nullable Module homeOf(GraphVertex drawn) {
    return tree.homeOf(drawn);
  }

  /** The calls for which a folded module stands: itself, or a row of like ones. */
  public List<Module> callsOf(ModuleVertex vertex) {
    Module module = tree.module(vertex.call());
    return module == null ? List.of() : rows.getOrDefault(module, List.of(module));
  }

  /** The folding in which that module, or row of modules, is open if it is folded here. */
  public Folding toggled(ModuleVertex vertex) {
    Module module = tree.module(vertex.call());
    if (module == null) {
      return folding;
    }
    return folding.toggled(rows.containsKey(module) ? rowPlace(module) : module.place());
  }
}
