package tapedeck.app.chart;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Rectangle;

/** Bars side by side, each with its name under it and its count above it. */
public final class Bars extends Pane {
  /**
   * One bar.
   *
   * @param name what stands under it
   * @param below the part drawn as below zero
   * @param above the part drawn as above zero
   * @param broken the part that is no number
   */
  public record Bar(String name, long below, long above, long broken) {
    long count() {
      return below + above + broken;
    }
  }

  private static final double LABEL = 15;
  private List<Bar> bars = List.of();

  /**
   * @param height in pixels
   */
  public Bars(double height) {
    setMinSize(0, height);
    setPrefSize(0, height);
    setMaxSize(Double.MAX_VALUE, height);
  }

  public void show(List<Bar> shown) {
    bars = List.copyOf(shown);
    requestLayout();
  }

  @Override
  protected void layoutChildren() {
    getChildren().clear();
    long most = bars.stream().mapToLong(Bar::count).max().orElse(0);
    if (most == 0) {
      return;
    }
    double width = Math.min(46, getWidth() / bars.size());
    double room = getHeight() - 2 * LABEL;
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double bottom = LABEL + room;
      bottom = part(bar, bar.below(), "bar-below", i * width, bottom, width, room / most);
      bottom = part(bar, bar.above(), "bar-above", i * width, bottom, width, room / most);
      bottom = part(bar, bar.broken(), "bar-broken", i * width, bottom, width, room / most);
      if (bar.count() > 0) {
        label(Long.toString(bar.count()), i * width, bottom - LABEL, width);
      }
      label(bar.name(), i * width, LABEL + room, width);
    }
  }

  private double part(
      Bar bar, long count, String style, double x, double bottom, double width, double scale) {
    double height = count * scale;
    if (count > 0) {
      Rectangle part = new Rectangle(x + 1, bottom - height, Math.max(1, width - 3), height);
      part.getStyleClass().add(style);
      Tooltip.install(part, new Tooltip(bar.name() + ": " + count));
      getChildren().add(part);
    }
    return bottom - height;
  }

  private void label(String text, double x, double y, double width) {
    Label label = new Label(text);
    label.getStyleClass().add("axis-number");
    label.setMaxWidth(width);
    getChildren().add(label);
    label.autosize();
    label.relocate(x + Math.max(0, (width - label.getWidth()) / 2), y);
  }
}
