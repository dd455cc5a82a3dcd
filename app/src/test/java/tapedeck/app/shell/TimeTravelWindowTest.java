package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.settings.MemoryPreferences;
import tapedeck.app.settings.Settings;
import tapedeck.graph.GraphVertex;
import tapedeck.python.PythonHost;
import tapedeck.session.Breakpoint;
import tapedeck.session.RunState;
import tapedeck.session.Snapshot;
import tapedeck.tape.Phase;

/** A person uses breakpoints, watches, branches and recordings. */
class TimeTravelWindowTest extends WindowTest {
  private static final String PROGRAM =
      """
      import torch
      w = torch.tensor([1.0, 2.0], requires_grad=True)
      optimizer = torch.optim.SGD([w], lr=0.25)
      for i in range(3):
          optimizer.zero_grad()
          loss = (w * w).sum()
          loss.backward()
          optimizer.step()
          print(w.tolist())
      """;

  @TempDir private Path folder;

  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final Settings settings = new Settings(new MemoryPreferences());

  @Override
  public void start(Stage stage) {
    settings.setLocale(java.util.Locale.ENGLISH);
    host = new PythonHost();
    model = new DebuggerModel(text -> host.program(text.name(), text.source(), List.of(), true));
    RememberedLists.keep(model, settings);
    window = new MainWindow(model, settings, background);
    stage.setScene(new Scene(window, 1280, 800));
    stage.show();
  }

  @Override
  @AfterEach
  void close() {
    super.close();
    background.shutdownNow();
  }

  private Snapshot snapshot() {
    return model.snapshotProperty().get();
  }

  private void open(String source) throws TimeoutException {
    interact(() -> model.open(new ProgramText("train.py", source, null)));
    await(() -> snapshot() != null && snapshot().length() > 0);
  }

  private void type(String field, String text) {
    TextField at = find(field, TextField.class);
    interact(
        () -> {
          at.setText(text);
          at.fireEvent(new javafx.event.ActionEvent());
        });
  }

  @Test
  void aConditionStopsTheRunInBothDirectionsAndIsRemembered() throws TimeoutException {
    open(PROGRAM);
    clickOn("#tab-breakpoints");
    type("#breakpoint-text", "loss.item() <");
    assertEquals("the expression ends too early", text("#breakpoint-mistake"));
    type("#breakpoint-text", "loss.item() < 2");
    assertEquals(List.of(Breakpoint.parse("when loss.item() < 2")), model.breakpoints());
    interact(() -> model.run(0));
    await(() -> !snapshot().moving() && snapshot().state().iteration().number() == 2);
    long stopped = snapshot().position();
    push(KeyCode.CONTROL, KeyCode.DIGIT4);
    await(() -> snapshot().state().iteration().number() == 3);
    push(KeyCode.ALT, KeyCode.F5);
    await(() -> snapshot().position() == stopped);
    interact(() -> model.open(new ProgramText("other.py", PROGRAM, null)));
    assertTrue(model.breakpoints().isEmpty());
    interact(() -> model.open(new ProgramText("train.py", PROGRAM, null)));
    assertEquals(List.of(Breakpoint.parse("when loss.item() < 2")), model.breakpoints());
  }

  @Test
  void aWatchShowsItsValueAtThePosition() throws TimeoutException {
    open(PROGRAM);
    clickOn("#tab-watch");
    type("#watch-text", "w.grad.norm()");
    ListView<?> watches = lookup("#watches").query();
    await(() -> watches.getItems().toString().contains("w is not known here"));
    push(KeyCode.CONTROL, KeyCode.DIGIT2);
    await(() -> watches.getItems().toString().contains("value=4.4721, hasValue=true"));
    push(KeyCode.CONTROL, KeyCode.DIGIT2);
    await(() -> watches.getItems().toString().contains("value=2.2361, hasValue=true"));
    interact(() -> model.watches().clear());
    await(() -> watches.getItems().isEmpty());
  }

  @Test
  void whatIfLeadsToABranchBesideTheFirst() throws TimeoutException {
    open(PROGRAM);
    push(KeyCode.CONTROL, KeyCode.DIGIT3);
    await(() -> snapshot().state().phase() == Phase.OTHER && snapshot().position() > 5);
    long w = tapedeck.analysis.Names.find(snapshot().state(), "w");
    interact(() -> model.selectionProperty().set(new GraphVertex.TensorVertex(w)));
    assertFalse(find("#branch").getParent().isVisible());
    type("#what-if-text", "[1, 2, 3]");
    assertTrue(text("#what-if-mistake").contains("the shape [3] does not fit"));
    type("#what-if-text", "w * 0");
    await(() -> snapshot().branches().size() == 2 && !snapshot().moving());
    ComboBox<Integer> branch = lookup("#branch").query();
    await(() -> branch.getParent().isVisible());
    assertEquals("2: w = [0, 0]", branch.getConverter().toString(1));
    assertTrue(text("#explanation").startsWith("What if w = [0, 0]?"));
    push(KeyCode.F7);
    await(
        () ->
            text("#value").equals("tensor([0., 0.], requires_grad=True)")
                || text("#value").equals("tensor([0., 0.])"));
    await(() -> !lookup("#other-value").queryAll().isEmpty());
    assertEquals("tensor([0.5000, 1.0000])", text("#other-value"));
    await(() -> text("#difference").startsWith("≠ branch 1"));
    interact(() -> branch.setValue(0));
    await(() -> snapshot().branch() == 0);
    assertEquals("tensor([0.5000, 1.0000])", text("#value"));
  }

  @Test
  void aRecordingIsSavedAndOpenedAgain() throws Exception {
    open(PROGRAM);
    interact(() -> model.run(0));
    await(() -> snapshot().state().phase() == Phase.FINISHED && !snapshot().moving());
    Snapshot live = snapshot();
    Path file = folder.resolve("train.tape");
    TapeFiles tapes =
        new TapeFiles(
            model, settings, new tapedeck.app.text.Texts(java.util.Locale.ENGLISH), background);
    interact(() -> tapes.save(file, null));
    await(() -> Files.exists(file) && settings.recentFiles().contains(file.toString()));
    interact(() -> window.openFile(file));
    await(() -> snapshot().tape() != live.tape());
    assertEquals(RunState.ENDED, snapshot().run());
    push(KeyCode.CONTROL, KeyCode.DIGIT3);
    await(() -> snapshot().position() > 0);
    assertEquals(live.tape().stateAt(snapshot().position()), snapshot().state());
    Files.writeString(file, "no tape");
    interact(() -> window.openFile(file));
    await(() -> lookup(".alert").tryQuery().isPresent());
    String alert = find(".alert .content", Labeled.class).getText();
    assertTrue(alert.contains("train.tape cannot be opened: it is no tape file"), alert);
  }

  @Test
  void anEndlessProgramIsStopped() throws TimeoutException {
    open("import torch\nx = torch.ones(1)\nwhile True: pass\n");
    push(KeyCode.F7);
    await(() -> snapshot().state().stepsTaken() == 1);
    push(KeyCode.SHIFT, KeyCode.F6);
    await(() -> snapshot().run() == RunState.STOPPED);
    assertTrue(lookup(".timeline .hint").queryAll().toString().contains("Stopped."));
    assertEquals(1, snapshot().state().stepsTaken());
  }
}
