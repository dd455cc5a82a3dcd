package tapedeck.app.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tapedeck.app.export.ExportFormat;
import tapedeck.app.export.ExportFormat.Picture;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.LayoutEngine;
import tapedeck.app.picture.Look;
import tapedeck.app.picture.Palette;
import tapedeck.app.picture.Scene;
import tapedeck.graph.Folding;
import tapedeck.graph.Lens;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/** {@code tapedeck graph}: the computation graph as a file. */
@Command(
    name = "graph",
    mixinStandardHelpOptions = true,
    description = "Runs a program and writes its computation graph.")
final class GraphCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "a Python program or a tape")
  private Path file = Path.of("");

  @Option(
      names = "-o",
      required = true,
      paramLabel = "G.svg|.png|.pdf|.dot|.graphml|.json",
      description = "the file to write; its ending chooses the format")
  private Path output = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "STEP",
      description = "the step whose graph is written (default: the last)")
  private @Nullable Integer at;

  @Option(names = "--scale", description = "pixels a point, for PNG (default: ${DEFAULT-VALUE})")
  private double scale = 2;

  @Option(
      names = "--lens",
      paramLabel = "LENS",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Lens lens = Lens.BOTH;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "fold modules below this depth (default: all are open)")
  private int depth = Integer.MAX_VALUE;

  @Option(names = "--fold-repeats", description = "fold rows of identical modules into one")
  private boolean rows;

  @Option(names = "--hide-plain", description = "leave out what does not require grad")
  private boolean plainHidden;

  @Option(names = "--dark", description = "light on dark, for SVG, PNG and PDF")
  private boolean dark;

  @Override
  public Integer call() throws IOException {
    ExportFormat format =
        ExportFormat.of(output)
            .orElseThrow(
                () -> new UserError(output + ": the file must end in " + ExportFormat.endings()));
    Tape tape = Programs.recording(file).tape();
    State state = at == null ? tape.end() : tape.stateAt(position(tape, at));
    Look look = new Look(lens, plainHidden, Folding.OPEN.withRepeats(rows).toDepth(depth));
    Picture picture =
        new Picture(
            Scene.of(tape.endOfIteration(state), look, new LayoutEngine()),
            state,
            Attention.NONE,
            dark ? Palette.DARK : Palette.LIGHT,
            scale);
    try {
      format.writeFile(picture, output);
    } catch (NoSuchFileException e) {
      throw new UserError(output + ": there is no folder " + output.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new UserError(output + ": cannot be written: " + e.getMessage());
    }
    return tape.end().failure() == null ? 0 : 1;
  }

  private static long position(Tape tape, int number) {
    if (number == 0) {
      return tape.firstStep();
    }
    OptionalLong found =
        tape.next(
            tape.firstStep(),
            event -> event.isStep() && tape.stateAt(event.step()).stepsTaken() == number);
    return found.orElseThrow(
        () ->
            new UserError("the program has " + tape.end().stepsTaken() + " steps, not " + number));
  }
}
