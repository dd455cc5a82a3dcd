package tapedeck.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tapedeck.analysis.ExpressionError;
import tapedeck.python.PythonHost;
import tapedeck.tape.Phase;
import tapedeck.tape.TapeBounds;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BreakpointTest {
  /** Trains w for three rounds; v never gets a gradient, and log(0) comes in the last round. */
  private static final String PROGRAM =
      """
      import torch
      w = torch.tensor([1.0, 2.0], requires_grad=True)
      v = torch.tensor([5.0], requires_grad=True)
      optimizer = torch.optim.SGD([w, v], lr=0.25)
      for i in range(3):
          optimizer.zero_grad()
          h = w * w
          loss = h.sum()
          loss.backward()
          optimizer.step()
      with torch.no_grad():
          v.mul_(2)
      z = torch.log(v * 0)
      """;

  private PythonHost host;

  @BeforeAll
  void start() {
    host = new PythonHost();
  }

  @AfterAll
  void close() {
    host.close();
  }

  private DebugSession session(String source) {
    return new DebugSession(
        () -> host.program("user.py", source, List.of(), true),
        LookAhead.DEFAULT,
        TapeBounds.DEFAULT,
        snapshot -> {});
  }

  private static List<Long> stops(DebugSession session) throws Exception {
    List<Long> stops = new ArrayList<>();
    while (true) {
      Snapshot at = session.run(Duration.ZERO).get();
      if (at.state().phase() == Phase.FINISHED) {
        return stops;
      }
      stops.add(at.position());
    }
  }

  private static List<Long> stopsBack(DebugSession session) throws Exception {
    List<Long> stops = new ArrayList<>();
    while (true) {
      Snapshot at = session.runBack().get();
      if (at.position() == 0) {
        return stops;
      }
      stops.add(0, at.position());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "line 9 | 3",
        "op mul | 4",
        "op MulBackward0 | 3",
        "op mul_ | 1",
        "value w | 4",
        "value loss | 3",
        "value v | 2",
        "version w | 3",
        "version v | 1",
        "gradient w | 3",
        "gradient h | 3",
        "gradient v | 0",
        "when loss.item() < 1.5 | 1",
        "when w.grad is None | 3",
        "w.abs().max() < 1 and w.grad.norm() > 1 | 2",
        "when v.mean() > 9 | 1",
        "when nothing > 1 | 0",
        "nan | 1",
        "none | 3",
      })
  void everyKindStopsForwardsAndBackwardsAtTheSameSteps(String text, int times) throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      session.setBreakpoints(List.of(Breakpoint.parse(text)));
      List<Long> forwards = stops(session);
      assertEquals(times, forwards.size(), forwards.toString());
      assertEquals(forwards, stopsBack(session));
      session.restart().get();
      assertEquals(forwards, stops(session), "after a restart");
    }
  }

  @Test
  void severalBreakpointsStopInTheOrderOfTheTape() throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      session.setBreakpoints(List.of(Breakpoint.parse("line 9"), Breakpoint.parse("gradient w")));
      assertEquals(6, stops(session).size());
      assertEquals(6, stopsBack(session).size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line 3",
        "op relu",
        "value w",
        "gradient model.fc1.weight",
        "version w",
        "when w.grad.norm() > 1",
        "nan",
        "none"
      })
  void aBreakpointIsReadAsItWasWritten(String text) {
    Breakpoint breakpoint = Breakpoint.parse(text);
    assertEquals(text, breakpoint.text());
    assertEquals(breakpoint, Breakpoint.parse(breakpoint.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"line x", "when w +", "when "})
  void aWrongBreakpointSaysWhatIsWrong(String text) {
    assertThrows(ExpressionError.class, () -> Breakpoint.parse(text));
  }

  private static final String FUNCTIONS =
      """
      import torch
      from torch import nn
      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.fc = nn.Linear(2, 2)
          def forward(self, x):
              y = self.fc(x)
              return y.relu()
      net = Net()
      x = torch.ones(2)
      y = net(x)
      z = y.sum()
      """;

  @Test
  void linesAreSteppedOverIntoAndOutOf() throws Exception {
    try (DebugSession session = session(FUNCTIONS)) {
      session.runTo(event -> event.line() == 12).get();
      assertEquals(13, session.move(Goals::lineOver).get().state().line());
      assertEquals(12, session.moveBack(Goals::lineOver).get().state().line());
      assertEquals(8, session.move(Goals::into).get().state().line());
      Snapshot inLayer = session.move(Goals::into).get();
      assertEquals("fc", inLayer.state().last().at().modules().get(1).path());
      Snapshot outOfLayer = session.move(Goals::out).get();
      assertEquals(1, outOfLayer.state().last().at().modules().size());
      assertEquals(9, outOfLayer.state().line());
      assertEquals(13, session.move(Goals::out).get().state().line());
    }
  }

  @Test
  void iterationsAreMovedBetween() throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      Snapshot second = session.move(here -> Goals.iteration()).get();
      assertEquals(2, second.state().iteration().number());
      Snapshot third = session.move(here -> Goals.iteration()).get();
      assertEquals(3, third.state().iteration().number());
      Snapshot back = session.moveBack(here -> Goals.iteration()).get();
      assertEquals(second.state(), back.state());
      assertTrue(session.moveBack(here -> Goals.iteration()).get().position() == 0);
    }
  }
}
