package tapedeck.app.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.python.PythonProgram;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.file.Progress;
import tapedeck.tape.file.Recording;
import tapedeck.tape.file.TapeFile;

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

  /** The recording of a tape file, or of a program, which is run to its end. */
  static Recording recording(Path file) {
    if (file.toString().endsWith(TapeFile.SUFFIX)) {
      try {
        return TapeFile.read(file, TapeBounds.DEFAULT, Progress.NONE);
      } catch (NoSuchFileException e) {
        throw new UserError(file + ": there is no such file");
      } catch (IOException e) {
        throw new UserError(file + ": cannot be opened: " + e.getMessage());
      }
    }
    String source = read(file);
    Tape tape = new Tape();
    record(file, source, Grants.NONE, tape, event -> {}, new CountDownLatch(0));
    return new Recording(file.toString(), source, tape);
  }

  /**
   * Runs a program and records it.
   *
   * @param grants the folders that it may use
   * @param watcher told of each event
   * @param saved what the end of this process, by Ctrl+C, waits for after the program's end
   * @return the exit status
   */
  static int record(
      Path file,
      String source,
      Grants grants,
      Tape tape,
      Consumer<TapeEvent> watcher,
      CountDownLatch saved) {
    try (PythonHost host = new PythonHost()) {
      PythonProgram program = grants.give(host.program(file.toString(), source, List.of(), true));
      Recorder recorder =
          new Recorder(
              event -> {
                tape.append(event);
                watcher.accept(event);
              });
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(program, saved)));
      return program.run(new Engine(recorder), recorder);
    }
  }

  private static void stop(PythonProgram program, CountDownLatch saved) {
    program.stop();
    try {
      saved.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
