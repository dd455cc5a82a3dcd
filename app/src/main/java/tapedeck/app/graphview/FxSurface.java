package tapedeck.app.graphview;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;
import javafx.scene.text.TextAlignment;
import tapedeck.app.graphview.GraphLayout.Bounds;
import tapedeck.app.graphview.GraphLayout.Point;

/** Paints on a JavaFX canvas. */
final class FxSurface implements Surface {
  private final GraphicsContext context;

  FxSurface(GraphicsContext context) {
    this.context = context;
    context.setLineCap(StrokeLineCap.ROUND);
    context.setLineJoin(StrokeLineJoin.ROUND);
    context.setTextAlign(TextAlignment.CENTER);
    context.setTextBaseline(VPos.BASELINE);
  }

  private static Color color(int rgb, double opacity) {
    return Color.rgb(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, opacity);
  }

  @Override
  public void fill(Bounds b, double radius, int color, double opacity) {
    context.setFill(color(color, opacity));
    context.fillRoundRect(b.x(), b.y(), b.width(), b.height(), 2 * radius, 2 * radius);
  }

  @Override
  public void stroke(Bounds b, double radius, int color, double width) {
    context.setStroke(color(color, 1));
    context.setLineWidth(width);
    context.setLineDashes();
    context.strokeRoundRect(b.x(), b.y(), b.width(), b.height(), 2 * radius, 2 * radius);
  }

  @Override
  public void line(List<Point> points, double radius, int color, double width, boolean dashed) {
    context.setStroke(color(color, 1));
    context.setLineWidth(width);
    if (dashed) {
      context.setLineDashes(5, 5);
    } else {
      context.setLineDashes();
    }
    context.beginPath();
    context.moveTo(points.get(0).x(), points.get(0).y());
    for (int i = 1; i < points.size() - 1; i++) {
      Point corner = points.get(i);
      Point next = points.get(i + 1);
      context.arcTo(corner.x(), corner.y(), next.x(), next.y(), Corners.radius(points, i, radius));
    }
    Point last = points.get(points.size() - 1);
    context.lineTo(last.x(), last.y());
    context.stroke();
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
    FontWeight weight = bold ? FontWeight.BOLD : FontWeight.NORMAL;
    context.setFont(Font.font("System", weight, size));
    context.fillText(text, x, y, width);
  }
}
