package tapedeck.app.shell;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tapedeck.app.model.ProgramText;

/**
 * The one file in which unsaved text is kept while it is unsaved, so that it outlives a crash. It
 * is written and deleted in the background, one after the other.
 */
public final class Draft {
  private static final Logger LOG = LoggerFactory.getLogger(Draft.class);

  private final Path file;
  private final Executor background;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * What is kept.
   *
   * @param name the program's name
   * @param file where it is saved, null if nowhere
   * @param source the program without the changes
   * @param text the program with them
   */
  record Kept(String name, @Nullable String file, String source, String text) {
    static Kept of(ProgramText program, String text) {
      Path saved = program.file();
      return new Kept(
          program.name(), saved == null ? null : saved.toString(), program.source(), text);
    }

    ProgramText program() {
      return new ProgramText(name, source, file == null ? null : Path.of(file));
    }
  }

  /**
   * @param background where files are written, one task after another
   */
  public Draft(Path file, Executor background) {
    this.file = file;
    this.background = background;
  }

  /** Keeps a text in place of the one before; null for nothing. */
  void keep(@Nullable Kept text) {
    background.execute(
        () -> {
          try {
            write(text);
          } catch (IOException e) {
            LOG.warn("unsaved text cannot be kept in {}", file, e);
          }
        });
  }

  private void write(@Nullable Kept text) throws IOException {
    if (text == null) {
      Files.deleteIfExists(file);
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    Files.write(beside, json.writeValueAsBytes(text));
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * What a session that ended early has left; null if nothing, or nothing that can be read. It is
   * put aside, where this session does not write over it, until it is {@linkplain #forgetLeft
   * forgotten}.
   */
  @Nullable Kept left() {
    try {
      if (Files.exists(file)) {
        Files.move(file, aside(), StandardCopyOption.REPLACE_EXISTING);
      }
      return Files.exists(aside()) ? json.readValue(aside().toFile(), Kept.class) : null;
    } catch (IOException e) {
      LOG.warn("{} cannot be read", aside(), e);
      return null;
    }
  }

  private Path aside() {
    return file.resolveSibling("left-" + file.getFileName());
  }

  /** Deletes what an earlier session has left. */
  void forgetLeft() {
    background.execute(
        () -> {
          try {
            Files.deleteIfExists(aside());
          } catch (IOException e) {
            LOG.warn("{} cannot be deleted", aside(), e);
          }
        });
  }
}
