package tapedeck.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Tensor;

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
    RandomProgram program = new RandomProgram(seed, 40);
    Tape tape = record(program);
    for (Tensor leaf : program.leaves()) {
      Tensor grad = leaf.grad();
      assertEquals(grad == null ? null : grad.value(), tape.end().gradOf(leaf.id()));
      assertEquals(leaf.value(), tape.end().tensor(leaf.id()).value());
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
