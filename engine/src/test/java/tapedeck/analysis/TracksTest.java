package tapedeck.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.optim.Optimizer;
import tapedeck.optim.Sgd;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

class TracksTest {
  private final Tape tape = new Tape();
  private final Recorder recorder = new Recorder(tape::append);
  private final Engine engine = new Engine(recorder);
  private final Tensor w = engine.tensor(Storage.of(new float[] {3, 4}), Shape.of(2), true);
  private final Optimizer optimizer = new Optimizer(engine, new Sgd());

  private void iterate(int number) {
    recorder.lineReached(1, "<module>", Map.of("w", w.id()));
    engine.attributes().setGrad(w, null);
    Tensor loss = engine.call("sum", engine.apply(Arithmetic.MUL, w, (double) number));
    recorder.lineReached(2, "<module>", Map.of("w", w.id(), "loss", loss.id()));
    engine.backward(loss);
    optimizer.start(List.of(w));
    optimizer.update(w, new TreeMap<>(Map.of("lr", 0.5)));
    optimizer.finish();
  }

  @Test
  void theTrackHasAPointAPass() {
    ParameterTrack track = new ParameterTrack();
    iterate(1);
    track.read(tape);
    iterate(2);
    track.read(tape);
    assertEquals(List.of(w.id()), track.leaves());
    assertEquals(2, track.passes().size());
    List<ParameterTrack.Point> points = track.points(w.id());
    assertEquals(Math.sqrt(2), points.get(0).gradient(), 1e-6);
    assertEquals(2 * Math.sqrt(2), points.get(1).gradient(), 1e-6);
    assertEquals(Math.sqrt(0.5) / 5, points.get(0).update(), 1e-6);
    assertEquals(List.of(), track.points(99));
    track.read(new Tape());
    assertEquals(List.of(), track.leaves());
  }

  @Test
  void aParameterHasTheHistoryOfItsUpdates() {
    TensorHistory history = new TensorHistory(tape, w.id(), null);
    iterate(1);
    history.read();
    iterate(2);
    history.read();
    assertEquals(3, history.values().size());
    assertEquals(2, history.gradients().size());
    assertEquals(2, history.gradients().get(1).size(), 1e-6);
  }

  @Test
  void aVariableHasTheHistoryOfAllThatItNamed() {
    iterate(1);
    iterate(2);
    recorder.finished(Map.of());
    TensorHistory history = new TensorHistory(tape, -1, "loss");
    history.read();
    assertEquals(
        List.of(7.0, 12.0), history.values().stream().map(TensorHistory.Point::size).toList());
  }

  private static TensorValue value(double... numbers) {
    return Tensor.contiguous(0, Storage.of(numbers), Shape.of(numbers.length)).value();
  }

  @Test
  void statisticsAreThoseOfPyTorch() {
    TensorStatistics s = TensorStatistics.of(value(1, -2, 0, 5));
    assertEquals(new TensorStatistics(4, -2, 5, 1, s.std(), s.norm(), 1, 0, 0), s);
    assertEquals(2.943920288775949, s.std(), 1e-12);
    assertEquals(Math.sqrt(30), s.norm(), 1e-12);
    TensorStatistics broken = TensorStatistics.of(value(Double.NaN, 3, Double.NEGATIVE_INFINITY));
    assertEquals(1, broken.nans());
    assertEquals(1, broken.infinities());
    assertEquals(3, broken.max());
    assertTrue(Double.isNaN(broken.mean()));
    assertTrue(Double.isNaN(TensorStatistics.of(value()).min()));
  }

  @Test
  void aHistogramCountsByPowersOfTen() {
    SizeHistogram h =
        SizeHistogram.of(value(0, -0.5, 0.2, 3, 300, Double.NaN, 1e-300, Double.POSITIVE_INFINITY));
    assertEquals(1, h.zeros());
    assertEquals(2, h.notFinite());
    assertEquals(new SizeHistogram.Bin(-20, 0, 1), h.bins().get(0));
    assertEquals(new SizeHistogram.Bin(-1, 1, 1), h.bins().get(19));
    assertEquals(new SizeHistogram.Bin(2, 0, 1), h.bins().get(22));
    assertEquals(5, h.bins().stream().mapToLong(SizeHistogram.Bin::count).sum());
    assertEquals(List.of(), SizeHistogram.of(value()).bins());
  }
}
