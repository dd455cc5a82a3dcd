package tapedeck.app.graphview;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;

/**
 * Where everything of a graph lies, in pixels at scale 1; immutable.
 *
 * @param boxes by vertex
 * @param routes by edge, each in the edge's own direction
 */
public record GraphLayout(
    Map<GraphVertex, Bounds> boxes, Map<GraphEdge, Route> routes, double width, double height) {

  /** The layout of nothing. */
  public static final GraphLayout EMPTY = new GraphLayout(Map.of(), Map.of(), 0, 0);

  /** A rectangle. */
  public record Bounds(double x, double y, double width, double height) {
    public double centerX() {
      return x + width / 2;
    }

    public double centerY() {
      return y + height / 2;
    }

    public boolean contains(double px, double py) {
      return px >= x && px <= x + width && py >= y && py <= y + height;
    }

    public boolean intersects(Bounds other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  /** A point. */
  public record Point(double x, double y) {}

  /** A line of straight pieces. */
  public record Route(List<Point> points) {
    /** The point half way along. */
    public Point middle() {
      double total = 0;
      for (int i = 1; i < points.size(); i++) {
        total += length(i);
      }
      double rest = total / 2;
      for (int i = 1; i < points.size(); i++) {
        double length = length(i);
        if (rest <= length && length > 0) {
          Point a = points.get(i - 1);
          Point b = points.get(i);
          double t = rest / length;
          return new Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
        }
        rest -= length;
      }
      return points.get(points.size() - 1);
    }

    private double length(int piece) {
      Point a = points.get(piece - 1);
      Point b = points.get(piece);
      return Math.hypot(b.x - a.x, b.y - a.y);
    }
  }

  public @Nullable Bounds box(GraphVertex vertex) {
    return boxes.get(vertex);
  }
}
