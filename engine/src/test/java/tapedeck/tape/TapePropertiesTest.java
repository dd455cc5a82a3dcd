package tapedeck.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

class TapePropertiesTest {
  private static Tape record(Program program) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    program.run(new Engine(recorder), recorder);
    return tape;
  }

  @Property(tries = 60)
  void anyRouteToAStepGivesTheSameState(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int operators) {
    Tape tape = record(new RandomProgram(seed, operators));
    List<State> forwards = new ArrayList<>(List.of(State.START));
    for (long step = 1; step <= tape.length(); step++) {
      forwards.add(forwards.get((int) step - 1).apply(tape.event(step)));
    }
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      int step = random.nextInt((int) tape.length() + 1);
      assertEquals(forwards.get(step), tape.stateAt(step));
    }
    for (long step = tape.length(); step >= 0; step--) {
      assertEquals(forwards.get((int) step), tape.stateAt(step));
    }
  }

  @Property(tries = 60)
  void theStateAgreesWithTheLiveEngine(@ForAll long seed) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    TreeMap<Long, List<LiveLeaf>> seen = new TreeMap<>();
    Consumer<List<Tensor>> watcher =
        leaves -> seen.put(tape.length(), leaves.stream().map(LiveLeaf::of).toList());
    new RandomProgram(seed, 60, watcher).run(new Engine(recorder), recorder);
    for (Map.Entry<Long, List<LiveLeaf>> moment : seen.entrySet()) {
      State state = tape.stateAt(moment.getKey());
      for (LiveLeaf live : moment.getValue()) {
        assertEquals(live.value(), state.tensor(live.id()).value(), "at " + moment.getKey());
        assertEquals(live.grad(), state.gradOf(live.id()), "gradient at " + moment.getKey());
      }
    }
  }

  /** What the engine itself knows of a leaf at a moment. */
  private record LiveLeaf(long id, TensorValue value, TensorValue grad) {
    static LiveLeaf of(Tensor leaf) {
      Tensor grad = leaf.grad();
      return new LiveLeaf(leaf.id(), leaf.value(), grad == null ? null : grad.value());
    }
  }

  @Property(tries = 20)
  void theSameProgramGivesTheSameTape(@ForAll long seed) {
    Tape first = record(new RandomProgram(seed, 50));
    Tape second = record(new RandomProgram(seed, 50));
    assertEquals(first.length(), second.length());
    for (long step = 1; step <= first.length(); step++) {
      assertEquals(first.event(step), second.event(step));
    }
  }

  @Property(tries = 10)
  void aJumpAppliesAtMostOneChunkOfEvents(@ForAll long seed) {
    Tape tape = record(new RandomProgram(seed, 3000));
    tape.end();
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      long before = tape.appliedEvents();
      tape.stateAt(random.nextInt((int) tape.length() + 1));
      assertTrue(tape.appliedEvents() - before <= TapeChunk.LARGEST);
    }
  }
}
