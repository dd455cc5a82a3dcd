package tapedeck.app.graphview;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.TextAlignment;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;
import tapedeck.app.picture.Surface;

/** Paints on a JavaFX canvas. */
final class FxSurface implements Surface {
  private static final Map<Double, Font> FONTS = new HashMap<>();

  private final GraphicsContext context;

  FxSurface(GraphicsContext context) {
    this.context = context;
    context.setLineCap(StrokeLineCap.ROUND);
    context.setLineJoin(StrokeLineJoin.ROUND);
    context.setTextAlign(TextAlignment.CENTER);
    context.setTextBaseline(VPos.BASELINE);
  }

  static Color color(int rgb, double opacity) {
    return Color.rgb(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, opacity);
  }

  @Override
  public void fill(Bounds b, double radius, int color, double opacity) {
    context.setFill(color(color, opacity));
    context.fillRoundRect(b.x(), b.y(), b.width(), b.height(), 2 * radius, 2 * radius);
  }

  @Override
  public void stroke(Bounds b, double radius, int color, double width, boolean dashed) {
    pen(color, width, dashed);
    context.strokeRoundRect(b.x(), b.y(), b.width(), b.height(), 2 * radius, 2 * radius);
  }

  @Override
  public void line(Route route, double radius, int color, double width, boolean dashed) {
    pen(color, width, dashed);
    context.beginPath();
    context.moveTo(route.x(0), route.y(0));
    int last = route.size() - 1;
    for (int i = 1; i < last; i++) {
      context.arcTo(
          route.x(i), route.y(i), route.x(i + 1), route.y(i + 1), route.radius(i, radius));
    }
    context.lineTo(route.x(last), route.y(last));
    context.stroke();
  }

  private void pen(int color, double width, boolean dashed) {
    context.setStroke(color(color, 1));
    context.setLineWidth(width);
    if (dashed) {
      context.setLineDashes(5, 5);
    } else {
      context.setLineDashes();
    }
  }

  @Override
  public void polygon(List<Point> points, int color) {
    context.setFill(color(color, 1));
    double[] x = points.stream().mapToDouble(Point::x).toArray();
    double[] y = points.stream().mapToDouble(Point::y).toArray();
    context.fillPolygon(x, y, x.length);
  }

  @Override
  public void text(
      String text, double x, double y, double size, boolean bold, int color, double width) {
    context.setFill(color(color, 1));
    context.setFont(font(size, bold));
    context.fillText(text, x, y, width);
  }

  @Override
  public void textFrom(
      String text, double x, double y, double size, boolean bold, int color, double width) {
    context.setTextAlign(TextAlignment.LEFT);
    text(text, x, y, size, bold, color, width);
    context.setTextAlign(TextAlignment.CENTER);
  }

  /** Looking a font up is slow, and there are few. */
  private static Font font(double size, boolean bold) {
    return FONTS.computeIfAbsent(
        bold ? size : -size,
        key -> Font.font("System", bold ? FontWeight.BOLD : FontWeight.NORMAL, size));
  }
}
