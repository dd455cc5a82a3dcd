package tapedeck.app.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import tapedeck.app.RecordedProgram;
import tapedeck.op.Arithmetic;
import tapedeck.tape.Tape;
import tapedeck.tensor.Tensor;

class LossTrackTest {
  private final Tape tape =
      RecordedProgram.record(
          (engine, program) -> {
            Tensor w = engine.tensor(2);
            engine.attributes().setRequiresGrad(w, true);
            for (int i = 1; i <= 3; i++) {
              engine.backward(engine.apply(Arithmetic.MUL, w, (double) i));
            }
          });

  @Test
  void everyBackwardPassHasItsLoss() {
    LossTrack track = new LossTrack();
    track.read(tape);
    assertEquals(
        List.of(2.0, 4.0, 6.0), track.points().stream().map(LossTrack.Point::loss).toList());
    long second = track.points().get(1).step();
    assertEquals(0, track.indexAt(second - 1));
    assertEquals(1, track.indexAt(second));
    assertEquals(-1, track.indexAt(0));
    assertEquals(2, track.indexAt(Long.MAX_VALUE));
  }

  @Test
  void readingAsTheTapeGrowsGivesTheSame() {
    LossTrack whole = new LossTrack();
    whole.read(tape);
    LossTrack growing = new LossTrack();
    Tape copy = new Tape();
    for (long step = 1; step <= tape.length(); step++) {
      copy.append(tape.event(step));
      growing.read(copy);
    }
    assertEquals(whole.points(), growing.points());
  }
}
