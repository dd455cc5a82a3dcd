package tapedeck.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.optim.Optimizer;
import tapedeck.optim.Sgd;
import tapedeck.tape.Phase;
import tapedeck.tape.Program;
import tapedeck.tape.ProgramListener;
import tapedeck.tape.RandomProgram;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.Tensor;

@Timeout(60)
class DebugSessionTest {
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private DebugSession session(Program program, int lookAhead) {
    DebugSession session =
        new DebugSession(
            () -> program,
            new LookAhead(Integer.MAX_VALUE, lookAhead),
            TapeBounds.DEFAULT,
            snapshot -> {});
    open.add(session);
    return session;
  }

  /** y = x · x, backward, for ever or a number of times; each round is on line 2. */
  private static Program rounds(long count) {
    return new Program() {
      @Override
      public String name() {
        return "rounds";
      }

      @Override
      public String source() {
        return "";
      }

      @Override
      public int run(Engine engine, ProgramListener listener) {
        listener.lineReached(1, "<module>", Map.of());
        Tensor x = engine.tensor(3);
        x.setRequiresGrad(true);
        for (long i = 0; i < count; i++) {
          listener.lineReached(2, "<module>", Map.of());
          engine.backward(engine.apply(Arithmetic.MUL, x, x));
        }
        listener.finished(Map.of());
        return 0;
      }

      @Override
      public void stop() {}
    };
  }

  @Test
  void stepsToTheEndAndBackThroughTheSameStates() throws Exception {
    DebugSession session = session(new RandomProgram(5, 30), 1000);
    List<Snapshot> forward = new ArrayList<>();
    Snapshot at = session.snapshot();
    while (at.state().phase() != Phase.FINISHED) {
      forward.add(at);
      at = session.step().get();
    }
    for (int i = forward.size() - 1; i >= 0; i--) {
      assertEquals(forward.get(i).state(), session.stepBack().get().state());
    }
    assertEquals(0, session.snapshot().position());
  }

  @Test
  void anEndlessProgramIsHeldBackAndStillSteppedThrough() throws Exception {
    DebugSession session = session(rounds(Long.MAX_VALUE), 50);
    Snapshot at = session.snapshot();
    for (int i = 0; i < 2000; i++) {
      at = session.step().get();
      assertTrue(at.length() - at.position() <= 50 + 1);
    }
    assertTrue(at.recording());
  }

  @Test
  void itSaysThatTheProgramWaitsForThePosition() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    DebugSession session =
        new DebugSession(
            () -> rounds(Long.MAX_VALUE),
            new LookAhead(Integer.MAX_VALUE, 50),
            TapeBounds.DEFAULT,
            snapshot -> {
              if (snapshot.run() == RunState.WAITING) {
                waits.countDown();
              }
            });
    open.add(session);
    waits.await();
    assertEquals(RunState.WAITING, session.snapshot().run());
    assertTrue(session.snapshot().recording());
    assertEquals(RunState.STOPPED, session.stop().get().run());
  }

  /** One parameter trained for ever, the loss under a new name each time. */
  private static Program training() {
    return new Program() {
      @Override
      public String name() {
        return "training";
      }

      @Override
      public String source() {
        return "";
      }

      @Override
      public int run(Engine engine, ProgramListener listener) {
        Tensor w = engine.tensor(3);
        engine.attributes().setRequiresGrad(w, true);
        Optimizer optimizer = new Optimizer(engine, new Sgd());
        for (long i = 0; ; i++) {
          Tensor batch = engine.tensor((double) i);
          Tensor loss = engine.apply(Arithmetic.MUL, engine.apply(Arithmetic.MUL, w, batch), w);
          listener.lineReached(1, "<module>", Map.of("w", w.id(), "loss", loss.id()));
          engine.attributes().setGrad(w, null);
          engine.backward(loss);
          optimizer.start(List.of(w));
          optimizer.update(w, new TreeMap<>(Map.of("lr", 1e-9)));
          optimizer.finish();
        }
      }

      @Override
      public void stop() {}
    };
  }

  @Test
  void theStateOfAnEndlessTrainingStaysBounded() throws Exception {
    DebugSession session = session(training(), 50);
    Snapshot at = session.snapshot();
    int most = 0;
    for (int i = 0; i < 500; i++) {
      at = session.runTo(event -> event instanceof TapeEvent.OptimizerStepFinished).get();
      most = Math.max(most, at.state().tensors().size());
    }
    assertEquals(500, at.state().iteration().number());
    assertTrue(most <= 10, most + " tensors");
    assertTrue(at.state().nodes().size() <= 10 && at.state().names().size() <= 10);
    assertEquals("loss", at.state().nameOf(at.state().variables().get("loss")));
  }

  @Test
  void anEndlessTrainingIsSteppedThroughWithinABoundedTape() throws Exception {
    TapeBounds bounds = new TapeBounds(2 << 20, 5_000);
    DebugSession session =
        new DebugSession(DebugSessionTest::training, LookAhead.DEFAULT, bounds, snapshot -> {});
    open.add(session);
    for (int i = 1; i <= 3000; i++) {
      Snapshot at = session.runTo(e -> e instanceof TapeEvent.OptimizerStepFinished).get();
      assertEquals(i, at.state().iteration().number());
      assertEquals(at.position(), session.snapshot().position(), "the position is not forgotten");
      assertTrue(at.length() - at.tape().firstStep() <= bounds.events() + 1);
      assertTrue(at.tape().bytes() <= bounds.bytes());
    }
    Snapshot first = session.jumpTo(0).get();
    assertTrue(first.position() > 1000, "the oldest steps are forgotten");
    assertEquals(first.state(), session.step().get().tape().stateAt(first.position()));
  }

  @Test
  void runsToAnEventAndBackToIt() throws Exception {
    DebugSession session = session(rounds(3), 1000);
    session.runTo(event -> event instanceof TapeEvent.BackwardFinished).get();
    Snapshot second = session.runTo(event -> event instanceof TapeEvent.BackwardFinished).get();
    session.runTo(event -> event instanceof TapeEvent.ProgramFinished).get();
    session.runBackTo(event -> event instanceof TapeEvent.BackwardFinished).get();
    Snapshot again = session.runBackTo(event -> event instanceof TapeEvent.BackwardFinished).get();
    assertEquals(second.state(), again.state());
  }

  @Test
  void aGoalThatNeverComesEndsAtTheEndOfTheProgram() throws Exception {
    DebugSession session = session(rounds(3), 4);
    Snapshot end = session.runTo(event -> false).get();
    assertEquals(Phase.FINISHED, end.state().phase());
    assertFalse(end.recording());
  }

  @Test
  void runStopsAtABreakpoint() throws Exception {
    DebugSession session = session(rounds(3), 1000);
    session.setBreakpoints(List.of(new Breakpoint.OnLine(2)));
    Snapshot at = session.run(Duration.ZERO).get();
    assertEquals(2, at.state().line());
    assertTrue(at.state().last() instanceof TapeEvent.LineReached);
    assertEquals(1, at.state().stepsTaken());
  }

  @Test
  void pauseEndsAMoveThatWouldGoOnForEver() throws Exception {
    CountDownLatch underWay = new CountDownLatch(100);
    DebugSession session =
        new DebugSession(
            () -> rounds(Long.MAX_VALUE),
            new LookAhead(Integer.MAX_VALUE, 50),
            TapeBounds.DEFAULT,
            snapshot -> underWay.countDown());
    open.add(session);
    CompletableFuture<Snapshot> never = session.runTo(event -> false);
    assertTrue(underWay.await(30, TimeUnit.SECONDS));
    session.pause();
    never.get();
    Snapshot next = session.step().get();
    assertEquals(1, next.state().stepsTaken(), "the position stayed where it was");
  }

  @Test
  void restartBeginsANewTape() throws Exception {
    DebugSession session =
        new DebugSession(
            () -> rounds(Long.MAX_VALUE),
            new LookAhead(Integer.MAX_VALUE, 50),
            TapeBounds.DEFAULT,
            snapshot -> {});
    open.add(session);
    Snapshot before = session.step().get();
    Snapshot after = session.restart().get();
    assertEquals(0, after.position());
    assertNotSame(before.tape(), after.tape());
    assertEquals(before.state(), session.step().get().state());
  }
}
