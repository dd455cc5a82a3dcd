package tapedeck.app.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tapedeck.app.RecordedProgram;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Flow;
import tapedeck.app.picture.GraphFrame.Mark;
import tapedeck.app.picture.GraphFrame.Wire;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.Folding;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.Lens;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

class FrameBuilderTest {
  private final Tape tape = RecordedProgram.firstGradient();
  private final Scene scene = Scene.of(tape.end(), Look.WHOLE, new LayoutEngine());

  private GraphFrame at(long step, GraphVertex selected) {
    return FrameBuilder.build(
        scene, tape.stateAt(step), new Attention(selected, Highlight.NONE, null));
  }

  /** A picture as a few lines of text. */
  private static String text(GraphFrame frame) {
    StringBuilder text = new StringBuilder();
    for (Box box : frame.boxes()) {
      text.append(box.kind()).append(' ').append(box.title()).append(" | ").append(box.detail());
      text.append(box.grad() == null ? "" : " | " + box.grad());
      text.append(box.is(Mark.ACTIVE) ? " *" : "")
          .append(box.is(Mark.FREED) ? " freed" : "")
          .append('\n');
    }
    for (Wire wire : frame.wires()) {
      if (wire.flow() != Flow.NONE && !wire.text().isEmpty()) {
        text.append(wire.edge().from().key()).append(" -> ").append(wire.edge().to().key());
        text.append(" carries ").append(wire.text()).append(wire.active() ? " *" : "");
        text.append('\n');
      }
    }
    return text.toString();
  }

  private long step(int number) {
    return tape.next(
            0, event -> event.isStep() && tape.stateAt(event.step()).stepsTaken() == number)
        .getAsLong();
  }

  @Test
  void theForwardPassGrowsTheGraph() {
    assertEquals("LEAF x | 2 | grad None *\n", text(at(step(1), null)));
    assertEquals(
        """
        LEAF x | 2 | grad None
        OPERATION + 1 | AddBackward0 *
        RESULT a | 3 *
        ACCUMULATOR += | AccumulateGrad
        """,
        text(at(step(2), null)));
  }

  @Test
  void theBackwardPassShowsWhatFlowsWhere() {
    assertEquals(
        """
        LEAF x | 2 | grad None
        OPERATION + 1 | AddBackward0
        RESULT a | 3
        OPERATION + 2 | AddBackward0
        RESULT b | 4
        OPERATION × | MulBackward0 *
        RESULT y | 12
        ACCUMULATOR += | AccumulateGrad
        op6 -> op3 carries 4 *
        op6 -> op5 carries 3 *
        """,
        text(at(step(6), null)));
    assertEquals(
        """
        LEAF x | 2 | grad 7 *
        OPERATION + 1 | AddBackward0
        RESULT a | 3
        OPERATION + 2 | AddBackward0
        RESULT b | 4
        OPERATION × | MulBackward0 freed
        RESULT y | 12
        ACCUMULATOR += | AccumulateGrad
        op3 -> n2 carries 4
        op5 -> n2 carries 3
        op6 -> op3 carries 4
        op6 -> op5 carries 3
        """,
        text(at(step(11), null)));
  }

  @Test
  void nothingThatIsVisibleMoves() {
    Map<GraphVertex, Bounds> seen = new HashMap<>();
    for (long step = 0; step <= tape.length(); step++) {
      for (Box box : at(step, null).boxes()) {
        Bounds before = seen.putIfAbsent(box.vertex(), box.bounds());
        assertTrue(before == null || before.equals(box.bounds()));
      }
    }
    assertEquals(8, seen.size());
  }

  @Test
  void theSelectionIsMarkedAtEveryStepAtWhichItExists() {
    GraphVertex x = new GraphVertex.TensorVertex(1);
    for (long step = step(1); step <= tape.length(); step++) {
      assertEquals(1, at(step, x).boxes().stream().filter(box -> box.is(Mark.SELECTED)).count());
    }
  }

  @Test
  void nanAlarms() {
    Tape nan =
        RecordedProgram.record((engine, program) -> engine.leaf(engine.tensor(Double.NaN), true));
    GraphFrame frame =
        FrameBuilder.build(
            Scene.of(nan.end(), Look.WHOLE, new LayoutEngine()), nan.end(), Attention.NONE);
    assertTrue(frame.boxes().get(0).is(Mark.ALARMING));
  }

  @Test
  void smallTensorsAlarmFromAfarToo() {
    Tape nan =
        RecordedProgram.record((engine, program) -> engine.leaf(engine.tensor(Double.NaN), true));
    Scene scene = Scene.of(nan.end(), Look.WHOLE, new LayoutEngine());
    GraphFrame far =
        FrameBuilder.build(scene, nan.end(), Attention.NONE, scene.layout().bounds(), false);
    assertTrue(far.boxes().get(0).is(Mark.ALARMING));
    assertEquals("", far.boxes().get(0).title());
  }

  @Test
  void numbersAndSizesStandOnTheOperation() {
    Tape tape =
        RecordedProgram.record(
            (engine, program) ->
                engine.apply(tapedeck.op.Shapes.EXPAND, engine.tensor(1), new int[] {2, 3}));
    ComputationGraph graph = ComputationGraph.of(tape.end());
    GraphVertex operation = new GraphVertex.OperationVertex(2);
    assertEquals(
        "expand [2, 3]",
        VertexLabel.of(FoldedGraph.of(graph, Folding.OPEN), Lens.BOTH, tape.end(), operation)
            .title());
    assertTrue(tape.event(2) instanceof TapeEvent.OpApplied);
    assertTrue(graph.edges().stream().anyMatch(edge -> edge.kind() == GraphEdge.Kind.OPERAND));
  }
}
