package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.fxmisc.richtext.StyleClassedTextArea;
import org.junit.jupiter.api.Test;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.settings.MemoryPreferences;
import tapedeck.app.settings.Settings;
import tapedeck.graph.GraphVertex;
import tapedeck.python.PythonHost;
import tapedeck.session.Snapshot;
import tapedeck.tape.Phase;

/** A person opens the first sample and walks through it with the keyboard. */
class FirstGradientWindowTest extends WindowTest {
  /** x.grad after each of the 23 steps, as PyTorch has it: it arrives with the eleventh. */
  private static final int GRAD_ARRIVES = 11;

  @Override
  public void start(Stage stage) {
    Settings settings = new Settings(new MemoryPreferences());
    settings.setLocale(java.util.Locale.ENGLISH);
    host = new PythonHost();
    model = new DebuggerModel(text -> host.program(text.name(), text.source(), List.of(), true));
    window = new MainWindow(model, settings, Runnable::run);
    stage.setScene(new Scene(window, 1280, 800));
    stage.show();
  }

  private Snapshot snapshot() {
    return model.snapshotProperty().get();
  }

  private void openSample() throws TimeoutException {
    clickOn("#sample-first_gradient");
    await(() -> snapshot() != null && !snapshot().recording());
    await(() -> find("#graph").isVisible());
  }

  private void pressUntil(int steps, KeyCode... keys) throws TimeoutException {
    press(keys);
    release(keys);
    await(() -> snapshot().state().stepsTaken() == steps && !snapshot().moving());
  }

  private List<String> inspector() {
    List<String> texts = new ArrayList<>();
    for (String id : new String[] {"#value", "#grad", "#grad-fn", "#is-leaf", "#requires-grad"}) {
      texts.add(text(id));
    }
    return texts;
  }

  @Test
  void twelveStepsTellTheStoryAndGoBackExactly() throws TimeoutException {
    openSample();
    GraphVertex x = new GraphVertex.TensorVertex(1);
    interact(() -> model.selectionProperty().set(x));
    List<String> explanations = new ArrayList<>();
    for (int step = 1; step <= 23; step++) {
      pressUntil(step, KeyCode.F7);
      assertEquals(
          List.of(
              "tensor(2.)", step < GRAD_ARRIVES ? "None" : "tensor(7.)", "None", "True", "True"),
          inspector(),
          "step " + step);
      assertEquals("Step " + step + " of 23", text("#position"));
      assertEquals(x, model.selectionProperty().get());
      explanations.add(text("#explanation"));
    }
    assertEquals(Phase.FINISHED, snapshot().state().phase());
    assertEquals("x.grad was None and is now 7.", explanations.get(10));
    assertTrue(find("#console", StyleClassedTextArea.class).getText().contains("tensor(7.)"));
    List<String> back = new ArrayList<>();
    for (int step = 23; step >= 1; step--) {
      back.add(text("#explanation"));
      assertEquals(step < GRAD_ARRIVES ? "None" : "tensor(7.)", text("#grad"));
      pressUntil(step - 1, KeyCode.SHIFT, KeyCode.F7);
    }
    Collections.reverse(back);
    assertEquals(explanations, back);
    assertEquals("", find("#console", StyleClassedTextArea.class).getText());
    assertTrue(window.lookupAll("#vertex-t1").isEmpty(), "the graph is empty again");
  }

  @Test
  void theButtonsGoToBackwardAndToItsEnd() throws TimeoutException {
    openSample();
    clickOn("#forward");
    await(() -> text("#explanation").startsWith("y.backward() starts"));
    assertEquals("backward", text("#phase"));
    clickOn("#backward");
    await(() -> text("#explanation").startsWith("The backward pass is over"));
    clickOn("#step-back");
    await(() -> text("#explanation").equals("x.grad was None and is now 7."));
    clickOn("#restart");
    await(() -> snapshot().position() == 0 && !snapshot().recording());
    clickOn("#step-line");
    await(() -> snapshot().state().line() == 2);
    push(KeyCode.CONTROL, KeyCode.DIGIT2);
    await(() -> text("#explanation").startsWith("The backward pass is over"));
    push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.DIGIT1);
    await(() -> text("#explanation").startsWith("y.backward() starts"));
  }

  @Test
  void aClickInTheGraphSelectsAndEscFollowsAgain() throws TimeoutException {
    openSample();
    clickOn("#forward");
    await(() -> !lookup("#vertex-op6").queryAll().isEmpty());
    clickOn("#vertex-op6");
    await(() -> text("#node-name").equals("MulBackward0"));
    assertEquals("y = a × b = 3 × 4 = 12", text("#node-forward"));
    push(KeyCode.ESCAPE);
    await(() -> model.selectionProperty().get() == null);
    clickOn("#search").write("AccumulateGrad").push(KeyCode.ENTER);
    await(() -> model.selectionProperty().get() instanceof GraphVertex.AccumulateVertex);
  }

  @Test
  void runGoesToABreakpointAndAnEditedProgramRunsAgain() throws TimeoutException {
    openSample();
    interact(() -> model.toggleBreakpoint(12));
    lookup("#speed").<javafx.scene.control.ComboBox<Integer>>query();
    interact(() -> model.run(0));
    await(() -> snapshot().state().line() == 12 && !snapshot().moving());
    org.fxmisc.richtext.CodeArea source = find("#source", org.fxmisc.richtext.CodeArea.class);
    interact(() -> source.replaceText("import torch\nz = torch.tensor(5.0)\n"));
    push(KeyCode.CONTROL, KeyCode.ENTER);
    await(() -> snapshot().tape().length() > 0 && !snapshot().recording());
    await(() -> snapshot().position() == 0);
    push(KeyCode.F7);
    await(() -> text("#explanation").startsWith("z = 5 is created"));
  }

  @Test
  void aProgramThatFailsNamesTheLineAndKeepsTheTape() throws TimeoutException {
    interact(
        () ->
            model.open(
                new tapedeck.app.model.ProgramText(
                    "bad.py", "import torch\nx = torch.tensor(1.0)\nx.backward()\n", null)));
    await(() -> !snapshot().recording());
    push(KeyCode.F7);
    await(() -> snapshot().state().stepsTaken() == 1);
    push(KeyCode.F7);
    await(() -> snapshot().state().phase() == Phase.FAILED);
    assertTrue(
        text("#explanation")
            .endsWith(
                "RuntimeError: element 0 of tensors does not require grad and does not have a"
                    + " grad_fn"));
    assertEquals(3, snapshot().state().line());
    assertEquals(
        1, lookup("#problems").<javafx.scene.control.ListView<?>>query().getItems().size());
  }
}
