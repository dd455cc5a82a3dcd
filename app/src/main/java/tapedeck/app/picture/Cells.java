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
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.ModuleTree.Module;

/** A graph divided into {@link Cell}s, one for each open module and one around them all. */
final class Cells {
  /** A piece of an edge. */
  record Part(Cell cell, int piece) {}

  private final FoldedGraph graph;
  private final Map<Module, Cell> byModule = new HashMap<>();
  private final List<Cell> outerFirst = new ArrayList<>();

  /** The pieces of each edge, from the top to the bottom. */
  final Map<GraphEdge, List<Part>> parts = new LinkedHashMap<>();

  Cells(FoldedGraph graph) {
    this.graph = graph;
    outerFirst.add(new Cell(null, null));
    for (Module module : graph.open()) {
      Cell outer = cellOf(module.parent());
      Cell cell = new Cell(module, outer);
      byModule.put(module, cell);
      outerFirst.add(cell);
    }
    for (GraphVertex vertex : graph.vertices()) {
      cellOf(graph.homeOf(vertex)).add(vertex);
    }
    for (Module module : graph.open()) {
      cellOf(module.parent()).add(module.vertex());
    }
    for (GraphEdge edge : graph.edges()) {
      parts.put(edge, divide(edge));
    }
  }

  private Cell cellOf(@Nullable Module module) {
    return module == null ? outerFirst.get(0) : Objects.requireNonNull(byModule.get(module));
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
      Module module = Objects.requireNonNull(cell.module);
      return new Place(outer, outer.end(module.vertex(), port));
    }
  }

  private Place place(GraphVertex vertex) {
    Cell cell = cellOf(graph.homeOf(vertex));
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
    double label = BoxSize.ofLabel(graph, edge);
    List<Part> parts = new ArrayList<>(above);
    parts.add(part(upper.cell(), upper.end(), lower.end(), label));
    parts.addAll(below);
    return List.copyOf(parts);
  }

  private static Part part(Cell cell, End from, End to, double label) {
    return new Part(cell, cell.piece(from, to, label));
  }
}
