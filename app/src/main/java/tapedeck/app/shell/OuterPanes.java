package tapedeck.app.shell;

import javafx.application.Platform;
import javafx.beans.value.ObservableDoubleValue;
import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;
import javafx.scene.input.MouseEvent;

/**
 * Keeps the outer panes of a split as large as a person left them, in pixels, when the window is
 * resized: what is gained goes to the one between them. Until a divider is dragged they have their
 * first size, or a share of a very large window.
 */
final class OuterPanes {
  private static final double SHARE = 0.18;

  /** Dividers that moved by fewer pixels were not dragged. */
  private static final double NOTHING = 12;

  private final SplitPane split;
  private final ObservableDoubleValue length;
  private double before;
  private double after;
  private boolean dragged;
  private double[] placed = {};

  private OuterPanes(SplitPane split, double before, double after) {
    this.split = split;
    this.length =
        split.getOrientation() == Orientation.HORIZONTAL
            ? split.widthProperty()
            : split.heightProperty();
    this.before = before;
    this.after = after;
  }

  /**
   * Keeps the outer panes.
   *
   * @param before the first size of the pane before the first divider; 0 where that one grows
   * @param after the first size of the pane behind the last divider
   */
  static void keep(SplitPane split, double before, double after) {
    OuterPanes panes = new OuterPanes(split, before, after);
    panes.length.addListener((property, old, now) -> Platform.runLater(panes::place));
    split.addEventFilter(MouseEvent.MOUSE_RELEASED, event -> panes.remember());
  }

  private double wanted(double size) {
    return dragged || size == 0 ? size : Math.max(size, SHARE * length.get());
  }

  private void place() {
    double first = wanted(before);
    double last = wanted(after);
    // in a small window the middle keeps a third
    double fit = Math.min(1, length.get() * 2 / 3 / (first + last));
    double end = 1 - last * fit / length.get();
    if (split.getDividers().size() == 1) {
      split.setDividerPositions(end);
    } else {
      split.setDividerPositions(first * fit / length.get(), end);
    }
    placed = split.getDividerPositions();
  }

  /** Whether the dividers are where they were put; the layout moves them by a few pixels. */
  private boolean isPlaced(double[] positions) {
    for (int i = 0; i < positions.length; i++) {
      boolean known = i < placed.length;
      if (!known || Math.abs(positions[i] - placed[i]) * length.get() > NOTHING) {
        return false;
      }
    }
    return true;
  }

  /** Takes over what a person has dragged. */
  private void remember() {
    double[] positions = split.getDividerPositions();
    if (!isPlaced(positions)) {
      dragged = true;
      placed = positions;
      before = positions.length == 1 ? 0 : positions[0] * length.get();
      after = (1 - positions[positions.length - 1]) * length.get();
    }
  }
}
