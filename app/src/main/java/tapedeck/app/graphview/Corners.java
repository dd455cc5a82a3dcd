package tapedeck.app.graphview;

import java.util.List;
import tapedeck.app.graphview.GraphLayout.Point;

/** How far the corners of a line can be rounded. */
public final class Corners {
  private Corners() {}

  /**
   * At most {@code wanted}, and at most half of the shorter piece that meets at corner {@code i}.
   */
  public static double radius(List<Point> points, int i, double wanted) {
    double shorter = Math.min(distance(points, i - 1), distance(points, i));
    return Math.min(wanted, shorter / 2);
  }

  private static double distance(List<Point> points, int from) {
    Point a = points.get(from);
    Point b = points.get(from + 1);
    return Math.hypot(b.x() - a.x(), b.y() - a.y());
  }
}
