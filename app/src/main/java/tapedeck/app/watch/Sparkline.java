package tapedeck.app.watch;

import java.util.List;
import java.util.function.LongConsumer;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;

/** A curve without axes, with a mark at the position; a click goes to its step. */
final class Sparkline extends Pane {
  private static final double HEIGHT = 22;
  private static final double INSET = 3;

  private final Path curve = new Path();
  private final Line line = new Line();
  private final Circle dot = new Circle(2);
  private List<WatchHistory.Point> points = List.of();
  private long position;

  /**
   * @param go goes to a step
   */
  Sparkline(LongConsumer go) {
    setMinSize(0, HEIGHT);
    setPrefSize(0, HEIGHT);
    setMaxSize(Double.MAX_VALUE, HEIGHT);
    widthProperty().addListener((property, before, after) -> draw());
    curve.getStyleClass().add("sparkline");
    line.getStyleClass().add("sparkline-here");
    dot.getStyleClass().add("sparkline-dot");
    getChildren().addAll(line, curve, dot);
    setOnMouseClicked(
        event -> {
          if (!points.isEmpty()) {
            long first = points.get(0).step();
            long last = points.get(points.size() - 1).step();
            double share = (event.getX() - INSET) / (getWidth() - 2 * INSET);
            go.accept(first + Math.round(Math.max(0, Math.min(1, share)) * (last - first)));
            event.consume();
          }
        });
  }

  void show(List<WatchHistory.Point> history, long here) {
    points = history;
    position = here;
    draw();
  }

  private void draw() {
    List<WatchHistory.Point> history = points;
    curve.getElements().clear();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (WatchHistory.Point point : history) {
      if (Double.isFinite(point.number())) {
        low = Math.min(low, point.number());
        high = Math.max(high, point.number());
      }
    }
    boolean drawn = low <= high;
    line.setVisible(drawn);
    dot.setVisible(drawn && curveAt(history, low, high));
    boolean open = false;
    for (WatchHistory.Point point : history) {
      boolean finite = Double.isFinite(point.number());
      if (finite) {
        double x = x(point.step());
        double y = y(point.number(), low, high);
        curve.getElements().add(open ? new LineTo(x, y) : new MoveTo(x, y));
      }
      open = finite;
    }
    double x = Math.max(INSET, Math.min(getWidth() - INSET, drawn ? x(position) : 0));
    line.setStartX(x);
    line.setEndX(x);
    line.setStartY(0);
    line.setEndY(HEIGHT);
  }

  /** Puts the dot on the curve at the position; false where the curve has no value there. */
  private boolean curveAt(List<WatchHistory.Point> history, double low, double high) {
    WatchHistory.Point last = null;
    for (WatchHistory.Point point : history) {
      if (point.step() <= position) {
        last = point;
      }
    }
    if (last == null || !Double.isFinite(last.number())) {
      return false;
    }
    dot.setCenterX(x(last.step()));
    dot.setCenterY(y(last.number(), low, high));
    return true;
  }

  private double x(long step) {
    long first = points.get(0).step();
    long last = points.get(points.size() - 1).step();
    double share = last == first ? 0 : (double) (step - first) / (last - first);
    return INSET + share * (getWidth() - 2 * INSET);
  }

  private static double y(double number, double low, double high) {
    double share = high == low ? 0.5 : (number - low) / (high - low);
    return HEIGHT - INSET - share * (HEIGHT - 2 * INSET);
  }
}
