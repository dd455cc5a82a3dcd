package tapedeck.app.inspector;

import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Names on the left, values on the right. */
final class Rows extends GridPane {
  /** Something to click: its text and what it does. */
  record Link(String text, Runnable action) {}

  /** What the inspector has beside the names where it is narrowest. */
  private static final double LINK_WIDTH = 170;

  Rows() {
    getStyleClass().add("card");
    ColumnConstraints names = new ColumnConstraints();
    names.setMinWidth(88);
    ColumnConstraints values = new ColumnConstraints();
    values.setHgrow(Priority.ALWAYS);
    values.setFillWidth(true);
    getColumnConstraints().addAll(names, values);
  }

  void clear() {
    getChildren().clear();
  }

  /** A row of code. */
  void code(String name, String id, String value) {
    add(name, id, value, "row-code");
  }

  /** A row of words. */
  void words(String name, String id, String value) {
    add(name, id, value, "row-value");
  }

  /** A row of code for several lines; none where there are no lines. */
  void lines(String name, String id, List<String> lines) {
    if (!lines.isEmpty()) {
      code(name, id, String.join("\n", lines));
    }
  }

  /** A row of links; none where there are none. */
  void links(String name, String id, List<Link> links) {
    if (links.isEmpty()) {
      return;
    }
    FlowPane pane = new FlowPane(8, 2);
    pane.setId(id);
    // by itself it would be as wide as its longest link on one line
    pane.setMinWidth(0);
    for (Link link : links) {
      Hyperlink shown = new Hyperlink(link.text());
      shown.getStyleClass().add("row-code");
      shown.setWrapText(true);
      shown.setMaxWidth(LINK_WIDTH);
      shown.setOnAction(event -> link.action().run());
      pane.getChildren().add(shown);
    }
    addRow(getRowCount(), name(name), pane);
  }

  private static Label name(String name) {
    Label left = new Label(name);
    left.getStyleClass().add("row-name");
    left.setMinWidth(Region.USE_PREF_SIZE);
    GridPane.setValignment(left, VPos.TOP);
    return left;
  }

  private void add(String name, String id, String value, String style) {
    Label right = new Label(value);
    right.setId(id);
    right.getStyleClass().add(style);
    GridPane.setHgrow(right, Priority.ALWAYS);
    int row = getRowCount();
    if (value.startsWith("tensor(") && value.indexOf('\n') >= 0) {
      // the columns of a matrix must not be broken: it gets the whole width
      add(name(name), 0, row, 2, 1);
      add(right, 0, row + 1, 2, 1);
      right.setTooltip(new Tooltip(value));
    } else {
      right.setWrapText(true);
      addRow(row, name(name), right);
    }
  }

  /** A row over the whole width. */
  void whole(Node node) {
    add(node, 0, getRowCount(), 2, 1);
  }
}
