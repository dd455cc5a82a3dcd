package tapedeck.app.shell;

import java.io.File;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonType;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.settings.Settings;
import tapedeck.app.text.Texts;
import tapedeck.session.Snapshot;
import tapedeck.tape.file.Progress;
import tapedeck.tape.file.Recording;
import tapedeck.tape.file.TapeFile;

/** Opening and saving of recordings, with progress, in the background. */
final class TapeFiles {
  private final DebuggerModel model;
  private final Settings settings;
  private final Texts texts;
  private final Executor background;

  TapeFiles(DebuggerModel model, Settings settings, Texts texts, Executor background) {
    this.model = model;
    this.settings = settings;
    this.texts = texts;
    this.background = background;
  }

  /** Something with files that takes a while. */
  private interface Work {
    /** Does it; what it returns is then done on the window's thread. */
    Runnable carryOut(Progress progress) throws IOException;
  }

  /** Opens a recording. */
  void open(Path file, @Nullable Window owner) {
    start(
        texts.get("tape.opening", name(file)),
        owner,
        progress -> {
          Recording recording = TapeFile.read(file, settings.tapeBounds(), progress);
          return () -> {
            settings.addRecentFile(file.toAbsolutePath().toString());
            model.open(
                new ProgramText(recording.name(), recording.source(), null), recording.tape());
          };
        },
        "tape.openFailed",
        file);
  }

  /** Asks for a file and saves what is on the tape now. */
  void save(@Nullable Window owner) {
    ProgramText program = model.programProperty().get();
    Snapshot snapshot = model.snapshotProperty().get();
    if (program == null || snapshot == null) {
      return;
    }
    FileChooser chooser = new FileChooser();
    chooser.setTitle(texts.get("tape.saveTitle"));
    chooser.setInitialFileName(program.name().replaceFirst("\\.py$", "") + TapeFile.SUFFIX);
    chooser
        .getExtensionFilters()
        .add(new FileChooser.ExtensionFilter(texts.get("open.tapes"), "*" + TapeFile.SUFFIX));
    File file = chooser.showSaveDialog(owner);
    if (file != null) {
      save(file.toPath(), owner);
    }
  }

  /** Saves what is on the tape now. */
  void save(Path file, @Nullable Window owner) {
    ProgramText program = model.programProperty().get();
    Snapshot snapshot = model.snapshotProperty().get();
    if (program == null || snapshot == null) {
      return;
    }
    Recording recording = new Recording(program.name(), program.source(), snapshot.tape());
    start(
        texts.get("tape.saving", name(file)),
        owner,
        progress -> {
          TapeFile.write(recording, file, progress);
          return () -> settings.addRecentFile(file.toAbsolutePath().toString());
        },
        "tape.saveFailed",
        file);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private void start(String title, @Nullable Window owner, Work work, String failure, Path file) {
    AtomicBoolean cancelled = new AtomicBoolean();
    WorkDialog dialog = new WorkDialog(title, texts, owner, () -> cancelled.set(true));
    background.execute(
        () -> {
          Runnable then = carryOut(work, dialog, cancelled, failure, file, owner);
          Platform.runLater(
              () -> {
                dialog.close();
                then.run();
              });
        });
  }

  private Runnable carryOut(
      Work work,
      WorkDialog dialog,
      AtomicBoolean cancelled,
      String failure,
      Path file,
      @Nullable Window owner) {
    try {
      return work.carryOut(
          (done, total) -> {
            dialog.tell(done, total);
            return !cancelled.get();
          });
    } catch (CancellationException e) {
      return () -> {};
    } catch (NoSuchFileException e) {
      return () -> complain(texts.get("open.missing", file), owner);
    } catch (IOException e) {
      return () -> complain(texts.get(failure, file, String.valueOf(e.getMessage())), owner);
    }
  }

  private void complain(String message, @Nullable Window owner) {
    Alert alert = new Alert(Alert.AlertType.ERROR, message, ButtonType.OK);
    alert.setHeaderText(texts.get("error.title"));
    alert.initOwner(owner);
    alert.show();
  }
}
