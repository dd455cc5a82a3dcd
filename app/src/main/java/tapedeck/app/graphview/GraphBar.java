package tapedeck.app.graphview;

import atlantafx.base.theme.Styles;
import java.util.List;
import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.ToolBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import org.kordamp.ikonli.javafx.FontIcon;
import tapedeck.app.picture.Look;
import tapedeck.app.text.Texts;
import tapedeck.graph.Folding;
import tapedeck.graph.Lens;

/** What can be done with the graph: lens, modules, questions, places, and the export. */
final class GraphBar extends ToolBar {
  private final GraphModel graph;
  private final GraphView view;
  private final Texts texts;

  /**
   * @param export what writes the graph to files
   */
  GraphBar(GraphModel graph, GraphView view, Questions questions, Texts texts, Node export) {
    this.graph = graph;
    this.view = view;
    this.texts = texts;
    setId("graph-bar");
    getStyleClass().add("graph-bar");
    MenuButton ask = menu("ask", questions.items());
    Pane space = new Pane();
    HBox.setHgrow(space, Priority.ALWAYS);
    getItems()
        .addAll(
            lenses(),
            menu("modules", folding()),
            ask,
            menu("show", shown()),
            space,
            icon("place-back", "mdal-arrow_back", view::placeBack),
            icon("place-forward", "mdal-arrow_forward", view::placeForward),
            icon("focus", "mdal-center_focus_strong", view::focusSelection),
            icon("fit", "mdmz-zoom_out_map", view::fit),
            export);
  }

  private Node lenses() {
    ToggleGroup group = new ToggleGroup();
    HBox box = new HBox();
    Lens[] lenses = Lens.values();
    for (int i = 0; i < lenses.length; i++) {
      Lens lens = lenses[i];
      String key = lens.name().toLowerCase(Locale.ROOT).replace('_', '-');
      ToggleButton button = new ToggleButton(texts.get("graph.lens." + key));
      button.setId("lens-" + key);
      button.setFocusTraversable(false);
      button.setMnemonicParsing(false);
      button.setToggleGroup(group);
      button.setTooltip(new Tooltip(texts.get("graph.lens." + key + ".tip")));
      button
          .getStyleClass()
          .addAll(
              Styles.SMALL,
              i == 0
                  ? Styles.LEFT_PILL
                  : i == lenses.length - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
      button.setOnAction(
          event -> {
            // one of them is always chosen
            button.setSelected(true);
            graph.lookProperty().set(look().withLens(lens));
          });
      button.setSelected(look().lens() == lens);
      graph
          .lookProperty()
          .addListener((property, before, after) -> button.setSelected(after.lens() == lens));
      box.getChildren().add(button);
    }
    return box;
  }

  private Look look() {
    return graph.lookProperty().get();
  }

  private List<MenuItem> folding() {
    CheckMenuItem rows = new CheckMenuItem(texts.get("graph.fold.rows"));
    rows.setId("fold-rows");
    rows.setSelected(look().folding().repeats());
    rows.setOnAction(event -> fold(look().folding().withRepeats(rows.isSelected())));
    graph
        .lookProperty()
        .addListener((property, before, after) -> rows.setSelected(after.folding().repeats()));
    return List.of(
        depth("fold-all", 0),
        depth("fold-1", 1),
        depth("fold-2", 2),
        depth("fold-3", 3),
        depth("open-all", Integer.MAX_VALUE),
        new SeparatorMenuItem(),
        rows);
  }

  private MenuItem depth(String key, int depth) {
    MenuItem item = new MenuItem(texts.get("graph.fold." + key));
    item.setId(key);
    item.setOnAction(event -> fold(look().folding().toDepth(depth)));
    return item;
  }

  private void fold(Folding folding) {
    view.holdStillAtCenter();
    graph.lookProperty().set(look().withFolding(folding));
  }

  private List<MenuItem> shown() {
    CheckMenuItem plain = new CheckMenuItem(texts.get("graph.show.plain"));
    plain.setId("show-plain");
    plain.setSelected(!look().plainHidden());
    plain.setOnAction(
        event -> graph.lookProperty().set(look().withPlainHidden(!plain.isSelected())));
    graph
        .lookProperty()
        .addListener((property, before, after) -> plain.setSelected(!after.plainHidden()));
    return List.of(
        plain,
        check("follow", graph.followingProperty()),
        check("minimap", graph.minimapShownProperty()),
        check("legend", graph.legendShownProperty()));
  }

  private MenuItem check(String key, BooleanProperty property) {
    CheckMenuItem item = new CheckMenuItem(texts.get("graph.show." + key));
    item.setId("show-" + key);
    item.selectedProperty().bindBidirectional(property);
    return item;
  }

  private MenuButton menu(String key, List<MenuItem> items) {
    MenuButton menu = new MenuButton(texts.get("graph.menu." + key));
    menu.setId("graph-" + key);
    menu.setFocusTraversable(false);
    menu.getStyleClass().addAll(Styles.SMALL, Styles.FLAT);
    menu.getItems().addAll(items);
    return menu;
  }

  private Button icon(String key, String name, Runnable action) {
    Button button = new Button(null, new FontIcon(name));
    button.setId("graph-" + key);
    button.setFocusTraversable(false);
    button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
    button.setTooltip(new Tooltip(texts.get("graph.action." + key)));
    button.setAccessibleText(texts.get("graph.action." + key));
    button.setOnAction(event -> action.run());
    return button;
  }
}
