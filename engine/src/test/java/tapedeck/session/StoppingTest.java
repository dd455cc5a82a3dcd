package tapedeck.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tapedeck.python.PythonHost;
import tapedeck.tape.Phase;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoppingTest {
  private PythonHost host;

  @BeforeAll
  void start() {
    host = new PythonHost();
    host.warmUp();
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while True: pass",
        "import time; time.sleep(1000)",
        "while True: x = x + 1",
        "while True: print('again')",
        "big = torch.ones(1500, 1500)\nwhile True: big = (big @ big).clamp(0, 1)",
        "try:\n  while True: pass\nexcept BaseException:\n  while True: pass",
        "while True:\n  try:\n    while True: pass\n  finally:\n    continue",
      })
  void whateverAProgramDoesItIsEndedAndItsTapeIsKept(String endless) throws Exception {
    try (DebugSession session = session("import torch\nx = torch.ones(2)\n" + endless + "\n")) {
      Snapshot first = session.step().get();
      Tape tape = first.tape();
      long before = System.nanoTime();
      session.stop().get();
      Snapshot stopped = session.snapshot();
      assertTrue(!stopped.recording(), "it still runs");
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      assertTrue(took.toMillis() < 1000, took + " until it had ended");
      assertEquals(RunState.STOPPED, stopped.run());
      assertEquals(tape, stopped.tape());
      assertEquals(1, stopped.state().stepsTaken());
      assertTrue(stopped.length() >= first.position());
      Snapshot again = session.restart().get();
      assertTrue(again.recording());
      assertEquals(first.state(), session.step().get().state());
    }
  }

  @Test
  void aProgramThatDoesNotReactIsLeftBehind() throws Exception {
    // the interpreter's own loop, which asks nobody; it gets its end after some seconds
    String source =
        "import itertools\nx = 1\nx = 2\nprint(sum(itertools.repeat(1, 300_000_000)))\n";
    PythonHost own = new PythonHost();
    Snapshot stopped;
    try (DebugSession session =
        new DebugSession(
            () -> own.program("user.py", source, List.of(), true),
            LookAhead.DEFAULT,
            TapeBounds.DEFAULT,
            snapshot -> {})) {
      session.runTo(event -> event.line() == 4).get();
      stopped = session.stop().get();
      assertTrue(stopped.run() != RunState.RUNNING);
      assertTrue(session.restart().get().recording());
    } finally {
      own.close();
    }
    assertEquals(4, stopped.state().line());
  }

  @Test
  void aRecursionAsDeepAsPythonsLimitHasRoom() throws Exception {
    String source =
        """
        import torch
        def f(x, depth):
            return x if depth == 0 else f(x * 2, depth - 1)
        print(f(torch.ones(()), 900))
        """;
    try (DebugSession session = session(source)) {
      Snapshot end = session.runTo(event -> false).get();
      assertEquals(Phase.FINISHED, end.state().phase());
      assertEquals("tensor(inf)\n", end.state().output().get(0).text());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'def f(x):\n    return f(x + 1)\nf(1)\n', 1",
    "'import torch\ndef f(x): return f(x * 2)\nf(torch.ones(2))', 2"
  })
  void aRecursionWithoutEndIsAnErrorOfTheProgram(String endless, int start) throws Exception {
    try (DebugSession session = session(endless)) {
      Snapshot end = session.runTo(event -> false).get();
      assertEquals(Phase.FAILED, end.state().phase());
      assertNotNull(end.state().failure());
      assertTrue(end.state().failure().message().startsWith("RecursionError"));
      // the innermost call is cut off where it begins or where it calls the next one
      int line = end.state().failure().line();
      assertTrue(line >= start && line <= 2, "line " + line);
    }
  }
}
