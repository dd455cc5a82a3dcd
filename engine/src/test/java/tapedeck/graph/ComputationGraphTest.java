package tapedeck.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tapedeck.autograd.Engine;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.op.Arithmetic;
import tapedeck.optim.Optimizer;
import tapedeck.optim.Sgd;
import tapedeck.tape.RandomProgram;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tensor.Tensor;

class ComputationGraphTest {
  @Test
  void aSquareHasTwoEdgesOfEachKind() {
    Tape tape = new Tape();
    Engine engine = new Engine(new Recorder(tape::append));
    Tensor x = engine.tensor(3);
    x.setRequiresGrad(true);
    engine.apply(Arithmetic.MUL, x, x);
    ComputationGraph graph = ComputationGraph.of(tape.end());
    assertEquals(2, count(graph, Kind.OPERAND));
    assertEquals(2, count(graph, Kind.GRADIENT));
    assertEquals(1, count(graph, Kind.RESULT));
  }

  private static long count(ComputationGraph graph, Kind kind) {
    return graph.edges().stream().filter(edge -> edge.kind() == kind).count();
  }

  @Test
  void whatIsThereStaysWhileTheProgramGoesOn() {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    new RandomProgram(3, 60).run(new Engine(recorder), recorder);
    ComputationGraph before = ComputationGraph.of(State.START);
    for (long step = 1; step <= tape.length(); step++) {
      ComputationGraph after = ComputationGraph.of(tape.stateAt(step));
      // an iteration has a graph of its own
      if (after.state().iteration().number() == before.state().iteration().number()) {
        assertTrue(after.vertices().containsAll(before.vertices()));
        assertTrue(after.edges().containsAll(before.edges()));
      }
      before = after;
    }
  }

  @Test
  void whatNothingNamesOrUsesIsLeftOut() {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    Engine engine = new Engine(recorder);
    Tensor data = engine.tensor(3);
    engine.leaf(data, true);
    assertEquals(1, ComputationGraph.of(tape.end()).vertices().size());
    State before = tape.end();
    recorder.lineReached(1, "<module>", Map.of("data", data.id()));
    assertEquals(2, ComputationGraph.of(before, tape.end()).vertices().size());
    engine.apply(Arithmetic.MUL, engine.tensor(4), engine.tensor(5));
    assertEquals(6, ComputationGraph.of(tape.end()).vertices().size());
  }

  @Test
  void anIterationShowsItsOwnOperationsAndTheLeavesTheyUse() {
    Tape tape = new Tape();
    Engine engine = new Engine(new Recorder(tape::append));
    Tensor w = engine.tensor(3);
    engine.attributes().setRequiresGrad(w, true);
    Optimizer optimizer = new Optimizer(engine, new Sgd());
    for (int i = 0; i < 3; i++) {
      engine.backward(engine.apply(Arithmetic.MUL, w, 2L));
      optimizer.start(List.of(w));
      optimizer.update(w, new TreeMap<>(Map.of("lr", 0.1)));
      optimizer.finish();
    }
    List<Integer> sizes = new ArrayList<>();
    for (long step = 1; step <= tape.length(); step++) {
      State state = tape.stateAt(step);
      sizes.add(ComputationGraph.of(state).vertices().size());
      assertEquals(state.iteration().number(), tape.endOfIteration(state).iteration().number());
    }
    assertEquals(4, sizes.get(sizes.size() - 1), "w, its accumulator, one product, its result");
    assertEquals(4, Collections.max(sizes));
    assertEquals(3, tape.end().iteration().number());
  }

  @Test
  void comesInTheOrderInWhichTheProgramMadeIt() {
    Tape tape = new Tape();
    Engine engine = new Engine(new Recorder(tape::append));
    Tensor x = engine.tensor(3);
    x.setRequiresGrad(true);
    engine.apply(Arithmetic.NEG, engine.apply(Arithmetic.NEG, x));
    List<String> keys =
        ComputationGraph.of(tape.end()).vertices().stream().map(GraphVertex::key).toList();
    assertEquals(List.of("t1", "op2", "t2", "op3", "t3", "n2"), keys);
  }
}
