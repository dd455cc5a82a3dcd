package tapedeck.app.picture;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;

/**
 * Where everything of a graph lies, in pixels at scale 1; immutable.
 *
 * @param boxes by vertex, those of open modules around those of their content
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

    /** The same, larger by {@code by} on every side. */
    public Bounds grown(double by) {
      return new Bounds(x - by, y - by, width + 2 * by, height + 2 * by);
    }
  }

  /** A point. */
  public record Point(double x, double y) {}

  /** A line of straight pieces; immutable. */
  public static final class Route {
    private final float[] places;
    private final Bounds bounds;

    private Route(float[] places) {
      this.places = places;
      float left = Float.POSITIVE_INFINITY;
      float top = Float.POSITIVE_INFINITY;
      float right = Float.NEGATIVE_INFINITY;
      float bottom = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < places.length; i += 2) {
        left = Math.min(left, places[i]);
        right = Math.max(right, places[i]);
        top = Math.min(top, places[i + 1]);
        bottom = Math.max(bottom, places[i + 1]);
      }
      bounds = new Bounds(left, top, right - left, bottom - top);
    }

    /** A line through two or more points. */
    public static Route through(List<Point> points) {
      float[] places = new float[2 * points.size()];
      for (int i = 0; i < points.size(); i++) {
        places[2 * i] = (float) points.get(i).x();
        places[2 * i + 1] = (float) points.get(i).y();
      }
      return new Route(places);
    }

    /** The number of its points. */
    public int size() {
      return places.length / 2;
    }

    public double x(int point) {
      return places[2 * point];
    }

    public double y(int point) {
      return places[2 * point + 1];
    }

    /** The length of the piece that begins at a point. */
    double length(int from) {
      return Math.hypot(x(from + 1) - x(from), y(from + 1) - y(from));
    }

    /** How far the corner at a point can be rounded: at most half of the shorter piece there. */
    public double radius(int corner, double wanted) {
      return Math.min(wanted, Math.min(length(corner - 1), length(corner)) / 2);
    }

    /** The smallest rectangle around it. */
    public Bounds bounds() {
      return bounds;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Route route && Arrays.equals(places, route.places);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(places);
    }

    @Override
    public String toString() {
      return Arrays.toString(places);
    }
  }

  /** The whole picture. */
  public Bounds bounds() {
    return new Bounds(0, 0, width, height);
  }

  public @Nullable Bounds box(GraphVertex vertex) {
    return boxes.get(vertex);
  }
}
