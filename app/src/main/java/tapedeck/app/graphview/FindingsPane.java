package tapedeck.app.graphview;

import atlantafx.base.theme.Styles;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.picture.VertexLabel;
import tapedeck.app.text.Texts;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.ModuleTree;

/** What a question or a search found, as a list; a click selects. */
final class FindingsPane extends VBox {
  private static final double ROW = 26;
  private static final int MOST_ROWS = 12;

  private final DebuggerModel model;
  private final GraphModel graph;
  private final Label title = new Label();
  private final ListView<GraphVertex> list = new ListView<>();
  private boolean following;

  FindingsPane(DebuggerModel model, GraphModel graph, Texts texts) {
    this.model = model;
    this.graph = graph;
    getStyleClass().add("graph-card");
    setMaxSize(250, USE_PREF_SIZE);
    title.setId("findings-title");
    title.getStyleClass().add(Styles.TEXT_BOLD);
    title.setWrapText(true);
    title.setMaxWidth(Double.MAX_VALUE);
    HBox.setHgrow(title, Priority.ALWAYS);
    Button close = new Button(null, new FontIcon("mdal-close"));
    close.setId("findings-close");
    close.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
    close.setAccessibleText(texts.get("graph.findings.close"));
    close.setFocusTraversable(false);
    close.setOnAction(event -> graph.clearFindings());
    HBox head = new HBox(6, title, close);
    head.setAlignment(Pos.CENTER_LEFT);
    list.setId("findings");
    list.setFixedCellSize(ROW);
    list.setCellFactory(view -> new Row());
    list.getSelectionModel()
        .selectedItemProperty()
        .addListener((property, before, after) -> chosen(after));
    getChildren().addAll(head, list);
    graph.findingsProperty().addListener((property, before, after) -> show(after, texts));
    model.selectionProperty().addListener((property, before, after) -> mark(after));
    show(graph.findingsProperty().get(), texts);
  }

  private void show(Findings findings, Texts texts) {
    setVisible(!findings.equals(Findings.NONE));
    title.setText(
        findings.title() + "  ·  " + texts.get("graph.findings.count", findings.vertices().size()));
    following = true;
    list.getItems().setAll(findings.vertices());
    following = false;
    double rows = Math.min(MOST_ROWS, findings.vertices().size());
    list.setPrefHeight(rows * ROW + 4);
    list.setVisible(rows > 0);
    list.setManaged(rows > 0);
    mark(model.selectionProperty().get());
  }

  private void mark(@Nullable GraphVertex selected) {
    following = true;
    if (selected == null || !list.getItems().contains(selected)) {
      list.getSelectionModel().clearSelection();
    } else {
      list.getSelectionModel().select(selected);
      list.scrollTo(selected);
    }
    following = false;
  }

  private void chosen(@Nullable GraphVertex vertex) {
    if (vertex != null && !following) {
      model.selectionProperty().set(vertex);
    }
  }

  private final class Row extends ListCell<GraphVertex> {
    @Override
    protected void updateItem(@Nullable GraphVertex vertex, boolean empty) {
      super.updateItem(vertex, empty);
      setText(empty || vertex == null ? null : words(vertex));
    }

    private String words(GraphVertex vertex) {
      FoldedGraph shown = graph.sceneProperty().get().graph();
      VertexLabel label =
          VertexLabel.of(shown, graph.lookProperty().get().lens(), model.known(), vertex);
      if (vertex instanceof GraphVertex.TensorVertex at) {
        return model.known().nameOf(at.tensor()) + "   " + label.detail();
      }
      ModuleTree.Module home = shown.tree().homeOf(vertex);
      String in = home == null ? "" : "   " + home.call().path();
      return label.title() + (label.detail().isEmpty() ? "" : "   " + label.detail()) + in;
    }
  }
}
