package tapedeck.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

class TapeTest {
  private static TapeEvent line(long step) {
    Moment at = new Moment(step, (int) step, 1, List.of());
    return new TapeEvent.LineReached(at, "<module>", TreePMap.empty());
  }

  @Test
  void forgetsTheOldestEventsWhenItIsFull() {
    Tape tape = new Tape(Tape.CHUNK);
    int events = 5 * Tape.CHUNK;
    for (int step = 1; step <= events; step++) {
      tape.append(line(step));
    }
    assertEquals(3 * Tape.CHUNK, tape.firstStep());
    assertNull(tape.event(tape.firstStep()));
    assertEquals(tape.firstStep() + 1, tape.event(tape.firstStep() + 1).step());
    assertEquals(tape.firstStep(), tape.stateAt(0).step());
    assertEquals(events, tape.stateAt(Long.MAX_VALUE).step());
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
  void refusesAnEventThatDoesNotFollow() {
    Tape tape = new Tape();
    tape.append(line(1));
    assertThrows(IllegalArgumentException.class, () -> tape.append(line(3)));
  }
}
