package tapedeck.app.graphview;

import java.util.concurrent.Executor;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;

/** The graph with all that belongs to it: bar, map, legend, findings, and the menu at a vertex. */
public final class GraphPane extends BorderPane implements AutoCloseable {
  private final GraphModel graph;
  private final GraphView view;
  private final Minimap minimap;

  /**
   * @param windowThread where layouts and answers are handed over
   * @param export what writes the graph to files, for the bar
   */
  public GraphPane(
      DebuggerModel model, GraphModel graph, Texts texts, Executor windowThread, Node export) {
    this.graph = graph;
    this.view = new GraphView(model, graph, windowThread);
    this.minimap = new Minimap(graph, view, windowThread);
    Questions questions = new Questions(model, graph, texts);
    FindingsPane findings = new FindingsPane(model, graph, texts);
    LegendPane legend = new LegendPane(texts, view.darkProperty());
    legend.visibleProperty().bind(graph.legendShownProperty());
    StackPane center = new StackPane(view, findings, minimap, legend);
    place(findings, Pos.TOP_LEFT);
    place(minimap, Pos.BOTTOM_RIGHT);
    place(legend, Pos.BOTTOM_LEFT);
    center.setMinSize(0, 0);
    setTop(new GraphBar(graph, view, questions, texts, export));
    setCenter(center);
    ContextMenu menu = new ContextMenu();
    MenuItem toggle = new MenuItem(texts.get("graph.fold.toggle"));
    toggle.setOnAction(event -> view.toggleSelection());
    menu.getItems().addAll(toggle, new SeparatorMenuItem());
    menu.getItems().addAll(questions.items());
    view.setOnContextMenuRequested(
        event -> menu.show(view, event.getScreenX(), event.getScreenY()));
    view.addEventHandler(javafx.scene.input.MouseEvent.MOUSE_PRESSED, event -> menu.hide());
  }

  private static void place(Node node, Pos position) {
    StackPane.setAlignment(node, position);
    StackPane.setMargin(node, new Insets(8));
  }

  /** The picture. */
  public GraphView view() {
    return view;
  }

  @Override
  public void close() {
    minimap.close();
    view.close();
    graph.close();
  }
}
