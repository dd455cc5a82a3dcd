package tapedeck.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tapedeck.analysis.StepExplainer;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.file.Recording;

/** {@code tapedeck explain}: the steps of a program in words. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Runs a program and explains its steps in words.")
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "a Python program or a tape")
  private Path file = Path.of("");

  @Option(
      names = "--lang",
      paramLabel = "en|zh",
      description = "the language (default: the system's)")
  private String language = Locale.getDefault().getLanguage();

  @Option(names = "--to", paramLabel = "STEP", description = "the last step to explain")
  private int last = Integer.MAX_VALUE;

  @Override
  public Integer call() {
    Recording recording = Programs.recording(file);
    Tape tape = recording.tape();
    List<String> lines = recording.source().lines().toList();
    StepExplainer explainer = new StepExplainer(Locale.forLanguageTag(language));
    PrintWriter out = spec.commandLine().getOut();
    int shownLine = 0;
    for (long step = tape.firstStep() + 1; step <= tape.length(); step++) {
      TapeEvent event = tape.event(step);
      if (event == null || !event.isStep()) {
        continue;
      }
      State state = tape.stateAt(step);
      if (state.stepsTaken() > last) {
        break;
      }
      if (state.line() != shownLine && state.line() > 0 && state.line() <= lines.size()) {
        shownLine = state.line();
        out.printf("%n%d: %s%n", shownLine, lines.get(shownLine - 1).strip());
      }
      out.printf(
          "%4d  %s%n",
          state.stepsTaken(), explainer.explain(state, tape.endOfIteration(state), lines));
    }
    out.flush();
    return tape.end().failure() == null ? 0 : 1;
  }
}
