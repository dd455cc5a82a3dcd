package tapedeck.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tapedeck.analysis.BranchDifference;
import tapedeck.analysis.ExpressionError;
import tapedeck.analysis.Names;
import tapedeck.python.PythonHost;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.TensorValue;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhatIfTest {
  private static final String PROGRAM =
      """
      import torch
      torch.manual_seed(0)
      w = torch.tensor([1.0, 2.0], requires_grad=True)
      v = torch.randn(2)
      optimizer = torch.optim.SGD([w], lr=0.25)
      for i in range(3):
          optimizer.zero_grad()
          h = w * w
          loss = h.sum()
          loss.backward()
          optimizer.step()
          print(w.tolist())
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

  private static Snapshot go(DebugSession session, Predicate<TapeEvent> goal) throws Exception {
    return session.runTo(goal).get();
  }

  private static TensorValue vector(float... elements) {
    return TensorValue.of(DType.FLOAT32, Shape.of(elements.length), new int[] {1}, 0, elements);
  }

  private static String printed(Snapshot at) {
    StringBuilder text = new StringBuilder();
    at.state().output().forEach(line -> text.append(line.text()));
    return text.toString();
  }

  private static Snapshot end(DebugSession session) throws Exception {
    return go(session, event -> false);
  }

  @Test
  void anotherValueRunsOnFromTheStep() throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      Snapshot at = go(session, event -> event instanceof TapeEvent.OptimizerStepFinished);
      long w = Names.find(at.state(), "w");
      Snapshot changed =
          session.whatIf(new WhatIf.Value(at.position(), w, "w", vector(8, 0))).get();
      assertEquals(at.position() + 1, changed.position());
      assertTrue(changed.state().last() instanceof TapeEvent.WhatIfApplied);
      assertEquals("w = [8, 0]", ((TapeEvent.WhatIfApplied) changed.state().last()).change());
      assertEquals("[8.0, 0.0]\n[4.0, 0.0]\n[2.0, 0.0]\n", printed(end(session)));
      Snapshot back = session.switchTo(0).get();
      assertEquals(at.state(), back.state());
      assertEquals("[0.5, 1.0]\n[0.25, 0.5]\n[0.125, 0.25]\n", printed(end(session)));
      assertEquals(2, back.branches().size());
      assertTrue(back.branches().get(1).same());
    }
  }

  @Test
  void aValueThatWasSavedForBackwardChangesThere() throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      Snapshot at = go(session, event -> event instanceof TapeEvent.BackwardStarted);
      long w = Names.find(at.state(), "w");
      session.whatIf(new WhatIf.Value(at.position(), w, "w", vector(10, 0))).get();
      Snapshot after = go(session, event -> event instanceof TapeEvent.BackwardFinished);
      assertEquals("tensor([20.,  0.])", String.valueOf(after.state().gradOf(w)));
    }
  }

  @Test
  void anotherGradientAndAnotherLearningRate() throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      Snapshot at = go(session, event -> event instanceof TapeEvent.BackwardFinished);
      long w = Names.find(at.state(), "w");
      session.whatIf(new WhatIf.Gradient(at.position(), w, "w", vector(0, 4))).get();
      session.step().get();
      assertEquals("tensor([0., 4.])", String.valueOf(session.snapshot().state().gradOf(w)));
      session.whatIf(new WhatIf.Hyperparameter(session.snapshot().position(), 1, "lr", 0.5)).get();
      assertEquals("[1.0, 0.0]\n[0.0, 0.0]\n[0.0, 0.0]\n", printed(end(session)));
      assertEquals(3, session.snapshot().branches().size());
      session.switchTo(0).get();
      session.whatIf(new WhatIf.Gradient(at.position(), w, "w", null)).get();
      assertNull(session.step().get().state().gradOf(w));
      assertEquals("[1.0, 2.0]\n[0.5, 1.0]\n[0.25, 0.5]\n", printed(end(session)));
    }
  }

  @Test
  void branchesAreComparedStepByStep() throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      Snapshot at = go(session, event -> event instanceof TapeEvent.OptimizerStepFinished);
      long w = Names.find(at.state(), "w");
      end(session);
      session.whatIf(new WhatIf.Value(at.position(), w, "w", vector(0.5f, 0))).get();
      Snapshot end = end(session);
      Tape parent = end.branches().get(0).tape();
      Branch branch = end.branches().get(1);
      assertEquals(parent.length() + 2, branch.tape().length());
      for (long step = 0; step <= parent.length(); step++) {
        State here = branch.tape().stateAt(branch.beside(step));
        BranchDifference difference = BranchDifference.between(parent.stateAt(step), here);
        if (step < at.position()) {
          assertEquals(0, difference.values().size() + difference.gradients().size());
        } else {
          assertTrue(difference.values().contains(w), "step " + step);
        }
        assertEquals(step, branch.besideInParent(branch.beside(step)));
      }
      Set<Long> last = BranchDifference.between(parent.end(), branch.tape().end()).values();
      assertTrue(last.contains(Names.find(parent.end(), "loss")));
      assertFalse(last.contains(Names.find(parent.end(), "v")));
    }
  }

  @Test
  void aProgramThatRunsDifferentlyEveryTimeIsToldOf() throws Exception {
    String source = "import torch, time\nx = torch.tensor(float(time.perf_counter_ns()))\n";
    try (DebugSession session = session(source)) {
      Snapshot at = session.step().get();
      long x = at.state().tensors().keySet().iterator().next();
      Snapshot changed =
          session
              .whatIf(new WhatIf.Value(at.position(), x, "x", vector(1).over(new float[] {2})))
              .get();
      assertFalse(changed.branches().get(1).same());
    }
  }

  @Test
  void aRecordingIsMovedOnAndCanBeRunAgain() throws Exception {
    Tape tape;
    try (DebugSession session = session(PROGRAM)) {
      tape = end(session).tape();
    }
    try (DebugSession session =
        DebugSession.of(
            tape,
            () -> host.program("user.py", PROGRAM, List.of(), true),
            LookAhead.DEFAULT,
            TapeBounds.DEFAULT,
            snapshot -> {})) {
      assertFalse(session.snapshot().recording());
      assertEquals(0, session.snapshot().position());
      Snapshot at = go(session, event -> event instanceof TapeEvent.OptimizerStepFinished);
      assertEquals(tape.stateAt(at.position()), at.state());
      long w = Names.find(at.state(), "w");
      session.whatIf(new WhatIf.Value(at.position(), w, "w", vector(8, 0))).get();
      assertEquals("[8.0, 0.0]\n[4.0, 0.0]\n[2.0, 0.0]\n", printed(end(session)));
      assertEquals(tape.length(), end(session).branches().get(0).tape().length());
      assertTrue(session.restart().get().recording());
    }
  }

  @Test
  void theBranchThatWasLeftKeepsUp() throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      Snapshot at = go(session, event -> event instanceof TapeEvent.OptimizerStepFinished);
      long w = Names.find(at.state(), "w");
      session.whatIf(WhatIf.value(at.state(), w, "w", "w * 0")).get();
      Snapshot end = end(session);
      Tape left = end.branches().get(0).tape();
      while (!(left.end().last() instanceof TapeEvent.ProgramFinished)) {
        Thread.onSpinWait();
      }
      assertEquals(left.length() + 2, end.length());
    }
  }

  @Test
  void changesAreWrittenAsExpressions() throws Exception {
    try (DebugSession session = session(PROGRAM)) {
      Snapshot at = go(session, event -> event instanceof TapeEvent.BackwardFinished);
      State state = at.state();
      long w = Names.find(state, "w");
      assertEquals("w = [3, 3]", WhatIf.value(state, w, "w", "3").text());
      assertEquals("w = [1, 5]", WhatIf.value(state, w, "w", "[1, 5]").text());
      assertEquals("w.grad = [1, 2]", WhatIf.gradient(state, w, "w", "w.grad / 2").text());
      assertEquals("w.grad = None", WhatIf.gradient(state, w, "w", "None").text());
      assertEquals("lr = 0.02", WhatIf.hyperparameter(state, 1, "lr", "0.01 * 2").text());
      for (String wrong : List.of("[1, 2, 3]", "v2", "[[1], 2]", "'text'", "None")) {
        assertThrows(ExpressionError.class, () -> WhatIf.value(state, w, "w", wrong), wrong);
      }
      assertThrows(ExpressionError.class, () -> WhatIf.hyperparameter(state, 1, "lr", "w"));
    }
  }
}
