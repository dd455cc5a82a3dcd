package tapedeck.app.model;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A program as the user knows it.
 *
 * @param name what tracebacks call it
 * @param file where it is saved, null for a sample or a new program
 */
public record ProgramText(String name, String source, @Nullable Path file) {
  /** Whether this is the other program, perhaps edited. */
  public boolean isSameAs(@Nullable ProgramText other) {
    return other != null && name.equals(other.name) && Objects.equals(file, other.file);
  }

  public ProgramText withSource(String newSource) {
    return new ProgramText(name, newSource, file);
  }
}
