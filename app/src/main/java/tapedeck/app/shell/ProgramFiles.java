package tapedeck.app.shell;

import java.io.File;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.application.Platform;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.input.Clipboard;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.settings.Settings;
import tapedeck.app.source.SourcePane;
import tapedeck.app.text.Texts;
import tapedeck.tape.file.TapeFile;

/** Opening, saving and running what stands in the editor; asks before a change would be lost. */
final class ProgramFiles {
  /** A Python program larger than this is none that a person wrote. */
  private static final long LARGEST = 4L << 20;

  /** What a new program begins with. */
  private static final String EMPTY = "import torch\n\n";

  private final DebuggerModel model;
  private final SourcePane source;
  private final Settings settings;
  private final Texts texts;
  private final Executor background;
  private final TapeFiles tapes;

  /** Whether the program was typed or pasted here, and is in no file. */
  private boolean own;

  ProgramFiles(
      DebuggerModel model,
      SourcePane source,
      Settings settings,
      Texts texts,
      Executor background,
      TapeFiles tapes) {
    this.tapes = tapes;
    this.model = model;
    this.source = source;
    this.settings = settings;
    this.texts = texts;
    this.background = background;
  }

  /** Asks for a file and opens it. */
  void choose(@Nullable Window owner) {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(texts.get("open.title"));
    chooser
        .getExtensionFilters()
        .addAll(
            new FileChooser.ExtensionFilter(texts.get("open.both"), "*.py", "*.tape"),
            new FileChooser.ExtensionFilter(texts.get("open.python"), "*.py"),
            new FileChooser.ExtensionFilter(texts.get("open.tapes"), "*.tape"));
    File file = chooser.showOpenDialog(owner);
    if (file != null) {
      open(file.toPath());
    }
  }

  /** Opens a file; it is read in the background. */
  void open(Path file) {
    if (!mayLeave()) {
      return;
    }
    own = false;
    if (file.toString().endsWith(TapeFile.SUFFIX)) {
      tapes.open(file, owner());
      return;
    }
    var unused =
        CompletableFuture.supplyAsync(() -> read(file), background)
            .thenAcceptAsync(Runnable::run, Platform::runLater);
  }

  /** Opens the first of the files that were dropped onto the window. */
  void drop(List<File> files) {
    File first = files.get(0);
    boolean known = first.getName().endsWith(".py") || first.getName().endsWith(TapeFile.SUFFIX);
    if (known) {
      open(first.toPath());
    } else {
      complain(texts.get("open.unknown", first.getName()));
    }
  }

  /** Opens an empty program to write. */
  void create() {
    openOwn(new ProgramText("untitled.py", EMPTY, null));
  }

  /** Opens a program that only this window holds. */
  private void openOwn(ProgramText program) {
    if (mayLeave()) {
      own = true;
      model.open(program);
    }
  }

  /** Opens the text of the clipboard as a program. */
  void paste() {
    String copied = Clipboard.getSystemClipboard().getString();
    String program = copied == null ? "" : PastedText.program(copied);
    if (program.isEmpty()) {
      complain(texts.get("paste.nothing"));
    } else if (program.length() > LARGEST) {
      complain(texts.get("open.tooLarge", texts.get("paste.name")));
    } else {
      openOwn(new ProgramText("pasted.py", program, null));
    }
  }

  /** Goes on with text that a session which ended early has left. */
  void restore(Draft.Kept kept) {
    own = kept.file() == null;
    model.open(kept.program());
    source.edit(kept.text());
  }

  /** Whether there is text that no file holds. */
  boolean isUnsaved() {
    ProgramText program = model.programProperty().get();
    boolean written = own && program != null && !program.source().equals(EMPTY);
    return source.editedProperty().get() || written;
  }

  /** Opens a program that is no file. */
  void open(ProgramText program) {
    if (mayLeave()) {
      own = false;
      model.open(program);
    }
  }

  private Runnable read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        return () -> complain(texts.get("open.tooLarge", file));
      }
      String text = Files.readString(file);
      return () -> {
        settings.addRecentFile(file.toAbsolutePath().toString());
        model.open(new ProgramText(name(file), text, file.toAbsolutePath()));
      };
    } catch (NoSuchFileException e) {
      return () -> complain(texts.get("open.missing", file));
    } catch (CharacterCodingException e) {
      return () -> complain(texts.get("open.notText", file));
    } catch (IOException e) {
      return () -> complain(texts.get("open.failed", file, String.valueOf(e.getMessage())));
    }
  }

  private static String name(Path file) {
    Path last = file.getFileName();
    return last == null ? file.toString() : last.toString();
  }

  /** Runs the editor's text as the program. */
  void runEdited() {
    ProgramText program = model.programProperty().get();
    if (program != null) {
      model.open(program.withSource(source.text()));
    }
  }

  /** Saves the editor's text; asks where if it has no file. True if it is saved. */
  boolean save(@Nullable Window owner) {
    ProgramText program = model.programProperty().get();
    if (program == null) {
      return true;
    }
    Path file = program.file();
    if (file == null) {
      FileChooser chooser = new FileChooser();
      chooser.setTitle(texts.get("save.title"));
      chooser.setInitialFileName(program.name());
      File chosen = chooser.showSaveDialog(owner);
      if (chosen == null) {
        return false;
      }
      file = chosen.toPath();
    }
    return write(file);
  }

  private boolean write(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      // written beside it first, so that a full disk leaves the old file
      Path temporary = Files.createTempFile(folder, "tapedeck", ".tmp");
      try {
        Files.writeString(temporary, source.text(), StandardCharsets.UTF_8);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
      settings.addRecentFile(file.toAbsolutePath().toString());
      own = false;
      model.open(new ProgramText(name(file), source.text(), file.toAbsolutePath()));
      return true;
    } catch (IOException e) {
      complain(texts.get("save.failed", file, String.valueOf(e.getMessage())));
      return false;
    }
  }

  /** Whether the editor's text is saved, or may be lost; asks if it is edited. */
  boolean mayLeave() {
    if (!isUnsaved()) {
      return true;
    }
    ButtonType save = new ButtonType(texts.get("unsaved.save"), ButtonBar.ButtonData.YES);
    ButtonType discard = new ButtonType(texts.get("unsaved.discard"), ButtonBar.ButtonData.NO);
    ButtonType cancel =
        new ButtonType(texts.get("unsaved.cancel"), ButtonBar.ButtonData.CANCEL_CLOSE);
    Alert alert =
        new Alert(
            Alert.AlertType.CONFIRMATION, texts.get("unsaved.question"), save, discard, cancel);
    alert.setHeaderText(texts.get("unsaved.title"));
    alert.initOwner(owner());
    Optional<ButtonType> answer = alert.showAndWait();
    if (answer.isPresent() && answer.get() == save) {
      return save(owner());
    }
    return answer.isPresent() && answer.get() == discard;
  }

  private @Nullable Window owner() {
    return source.getScene() == null ? null : source.getScene().getWindow();
  }

  private void complain(String message) {
    Alert alert = new Alert(Alert.AlertType.ERROR, message, ButtonType.OK);
    alert.setHeaderText(texts.get("error.title"));
    alert.initOwner(owner());
    alert.show();
  }
}
