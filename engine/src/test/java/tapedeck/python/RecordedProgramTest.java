package tapedeck.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tapedeck.autograd.Engine;
import tapedeck.tape.ModuleCall;
import tapedeck.tape.OptimizerState;
import tapedeck.tape.Phase;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

/** What the tape knows of a Python program besides its numbers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedProgramTest {
  private PythonHost host;

  @BeforeAll
  void start() {
    host = new PythonHost();
  }

  @AfterAll
  void close() {
    host.close();
  }

  private Tape record(String source) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    host.program("user.py", source, List.of(), true).run(new Engine(recorder), recorder);
    return tape;
  }

  private static List<TapeEvent> events(Tape tape) {
    List<TapeEvent> events = new ArrayList<>();
    for (long step = 1; step <= tape.length(); step++) {
      events.add(tape.event(step));
    }
    return events;
  }

  private static TapeEvent.OpApplied applied(Tape tape, String op) {
    return events(tape).stream()
        .filter(event -> event instanceof TapeEvent.OpApplied applied && applied.op().equals(op))
        .map(TapeEvent.OpApplied.class::cast)
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  private static String paths(TapeEvent event) {
    return String.join(" ", event.at().modules().stream().map(ModuleCall::path).toList());
  }

  @Test
  void theNameThatAFunctionGaveGivesWayToThatOfItsCaller() {
    Tape tape =
        record(
            """
            import torch
            from torch import nn
            def make():
                inner = nn.Linear(1, 1)
                return nn.Sequential(inner)
            def double(x):
                result = x * 2
                return result
            def whole():
                net = make()
                return net
            model = whole()
            out = double(torch.ones(1))
            again = out
            """);
    State end = tape.end();
    long weight =
        end.names().entrySet().stream()
            .filter(entry -> entry.getValue().equals("model.0.weight"))
            .mapToLong(java.util.Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    assertEquals("out", end.nameOf(end.variables().get("again")));
    State making =
        events(tape).stream()
            .filter(e -> e instanceof TapeEvent.LineReached line && line.at().line() == 5)
            .map(e -> tape.stateAt(e.step()))
            .findFirst()
            .orElseThrow();
    assertEquals("inner.weight", making.nameOf(weight));
  }

  @Test
  void aWriteToAViewThatIsNotRecordedIsOneStepAndWhatTheViewFollowsThenIsAnother() {
    Tape tape =
        record(
            """
            import torch
            w = torch.ones(4, requires_grad=True)
            h = w * 1
            first = h[:2]
            with torch.no_grad():
                first.mul_(3)
            print(first)
            """);
    List<TapeEvent> last =
        events(tape).stream().filter(e -> !(e instanceof TapeEvent.LineReached)).skip(3).toList();
    TapeEvent.TensorMutated written = assertInstanceOf(TapeEvent.TensorMutated.class, last.get(0));
    assertEquals("mul_", written.op());
    assertEquals("as_strided", applied(tape, "as_strided").op());
    assertEquals(applied(tape, "as_strided"), last.get(1));
    assertInstanceOf(TapeEvent.Printed.class, last.get(2));
    State end = tape.end();
    long gradFn = Objects.requireNonNull(end.tensor(end.variables().get("first"))).made().gradFn();
    assertEquals("AsStridedBackward0", end.node(gradFn).name());
  }

  @Test
  void aGradientThatNobodyAskedForIsNoResultOfTheStepThatMakesTheOthers() {
    Tape tape =
        record(
            """
            import torch
            image = torch.ones(1, 1, 3, 3)
            weight = torch.ones(1, 1, 2, 2, requires_grad=True)
            out = torch.nn.functional.conv2d(image, weight)
            (slope,) = torch.autograd.grad(out.pow(2).sum(), weight, create_graph=True)
            slope.sum().backward()
            """);
    TapeEvent.OpApplied back = applied(tape, "convolution_backward");
    assertEquals(1, back.outputs().size());
    State end = tape.end();
    var slope = Objects.requireNonNull(end.tensor(end.variables().get("slope")));
    assertEquals(back.outputs().get(0).id(), slope.id());
    assertEquals(1, slope.made().outputNr());
    assertEquals("ConvolutionBackwardBackward0", end.node(slope.made().gradFn()).name());
  }

  @Test
  void everyStepKnowsTheModulesItHappenedIn() {
    Tape tape =
        record(
            """
            import torch
            from torch import nn

            class Block(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.att = nn.Linear(2, 2)

                def forward(self, x):
                    return self.att(x).relu()

            class Net(nn.Module):
                def __init__(self):
                    super().__init__()
                    self.blocks = nn.ModuleList([Block(), Block()])

                def forward(self, x):
                    for block in self.blocks:
                        x = block(x)
                    return x.exp()

            model = Net()
            y = model(torch.ones(1, 2))
            z = y.sum()
            """);
    assertEquals("model blocks.1 blocks.1.att", paths(applied(tape, "addmm")));
    assertEquals("model blocks.1", paths(applied(tape, "relu")));
    assertEquals("model", paths(applied(tape, "exp")));
    assertEquals("", paths(applied(tape, "sum")));
    assertEquals("Linear", applied(tape, "addmm").at().modules().get(2).type());
    long blocks =
        events(tape).stream()
            .flatMap(event -> event.at().modules().stream())
            .filter(call -> call.type().equals("Block"))
            .map(ModuleCall::number)
            .distinct()
            .count();
    assertEquals(2, blocks);
  }

  @Test
  void aModuleThatFailsIsLeft() {
    Tape tape =
        record(
            """
            import torch
            from torch import nn
            try:
                nn.Linear(2, 2)(torch.ones(3))
            except RuntimeError:
                y = torch.ones(1).exp()
            """);
    assertEquals("", paths(applied(tape, "exp")));
  }

  @Test
  void everyStepKnowsItsLineAndHowDeepInFunctionsItIs() {
    Tape tape =
        record(
            """
            import torch
            from torch import nn
            def double(x):
                return x * 2
            class Net(nn.Module):
                def forward(self, x):
                    return double(x)
            y = Net()(torch.ones(2)).exp() + sum([t for t in torch.ones(2)])
            """);
    assertEquals(4, applied(tape, "mul").line());
    assertEquals(3, applied(tape, "mul").at().depth());
    assertEquals(8, applied(tape, "exp").line());
    assertEquals(1, applied(tape, "exp").at().depth());
    long stops =
        events(tape).stream()
            .filter(event -> event instanceof TapeEvent.LineReached && event.line() == 8)
            .count();
    assertEquals(1, stops, "a comprehension is no line of its own");
  }

  @Test
  void phasesAreThoseOfATrainingLoop() {
    Tape tape =
        record(
            """
            import torch
            w = torch.ones(1, requires_grad=True)
            optimizer = torch.optim.SGD([w], lr=0.1)
            for i in range(2):
                loss = (w * 3).sum()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(w)
            """);
    List<Phase> phases = new ArrayList<>();
    for (long step = 1; step <= tape.length(); step++) {
      Phase phase = tape.stateAt(step).phase();
      if (phases.isEmpty() || phases.get(phases.size() - 1) != phase) {
        phases.add(phase);
      }
    }
    Phase[] expected = {
      Phase.OTHER,
      Phase.FORWARD,
      Phase.BACKWARD,
      Phase.OTHER,
      Phase.OPTIMIZER,
      Phase.OTHER,
      Phase.FORWARD,
      Phase.ZERO_GRAD,
      Phase.OTHER,
      Phase.BACKWARD,
      Phase.OTHER,
      Phase.OPTIMIZER,
      Phase.OTHER,
      Phase.FINISHED
    };
    assertEquals(List.of(expected), phases);
    OptimizerState optimizer = tape.end().optimizer(1);
    assertNotNull(optimizer);
    assertEquals("SGD", optimizer.name());
    assertEquals(2, optimizer.steps());
    assertEquals(
        0.1, optimizer.updates().values().iterator().next().hyperparameters().get("lr"), 1e-12);
  }

  @Test
  void aPassInsideAForwardPassLeavesItAForwardPass() {
    Tape tape =
        record(
            """
            import torch
            x = torch.ones(1, requires_grad=True)
            g, = torch.autograd.grad((x * x).sum(), x, create_graph=True)
            p = g.sum()
            p.backward()
            """);
    State inside = State.START;
    for (long step = 1; step <= tape.length(); step++) {
      TapeEvent event = tape.event(step);
      if (event instanceof TapeEvent.BackwardFinished finished && !finished.inputs().isEmpty()) {
        inside = tape.stateAt(step);
      }
    }
    assertEquals(Phase.FORWARD, inside.phase());
    assertEquals(0, inside.passes().size());
  }

  @Test
  void aPassThatAHookStartsIsInsideTheOther() {
    Tape tape =
        record(
            """
            import torch
            x = torch.ones(1, requires_grad=True)
            v = torch.ones(1, requires_grad=True)
            y = x * 2
            def hook(g):
                with torch.enable_grad():
                    return torch.autograd.grad((v * v).sum(), v)[0]
            y.register_hook(hook)
            y.sum().backward()
            """);
    int deepest = 0;
    for (long step = 1; step <= tape.length(); step++) {
      deepest = Math.max(deepest, tape.stateAt(step).passes().size());
    }
    assertEquals(2, deepest);
    assertEquals(Phase.FINISHED, tape.end().phase());
    assertTrue(tape.end().backward().accumulates());
  }

  @Test
  void aBackwardPassThatFailsIsOver() {
    Tape tape =
        record(
            """
            import torch
            x = torch.ones(1, requires_grad=True)
            def fail(g):
                raise ValueError("no")
            y = x * 2
            y.register_hook(fail)
            try:
                y.backward()
            except ValueError:
                z = torch.ones(1)
            """);
    assertTrue(
        events(tape).stream()
            .anyMatch(
                event ->
                    event instanceof TapeEvent.BackwardFailed failed
                        && failed.message().contains("no")));
    assertEquals(0, tape.end().passes().size());
  }

  @Test
  void gradientsThatAreWrittenToOrSetAreSeen() {
    Tape tape =
        record(
            """
            import torch
            w = torch.ones(2, requires_grad=True)
            v = torch.ones(2, requires_grad=True)
            u = torch.ones(2, requires_grad=True)
            (w * 3 + v * 2 + u).sum().backward()
            w.grad.zero_()
            v.grad = torch.full((2,), 7.0)
            v.grad += 1
            u.grad = None
            """);
    State end = tape.end();
    assertEquals("tensor([0., 0.])", end.gradOf(end.variables().get("w")).toString());
    assertEquals("tensor([8., 8.])", end.gradOf(end.variables().get("v")).toString());
    assertNull(end.gradOf(end.variables().get("u")));
  }

  @Test
  void aFailureIsAtTheInnermostLineThatRaisedIt() {
    Tape tape =
        record(
            """
            import torch
            def f(x):
                return x @ x
            f(torch.ones(2, 3))
            """);
    assertEquals(3, tape.end().failure().line());
  }

  @Test
  void aLoopWithoutOptimizerHasIterationsToo() {
    Tape tape =
        record(
            """
            import torch
            w = torch.ones(1, requires_grad=True)
            for i in range(3):
                loss = (w * 3).sum()
                loss.backward()
                with torch.no_grad():
                    w -= 0.1 * w.grad
                w.grad = None
            """);
    assertEquals(3, tape.end().iteration().number());
    Tape twice =
        record(
            """
            import torch
            w = torch.ones(1, requires_grad=True)
            (w * 3).sum().backward()
            (w * 3).sum().backward()
            """);
    assertEquals(1, twice.end().iteration().number());
  }

  @Test
  void theVariablesOfEveryRunningFunctionAreKnown() {
    Tape tape =
        record(
            """
            import torch
            def f(inner):
                return inner * 2
            outer = torch.ones(1)
            z = f(outer)
            """);
    long step = tape.next(0, event -> event.line() == 3).orElseThrow();
    State inside = tape.stateAt(step);
    assertEquals(List.of("outer"), List.copyOf(inside.frames().get(0).keySet()));
    assertEquals(List.of("inner"), List.copyOf(inside.frames().get(1).keySet()));
  }

  @Test
  void aGradientThatTwoLeavesShareIsOneTensor() {
    Tape tape =
        record(
            """
            import torch
            w = torch.ones(1, requires_grad=True)
            v = torch.ones(1, requires_grad=True)
            v.grad = w.grad = g = torch.zeros(1)
            (w * 3).sum().backward()
            """);
    State end = tape.end();
    for (String name : List.of("w", "v")) {
      assertEquals("tensor([3.])", String.valueOf(end.gradOf(end.variables().get(name))));
    }
    assertEquals("tensor([3.])", end.tensor(end.variables().get("g")).value().toString());
  }

  @Test
  void aTensorWhoseDataIsReplacedLooksAtOtherMemory() {
    Tape tape =
        record(
            """
            import torch
            w = torch.ones(2, requires_grad=True)
            other = torch.zeros(3)
            w.data = other
            other.add_(5)
            w.data.mul_(2)
            """);
    State end = tape.end();
    assertEquals(
        "tensor([10., 10., 10.])", end.tensor(end.variables().get("w")).value().toString());
    assertEquals(
        "tensor([10., 10., 10.])", end.tensor(end.variables().get("other")).value().toString());
  }
}
