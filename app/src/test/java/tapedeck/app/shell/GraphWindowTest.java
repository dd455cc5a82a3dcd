package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;
import tapedeck.app.export.ExportFormat;
import tapedeck.app.graphview.GraphModel;
import tapedeck.app.graphview.GraphView;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Kind;
import tapedeck.app.picture.GraphFrame.Mark;
import tapedeck.app.settings.MemoryPreferences;
import tapedeck.app.settings.Settings;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.Lens;
import tapedeck.python.PythonHost;
import tapedeck.session.Snapshot;

class GraphWindowTest extends WindowTest {
  private static final String NET =
      """
      import torch
      import torch.nn as nn
      net = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
      x = torch.ones(4, 3)
      loss = net(x).sum()
      loss.backward()
      """;

  @TempDir private Path folder;

  private final MemoryPreferences preferences = new MemoryPreferences();

  @Override
  public void start(Stage stage) {
    Settings settings = new Settings(preferences);
    settings.setLocale(Locale.ENGLISH);
    host = new PythonHost();
    model = new DebuggerModel(text -> host.program(text.name(), text.source(), List.of(), true));
    window = new MainWindow(model, settings, Runnable::run);
    stage.setScene(new Scene(window, 1280, 800));
    stage.show();
  }

  private Snapshot snapshot() {
    return model.snapshotProperty().get();
  }

  private GraphView graph() {
    return find("#graph", GraphView.class);
  }

  private List<Box> boxes() {
    return graph().wholeFrame().boxes();
  }

  private long count(Kind kind) {
    return boxes().stream().filter(box -> box.kind() == kind).count();
  }

  /** Opens the program and goes to the end of its backward pass. */
  private void open() throws TimeoutException {
    interact(() -> model.open(new ProgramText("net.py", NET, null)));
    await(() -> snapshot() != null && !snapshot().recording());
    interact(() -> model.moves().backward(false));
    await(() -> !snapshot().moving() && snapshot().state().backward() != null);
    await(() -> count(Kind.OPEN_MODULE) == 3);
    interact(() -> graph().fit());
  }

  private GraphVertex named(String name) {
    return boxes().stream()
        .filter(box -> box.title().equals(name))
        .findFirst()
        .orElseThrow()
        .vertex();
  }

  private void select(GraphVertex vertex) {
    interact(() -> model.selectionProperty().set(vertex));
  }

  @Test
  void aModuleFoldsAndOpensAndStaysWhereItIs() throws TimeoutException {
    open();
    GraphVertex linear = named("0");
    int before = boxes().size();
    select(linear);
    clickOn(graph()).push(KeyCode.ESCAPE);
    select(linear);
    push(KeyCode.ENTER);
    await(() -> count(Kind.MODULE) == 1);
    assertTrue(boxes().size() < before);
    String id = "#vertex-" + linear.key();
    await(() -> lookup(id).queryAll().size() == 1);
    double top = find(id).getBoundsInParent().getMinY();
    double middle = find(id).getBoundsInParent().getCenterX();
    doubleClickOn(id);
    await(() -> count(Kind.MODULE) == 0);
    assertEquals(top, find(id).getBoundsInParent().getMinY(), 1);
    assertEquals(middle, find(id).getBoundsInParent().getCenterX(), 1);
    assertEquals(before, boxes().size());
    clickOn("#graph-modules").clickOn("#fold-all");
    await(() -> count(Kind.MODULE) == 1 && count(Kind.OPEN_MODULE) == 0);
    assertTrue(named("net") instanceof ModuleVertex);
    clickOn("#graph-modules").clickOn("#open-all");
    await(() -> count(Kind.OPEN_MODULE) == 3);
  }

  @Test
  void aSearchListsAndMarksWhatItFindsAndEnterWalksOverIt() throws TimeoutException {
    open();
    clickOn("#search").write("backward0");
    ListView<GraphVertex> found = lookup("#findings").query();
    await(() -> found.getItems().size() == 4);
    assertTrue(
        find("#findings-title", Labeled.class).getText().endsWith("“backward0”  ·  4 found"));
    assertEquals(4, boxes().stream().filter(box -> box.is(Mark.FOUND)).count());
    push(KeyCode.ENTER);
    await(() -> found.getItems().get(0).equals(model.selectionProperty().get()));
    push(KeyCode.ENTER);
    await(() -> found.getItems().get(1).equals(model.selectionProperty().get()));
    press(KeyCode.SHIFT, KeyCode.ENTER).release(KeyCode.SHIFT, KeyCode.ENTER);
    await(() -> found.getItems().get(0).equals(model.selectionProperty().get()));
    interact(() -> find("#search", TextField.class).setText("no such thing"));
    await(() -> found.getItems().isEmpty());
    interact(() -> find("#search", TextField.class).clear());
    await(() -> boxes().stream().noneMatch(box -> box.is(Mark.FOUND)));
  }

  @Test
  void aQuestionLetsTheRestRecedeUntilEsc() throws TimeoutException {
    open();
    select(named("weight"));
    clickOn("#graph-ask").clickOn("#ask-paths");
    await(() -> boxes().stream().anyMatch(box -> box.is(Mark.DIMMED)));
    assertTrue(
        lookup("#findings-title")
            .<Labeled>query()
            .getText()
            .startsWith("All paths to the loss: weight, 1 in all"));
    assertFalse(boxes().stream().anyMatch(box -> box.title().equals("x") && !box.is(Mark.DIMMED)));
    clickOn(graph()).push(KeyCode.ESCAPE);
    await(() -> boxes().stream().noneMatch(box -> box.is(Mark.DIMMED)));
    clickOn("#graph-ask").clickOn("#ask-unreached");
    await(() -> find("#findings-title", Labeled.class).getText().contains("nothing found"));
  }

  @Test
  void theLensIsRemembered() throws TimeoutException {
    open();
    long accumulators = count(Kind.ACCUMULATOR);
    assertEquals(2, accumulators);
    clickOn("#lens-data");
    await(() -> count(Kind.ACCUMULATOR) == 0);
    clickOn("#lens-grad-fn");
    await(() -> count(Kind.INPUT) == 0 && count(Kind.ACCUMULATOR) == 2);
    assertTrue(find("#lens-grad-fn", ToggleButton.class).isSelected());
    clickOn("#graph-show").clickOn("#show-legend");
    await(() -> find("#legend").isVisible());
    assertEquals(Lens.GRAD_FN.name(), new Settings(preferences).graphLens());
    assertTrue(new Settings(preferences).isOn("graphLegend", false));
  }

  @Test
  void theArrowsWalkAlongEdges() throws TimeoutException {
    open();
    GraphVertex loss = named("loss");
    interact(() -> graph().requestFocus());
    select(loss);
    push(KeyCode.UP);
    await(() -> model.selectionProperty().get() instanceof GraphVertex.OperationVertex);
    push(KeyCode.UP);
    await(
        () ->
            model.selectionProperty().get() instanceof GraphVertex.TensorVertex at
                && !at.equals(loss));
    push(KeyCode.DOWN);
    push(KeyCode.DOWN);
    await(() -> loss.equals(model.selectionProperty().get()));
  }

  @Test
  void whatIsShownGoesToEveryFormatAndToTheClipboard() throws TimeoutException, IOException {
    open();
    try (GraphModel shown = new GraphModel(model, javafx.application.Platform::runLater)) {
      await(() -> !shown.sceneProperty().get().items().isEmpty());
      GraphFiles files =
          new GraphFiles(
              model, shown, new Settings(preferences), new Texts(Locale.ENGLISH), Runnable::run);
      for (ExportFormat format : ExportFormat.values()) {
        Path file = folder.resolve("net" + format.ending());
        interact(() -> files.save(file, null));
        assertTrue(Files.size(file) > 500, file.toString());
      }
      assertEquals(ExportFormat.values().length, folder.toFile().list().length, "no leftovers");
      interact(files::copy);
      WaitForAsyncUtils.waitForFxEvents();
      interact(() -> assertNotNull(Clipboard.getSystemClipboard().getImage()));
    }
  }
}
