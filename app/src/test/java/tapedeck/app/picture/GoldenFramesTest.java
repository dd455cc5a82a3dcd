package tapedeck.app.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tapedeck.app.RecordedProgram;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Wire;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.graph.Folding;
import tapedeck.graph.GraphQuestions;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.Lens;
import tapedeck.python.PythonHost;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

/**
 * Whole pictures as text: boxes with place, words and marks, edges with route and flow, and the
 * colours they are painted in. A picture that is not as it was is written to {@code target/golden},
 * to be looked at and, where it is right, copied over.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenFramesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final String NET =
      """
      import torch
      import torch.nn as nn

      torch.manual_seed(1)
      net = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
      optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
      x = torch.ones(4, 3)
      loss = (net(x) / torch.tensor([0.5])).log().mean()
      loss.backward()
      optimizer.step()
      """;

  private PythonHost host;
  private Tape tape;

  @BeforeAll
  void start() {
    host = new PythonHost();
    tape = RecordedProgram.record(host, "net.py", NET);
  }

  @AfterAll
  void close() {
    host.close();
  }

  private State at(Class<? extends TapeEvent> event) {
    return tape.stateAt(tape.next(0, event::isInstance).getAsLong());
  }

  private static String text(GraphFrame frame, Palette palette) {
    StringBuilder text = new StringBuilder();
    for (Box box : frame.boxes()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %s [%s] \"%s\" \"%s\" %s saved=%d %s fill=%06x border=%06x%n",
              box.vertex().key(),
              box.kind(),
              place(box.bounds()),
              box.title(),
              box.detail(),
              box.grad() == null ? "-" : "\"" + box.grad() + "\"",
              box.saved(),
              box.marks(),
              palette.fill(box.kind()),
              palette.border(box.kind())));
    }
    for (Wire wire : frame.wires()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %s -> %s \"%s\" %s%s%s %06x %s%n",
              wire.edge().kind(),
              wire.edge().from().key(),
              wire.edge().to().key(),
              wire.text(),
              wire.flow(),
              wire.active() ? " active" : "",
              wire.quiet() ? " quiet" : "",
              palette.gradient(wire.flow()),
              points(wire)));
    }
    return text.toString().replace("\r\n", "\n");
  }

  private static String place(Bounds b) {
    return String.format(Locale.ROOT, "%.0f %.0f %.0f %.0f", b.x(), b.y(), b.width(), b.height());
  }

  private static String points(Wire wire) {
    return java.util.stream.IntStream.range(0, wire.route().size())
        .mapToObj(
            i -> String.format(Locale.ROOT, "%.0f,%.0f", wire.route().x(i), wire.route().y(i)))
        .collect(Collectors.joining(" "));
  }

  private void check(String name, Look look, State state, Attention attention, Palette palette)
      throws IOException {
    Scene scene = Scene.of(tape.endOfIteration(state), look, new LayoutEngine());
    String text = text(FrameBuilder.build(scene, state, attention), palette);
    Path golden = GOLDEN.resolve("frames").resolve(name + ".txt");
    String kept = Files.exists(golden) ? Files.readString(golden) : "";
    if (!text.equals(kept)) {
      Path target = Files.createDirectories(Path.of("target/golden/frames"));
      Files.writeString(target.resolve(name + ".txt"), text);
    }
    assertEquals(kept, text, name);
  }

  @Test
  void everythingAfterTheForwardPass() throws IOException {
    check(
        "forward", Look.WHOLE, at(TapeEvent.BackwardStarted.class), Attention.NONE, Palette.LIGHT);
  }

  @Test
  void everythingInTheMiddleOfBackward() throws IOException {
    check(
        "backward", Look.WHOLE, at(TapeEvent.GradAccumulated.class), Attention.NONE, Palette.DARK);
  }

  @Test
  void whatPyTorchKeepsForBackward() throws IOException {
    check(
        "grad_fn",
        Look.WHOLE.withLens(Lens.GRAD_FN),
        at(TapeEvent.BackwardFinished.class),
        Attention.NONE,
        Palette.LIGHT);
  }

  @Test
  void foldedModules() throws IOException {
    check(
        "folded",
        new Look(Lens.DATA, true, Folding.OPEN.toDepth(1)),
        tape.end(),
        Attention.NONE,
        Palette.LIGHT);
  }

  @Test
  void anAnswerLetsTheRestRecede() throws IOException {
    State end = tape.end();
    GraphVertex loss =
        new GraphVertex.TensorVertex(
            end.names().entrySet().stream()
                .filter(e -> e.getValue().equals("loss"))
                .findFirst()
                .orElseThrow()
                .getKey());
    var answer = new GraphQuestions(tapedeck.graph.ComputationGraph.of(end)).influencing(loss);
    check(
        "answer",
        Look.WHOLE.withFolding(Folding.OPEN.toDepth(0)),
        end,
        new Attention(loss, new Highlight(answer.vertices(), answer.edges(), true), null),
        Palette.LIGHT);
  }

  @Test
  void everyFlowHasItsColourAndWidth() {
    double[] sizes = {0, 1e-9, 1e-4, 0.5, 10, 1e5, Double.NaN};
    List<GraphFrame.Flow> flows =
        java.util.Arrays.stream(sizes).mapToObj(GraphFrame.Flow::of).toList();
    assertEquals("[ZERO, VANISHING, SMALL, MEDIUM, LARGE, EXPLODING, BROKEN]", flows.toString());
    assertEquals(7, flows.stream().map(Palette.LIGHT::gradient).distinct().count());
    assertEquals(7, flows.stream().map(Palette.DARK::gradient).distinct().count());
  }
}
