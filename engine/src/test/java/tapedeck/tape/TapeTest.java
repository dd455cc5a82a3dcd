package tapedeck.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

class TapeTest {
  private static TapeEvent line(long step) {
    Moment at = new Moment(step, (int) step, 1, List.of());
    return new TapeEvent.LineReached(at, "<module>", TreePMap.empty());
  }

  /** An iteration of {@code events} events that ends with an optimiser's step. */
  private static void iteration(Tape tape, int events) {
    for (int i = 1; i < events; i++) {
      tape.append(line(tape.length() + 1));
    }
    Moment at = new Moment(tape.length() + 1, 1, 1, List.of());
    tape.append(new TapeEvent.OptimizerStepFinished(at, 1, "SGD"));
  }

  @Test
  void forgetsTheOldestEventsWhenThereAreTooMany() {
    Tape tape = new Tape(new TapeBounds(Long.MAX_VALUE, 3000));
    for (int i = 0; i < 100; i++) {
      iteration(tape, 300);
    }
    assertTrue(tape.length() - tape.firstStep() <= 3000);
    assertTrue(tape.firstStep() > 0);
    assertNull(tape.event(tape.firstStep()));
    assertEquals(tape.firstStep() + 1, tape.event(tape.firstStep() + 1).step());
    assertEquals(tape.firstStep(), tape.stateAt(0).step());
    assertEquals(30_000, tape.stateAt(Long.MAX_VALUE).step());
  }

  @Test
  void forgetsAtTheEndsOfIterations() {
    Tape tape = new Tape(new TapeBounds(Long.MAX_VALUE, 3000));
    for (int i = 0; i < 100; i++) {
      iteration(tape, 300);
      assertTrue(tape.firstStep() % 300 == 0, "forgot up to " + tape.firstStep());
    }
  }

  @Test
  void oneEndlessIterationIsForgottenToo() {
    Tape tape = new Tape(new TapeBounds(Long.MAX_VALUE, 3000));
    iteration(tape, 20_000);
    assertTrue(tape.length() - tape.firstStep() <= 3000 + TapeChunk.LARGEST);
  }

  @Test
  void aFewLargeTensorsAreForgottenToo() {
    TapeBounds bounds = new TapeBounds(1_000_000, Long.MAX_VALUE);
    Tape tape = new Tape(bounds);
    Recorder recorder = new Recorder(tape::append);
    Engine engine = new Engine(recorder);
    Tensor data = engine.tensor(Storage.allocate(DType.FLOAT32, 10_000), Shape.of(10_000), false);
    for (int i = 0; i < 200; i++) {
      engine.apply(Arithmetic.ADD, data, 1.0);
    }
    assertTrue(tape.firstStep() > 0);
  }

  @Test
  void theBytesOfTensorDataCount() {
    TapeBounds bounds = new TapeBounds(80_000_000, Long.MAX_VALUE);
    Tape tape = new Tape(bounds);
    Recorder recorder = new Recorder(tape::append);
    Engine engine = new Engine(recorder);
    Tensor data = engine.tensor(Storage.allocate(DType.FLOAT32, 1000), Shape.of(1000), true);
    long before = tape.bytes();
    assertTrue(before >= 4000 && before < 5000, before + " bytes");
    Tensor constant = engine.tensor(Storage.allocate(DType.FLOAT32, 1000), Shape.of(1000), false);
    for (int i = 0; i < 100; i++) {
      engine.detach(data);
    }
    assertTrue(tape.bytes() - before < 4000 + 101 * 400, "shared data is counted once");
    for (int i = 0; i < 30_000; i++) {
      recorder.lineReached(1, "<module>", Map.of());
      engine.apply(Arithmetic.ADD, constant, 1.0);
      assertTrue(tape.bytes() <= bounds.bytes(), tape.bytes() + " bytes");
    }
    assertTrue(tape.end().tensors().size() <= Forgetting.ROOM + 1);
    assertTrue(tape.firstStep() > 0);
    assertNotNull(tape.stateAt(0).tensor(data.id()));
    assertNotNull(tape.end().tensor(data.id()));
  }

  @Test
  void findsEventsInBothDirections() {
    Tape tape = new Tape();
    for (int step = 1; step <= 1000; step++) {
      tape.append(line(step));
    }
    assertEquals(OptionalLong.of(700), tape.next(300, event -> event.line() % 700 == 0));
    assertEquals(OptionalLong.of(300), tape.previous(301, event -> event.line() % 100 == 0));
    assertEquals(OptionalLong.empty(), tape.next(700, event -> event.line() % 700 == 0));
    assertEquals(OptionalLong.empty(), tape.previous(1, event -> true));
  }

  @Test
  void findsStatesInBothDirections() {
    Tape tape = new Tape();
    for (int step = 1; step <= 5000; step++) {
      tape.append(line(step));
    }
    Goal everyThousandth =
        new Goal() {
          @Override
          public boolean concerns(TapeEvent event) {
            return event.line() % 10 == 0;
          }

          @Override
          public boolean isReached(State before, State after) {
            return before.step() == after.step() - 1 && after.line() % 1000 == 0;
          }
        };
    assertEquals(OptionalLong.of(3000), tape.next(2000, everyThousandth));
    assertEquals(OptionalLong.of(2000), tape.previous(3000, everyThousandth));
    assertEquals(OptionalLong.of(5000), tape.previous(9000, everyThousandth));
    assertEquals(OptionalLong.empty(), tape.previous(1000, everyThousandth));
  }

  @Test
  void refusesAnEventThatDoesNotFollow() {
    Tape tape = new Tape();
    tape.append(line(1));
    assertThrows(IllegalArgumentException.class, () -> tape.append(line(3)));
  }
}
