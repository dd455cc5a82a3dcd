package tapedeck.app.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tapedeck.app.export.GraphImage;
import tapedeck.app.picture.FrameBuilder;
import tapedeck.app.picture.LayoutEngine;
import tapedeck.app.picture.Look;
import tapedeck.app.picture.Palette;
import tapedeck.app.picture.Scene;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphExport;
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
      paramLabel = "G.svg|.png|.dot|.graphml|.json",
      description = "the file to write; its ending chooses the format")
  private Path output = Path.of("");

  @Option(
      names = "--at",
      paramLabel = "STEP",
      description = "the step whose graph is written (default: the last)")
  private @Nullable Integer at;

  @Option(names = "--scale", description = "pixels a point, for PNG (default: ${DEFAULT-VALUE})")
  private double scale = 2;

  @Option(names = "--dark", description = "light on dark, for SVG and PNG")
  private boolean dark;

  @Override
  public Integer call() throws IOException {
    String ending = ending(output);
    Tape tape = Programs.recording(file).tape();
    State state = at == null ? tape.end() : tape.stateAt(position(tape, at));
    try (OutputStream out = Files.newOutputStream(output)) {
      write(ending, state, tape, out);
    }
    return tape.end().failure() == null ? 0 : 1;
  }

  private static String ending(Path output) {
    String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "svg", "png", "dot", "graphml", "json" -> ending;
      default ->
          throw new UserError(
              output + ": the file must end in .svg, .png, .dot, .graphml or .json");
    };
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

  private GraphImage image(State state, Tape tape) {
    Scene scene = Scene.of(tape.endOfIteration(state), Look.WHOLE, new LayoutEngine());
    return new GraphImage(
        FrameBuilder.build(scene, state, FrameBuilder.Attention.NONE),
        dark ? Palette.DARK : Palette.LIGHT);
  }

  private void write(String ending, State state, Tape tape, OutputStream out) throws IOException {
    switch (ending) {
      case "svg" -> image(state, tape).writeSvg(out);
      case "png" -> image(state, tape).writePng(out, scale);
      default -> {
        GraphExport format = GraphExport.valueOf(ending.toUpperCase(Locale.ROOT));
        String text = format.write(ComputationGraph.of(state));
        out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
  }
}
