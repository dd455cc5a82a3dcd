package tapedeck.app.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Application;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tapedeck.app.shell.TapedeckApplication;

/**
 * The program's start. It does not extend {@link Application}: Java would then insist on JavaFX as
 * named modules.
 */
@Command(
    name = "tapedeck",
    version = "Tapedeck 0.1",
    mixinStandardHelpOptions = true,
    description = "A time-travel debugger for automatic differentiation.",
    subcommands = {RunCommand.class, RecordCommand.class, ExplainCommand.class, GraphCommand.class},
    footer = {
      "",
      "Without a command the window opens. Further commands of the launcher:",
      "  test   runs all tests"
    })
public final class Main implements Callable<Integer> {
  private static final Logger JAVAFX_LOG = Logger.getLogger("javafx");

  @Command(name = "open", description = "Opens the window with a program or a tape.")
  int open(
      @Parameters(paramLabel = "FILE", description = "a Python program (.py) or a tape (.tape)")
          Path file) {
    window(file);
    return 0;
  }

  @Override
  public Integer call() {
    window(null);
    return 0;
  }

  private static void window(@Nullable Path file) {
    // JavaFX warns that it was not started from modules, which is how it is meant here
    JAVAFX_LOG.setLevel(Level.SEVERE);
    String[] parameters = file == null ? new String[0] : new String[] {file.toString()};
    Application.launch(TapedeckApplication.class, parameters);
  }

  /** The command line with its own output and error streams in UTF-8. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(
        (error, command, result) -> {
          if (error instanceof UserError) {
            command.getErr().println("tapedeck: " + error.getMessage());
            return 2;
          }
          throw error;
        });
    return line;
  }

  public static void main(String[] args) {
    int status = commandLine().execute(args);
    System.exit(status);
  }
}
