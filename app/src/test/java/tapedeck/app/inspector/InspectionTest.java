package tapedeck.app.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import tapedeck.app.RecordedProgram;
import tapedeck.graph.GraphVertex;
import tapedeck.tape.Tape;

class InspectionTest {
  private final Tape tape = RecordedProgram.firstGradient();

  private Inspection at(long step, GraphVertex vertex) {
    return Inspection.of(tape.stateAt(step), tape.end(), vertex);
  }

  @Test
  void aLeafShowsWhatPythonWouldSay() {
    Inspection x = at(tape.length(), new GraphVertex.TensorVertex(1));
    assertEquals(
        new Inspection.TensorFacts(
            "x",
            "tensor(2.)",
            "tensor(7.)",
            "None",
            "True",
            "True",
            "False",
            "0",
            "[]",
            "torch.float32",
            "[]",
            "1"),
        x.tensor());
    assertNull(x.node());
  }

  @Test
  void anOperationShowsItsRuleItsEdgesAndWhatFlowed() {
    Inspection mul = at(tape.length(), new GraphVertex.OperationVertex(6));
    assertEquals(
        new Inspection.NodeFacts(
            "MulBackward0",
            "y = a × b = 3 × 4 = 12",
            List.of("∂L/∂a = g ⊙ b", "∂L/∂b = g ⊙ a"),
            List.of(
                new Inspection.Saved(
                    new Inspection.Link("self = a", new GraphVertex.TensorVertex(3)), 0, 0),
                new Inspection.Saved(
                    new Inspection.Link("other = b", new GraphVertex.TensorVertex(5)), 0, 0)),
            true,
            List.of(
                new Inspection.Link("AddBackward0 (a)", new GraphVertex.OperationVertex(3)),
                new Inspection.Link("AddBackward0 (b)", new GraphVertex.OperationVertex(5))),
            "1",
            List.of("4 → a", "3 → b"),
            List.of()),
        mul.node());
  }

  @Test
  void anAccumulatorShowsItsLeaf() {
    Inspection accumulator = at(tape.length(), new GraphVertex.AccumulateVertex(2));
    assertEquals("x", accumulator.tensor().name());
    assertNotNull(accumulator.node());
    assertEquals("7", accumulator.node().incoming());
  }

  @Test
  void whatDoesNotExistYetHasNoInspection() {
    assertNull(at(0, new GraphVertex.TensorVertex(1)));
    assertNull(at(1, new GraphVertex.OperationVertex(6)));
  }
}
