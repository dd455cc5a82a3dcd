package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tapedeck.app.picture.Cell.End;
import tapedeck.app.picture.Cell.Piece;
import tapedeck.app.picture.CellLayout.Box;
import tapedeck.app.picture.CellLayout.Problem;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.Lens;

/**
 * Lays a graph out in layers, values flowing down and gradients up, module by module from the
 * inside out. The same graph gives the same layout, and so does a part of it: what was laid out
 * once is remembered by its structure, so that an iteration looks like the one before it, and
 * opening a module lays out anew only what is around it. Slow for large graphs: not for the JavaFX
 * thread, and not for two threads at once.
 */
public final class LayoutEngine {
  /** How many parts are remembered. */
  private static final int REMEMBERED = 500;

  private final CellLayout.Solver solver = new CellLayout.Solver();
  private final Map<Problem, CellLayout> solved =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Problem, CellLayout> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * Lays out two boxes and an edge, which loads what every layout needs: a second that a person
   * then does not wait for.
   */
  public void prepare() {
    Box box = new Box(40, 20, List.of());
    Piece edge = new Piece(new End(0, End.ANYWHERE), new End(1, End.ANYWHERE), 10);
    solver.solve(new Problem(List.of(box, box), List.of(edge), List.of(), Cell.Frame.PICTURE, 0));
  }

  /** Where everything of {@code graph} goes, which is seen through {@code lens}. */
  public GraphLayout layout(FoldedGraph graph, Lens lens) {
    if (graph.vertices().isEmpty()) {
      return GraphLayout.EMPTY;
    }
    return new Run(graph, lens).layout();
  }

  /** One graph being laid out. */
  private final class Run {
    private final FoldedGraph graph;
    private final Cells cells;
    private final Map<Cell, CellLayout> layouts = new HashMap<>();
    private final Map<Object, CellLayout> inner = new HashMap<>();
    private final Map<Object, Point> corners = new HashMap<>();
    private final Map<GraphVertex, Bounds> boxes = new LinkedHashMap<>();
    private final Map<Cell, Point> origins = new HashMap<>();

    Run(FoldedGraph graph, Lens lens) {
      this.graph = graph;
      this.cells = new Cells(graph, lens);
    }

    GraphLayout layout() {
      List<Cell> outerFirst = cells.outerFirst();
      for (int i = outerFirst.size() - 1; i >= 0; i--) {
        Cell cell = outerFirst.get(i);
        CellLayout layout = solved.computeIfAbsent(problem(cell), solver::solve);
        layouts.put(cell, layout);
        inner.put(cell.key(), layout);
      }
      outerFirst.forEach(this::place);
      Map<GraphEdge, Route> routes = new LinkedHashMap<>();
      Map<GraphEdge, Point> labels = new LinkedHashMap<>();
      cells.parts.forEach((edge, parts) -> connect(edge, parts, routes, labels));
      CellLayout whole = Objects.requireNonNull(layouts.get(outerFirst.get(0)));
      return new GraphLayout(boxes, routes, labels, whole.width(), whole.height());
    }

    private Problem problem(Cell cell) {
      List<Box> items = new ArrayList<>();
      for (Object item : cell.items) {
        CellLayout content = inner.get(item);
        if (content != null) {
          items.add(new Box(content.width(), content.height(), content.ports()));
        } else {
          BoxSize size = BoxSize.of(graph, (GraphVertex) item);
          items.add(new Box(size.width(), size.height(), List.of()));
        }
      }
      double least = cell.module == null ? 0 : BoxSize.ofHeader(graph, cell.module);
      return new Problem(
          items, List.copyOf(cell.pieces), List.copyOf(cell.ports), cell.frame, least);
    }

    private void place(Cell cell) {
      Point origin = corners.getOrDefault(cell.key(), new Point(0, 0));
      origins.put(cell, origin);
      CellLayout layout = Objects.requireNonNull(layouts.get(cell));
      for (int i = 0; i < cell.items.size(); i++) {
        Bounds at = layout.items().get(i);
        Point corner = new Point(origin.x() + at.x(), origin.y() + at.y());
        corners.put(cell.items.get(i), corner);
        if (cell.items.get(i) instanceof GraphVertex vertex) {
          boxes.put(vertex, new Bounds(corner.x(), corner.y(), at.width(), at.height()));
        }
      }
    }

    private void connect(
        GraphEdge edge,
        List<Cells.Part> parts,
        Map<GraphEdge, Route> routes,
        Map<GraphEdge, Point> labels) {
      List<Point> points = new ArrayList<>();
      for (Cells.Part part : parts) {
        Point origin = Objects.requireNonNull(origins.get(part.cell()));
        CellLayout layout = Objects.requireNonNull(layouts.get(part.cell()));
        for (Point point : layout.routes().get(part.piece())) {
          append(points, new Point(origin.x() + point.x(), origin.y() + point.y()));
        }
        Point label = layout.labels().get(part.piece());
        if (label != null) {
          labels.put(edge, new Point(origin.x() + label.x(), origin.y() + label.y()));
        }
      }
      if (Cells.runsUp(edge)) {
        java.util.Collections.reverse(points);
      }
      routes.put(edge, Route.through(points));
    }
  }

  /** Adds a point to a line, and takes out the one before it if it lies on the way. */
  private static void append(List<Point> points, Point next) {
    int last = points.size() - 1;
    if (last >= 0 && near(points.get(last), next)) {
      return;
    }
    if (last >= 1 && isStraight(points.get(last - 1), points.get(last), next)) {
      points.remove(last);
    }
    points.add(next);
  }

  private static boolean near(Point a, Point b) {
    return Math.abs(a.x() - b.x()) + Math.abs(a.y() - b.y()) < 0.5;
  }

  private static boolean isStraight(Point a, Point b, Point c) {
    boolean down = Math.abs(a.x() - b.x()) < 0.01 && Math.abs(b.x() - c.x()) < 0.01;
    boolean across = Math.abs(a.y() - b.y()) < 0.01 && Math.abs(b.y() - c.y()) < 0.01;
    return down || across;
  }
}
