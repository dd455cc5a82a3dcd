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
  private static final double WIDTH = 180;
  private static final double HEIGHT = 24;
  private static final double INSET = 3;

  private final Path curve = new Path();
  private final Line here = new Line();
  private final Circle dot = new Circle(2);
  private List<WatchHistory.Point> points = List.of();

  /**
   * @param go goes to a step
   */
  Sparkline(LongConsumer go) {
    setMinSize(WIDTH, HEIGHT);
    setPrefSize(WIDTH, HEIGHT);
    setMaxSize(WIDTH, HEIGHT);
    curve.getStyleClass().add("sparkline");
    here.getStyleClass().add("sparkline-here");
    dot.getStyleClass().add("sparkline-dot");
    getChildren().addAll(here, curve, dot);
    setOnMouseClicked(
        event -> {
          if (!points.isEmpty()) {
            long first = points.get(0).step();
            long last = points.get(points.size() - 1).step();
            double share = (event.getX() - INSET) / (WIDTH - 2 * INSET);
            go.accept(first + Math.round(Math.max(0, Math.min(1, share)) * (last - first)));
            event.consume();
          }
        });
  }

  void show(List<WatchHistory.Point> history, long position) {
    points = history;
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
    here.setVisible(drawn);
    dot.setVisible(drawn && curveAt(history, position, low, high));
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
    double x = Math.max(INSET, Math.min(WIDTH - INSET, drawn ? x(position) : 0));
    here.setStartX(x);
    here.setEndX(x);
    here.setStartY(0);
    here.setEndY(HEIGHT);
  }

  /** Puts the dot on the curve at the position; false where the curve has no value there. */
  private boolean curveAt(
      List<WatchHistory.Point> history, long position, double low, double high) {
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
    return INSET + share * (WIDTH - 2 * INSET);
  }

  private static double y(double number, double low, double high) {
    double share = high == low ? 0.5 : (number - low) / (high - low);
    return HEIGHT - INSET - share * (HEIGHT - 2 * INSET);
  }
}
