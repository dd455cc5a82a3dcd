package tapedeck.app.chart;

import java.util.List;
import java.util.function.LongConsumer;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import tapedeck.tensor.Brief;

/**
 * Curves over the steps of a tape, with their least and largest value beside them and a mark at the
 * position; a click goes to the nearest point.
 */
public final class Curves extends Pane {
  /** Where a curve is at a step. */
  public record Point(long step, double value) {}

  /**
   * One curve.
   *
   * @param name for people
   * @param points in the order of their steps
   */
  public record Series(String name, List<Point> points) {}

  private static final double INSET = 4;

  /** More points than this cannot be told apart. */
  private static final int MOST = 600;

  private final Line here = new Line();
  private final Label most = new Label();
  private final Label least = new Label();
  private final LongConsumer go;
  private List<Series> shown = List.of();
  private long position;

  /**
   * @param height in pixels
   * @param go goes to a step
   */
  public Curves(double height, LongConsumer go) {
    this.go = go;
    getStyleClass().add("curves");
    setMinSize(0, height);
    setPrefSize(0, height);
    setMaxSize(Double.MAX_VALUE, height);
    here.getStyleClass().add("sparkline-here");
    most.getStyleClass().add("axis-number");
    least.getStyleClass().add("axis-number");
    setOnMouseClicked(event -> pick(event.getX()));
  }

  /** Shows {@code series} with the position marked. */
  public void show(List<Series> series, long step) {
    shown = series;
    position = step;
    requestLayout();
  }

  private long first() {
    return shown.stream()
        .filter(s -> !s.points().isEmpty())
        .mapToLong(s -> s.points().get(0).step())
        .min()
        .orElse(0);
  }

  private long last() {
    return shown.stream()
        .filter(s -> !s.points().isEmpty())
        .mapToLong(s -> s.points().get(s.points().size() - 1).step())
        .max()
        .orElse(0);
  }

  private double left() {
    return 58;
  }

  private double x(long step) {
    double share = last() == first() ? 0.5 : (step - first()) / (double) (last() - first());
    return left() + share * (getWidth() - left() - INSET);
  }

  @Override
  protected void layoutChildren() {
    getChildren().clear();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Series series : shown) {
      for (Point point : series.points()) {
        if (Double.isFinite(point.value())) {
          low = Math.min(low, point.value());
          high = Math.max(high, point.value());
        }
      }
    }
    if (low > high) {
      return;
    }
    mark();
    for (int i = 0; i < shown.size(); i++) {
      draw(shown.get(i).points(), low, high, "curve-" + i);
    }
    number(most, high, INSET - 2);
    if (low < high) {
      number(least, low, getHeight() - 16);
    }
  }

  private void mark() {
    double at = Math.max(left(), Math.min(getWidth() - INSET, x(position)));
    here.setStartX(at);
    here.setEndX(at);
    here.setEndY(getHeight());
    getChildren().add(here);
  }

  private void number(Label label, double value, double y) {
    label.setText(Brief.number(value));
    getChildren().add(label);
    label.autosize();
    label.relocate(0, y);
  }

  private void draw(List<Point> points, double low, double high, String style) {
    Path path = new Path();
    path.getStyleClass().addAll("sparkline", style);
    double room = getHeight() - 2 * INSET;
    Circle dot = new Circle(2.5);
    dot.getStyleClass().addAll("curve-dot", style);
    boolean begun = false;
    boolean passed = false;
    int stride = Math.max(1, points.size() / MOST);
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      double share = high == low ? 0.5 : (point.value() - low) / (high - low);
      double y = INSET + (1 - share) * room;
      if (Double.isFinite(y) && point.step() <= position) {
        dot.setCenterX(x(point.step()));
        dot.setCenterY(y);
        passed = true;
      }
      if (i % stride == 0 || i == points.size() - 1) {
        if (Double.isFinite(y)) {
          path.getElements()
              .add(begun ? new LineTo(x(point.step()), y) : new MoveTo(x(point.step()), y));
        }
        begun = Double.isFinite(y);
      }
    }
    getChildren().add(path);
    if (passed) {
      getChildren().add(dot);
    }
  }

  private void pick(double x) {
    long nearest = -1;
    double distance = Double.POSITIVE_INFINITY;
    for (Series series : shown) {
      for (Point point : series.points()) {
        double away = Math.abs(x(point.step()) - x);
        if (away < distance) {
          distance = away;
          nearest = point.step();
        }
      }
    }
    if (nearest >= 0) {
      go.accept(nearest);
    }
  }
}
