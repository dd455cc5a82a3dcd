package tapedeck.app.shell;

import java.util.Optional;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.layout.GridPane;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import tapedeck.app.text.Texts;
import tapedeck.tape.TapeBounds;

/** Asks how much a tape keeps. */
final class LimitsDialog extends Dialog<TapeBounds> {
  private static final int MEGABYTE = 1 << 20;

  LimitsDialog(TapeBounds now, Texts texts, @Nullable Window owner) {
    initOwner(owner);
    setTitle(texts.get("limits.title"));
    int most = (int) (Runtime.getRuntime().maxMemory() / MEGABYTE);
    Spinner<Integer> megabytes = spinner(16, most, (int) (now.bytes() / MEGABYTE), 64);
    megabytes.setId("limits-megabytes");
    Spinner<Integer> events = spinner(10_000, 100_000_000, (int) now.events(), 100_000);
    events.setId("limits-events");
    Label hint = new Label(texts.get("limits.hint", most));
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    hint.setMaxWidth(380);
    GridPane grid = new GridPane();
    grid.setHgap(12);
    grid.setVgap(10);
    grid.addRow(0, new Label(texts.get("limits.megabytes")), megabytes);
    grid.addRow(1, new Label(texts.get("limits.events")), events);
    grid.add(hint, 0, 2, 2, 1);
    getDialogPane().setContent(grid);
    getDialogPane().getButtonTypes().addAll(ButtonType.OK, ButtonType.CANCEL);
    setResultConverter(
        button ->
            button == ButtonType.OK
                ? new TapeBounds((long) megabytes.getValue() * MEGABYTE, events.getValue())
                : null);
  }

  private static Spinner<Integer> spinner(int least, int most, int now, int step) {
    int value = Math.max(least, Math.min(most, now));
    Spinner<Integer> spinner = new Spinner<>(least, most, value, step);
    spinner.setEditable(true);
    return spinner;
  }

  /** Shows the dialog; empty if it was cancelled. */
  Optional<TapeBounds> ask() {
    return showAndWait();
  }
}
