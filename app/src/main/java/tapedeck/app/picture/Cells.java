package tapedeck.app.picture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.Cell.End;
import tapedeck.app.picture.Cell.Frame;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.Lens;
import tapedeck.graph.ModuleTree.Module;

/** A graph divided into {@link Cell}s: one around all, one for each open module, and stretches. */
final class Cells {
  /** A piece of an edge. */
  record Part(Cell cell, int piece) {}

  private final FoldedGraph graph;
  private final Lens lens;
  private final Map<GraphVertex, Cell> homes = new HashMap<>();
  private final List<Cell> outerFirst = new ArrayList<>();

  /** The pieces of each edge, from the top to the bottom. */
  final Map<GraphEdge, List<Part>> parts = new LinkedHashMap<>();

  Cells(FoldedGraph graph, Lens lens) {
    this.graph = graph;
    this.lens = lens;
    Map<@Nullable Module, List<GraphVertex>> contents = new HashMap<>();
    for (GraphVertex vertex : graph.vertices()) {
      contents.computeIfAbsent(graph.homeOf(vertex), module -> new ArrayList<>()).add(vertex);
    }
    for (Module module : graph.open()) {
      contents.computeIfAbsent(module.parent(), in -> new ArrayList<>()).add(module.vertex());
    }
    Stretches stretches = new Stretches(graph);
    fill(new Cell(Frame.PICTURE, null, null), contents.getOrDefault(null, List.of()), stretches);
    for (Module module : graph.open()) {
      Cell outer = Objects.requireNonNull(homes.get(module.vertex()));
      Cell cell = new Cell(Frame.MODULE, module.vertex(), outer);
      fill(cell, contents.getOrDefault(module, List.of()), stretches);
    }
    for (GraphEdge edge : graph.edges()) {
      parts.put(edge, divide(edge));
    }
  }

  private void fill(Cell cell, List<GraphVertex> content, Stretches stretches) {
    outerFirst.add(cell);
    List<List<GraphVertex>> divided = stretches.of(content);
    for (List<GraphVertex> stretch : divided) {
      Cell home = cell;
      if (divided.size() > 1) {
        home = new Cell(Frame.STRETCH, null, cell);
        outerFirst.add(home);
        cell.add(home);
      }
      for (GraphVertex vertex : stretch) {
        home.add(vertex);
        homes.put(vertex, home);
      }
    }
  }

  /** Gradients run against the values, so their edges are laid out the other way round. */
  static boolean runsUp(GraphEdge edge) {
    return edge.kind() == Kind.GRADIENT || edge.kind() == Kind.ACCUMULATION;
  }

  /** All cells, outer ones before those in them. */
  List<Cell> outerFirst() {
    return outerFirst;
  }

  private record Place(Cell cell, End end) {
    /** The same end, seen from the cell around. */
    Place outside(int port) {
      Cell outer = Objects.requireNonNull(cell.outer);
      return new Place(outer, outer.end(cell.key(), port));
    }
  }

  private Place place(GraphVertex vertex) {
    Cell cell = Objects.requireNonNull(homes.get(vertex));
    return new Place(cell, cell.end(vertex, End.ANYWHERE));
  }

  private List<Part> divide(GraphEdge edge) {
    GraphVertex top = runsUp(edge) ? edge.to() : edge.from();
    Place upper = place(top);
    Place lower = place(runsUp(edge) ? edge.from() : edge.to());
    // values of one tensor come in through one door; every gradient has its own
    Object door = runsUp(edge) ? edge : top;
    Deque<Part> above = new ArrayDeque<>();
    Deque<Part> below = new ArrayDeque<>();
    while (upper.cell() != lower.cell()) {
      if (upper.cell().depth() >= lower.cell().depth()) {
        int port = upper.cell().port(door, false);
        above.add(part(upper.cell(), upper.end(), new End(End.BORDER, port), 0));
        upper = upper.outside(port);
      } else {
        int port = lower.cell().port(door, true);
        below.addFirst(part(lower.cell(), new End(End.BORDER, port), lower.end(), 0));
        lower = lower.outside(port);
      }
    }
    double label = BoxSize.ofLabel(graph, lens, edge);
    List<Part> parts = new ArrayList<>(above);
    parts.add(part(upper.cell(), upper.end(), lower.end(), label));
    parts.addAll(below);
    return List.copyOf(parts);
  }

  private static Part part(Cell cell, End from, End to, double label) {
    return new Part(cell, cell.piece(from, to, label));
  }
}
