package tapedeck.app.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;
import tapedeck.analysis.Expression;
import tapedeck.analysis.ExpressionError;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;
import tapedeck.session.Snapshot;

/**
 * Expressions with their value at the position and their history as a curve. Values and histories
 * are computed elsewhere; what is out of date by then is dropped.
 */
public final class WatchPane extends BorderPane {
  private final DebuggerModel model;
  private final Texts texts;
  private final Executor background;
  private final TextField text = new TextField();
  private final Label mistake = new Label();
  private final ListView<Watch> list = new ListView<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Map<String, WatchHistory> histories = new HashMap<>();

  /** One row: the expression, its value or why it has none, and its curve. */
  record Watch(
      String expression, String value, boolean hasValue, List<WatchHistory.Point> history) {}

  /**
   * @param background where expressions are computed, one task after another
   */
  public WatchPane(DebuggerModel model, Texts texts, Executor background) {
    this.model = model;
    this.texts = texts;
    this.background = background;
    setId("watch");
    getStyleClass().add("list-pane");
    text.setId("watch-text");
    text.setPromptText(texts.get("watch.prompt"));
    HBox.setHgrow(text, Priority.ALWAYS);
    text.setOnAction(event -> add());
    text.textProperty().addListener((property, before, after) -> mistake.setText(""));
    Button add = new Button(texts.get("watch.add"));
    add.setId("watch-add");
    add.setMinWidth(Region.USE_PREF_SIZE);
    add.setOnAction(event -> add());
    HBox row = new HBox(text, add);
    row.getStyleClass().add("add-row");
    mistake.setId("watch-mistake");
    mistake.getStyleClass().add("mistake");
    mistake.managedProperty().bind(mistake.textProperty().isNotEmpty());
    list.setId("watches");
    Label none = new Label(texts.get("watch.none"));
    none.getStyleClass().add("hint");
    none.setWrapText(true);
    list.setPlaceholder(none);
    list.setCellFactory(view -> new Cell());
    list.setOnKeyPressed(
        event -> {
          Watch selected = list.getSelectionModel().getSelectedItem();
          if (selected != null && event.getCode() == KeyCode.DELETE) {
            model.watches().remove(selected.expression());
            event.consume();
          }
        });
    setTop(new VBox(row, mistake));
    setCenter(list);
    model.watches().addListener((ListChangeListener<String>) change -> schedule());
    model.snapshotProperty().addListener((property, before, after) -> schedule());
    schedule();
  }

  private void add() {
    String expression = text.getText().strip();
    try {
      Expression.parse(expression);
      if (!model.watches().contains(expression)) {
        model.watches().add(expression);
      }
      text.clear();
    } catch (ExpressionError e) {
      mistake.setText(e.getMessage());
    }
  }

  /** Computes all rows anew, once for however many changes came until then. */
  private void schedule() {
    Snapshot snapshot = model.snapshotProperty().get();
    if (model.watches().isEmpty() || snapshot == null) {
      list.getItems().clear();
      return;
    }
    if (scheduled.compareAndSet(false, true)) {
      background.execute(() -> Platform.runLater(this::compute));
    }
  }

  private void compute() {
    scheduled.set(false);
    Snapshot snapshot = model.snapshotProperty().get();
    if (snapshot == null) {
      return;
    }
    List<String> expressions = List.copyOf(model.watches());
    background.execute(
        () -> {
          List<Watch> rows = new ArrayList<>();
          histories.keySet().retainAll(expressions);
          expressions.forEach(expression -> rows.add(row(expression, snapshot)));
          Platform.runLater(() -> show(rows, snapshot));
        });
  }

  private Watch row(String text, Snapshot snapshot) {
    Expression expression = Expression.parse(text);
    WatchHistory history = histories.computeIfAbsent(text, unknown -> new WatchHistory(expression));
    List<WatchHistory.Point> points = history.read(snapshot.tape());
    try {
      return new Watch(text, expression.at(snapshot.state()).text(), true, points);
    } catch (ExpressionError e) {
      return new Watch(text, String.valueOf(e.getMessage()), false, points);
    }
  }

  private void show(List<Watch> rows, Snapshot computed) {
    Snapshot now = model.snapshotProperty().get();
    if (now == null || now.tape() != computed.tape()) {
      return;
    }
    if (!rows.equals(list.getItems())) {
      int selected = list.getSelectionModel().getSelectedIndex();
      list.getItems().setAll(rows);
      list.getSelectionModel().select(selected);
    }
  }

  private final class Cell extends ListCell<Watch> {
    private final Label expression = new Label();
    private final Label value = new Label();
    private final Sparkline curve = new Sparkline(model::jumpTo);
    private final Button remove = new Button();
    private final HBox line = new HBox(expression, value, remove);
    private final VBox row = new VBox(line, curve);

    Cell() {
      expression.getStyleClass().add("row-code");
      value.getStyleClass().add("watch-value");
      HBox.setHgrow(expression, Priority.ALWAYS);
      expression.setMaxWidth(Double.MAX_VALUE);
      expression.setMinWidth(0);
      value.setMinWidth(Region.USE_PREF_SIZE);
      value.setMaxWidth(160);
      remove.setGraphic(new FontIcon("mdal-close"));
      remove.getStyleClass().addAll("button-icon", "flat", "small");
      remove.setAccessibleText(texts.get("remove"));
      line.getStyleClass().add("list-row");
      setPrefWidth(0);
    }

    @Override
    protected void updateItem(@Nullable Watch watch, boolean empty) {
      super.updateItem(watch, empty);
      if (watch == null || empty) {
        setGraphic(null);
        return;
      }
      expression.setText(watch.expression());
      value.setText(watch.hasValue() ? watch.value() : "—");
      value.setTooltip(new Tooltip(watch.value()));
      expression.setTooltip(new Tooltip(watch.expression()));
      value.getStyleClass().removeAll("hint");
      if (!watch.hasValue()) {
        value.getStyleClass().add("hint");
      }
      Snapshot snapshot = model.snapshotProperty().get();
      curve.show(watch.history(), snapshot == null ? 0 : snapshot.position());
      remove.setOnAction(event -> model.watches().remove(watch.expression()));
      setGraphic(row);
    }
  }
}
