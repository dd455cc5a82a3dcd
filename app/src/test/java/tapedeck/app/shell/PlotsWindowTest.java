package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javafx.scene.Scene;
import javafx.scene.chart.LineChart;
import javafx.scene.control.Label;
import javafx.scene.control.TabPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.testfx.util.WaitForAsyncUtils;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.settings.MemoryPreferences;
import tapedeck.app.settings.Settings;
import tapedeck.graph.GraphVertex;
import tapedeck.python.PythonHost;
import tapedeck.session.Snapshot;
import tapedeck.tape.Phase;
import tapedeck.tape.TapeEvent;

/** A person looks at the curves and at the map of gradient norms, and goes where they point. */
class PlotsWindowTest extends WindowTest {
  private static final String PROGRAM =
      """
      import torch
      from torch import nn
      torch.manual_seed(0)
      model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
      optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
      for i in range(5):
          optimizer.zero_grad()
          loss = model(torch.ones(4, 2)).pow(2).mean()
          loss.backward()
          optimizer.step()
      """;

  @Override
  public void start(Stage stage) {
    Settings settings = new Settings(new MemoryPreferences());
    settings.setLocale(Locale.ENGLISH);
    host = new PythonHost();
    model = new DebuggerModel(text -> host.program(text.name(), text.source(), List.of(), true));
    window = new MainWindow(model, settings, Runnable::run);
    stage.setScene(new Scene(window, 1280, 1000));
    stage.show();
  }

  private Snapshot snapshot() {
    return model.snapshotProperty().get();
  }

  private void runToEnd(String tab) throws TimeoutException {
    interact(() -> model.open(new ProgramText("plots.py", PROGRAM, null)));
    interact(() -> model.run(0));
    await(() -> !snapshot().moving() && snapshot().state().phase() == Phase.FINISHED);
    interact(
        () -> {
          TabPane tabs = lookup(".bottom .tab-pane").queryAllAs(TabPane.class).iterator().next();
          tabs.getSelectionModel()
              .select(tabs.getTabs().stream().filter(t -> tab.equals(t.getId())).findFirst().get());
        });
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  @SuppressWarnings("unchecked")
  void watchedValuesStandBesideTheLoss() throws TimeoutException {
    runToEnd("tab-plots");
    interact(() -> model.watches().add("model.0.weight.grad.norm()"));
    LineChart<Number, Number> chart = lookup("#loss-plot .chart").queryAs(LineChart.class);
    await(() -> chart.getData().size() == 3 && chart.getData().get(2).getData().size() == 5);
    assertEquals(2, chart.getData().get(0).getData().size(), "a mark on every curve");
    interact(
        () ->
            lookup("#loss-plot .watch-curve-1")
                .queryAllAs(ToggleButton.class)
                .iterator()
                .next()
                .fire());
    assertEquals(0, chart.getData().get(2).getData().size());
    double loss = chart.getData().get(1).getData().get(0).getYValue().doubleValue();
    interact(() -> lookup("#plot-logarithmic").queryAs(ToggleButton.class).fire());
    assertEquals(
        Math.log10(loss), chart.getData().get(1).getData().get(0).getYValue().doubleValue(), 1e-12);
  }

  @Test
  void aCellOfTheMapLeadsToItsGradient() throws TimeoutException {
    runToEnd("tab-gradients");
    Label caption = lookup("#gradient-caption").queryAs(Label.class);
    await(() -> caption.getText().startsWith("Norm"));
    Region map = lookup("#gradient-map").queryAs(Region.class);
    interact(map::requestFocus);
    push(KeyCode.LEFT).push(KeyCode.LEFT);
    assertTrue(caption.getText().startsWith("model.0.weight, pass 3"), caption.getText());
    push(KeyCode.ENTER);
    await(() -> !snapshot().moving() && snapshot().state().phase() != Phase.FINISHED);
    TapeEvent.GradAccumulated grown =
        (TapeEvent.GradAccumulated) snapshot().tape().event(snapshot().position());
    assertEquals(new GraphVertex.TensorVertex(grown.leaf()), model.selectionProperty().get());
    assertEquals("model.0.weight", model.known().nameOf(grown.leaf()));
    interact(() -> lookup("#gradients-by-layer").queryAs(ToggleButton.class).fire());
    await(() -> caption.getText().startsWith("Norm"));
    push(KeyCode.DOWN);
    assertTrue(caption.getText().startsWith("model.2, pass 3"), caption.getText());
  }
}
