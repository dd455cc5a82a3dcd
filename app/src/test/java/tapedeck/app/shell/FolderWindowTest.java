package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javafx.scene.Scene;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.settings.MemoryPreferences;
import tapedeck.app.settings.Settings;
import tapedeck.python.PythonHost;
import tapedeck.session.Snapshot;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

/** A person lets a program use the folder it lies in. */
class FolderWindowTest extends WindowTest {
  private static final String PROGRAM =
      """
      import torch
      torch.save({"w": torch.ones(2)}, "weights.pt")
      import helper
      print(torch.load("weights.pt")["w"] * helper.FACTOR)
      """;

  @TempDir private Path folder;

  private Settings settings;

  /** The tape whose output was looked at last. */
  private @Nullable Tape read;

  @Override
  public void start(Stage stage) {
    settings = new Settings(new MemoryPreferences());
    settings.setLocale(Locale.ENGLISH);
    host = new PythonHost();
    FolderGrants grants = new FolderGrants(settings);
    model =
        new DebuggerModel(
            text -> grants.give(host.program(text.name(), text.source(), List.of(), true), text));
    window = new MainWindow(model, settings, Runnable::run);
    stage.setScene(new Scene(window, 1280, 800));
    stage.show();
  }

  /** All that the program has printed when it has ended, another one than last time. */
  private String output() throws TimeoutException {
    await(
        () -> {
          Snapshot snapshot = model.snapshotProperty().get();
          return snapshot != null && snapshot.tape() != read && !snapshot.recording();
        });
    read = model.snapshotProperty().get().tape();
    return read.end().output().stream().map(TapeEvent.Printed::text).collect(Collectors.joining());
  }

  private void chooseSwitch() {
    clickOn("#open");
    clickOn("Let the program read and write in its folder");
  }

  @Test
  void theProgramUsesItsFolderOnceItWasGranted() throws Exception {
    Path file = Files.writeString(folder.resolve("main.py"), PROGRAM);
    Files.writeString(folder.resolve("helper.py"), "FACTOR = 3\n");
    interact(() -> window.openFile(file));
    String refused = output();
    assertTrue(refused.contains("PermissionError"), refused);
    assertTrue(refused.contains("Open > Let the program read and write in its folder"), refused);
    assertFalse(Files.exists(folder.resolve("weights.pt")));

    chooseSwitch();
    assertEquals("tensor([3., 3.])\n", output());
    assertTrue(Files.exists(folder.resolve("weights.pt")));

    chooseSwitch();
    assertTrue(output().contains("PermissionError"));
  }

  @Test
  void aSampleHasNoFolderToGrant() throws Exception {
    clickOn("#sample-first_gradient");
    output();
    clickOn("#open");
    MenuItem folder =
        find("#open", MenuButton.class).getItems().stream()
            .filter(item -> "use-folder".equals(item.getId()))
            .findFirst()
            .orElseThrow();
    await(folder::isDisable);
    type(KeyCode.ESCAPE);
  }
}
