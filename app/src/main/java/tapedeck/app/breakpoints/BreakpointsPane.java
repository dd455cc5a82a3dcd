package tapedeck.app.breakpoints;

import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;
import tapedeck.analysis.ExpressionError;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;
import tapedeck.session.Breakpoint;

/** The breakpoints, and a row to add one of any kind. Delete removes the selected one. */
public final class BreakpointsPane extends BorderPane {
  /** What can be waited for; a kind without a prompt needs no text. */
  private enum Kind {
    LINE("line"),
    OP("op"),
    VALUE("value"),
    GRADIENT("gradient"),
    VERSION("version"),
    WHEN("when"),
    NAN("nan"),
    NONE("none");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    boolean needsText() {
      return this != NAN && this != NONE;
    }
  }

  private final DebuggerModel model;
  private final Texts texts;
  private final ComboBox<Kind> kinds = new ComboBox<>();
  private final TextField text = new TextField();
  private final Label mistake = new Label();
  private final ListView<Breakpoint> list;

  public BreakpointsPane(DebuggerModel model, Texts texts) {
    this.model = model;
    this.texts = texts;
    getStyleClass().add("list-pane");
    kinds.setId("breakpoint-kind");
    kinds.getItems().setAll(Kind.values());
    kinds.setValue(Kind.WHEN);
    kinds.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(@Nullable Kind kind) {
            return kind == null ? "" : texts.get("breakpoint.kind." + kind.word);
          }

          @Override
          public Kind fromString(String name) {
            return Kind.valueOf(name);
          }
        });
    kinds.valueProperty().addListener((property, before, after) -> choose(after));
    text.setId("breakpoint-text");
    HBox.setHgrow(text, Priority.ALWAYS);
    text.setOnAction(event -> add());
    text.textProperty().addListener((property, before, after) -> mistake.setText(""));
    Button add = new Button(texts.get("breakpoint.add"));
    add.setId("breakpoint-add");
    add.setMinWidth(Region.USE_PREF_SIZE);
    add.setOnAction(event -> add());
    mistake.setId("breakpoint-mistake");
    mistake.getStyleClass().add("mistake");
    kinds.setMaxWidth(Double.MAX_VALUE);
    HBox row = new HBox(text, add);
    row.getStyleClass().add("add-row");
    list = new ListView<>(model.breakpoints());
    list.setId("breakpoints");
    list.setPlaceholder(hint(texts.get("breakpoint.none")));
    list.setCellFactory(view -> new Cell());
    list.setOnKeyPressed(
        event -> {
          Breakpoint selected = list.getSelectionModel().getSelectedItem();
          if (selected != null && event.getCode() == KeyCode.DELETE) {
            model.breakpoints().remove(selected);
            event.consume();
          }
        });
    mistake.managedProperty().bind(mistake.textProperty().isNotEmpty());
    setTop(new VBox(6, kinds, row, mistake));
    setCenter(list);
    choose(Kind.WHEN);
    model.breakpoints().addListener((ListChangeListener<Breakpoint>) change -> mistake.setText(""));
  }

  private static Label hint(String words) {
    Label label = new Label(words);
    label.getStyleClass().add("hint");
    label.setWrapText(true);
    return label;
  }

  private void choose(Kind kind) {
    text.setDisable(!kind.needsText());
    text.setPromptText(kind.needsText() ? texts.get("breakpoint.prompt." + kind.word) : "");
    mistake.setText("");
  }

  private void add() {
    Kind kind = kinds.getValue();
    if (kind.needsText() && text.getText().isBlank()) {
      mistake.setText(texts.get("breakpoint.empty"));
      return;
    }
    try {
      Breakpoint breakpoint = Breakpoint.parse(kind.word + " " + text.getText().strip());
      if (!model.breakpoints().contains(breakpoint)) {
        model.breakpoints().add(breakpoint);
      }
      text.clear();
    } catch (ExpressionError e) {
      mistake.setText(e.getMessage());
    }
  }

  private String words(Breakpoint breakpoint) {
    String[] words = breakpoint.text().split(" ", 2);
    return texts.get("breakpoint.words." + words[0], words.length < 2 ? "" : words[1]);
  }

  private final class Cell extends ListCell<Breakpoint> {
    @Override
    protected void updateItem(@Nullable Breakpoint breakpoint, boolean empty) {
      super.updateItem(breakpoint, empty);
      if (breakpoint == null || empty) {
        setGraphic(null);
        return;
      }
      Label words = new Label(words(breakpoint));
      Pane space = new Pane();
      HBox.setHgrow(space, Priority.ALWAYS);
      Button remove = new Button();
      remove.setGraphic(new FontIcon("mdal-close"));
      remove.getStyleClass().addAll("button-icon", "flat", "small");
      remove.setAccessibleText(texts.get("remove"));
      remove.setOnAction(event -> model.breakpoints().remove(breakpoint));
      FontIcon dot = new FontIcon("mdal-fiber_manual_record");
      dot.getStyleClass().add("breakpoint-dot");
      HBox row = new HBox(dot, words, space, remove);
      row.getStyleClass().add("list-row");
      setGraphic(row);
    }
  }
}
