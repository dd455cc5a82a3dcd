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
 * @param labels by edge, the middle of the place that is kept free for what flows along it
 */
public record GraphLayout(
    Map<GraphVertex, Bounds> boxes,
    Map<GraphEdge, Route> routes,
    Map<GraphEdge, Point> labels,
    double width,
    double height) {

  /** The layout of nothing. */
  public static final GraphLayout EMPTY = new GraphLayout(Map.of(), Map.of(), Map.of(), 0, 0);

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

    /** Whether {@code other} lies inside, at least {@code margin} from the border. */
    public boolean encloses(Bounds other, double margin) {
      return other.x - margin >= x
          && other.y - margin >= y
          && other.x + other.width + margin <= x + width
          && other.y + other.height + margin <= y + height;
    }

    /** The smallest rectangle around both. */
    public Bounds union(Bounds other) {
      double left = Math.min(x, other.x);
      double top = Math.min(y, other.y);
      return new Bounds(
          left,
          top,
          Math.max(x + width, other.x + other.width) - left,
          Math.max(y + height, other.y + other.height) - top);
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
  public record Route(List<Point> points) {}

  public @Nullable Bounds box(GraphVertex vertex) {
    return boxes.get(vertex);
  }
}
