package tapedeck.app.inspector;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.ActiveVertices;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.OtherBranch;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphVertex;
import tapedeck.tape.TensorState;

/**
 * The selected tensor and its backward function at the position. Where nothing is selected, it
 * follows the step.
 */
public final class InspectorPane extends ScrollPane {
  private final DebuggerModel model;
  private final Texts texts;
  private final Label title = new Label();
  private final Label hint = new Label();
  private final GridPane tensorCard = grid();
  private final GridPane nodeCard = grid();
  private final Label tensorHeading = heading();
  private final Label nodeHeading = heading();
  private final Label whatIfHeading = heading();
  private final WhatIfCard whatIf;

  public InspectorPane(DebuggerModel model, Texts texts) {
    this.model = model;
    this.texts = texts;
    setId("inspector");
    setFitToWidth(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    title.getStyleClass().add("inspector-title");
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    tensorHeading.setText(texts.get("inspector.tensor"));
    nodeHeading.setText(texts.get("inspector.gradFn"));
    whatIfHeading.setText(texts.get("whatIf.title"));
    whatIf = new WhatIfCard(model, texts);
    VBox cards =
        new VBox(
            title, hint, tensorHeading, tensorCard, nodeHeading, nodeCard, whatIfHeading, whatIf);
    cards.getStyleClass().add("inspector");
    setContent(cards);
    model.snapshotProperty().addListener((property, before, after) -> show());
    model.selectionProperty().addListener((property, before, after) -> show());
    show();
  }

  private static Label heading() {
    Label label = new Label();
    label.getStyleClass().add("card-heading");
    return label;
  }

  private static GridPane grid() {
    GridPane grid = new GridPane();
    grid.getStyleClass().add("card");
    ColumnConstraints names = new ColumnConstraints();
    names.setMinWidth(88);
    ColumnConstraints values = new ColumnConstraints();
    values.setHgrow(Priority.ALWAYS);
    values.setFillWidth(true);
    grid.getColumnConstraints().addAll(names, values);
    return grid;
  }

  private void show() {
    GraphVertex selected = model.selectionProperty().get();
    GraphVertex vertex = selected != null ? selected : followed();
    Inspection inspection =
        vertex == null ? null : Inspection.of(model.state(), model.known(), vertex);
    boolean found = inspection != null;
    for (Node node : List.of(title, tensorHeading, tensorCard, whatIfHeading, whatIf)) {
      node.setVisible(found);
      node.setManaged(found);
    }
    boolean hasNode = inspection != null && inspection.node() != null;
    for (Node node : List.of(nodeHeading, nodeCard)) {
      node.setVisible(hasNode);
      node.setManaged(hasNode);
    }
    hint.setText(texts.get(hintKey(selected, found)));
    tensorCard.getChildren().clear();
    nodeCard.getChildren().clear();
    if (inspection != null) {
      title.setText(inspection.title());
      fill(inspection.tensor());
      compare(inspection.inspected());
      whatIf.show(inspection.inspected(), inspection.tensor().name());
      if (inspection.node() != null) {
        fill(inspection.node());
      }
    }
  }

  private static String hintKey(@Nullable GraphVertex selected, boolean found) {
    if (selected == null) {
      return found ? "inspector.following" : "inspector.nothing";
    }
    return found ? "inspector.selected" : "inspector.notYet";
  }

  private @Nullable GraphVertex followed() {
    Set<GraphVertex> active = ActiveVertices.of(model.state());
    GraphVertex best = null;
    for (GraphVertex vertex : active) {
      if (best == null || vertex instanceof GraphVertex.TensorVertex) {
        best = vertex;
      }
    }
    return best;
  }

  private void fill(Inspection.TensorCard card) {
    row(tensorCard, "value", "value", card.value(), true);
    row(tensorCard, "grad", "grad", card.grad(), true);
    row(tensorCard, "grad_fn", "grad-fn", card.gradFn(), true);
    row(tensorCard, "is_leaf", "is-leaf", card.isLeaf(), true);
    row(tensorCard, "requires_grad", "requires-grad", card.requiresGrad(), true);
    row(tensorCard, "shape", "shape", card.shape(), true);
    row(tensorCard, "dtype", "dtype", card.dtype(), true);
    row(tensorCard, texts.get("inspector.line"), "made-at", card.line(), false);
  }

  /** Shows what the other branch has in the tensor's place, where that is different. */
  private void compare(long tensor) {
    OtherBranch other = OtherBranch.of(model.snapshotProperty().get());
    TensorState there = other == null ? null : other.state().tensor(tensor);
    TensorState here = model.state().tensor(tensor);
    if (other == null || there == null || here == null) {
      return;
    }
    if (!there.value().equals(here.value())) {
      String name = texts.get("inspector.otherValue", other.number() + 1);
      row(tensorCard, name, "other-value", there.value().toString(), true);
    }
    if (!Objects.equals(there.grad(), here.grad())) {
      String name = texts.get("inspector.otherGrad", other.number() + 1);
      row(
          tensorCard,
          name,
          "other-grad",
          there.grad() == null ? "None" : there.grad().toString(),
          true);
    }
  }

  private void fill(Inspection.NodeCard card) {
    row(nodeCard, texts.get("inspector.name"), "node-name", card.name(), true);
    if (!card.forward().isEmpty()) {
      row(nodeCard, texts.get("inspector.forward"), "node-forward", card.forward(), true);
    }
    lines("inspector.derivative", "node-derivative", card.derivatives());
    if (!card.saved().isEmpty()) {
      String freed = card.freed() ? "  " + texts.get("inspector.freed") : "";
      row(
          nodeCard,
          texts.get("inspector.saved"),
          "node-saved",
          String.join("\n", card.saved()) + freed,
          true);
    }
    lines("inspector.next", "node-next", card.next());
    if (card.incoming() != null) {
      row(nodeCard, texts.get("inspector.incoming"), "node-incoming", card.incoming(), true);
    }
    lines("inspector.outgoing", "node-outgoing", card.outgoing());
  }

  private void lines(String key, String id, List<String> lines) {
    if (!lines.isEmpty()) {
      row(nodeCard, texts.get(key), id, String.join("\n", lines), true);
    }
  }

  private static void row(GridPane grid, String name, String id, String value, boolean code) {
    Label left = new Label(name);
    left.getStyleClass().add("row-name");
    left.setMinWidth(Region.USE_PREF_SIZE);
    Label right = new Label(value);
    right.setId(id);
    right.getStyleClass().add(code ? "row-code" : "row-value");
    GridPane.setValignment(left, VPos.TOP);
    GridPane.setHgrow(right, Priority.ALWAYS);
    int row = grid.getRowCount();
    if (value.startsWith("tensor(") && value.indexOf('\n') >= 0) {
      // the columns of a matrix must not be broken: it gets the whole width
      grid.add(left, 0, row, 2, 1);
      grid.add(right, 0, row + 1, 2, 1);
      right.setTooltip(new Tooltip(value));
    } else {
      right.setWrapText(true);
      grid.addRow(row, left, right);
    }
  }
}
