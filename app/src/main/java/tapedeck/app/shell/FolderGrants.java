package tapedeck.app.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.ProgramText;
import tapedeck.app.settings.Settings;
import tapedeck.python.PythonProgram;

/** Which programs may read and write in the folder they lie in, remembered for each of them. */
final class FolderGrants {
  private static final String KIND = "folder";

  private final Settings settings;

  FolderGrants(Settings settings) {
    this.settings = settings;
  }

  /** Whether there is a folder to grant: a sample or a new program has none. */
  static boolean isPossible(@Nullable ProgramText program) {
    return program != null && folder(program) != null;
  }

  boolean isGranted(@Nullable ProgramText program) {
    if (program == null) {
      return false;
    }
    Path folder = folder(program);
    // the folder itself is compared as well: settings cut long keys
    return folder != null && settings.linesOf(KIND, key(program)).contains(folder.toString());
  }

  void set(ProgramText program, boolean granted) {
    Path folder = folder(program);
    if (folder != null) {
      List<String> lines = granted ? List.of(folder.toString()) : List.of();
      settings.setLinesOf(KIND, key(program), lines);
    }
  }

  /** Opens the folder to a program that is about to run, if it was granted and is still there. */
  PythonProgram give(PythonProgram program, ProgramText text) {
    Path folder = folder(text);
    return folder != null && isGranted(text) && Files.isDirectory(folder)
        ? program.in(folder)
        : program;
  }

  private static String key(ProgramText program) {
    return String.valueOf(program.file());
  }

  private static @Nullable Path folder(ProgramText program) {
    Path file = program.file();
    return file == null ? null : file.toAbsolutePath().getParent();
  }
}
