package tapedeck.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.python.PythonProgram;
import tapedeck.tape.ProgramListener;

/** {@code tapedeck run}: programs without a window and without a tape. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs programs without a window; what they print goes to the standard output.")
final class RunCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Python programs")
  private List<Path> files = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "writes each program's output to DIR/NAME.out instead")
  private @Nullable Path out;

  @Mixin private Grants grants = new Grants();

  @Override
  public Integer call() throws IOException {
    Path folder = out;
    if (folder != null) {
      Files.createDirectories(folder);
    }
    int failed = 0;
    int status = 0;
    try (PythonHost host = new PythonHost()) {
      for (Path file : files) {
        status = folder == null ? run(host, file, System.out) : runInto(host, file, folder);
        failed += status == 0 ? 0 : 1;
      }
    }
    if (files.size() > 1 || folder != null) {
      System.out.printf("%d passed, %d failed%n", files.size() - failed, failed);
      return failed == 0 ? 0 : 1;
    }
    return status;
  }

  private int runInto(PythonHost host, Path file, Path folder) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int status = run(host, file, output);
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.py$", "");
    Files.write(folder.resolve(name + ".out"), output.toByteArray());
    return status;
  }

  /** Runs one program in an interpreter of its own. */
  private int run(PythonHost host, Path file, OutputStream output) {
    PythonProgram program =
        grants.give(host.program(file.toString(), Programs.read(file), List.of(), false));
    Thread stop = new Thread(program::stop);
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      return program.run(new Engine(), new Streams(output));
    } finally {
      removeHook(stop);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // Ctrl+C: the hook is what ended the program
    }
  }

  /** Passes on what a program prints, as it prints it. */
  private static final class Streams implements ProgramListener {
    private final PrintStream out;

    Streams(OutputStream out) {
      this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public void printed(boolean toErr, String text) {
      PrintStream target = toErr ? new PrintStream(System.err, true, StandardCharsets.UTF_8) : out;
      target.print(text);
      target.flush();
    }
  }
}
