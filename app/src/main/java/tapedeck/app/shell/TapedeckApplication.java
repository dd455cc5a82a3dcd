package tapedeck.app.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.prefs.Preferences;
import javafx.application.Application;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.settings.Settings;
import tapedeck.python.PythonHost;

/** The desktop program; its one optional parameter is a file to open. */
public final class TapedeckApplication extends Application {
  /** Below this size the panes would cut each other off. */
  private static final double MIN_WIDTH = 900;

  private static final double MIN_HEIGHT = 600;

  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "files");
            thread.setDaemon(true);
            return thread;
          });

  private final Draft draft =
      new Draft(Path.of(System.getProperty("user.home"), ".tapedeck", "draft.json"), background);
  private @Nullable PythonHost python;
  private @Nullable DebuggerModel model;
  private @Nullable MainWindow window;

  @Override
  public void start(Stage stage) {
    Settings settings = new Settings(Preferences.userRoot().node("tapedeck"));
    PythonHost host = new PythonHost();
    FolderGrants grants = new FolderGrants(settings);
    DebuggerModel debugger =
        new DebuggerModel(
            text -> grants.give(host.program(text.name(), text.source(), List.of(), true), text));
    RememberedLists.keep(debugger, settings);
    python = host;
    model = debugger;
    stage.setScene(new Scene(build(stage, debugger, settings)));
    placeOnScreen(stage, settings.windowSize());
    stage.setTitle("Tapedeck");
    stage.setOnCloseRequest(
        event -> {
          if (window != null && !window.mayClose()) {
            event.consume();
          } else {
            settings.setWindowSize(stage.getWidth(), stage.getHeight());
          }
        });
    stage.show();
    // else the search field would take it
    stage.getScene().getRoot().requestFocus();
    List<String> files = getParameters().getUnnamed();
    if (files.isEmpty()) {
      // while the user chooses, Python starts
      background.execute(host::warmUp);
    } else if (window != null) {
      window.openFile(Path.of(files.get(0)));
    }
  }

  private static void placeOnScreen(Stage stage, double[] size) {
    Rectangle2D screen = Screen.getPrimary().getVisualBounds();
    stage.setMinWidth(Math.min(MIN_WIDTH, screen.getWidth()));
    stage.setMinHeight(Math.min(MIN_HEIGHT, screen.getHeight()));
    stage.setWidth(Math.min(size[0], screen.getWidth()));
    stage.setHeight(Math.min(size[1], screen.getHeight()));
  }

  /** A new window; where the language changes it takes the place of the old one. */
  private MainWindow build(Stage stage, DebuggerModel debugger, Settings settings) {
    if (window != null) {
      window.close();
    }
    MainWindow built = new MainWindow(debugger, settings, background);
    built.keep(draft);
    built.onLanguageChanged(() -> stage.getScene().setRoot(build(stage, debugger, settings)));
    window = built;
    return built;
  }

  @Override
  public void stop() {
    if (window != null) {
      window.close();
    }
    if (model != null) {
      model.close();
    }
    if (python != null) {
      python.close();
    }
    background.shutdownNow();
  }
}
