package tapedeck.app.model;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A program as the user knows it.
 *
 * @param name what tracebacks call it
 * @param file where it is saved, null for a sample or a new program
 */
public record ProgramText(String name, String source, @Nullable Path file) {
  public ProgramText withSource(String newSource) {
    return new ProgramText(name, newSource, file);
  }
}
