package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Spinner;
import javafx.scene.control.TitledPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.TreeView;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.settings.MemoryPreferences;
import tapedeck.app.settings.Settings;
import tapedeck.graph.GraphVertex;
import tapedeck.python.PythonHost;
import tapedeck.session.Snapshot;
import tapedeck.tape.State;

/** A person looks at each card of the inspector. */
class InspectorWindowTest extends WindowTest {
  private static final String PROGRAM =
      """
      import torch
      from torch import nn
      x = torch.tensor([[1.0, 2.0]])
      fc = nn.Linear(2, 2)
      with torch.no_grad():
          fc.weight.copy_(torch.tensor([[0.5, -1.0], [2.0, 0.25]]))
          fc.bias.zero_()
      optimizer = torch.optim.SGD(fc.parameters(), lr=0.1, momentum=0.9)
      for i in range(3):
          optimizer.zero_grad()
          h = fc(x)
          loss = (h * h).sum() + h.sum()
          loss.backward()
          optimizer.step()
      """;

  private final MemoryPreferences preferences = new MemoryPreferences();

  @Override
  public void start(Stage stage) {
    Settings settings = new Settings(preferences);
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

  /** Opens the program and goes to the end of its first backward pass, or optimiser step. */
  private void open(boolean toStep) throws TimeoutException {
    interact(() -> model.open(new ProgramText("cards.py", PROGRAM, null)));
    interact(() -> model.moves().backward(false));
    await(() -> !snapshot().moving() && snapshot().state().backward() != null);
    if (toStep) {
      interact(() -> model.moves().optimizerStep(false));
      await(() -> !snapshot().moving() && !snapshot().state().optimizers().isEmpty());
    }
  }

  private long tensor(String name) {
    State known = model.known();
    return known.names().entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .mapToLong(java.util.Map.Entry::getKey)
        .filter(id -> snapshot().state().tensor(id) != null)
        .max()
        .orElseThrow();
  }

  private void select(GraphVertex vertex) {
    interact(() -> model.selectionProperty().set(vertex));
  }

  private TitledPane card(String id) {
    return find("#card-" + id, TitledPane.class);
  }

  private void awaitCard(String id) throws TimeoutException {
    await(() -> card(id).isVisible());
  }

  @Test
  void theGradientIsUnfoldedDownToOneElement() throws TimeoutException {
    open(false);
    select(new GraphVertex.TensorVertex(tensor("h")));
    await(() -> card("unfolding").isVisible() && text("#unfolding-sum").startsWith("∂L/∂h[0, 0]"));
    // h = [-1.5, 2.5]: 2h from its square, in two uses, and 1 from its sum
    assertTrue(text("#unfolding-sum").endsWith(" = −2"), text("#unfolding-sum"));
    assertEquals(3, lookup("#unfolding-tree").<TreeView<?>>query().getExpandedItemCount());
    Spinner<Integer> column = lookup("#element-1").query();
    interact(() -> column.getValueFactory().setValue(1));
    assertTrue(text("#unfolding-sum").startsWith("∂L/∂h[0, 1]"), text("#unfolding-sum"));
    assertTrue(text("#unfolding-sum").endsWith(" = 6"), text("#unfolding-sum"));
  }

  @Test
  void noCardIsWiderThanTheInspector() throws TimeoutException {
    String attention =
        """
        import torch
        from torch.nn import functional as F
        q = torch.linspace(-1, 1, 48).view(2, 2, 3, 4).requires_grad_()
        out = F.scaled_dot_product_attention(q, q * 0.000123, q)
        out.sum().backward()
        """;
    interact(() -> model.open(new ProgramText("attention.py", attention, null)));
    interact(() -> model.moves().backward(false));
    await(() -> !snapshot().moving() && snapshot().state().backward() != null);
    select(new GraphVertex.OperationVertex(tensor("out")));
    awaitCard("vjp");
    Pane cards = (Pane) find("#inspector", ScrollPane.class).getContent();
    assertEquals("", widest(cards));
  }

  private String widest(Pane cards) {
    double room = find("#inspector", ScrollPane.class).getViewportBounds().getWidth();
    return cards.getChildren().stream()
        .map(Region.class::cast)
        .filter(card -> card.isVisible() && card.minWidth(-1) > room)
        .map(card -> card.getId() + " " + card.minWidth(-1) + " of " + room)
        .toList()
        .toString()
        .replace("[]", "");
  }

  @Test
  void theNodeIsCheckedOnDemand() throws TimeoutException {
    open(false);
    select(new GraphVertex.OperationVertex(tensor("h")));
    awaitCard("vjp");
    ComboBox<?> inputs = lookup("#vjp-input").query();
    assertTrue(inputs.getItems().size() >= 2, "" + inputs.getItems());
    assertTrue(text("#vjp-numbers").startsWith("v = ∂L/∂h"), text("#vjp-numbers"));
    assertFalse(find("#vjp-verdict").isVisible());
    interact(() -> find("#vjp-check", Button.class).fire());
    await(() -> find("#vjp-verdict").isVisible());
    assertTrue(text("#vjp-verdict").contains("agree"), text("#vjp-verdict"));
    assertTrue(find("#vjp-columns", Pane.class).getChildren().size() > 6);
  }

  @Test
  void theOptimizerStepIsAWorkedSum() throws TimeoutException {
    open(true);
    select(new GraphVertex.TensorVertex(tensor("fc.bias")));
    awaitCard("optimizer");
    // ∂L/∂bias = 2h + 1 = [-2, 6]; the first momentum buffer is the gradient
    assertTrue(
        text("#optimizer-change").startsWith("fc.bias[0]: 0 → 0.2"), text("#optimizer-change"));
    List<String> lines =
        find("#optimizer-sum", Pane.class).getChildren().stream()
            .map(node -> ((Label) node).getText())
            .toList();
    assertTrue(
        lines.contains("= θ + (−lr) · b\n= 0 + (−0.1) · (−2)\n= 0.2   (norm 0.63246)"), "" + lines);
    interact(() -> model.moves().optimizerStep(false));
    await(() -> !snapshot().moving() && text("#optimizer-state").contains("momentum_buffer: −2"));
  }

  @Test
  void elementsAreNumbersColoursOrSizes() throws TimeoutException {
    open(false);
    select(new GraphVertex.TensorVertex(tensor("fc.weight")));
    awaitCard("values");
    assertTrue(text("#values-statistics").startsWith("min −1  max 2"), text("#values-statistics"));
    interact(() -> find("#values-grad", ToggleButton.class).fire());
    // ∂L/∂w = (2h + 1)ᵀ x
    assertTrue(text("#values-statistics").startsWith("min −4  max 12"), text("#values-statistics"));
    interact(() -> find("#values-sizes", ToggleButton.class).fire());
    assertTrue(text("#values-pointed").contains("power of ten"), text("#values-pointed"));
    interact(() -> find("#values-colours", ToggleButton.class).fire());
    Node matrix = lookup(".matrix-view").match(Node::isVisible).query();
    assertTrue(matrix.getBoundsInLocal().getHeight() > 20);
  }

  @Test
  void aModuleShowsItsParameters() throws TimeoutException {
    open(true);
    long call =
        model.known().operations().values().stream()
            .flatMap(operation -> operation.at().modules().stream())
            .filter(module -> module.type().equals("Linear"))
            .findFirst()
            .orElseThrow()
            .number();
    select(new GraphVertex.ModuleVertex(call));
    awaitCard("module");
    assertEquals("fc: Linear", text("#module-name"));
    assertTrue(
        text("#module-size").startsWith("2 parameters with 6 elements"), text("#module-size"));
    assertFalse(card("tensor").isVisible());
  }

  @Test
  void aParameterHasAHistoryAndAnOrigin() throws TimeoutException {
    open(true);
    interact(() -> model.moves().optimizerStep(false));
    await(() -> !snapshot().moving() && snapshot().state().iteration().number() == 2);
    select(new GraphVertex.TensorVertex(tensor("fc.weight")));
    awaitCard("history");
    awaitCard("origin");
    assertEquals("16 bytes", text("#origin-memory"));
  }

  @Test
  void itSaysWhyThereIsNoGradient() throws TimeoutException {
    open(false);
    select(new GraphVertex.TensorVertex(tensor("h")));
    await(() -> text("#why").contains("passed through it and was not kept"));
  }

  @Test
  void aWordOfTheExplanationIsExplained() throws TimeoutException {
    open(false);
    assertFalse(find("#glossary").isVisible());
    interact(() -> find(".glossary-link", Hyperlink.class).fire());
    assertTrue(find("#glossary").isVisible());
    String first = text("#glossary-title");
    assertEquals("backward pass", first);
    // words in the explanation lead further
    Hyperlink next = from(find("#glossary", Node.class)).lookup(".glossary-link").query();
    interact(next::fire);
    assertFalse(text("#glossary-title").equals(first));
  }

  @Test
  void aFoldedCardStaysFolded() throws TimeoutException {
    open(false);
    select(new GraphVertex.TensorVertex(tensor("fc.weight")));
    awaitCard("values");
    interact(() -> card("values").setExpanded(false));
    assertEquals(List.of("values"), new Settings(preferences).linesOf("cards", "folded"));
    interact(() -> card("values").setExpanded(true));
    assertEquals(List.of(), new Settings(preferences).linesOf("cards", "folded"));
  }
}
