package tapedeck.app.lessons;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Glossary;
import tapedeck.app.text.Texts;

/** All words of the glossary in a window of their own, with a search field. */
public final class GlossaryWindow {
  private final Glossary glossary;
  private final TextField search = new TextField();
  private final ListView<Glossary.Entry> list = new ListView<>();
  private final Label title = new Label();
  private final LinkedText text;
  private final Stage stage = new Stage();

  /**
   * @param owner the window it stays above
   * @param dark whether it is shown in the dark theme
   */
  public GlossaryWindow(
      Texts texts, @Nullable Window owner, List<String> styleSheets, boolean dark) {
    glossary = new Glossary(texts.locale());
    text = new LinkedText(glossary, this::show);
    search.setId("glossary-search");
    search.setPromptText(texts.get("glossary.search"));
    search.textProperty().addListener((property, before, after) -> fill());
    list.setId("glossary-list");
    list.setCellFactory(view -> new Cell());
    VBox.setVgrow(list, Priority.ALWAYS);
    list.getSelectionModel()
        .selectedItemProperty()
        .addListener((property, before, after) -> showText(after));
    title.setId("glossary-word");
    title.getStyleClass().add("start-group");
    VBox left = new VBox(8, search, list);
    left.getStyleClass().add("glossary-pane");
    VBox words = new VBox(8, title, text);
    words.getStyleClass().add("glossary-pane");
    ScrollPane right = new ScrollPane(words);
    right.setFitToWidth(true);
    SplitPane both = new SplitPane(left, right);
    both.setDividerPositions(0.36);
    both.getStyleClass().add("main-window");
    if (dark) {
      both.getStyleClass().add("dark");
    }
    both.getStylesheets().setAll(styleSheets);
    stage.initOwner(owner);
    stage.setTitle(texts.get("glossary.title"));
    stage.setScene(new Scene(both, 720, 460));
    stage
        .getScene()
        .setOnKeyPressed(
            event -> {
              if (event.getCode() == KeyCode.ESCAPE) {
                stage.close();
              }
            });
    fill();
  }

  private static final class Cell extends ListCell<Glossary.Entry> {
    @Override
    protected void updateItem(Glossary.@Nullable Entry entry, boolean empty) {
      super.updateItem(entry, empty);
      setText(entry == null || empty ? null : entry.title());
    }
  }

  private void fill() {
    String wanted = search.getText().strip().toLowerCase(Locale.ROOT);
    List<Glossary.Entry> found =
        glossary.entries().stream()
            .filter(
                entry ->
                    (entry.title() + " " + entry.text()).toLowerCase(Locale.ROOT).contains(wanted))
            .toList();
    list.getItems().setAll(found);
    list.getSelectionModel().selectFirst();
  }

  private void show(Glossary.Entry entry) {
    search.clear();
    list.getSelectionModel().select(entry);
    list.scrollTo(entry);
  }

  private void showText(Glossary.@Nullable Entry entry) {
    title.setText(entry == null ? "" : entry.title());
    text.show(Objects.requireNonNullElse(entry == null ? null : entry.text(), ""));
  }

  /** Brings the window to the front. */
  public void open() {
    stage.show();
    stage.toFront();
    search.requestFocus();
  }

  /** Closes the window. */
  public void close() {
    stage.close();
  }
}
