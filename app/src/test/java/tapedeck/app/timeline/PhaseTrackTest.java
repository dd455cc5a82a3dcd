package tapedeck.app.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tapedeck.app.RecordedProgram;
import tapedeck.tape.Tape;

class PhaseTrackTest {
  private final Tape tape = RecordedProgram.firstGradient();

  private static String lanes(PhaseTrack track) {
    return track.marks().stream()
        .map(mark -> mark.lane().name().substring(0, 1))
        .collect(Collectors.joining());
  }

  @Test
  void everyStepHasAMarkInTheLaneOfItsPhase() {
    PhaseTrack track = new PhaseTrack();
    track.read(tape);
    assertEquals("OFFFBBBBBBBBO", lanes(track));
  }

  @Test
  void readingAsTheTapeGrowsGivesTheSame() {
    Tape growing = new Tape();
    PhaseTrack track = new PhaseTrack();
    for (long step = 1; step <= tape.length(); step++) {
      growing.append(tape.event(step));
      track.read(growing);
    }
    assertEquals("OFFFBBBBBBBBO", lanes(track));
    track.read(new Tape());
    assertEquals("", lanes(track));
  }

  @Test
  void countsTheMarksUpToAStep() {
    PhaseTrack track = new PhaseTrack();
    track.read(tape);
    for (long step = 0; step <= tape.length(); step++) {
      assertEquals(tape.stateAt(step).stepsTaken(), track.countUpTo(step));
    }
  }
}
