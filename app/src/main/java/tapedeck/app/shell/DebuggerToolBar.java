package tapedeck.app.shell;

import atlantafx.base.theme.Styles;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.Separator;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToolBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;
import tapedeck.app.graphview.GraphModel;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.settings.Settings;
import tapedeck.app.text.Texts;

/** The buttons at the top: open, move, run, search, and the window's own settings. */
final class DebuggerToolBar extends ToolBar {
  private final DebuggerModel model;
  private final GraphModel graph;
  private final Texts texts;
  private final TextField search = new TextField();

  DebuggerToolBar(
      DebuggerModel model,
      GraphModel graph,
      Texts texts,
      Settings settings,
      Actions actions,
      MenuButton open,
      MenuButton view) {
    this.model = model;
    this.graph = graph;
    this.texts = texts;
    List<Node> items = new ArrayList<>(List.of(open, new Separator()));
    for (Action action : actions.toolbar()) {
      if (action.id().equals("forward") || action.id().equals("run")) {
        items.add(new Separator());
      }
      items.add(button(action));
      if (action.id().equals("optimizer-step")) {
        items.add(furtherMoves(actions));
      }
    }
    items.add(speed(settings));
    Pane space = new Pane();
    HBox.setHgrow(space, Priority.ALWAYS);
    items.add(space);
    items.add(searchField());
    items.add(view);
    getItems().addAll(items);
  }

  private Button button(Action action) {
    Button button = new Button();
    button.setId(action.id());
    button.setFocusTraversable(false);
    String name = texts.get("action." + action.id());
    if (action.icon().isEmpty()) {
      button.setText(name);
    } else {
      button.setGraphic(new FontIcon(action.icon()));
      button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
    }
    button.setAccessibleText(name);
    String keys = action.keys().get(0).getDisplayText();
    button.setTooltip(
        new Tooltip(texts.get("action." + action.id() + ".tip") + "  (" + keys + ")"));
    button.setOnAction(event -> action.run().run());
    button.disableProperty().bind(model.programProperty().isNull());
    return button;
  }

  private MenuButton furtherMoves(Actions actions) {
    MenuButton further = new MenuButton(texts.get("moves.title"));
    further.setId("moves");
    further.setFocusTraversable(false);
    for (Action action : actions.menu()) {
      if (action.id().equals("step-line-back") || action.id().equals("run-back")) {
        further.getItems().add(new SeparatorMenuItem());
      }
      Label keys = new Label(action.keys().get(0).getDisplayText());
      keys.getStyleClass().add("hint");
      Label name = new Label(texts.get("action." + action.id()));
      name.setMinWidth(230);
      CustomMenuItem item = new CustomMenuItem(new HBox(name, keys));
      item.setId(action.id());
      item.setOnAction(event -> action.run().run());
      further.getItems().add(item);
    }
    further.disableProperty().bind(model.programProperty().isNull());
    return further;
  }

  private ComboBox<Integer> speed(Settings settings) {
    ComboBox<Integer> speed = new ComboBox<>();
    speed.setId("speed");
    speed.getItems().addAll(1, 2, 4, 10, 50, 0);
    speed.setValue(settings.stepsPerSecond());
    speed.setFocusTraversable(false);
    speed.setTooltip(new Tooltip(texts.get("speed.tip")));
    speed.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(@Nullable Integer steps) {
            return steps == null ? "" : steps == 0 ? texts.get("speed.max") : steps + "/s";
          }

          @Override
          public Integer fromString(String text) {
            return settings.stepsPerSecond();
          }
        });
    speed
        .valueProperty()
        .addListener((property, before, after) -> settings.setStepsPerSecond(after));
    return speed;
  }

  private TextField searchField() {
    search.setId("search");
    search.setPromptText(texts.get("search.prompt"));
    search.setPrefColumnCount(14);
    search
        .textProperty()
        .addListener(
            (property, before, after) ->
                graph.search(texts.get("search.title", after.strip()), after, () -> {}));
    search.setTooltip(new Tooltip(texts.get("search.tip")));
    search.setOnKeyPressed(
        event -> {
          if (event.getCode() == KeyCode.ENTER) {
            selectNext(event.isShiftDown());
            event.consume();
          } else if (event.getCode() == KeyCode.ESCAPE) {
            search.clear();
            requestFocus();
          }
        });
    graph
        .findingsProperty()
        .addListener(
            (property, before, after) ->
                search.pseudoClassStateChanged(
                    Styles.STATE_DANGER,
                    after.vertices().isEmpty() && !search.getText().isBlank()));
    return search;
  }

  void focusSearch() {
    search.requestFocus();
    search.selectAll();
  }

  /** Selects the match after the selected one, or before it. */
  private void selectNext(boolean backwards) {
    String text = search.getText();
    graph.search(texts.get("search.title", text.strip()), text, () -> graph.selectNext(backwards));
  }
}
