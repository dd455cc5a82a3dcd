package tapedeck.app.shell;

import java.util.concurrent.atomic.AtomicLong;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.VBox;
import javafx.stage.Modality;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import tapedeck.app.text.Texts;

/** Shows how far a long work has come, with a button to cancel it; short works never show it. */
final class WorkDialog {
  private static final double SHORT = 300;

  private final Stage stage = new Stage();
  private final ProgressBar bar = new ProgressBar(0);
  private final PauseTransition patience = new PauseTransition(Duration.millis(SHORT));
  private final AtomicLong shown = new AtomicLong(-1);

  WorkDialog(String title, Texts texts, @Nullable Window owner, Runnable cancel) {
    stage.initOwner(owner);
    stage.initModality(Modality.WINDOW_MODAL);
    stage.setTitle(title);
    stage.setResizable(false);
    bar.setPrefWidth(320);
    Button stop = new Button(texts.get("unsaved.cancel"));
    stop.setId("cancel-work");
    stop.setCancelButton(true);
    stop.setOnAction(event -> cancel.run());
    stage.setOnCloseRequest(event -> cancel.run());
    VBox content = new VBox(12, new Label(title), bar, stop);
    content.setAlignment(Pos.CENTER_LEFT);
    content.setPadding(new Insets(18));
    stage.setScene(new Scene(content));
    patience.setOnFinished(event -> stage.show());
    patience.play();
  }

  /** Tells how far the work is; from any thread. */
  void tell(long done, long total) {
    long percent = total <= 0 ? 0 : 100 * done / total;
    if (shown.getAndSet(percent) != percent) {
      Platform.runLater(() -> bar.setProgress(percent / 100.0));
    }
  }

  void close() {
    patience.stop();
    stage.close();
  }
}
