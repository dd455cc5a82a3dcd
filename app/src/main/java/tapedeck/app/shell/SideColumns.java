package tapedeck.app.shell;

import javafx.application.Platform;
import javafx.scene.control.SplitPane;
import javafx.scene.input.MouseEvent;

/**
 * Keeps the outer two of three columns as wide as they were left, in pixels, when the window is
 * resized: what is gained goes to the middle.
 */
final class SideColumns {
  private final SplitPane columns;
  private double left;
  private double right;

  private SideColumns(SplitPane columns, double left, double right) {
    this.columns = columns;
    this.left = left;
    this.right = right;
  }

  /** Keeps the outer columns of a pane, {@code left} and {@code right} pixels wide at first. */
  static void keep(SplitPane columns, double left, double right) {
    SideColumns sides = new SideColumns(columns, left, right);
    columns
        .widthProperty()
        .addListener((property, before, after) -> Platform.runLater(sides::place));
    columns.addEventFilter(MouseEvent.MOUSE_RELEASED, event -> sides.remember());
  }

  private void place() {
    double width = columns.getWidth();
    // in a narrow window the middle keeps a third
    double share = Math.min(1, width * 2 / 3 / (left + right));
    columns.setDividerPositions(left * share / width, 1 - right * share / width);
  }

  private void remember() {
    double[] positions = columns.getDividerPositions();
    left = positions[0] * columns.getWidth();
    right = (1 - positions[1]) * columns.getWidth();
  }
}
