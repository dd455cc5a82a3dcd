package tapedeck.app.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;

/** Reading and recording programs for the commands. */
final class Programs {
  private Programs() {}

  /**
   * The text of a file.
   *
   * @throws UserError that names the file and the cause if it cannot be read
   */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UserError(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new UserError(file + ": is not a text in UTF-8");
    } catch (IOException e) {
      throw new UserError(file + ": cannot be read: " + e.getMessage());
    }
  }

  /** Runs a program to its end and gives its tape. */
  static Tape record(Path file) {
    String source = read(file);
    Tape tape = new Tape();
    try (PythonHost host = new PythonHost()) {
      Recorder recorder = new Recorder(tape::append);
      host.program(file.toString(), source, List.of(), true).run(new Engine(recorder), recorder);
    }
    return tape;
  }
}
