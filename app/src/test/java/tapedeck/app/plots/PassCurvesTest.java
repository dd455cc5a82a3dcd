package tapedeck.app.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import tapedeck.app.RecordedProgram;
import tapedeck.app.plots.PassCurves.Kind;
import tapedeck.app.plots.PassCurves.Point;
import tapedeck.python.PythonHost;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

class PassCurvesTest {
  /** w starts at 1; the gradient of w·i is i, and it accumulates in the third pass. */
  private static final String PROGRAM =
      """
      import torch
      w = torch.tensor([1.0, 1.0], requires_grad=True)
      b = torch.tensor(2.0, requires_grad=True)
      for i in range(1, 4):
          if i < 3:
              w.grad = None
          loss = (w * i).sum()
          if i == 2:
              loss = loss + b
          loss.backward()
          with torch.no_grad():
              w -= 0.5
      """;

  private static Tape tape() {
    try (PythonHost host = new PythonHost()) {
      return RecordedProgram.record(host, "passes.py", PROGRAM);
    }
  }

  @Test
  void watchedNumbersAreThoseAtTheEndOfEachPass() {
    Tape tape = tape();
    PassCurves.Picture picture =
        new PassCurves().read(tape, null, List.of("w[0]", "w.grad[1]", "1 +"), tape.length());
    assertEquals(Kind.LOSS, picture.curves().get(0).kind());
    assertEquals(
        List.of(new Point(1, 2), new Point(2, 4), new Point(3, 0)),
        picture.curves().get(0).points());
    assertEquals(
        List.of(new Point(1, 1), new Point(2, 0.5), new Point(3, 0)),
        picture.curves().get(1).points());
    assertEquals(
        List.of(new Point(1, 1), new Point(2, 2), new Point(3, 5)),
        picture.curves().get(2).points());
    assertEquals(List.of(), picture.curves().get(3).points());
    assertEquals(3, picture.here());
  }

  @Test
  void curvesThatGrowWithTheTapeAreThoseOfTheWholeTape() {
    Tape tape = tape();
    List<String> watches = List.of("w.sum()", "w.grad.norm()");
    Tape growing = new Tape();
    PassCurves curves = new PassCurves();
    for (long step = 1; step <= tape.length(); step++) {
      growing.append(tape.event(step));
      curves.read(growing, null, watches, step);
    }
    assertEquals(
        new PassCurves().read(tape, null, watches, 0).curves(),
        curves.read(growing, null, watches, 0).curves());
  }

  @Test
  void normsTellNoGradientFromASmallOne() {
    Tape tape = tape();
    State end = tape.stateAt(tape.length());
    GradientNorms.Picture picture = new GradientNorms().read(tape, end, tape.length(), false);
    assertEquals(List.of("w", "b"), picture.rows().stream().map(GradientNorms.Row::name).toList());
    double[] w = picture.rows().get(0).norms();
    double root = Math.sqrt(2);
    assertEquals(root, w[0], 1e-12);
    assertEquals(2 * root, w[1], 1e-12);
    assertEquals(5 * root, w[2], 1e-12);
    double[] b = picture.rows().get(1).norms();
    assertEquals(GradientNorms.NONE, b[0]);
    assertEquals(1, b[1]);
    assertEquals(GradientNorms.NONE, b[2]);
    assertEquals(1, picture.least());
    assertEquals(5 * root, picture.most(), 1e-12);
    assertEquals(2, picture.here());
  }

  @Test
  void aLayersNormIsThatOfAllItsParameters() {
    Tape tape;
    try (PythonHost host = new PythonHost()) {
      tape =
          RecordedProgram.record(
              host,
              "layers.py",
              """
              import torch
              from torch import nn
              model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
              model(torch.ones(1, 2)).sum().backward()
              """);
    }
    State end = tape.stateAt(tape.length());
    GradientNorms.Picture single = new GradientNorms().read(tape, end, tape.length(), false);
    GradientNorms.Picture layers = new GradientNorms().read(tape, end, tape.length(), true);
    assertEquals(4, single.rows().size());
    assertEquals(
        List.of("model.0", "model.1"),
        layers.rows().stream().map(GradientNorms.Row::name).toList());
    assertEquals(
        Math.hypot(single.rows().get(0).norms()[0], single.rows().get(1).norms()[0]),
        layers.rows().get(0).norms()[0],
        1e-12);
  }
}
