package tapedeck.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.file.Progress;
import tapedeck.tape.file.Recording;
import tapedeck.tape.file.TapeFile;

/** {@code tapedeck record}: runs a program and writes its tape. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a program and writes its tape, which the window opens.",
      "Ctrl+C ends the program; what it did until then is written."
    })
final class RecordCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "a Python program")
  private Path file = Path.of("");

  @Option(names = "-o", required = true, paramLabel = "F.tape", description = "the file to write")
  private Path output = Path.of("");

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "keeps the last N events or so (default: ${DEFAULT-VALUE})")
  private long events = TapeBounds.DEFAULT.events();

  @Mixin private Grants grants = new Grants();

  @Override
  public Integer call() throws IOException {
    Path folder = output.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserError(output + ": there is no folder to write it to");
    }
    String source = Programs.read(file);
    Tape tape = new Tape(new TapeBounds(TapeBounds.DEFAULT.bytes(), events));
    CountDownLatch written = new CountDownLatch(1);
    try {
      int status = Programs.record(file, source, grants, tape, RecordCommand::echo, written);
      TapeFile.write(
          new Recording(String.valueOf(file.getFileName()), source, tape), output, Progress.NONE);
      System.err.printf(
          "tapedeck: %,d events in %s (%,d bytes)%n",
          tape.length() - tape.firstStep(), output, Files.size(output));
      if (tape.firstStep() > 0) {
        System.err.printf(
            "tapedeck: the first %,d events did not fit and were forgotten%n", tape.firstStep());
      }
      return status;
    } finally {
      written.countDown();
    }
  }

  /** Passes on what the program prints. */
  private static void echo(TapeEvent event) {
    if (event instanceof TapeEvent.Printed printed) {
      byte[] text = printed.text().getBytes(StandardCharsets.UTF_8);
      (printed.toErr() ? System.err : System.out).writeBytes(text);
      (printed.toErr() ? System.err : System.out).flush();
    }
  }
}
