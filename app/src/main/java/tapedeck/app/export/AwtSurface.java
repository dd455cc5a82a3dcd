package tapedeck.app.export;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;
import tapedeck.app.picture.Surface;

/** Paints with Java 2D: into an image, or into anything that a {@link Graphics2D} writes. */
final class AwtSurface implements Surface {
  private final Graphics2D graphics;

  AwtSurface(Graphics2D graphics) {
    this.graphics = graphics;
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  private static Color color(int rgb, double opacity) {
    return new Color(
        rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, (int) Math.round(255 * opacity));
  }

  private static RoundRectangle2D shape(Bounds b, double radius) {
    return new RoundRectangle2D.Double(b.x(), b.y(), b.width(), b.height(), 2 * radius, 2 * radius);
  }

  @Override
  public void fill(Bounds bounds, double radius, int color, double opacity) {
    graphics.setColor(color(color, opacity));
    graphics.fill(shape(bounds, radius));
  }

  private static BasicStroke pen(double width, boolean dashed) {
    float[] dashes = dashed ? new float[] {5, 5} : null;
    return new BasicStroke(
        (float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  @Override
  public void stroke(Bounds bounds, double radius, int color, double width, boolean dashed) {
    graphics.setColor(color(color, 1));
    graphics.setStroke(pen(width, dashed));
    graphics.draw(shape(bounds, radius));
  }

  @Override
  public void line(Route route, double radius, int color, double width, boolean dashed) {
    graphics.setColor(color(color, 1));
    graphics.setStroke(pen(width, dashed));
    Path2D path = new Path2D.Double();
    path.moveTo(route.x(0), route.y(0));
    int last = route.size() - 1;
    for (int i = 1; i < last; i++) {
      Point corner = new Point(route.x(i), route.y(i));
      double cut = route.radius(i, radius);
      Point in = towards(corner, new Point(route.x(i - 1), route.y(i - 1)), cut);
      Point out = towards(corner, new Point(route.x(i + 1), route.y(i + 1)), cut);
      path.lineTo(in.x(), in.y());
      path.quadTo(corner.x(), corner.y(), out.x(), out.y());
    }
    path.lineTo(route.x(last), route.y(last));
    graphics.draw(path);
  }

  private static Point towards(Point from, Point to, double distance) {
    double length = Math.max(1e-9, Math.hypot(to.x() - from.x(), to.y() - from.y()));
    double t = distance / length;
    return new Point(from.x() + (to.x() - from.x()) * t, from.y() + (to.y() - from.y()) * t);
  }

  @Override
  public void polygon(List<Point> points, int color) {
    graphics.setColor(color(color, 1));
    Path2D path = new Path2D.Double();
    path.moveTo(points.get(0).x(), points.get(0).y());
    points.forEach(point -> path.lineTo(point.x(), point.y()));
    path.closePath();
    graphics.fill(path);
  }

  @Override
  public void text(
      String text, double x, double y, double size, boolean bold, int color, double width) {
    double length = choose(text, size, bold, width);
    graphics.setColor(color(color, 1));
    graphics.drawString(text, (float) (x - length / 2), (float) y);
  }

  @Override
  public void textFrom(
      String text, double x, double y, double size, boolean bold, int color, double width) {
    choose(text, size, bold, width);
    graphics.setColor(color(color, 1));
    graphics.drawString(text, (float) x, (float) y);
  }

  /** Sets the largest font up to {@code size} in which a text has room, and returns its length. */
  private double choose(String text, double size, boolean bold, double width) {
    Font font = new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1);
    graphics.setFont(font.deriveFont((float) size));
    double length = graphics.getFontMetrics().stringWidth(text);
    if (length > width) {
      graphics.setFont(font.deriveFont((float) (size * width / length)));
      length = graphics.getFontMetrics().stringWidth(text);
    }
    return length;
  }
}
