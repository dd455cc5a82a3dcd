package tapedeck.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tapedeck.autograd.Engine;
import tapedeck.tape.NodeState;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;

/** A state knows version counters, retained gradients and hooks as the program does. */
class VersionsTest {
  private static Tape record(String source) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    try (PythonHost host = new PythonHost()) {
      host.program("versions.py", source, List.of(), true).run(new Engine(recorder), recorder);
    }
    return tape;
  }

  private static TensorState tensor(State state, String name) {
    TensorState tensor = state.tensor(state.variables().get(name));
    assertNotNull(tensor, name);
    return tensor;
  }

  @Test
  void versionsAreThoseThatTheProgramSees() {
    Tape tape =
        record(
            """
            import torch
            plain = torch.zeros(2, 3)
            written = torch.zeros(2, 3)
            view = written[0]
            data = written.data
            detached = written.detach()
            written.add_(1)
            view.mul_(2)
            detached.zero_()
            data.fill_(3)
            w = torch.ones(2, requires_grad=True)
            with torch.no_grad():
                w -= 0.5
            sgd = torch.optim.SGD([w], lr=0.1, momentum=0.9)
            adam = torch.optim.AdamW([w], lr=0.1)
            (w * w).sum().backward()
            sgd.step()
            adam.step()
            h = w * 2
            h += 1
            other = torch.ones(2)
            w.data = other
            filled = torch.empty(2).normal_()
            for name in ["plain", "written", "view", "data", "detached", "w", "h", "other", "filled"]:
                print(name, globals()[name]._version)
            """);
    State end = tape.end();
    List<String> lines =
        String.join("", end.output().stream().map(TapeEvent.Printed::text).toList())
            .lines()
            .toList();
    assertEquals(9, lines.size());
    for (String line : lines) {
      int space = line.indexOf(' ');
      TensorState tensor = tensor(end, line.substring(0, space));
      assertEquals(line.substring(space + 1), Integer.toString(end.versionOf(tensor)), line);
    }
  }

  @Test
  void aTensorThatRetainsItsGradientIsKnown() {
    Tape tape =
        record(
            """
            import torch
            x = torch.tensor(2.0, requires_grad=True)
            h = x * 3
            k = x * 4
            h.retain_grad()
            (h * k).backward()
            """);
    State end = tape.end();
    assertTrue(tensor(end, "h").retainsGrad());
    assertFalse(tensor(end, "k").retainsGrad());
    assertEquals("tensor(8.)", String.valueOf(tensor(end, "h").grad()));
  }

  @Test
  void aNodeKnowsTheHooksThatWereCalledInThePass() {
    Tape tape =
        record(
            """
            import torch
            x = torch.tensor(2.0, requires_grad=True)
            h = x * 3
            h.register_hook(lambda g: None)
            h.register_hook(lambda g: g * 2)
            (h * 1).backward()
            """);
    State end = tape.end();
    NodeState node = end.node(tensor(end, "h").made().gradFn());
    assertEquals(
        List.of(false, true), node.hooks().stream().map(NodeState.HookCall::replaced).toList());
    assertEquals("tensor", node.hooks().get(0).kind());
  }
}
