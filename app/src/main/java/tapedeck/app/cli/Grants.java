package tapedeck.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import tapedeck.python.PythonProgram;

/** The folders of the machine that programs may use: options of the commands that run programs. */
final class Grants {
  static final Grants NONE = new Grants();

  @Option(
      names = "--allow-read",
      paramLabel = "DIR",
      description = "lets programs read files in DIR and below")
  private List<Path> readable = new ArrayList<>();

  @Option(
      names = "--allow-write",
      paramLabel = "DIR",
      description = "lets programs read and write files in DIR and below")
  private List<Path> writable = new ArrayList<>();

  /**
   * Grants a program the folders.
   *
   * @throws UserError if one of them does not exist
   */
  PythonProgram give(PythonProgram program) {
    for (List<Path> folders : List.of(readable, writable)) {
      for (Path folder : folders) {
        if (!Files.isDirectory(folder)) {
          throw new UserError(folder + ": there is no such folder");
        }
      }
    }
    return program.granted(readable, writable);
  }
}
