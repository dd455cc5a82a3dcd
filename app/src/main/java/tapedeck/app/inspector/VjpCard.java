package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.NodeCheck;
import tapedeck.analysis.RepeatedOperation;
import tapedeck.app.chart.MatrixView;
import tapedeck.app.model.Worker;
import tapedeck.app.text.Texts;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/**
 * The vector-Jacobian product of a node: its Jacobian where that is small enough, the vector that
 * arrived, what it sends; and on demand the same by finite differences.
 */
final class VjpCard extends Card<VjpCard.Facts> {
  /** Jacobians with more entries are not computed. */
  private static final int MOST = 16_384;

  /** Vectors up to this length are written out. */
  private static final int WRITTEN_OUT = 8;

  private static final int LONGEST_CHECK = 12;

  private final Texts texts;
  private final Worker checks;
  private final ComboBox<Product> inputs = new ComboBox<>();
  private final Label equation = new Label();
  private final MatrixView jacobian = new MatrixView(112);
  private final Label pointed = new Label();
  private final Label numbers = new Label();
  private final Button check = new Button();
  private final GridPane columns = new GridPane();
  private final Label verdict = new Label();
  private final VBox body = new VBox(6);
  private @Nullable Facts shown;

  /**
   * A node's products.
   *
   * @param obstacle why there are none, null if there are
   */
  record Facts(
      RepeatedOperation.@Nullable Obstacle obstacle,
      @Nullable RepeatedOperation operation,
      NodeState.Evaluation evaluation,
      List<Product> products) {}

  /**
   * One input's product.
   *
   * @param input what people call the input
   * @param jacobian null where it is too large
   */
  record Product(
      String input,
      String output,
      double @Nullable [][] jacobian,
      TensorValue vector,
      TensorValue sent,
      int rows,
      int columns) {}

  /**
   * @param windowThread where the outcome of a check is handed over
   */
  VjpCard(Texts texts, Executor windowThread) {
    super("vjp");
    this.texts = texts;
    this.checks = new Worker("node check", windowThread);
    inputs.setId("vjp-input");
    inputs.setConverter(new ProductNames());
    inputs.valueProperty().addListener((property, before, after) -> draw(after));
    equation.setId("vjp-equation");
    equation.getStyleClass().add("row-code");
    equation.setWrapText(true);
    numbers.setId("vjp-numbers");
    numbers.getStyleClass().add("row-code");
    numbers.setWrapText(true);
    pointed.getStyleClass().add("hint");
    pointed.setWrapText(true);
    check.setId("vjp-check");
    check.setText(texts.get("inspector.vjp.check"));
    check.setOnAction(event -> check());
    columns.setId("vjp-columns");
    columns.setHgap(14);
    columns.setVgap(2);
    verdict.setId("vjp-verdict");
    verdict.setWrapText(true);
    for (Region region : List.of(inputs, jacobian, pointed, columns, verdict, check)) {
      region.managedProperty().bind(region.visibleProperty());
    }
    body.getStyleClass().add("card");
    body.getChildren()
        .addAll(inputs, equation, jacobian, pointed, numbers, check, columns, verdict);
  }

  private static final class ProductNames extends javafx.util.StringConverter<Product> {
    @Override
    public String toString(@Nullable Product product) {
      return product == null ? "" : "∂" + product.output() + "/∂" + product.input();
    }

    @Override
    public Product fromString(String name) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  @Nullable Facts look(Inspected at) {
    NodeState node = at.node();
    OperationState operation = at.operation();
    NodeState.Evaluation evaluation = node == null ? null : node.evaluation();
    if (operation == null || evaluation == null || at.tensor() == null) {
      return null;
    }
    RepeatedOperation.Obstacle obstacle = RepeatedOperation.obstacle(at.tape(), operation);
    if (obstacle != null) {
      return new Facts(obstacle, null, evaluation, List.of());
    }
    RepeatedOperation again = RepeatedOperation.of(at.tape(), operation);
    List<Product> products = new ArrayList<>();
    for (RepeatedOperation.Input input : again.inputs()) {
      Product product = product(at, operation, again, evaluation, input);
      if (product != null) {
        products.add(product);
      }
    }
    return products.isEmpty() ? null : new Facts(null, again, evaluation, products);
  }

  /** The product of the first result that received a gradient. */
  private static @Nullable Product product(
      Inspected at,
      OperationState operation,
      RepeatedOperation again,
      NodeState.Evaluation evaluation,
      RepeatedOperation.Input input) {
    TensorValue sent =
        input.slot() < evaluation.outgoing().size()
            ? evaluation.outgoing().get(input.slot())
            : null;
    for (int i = 0; i < evaluation.incoming().size() && sent != null; i++) {
      TensorValue vector = evaluation.incoming().get(i);
      if (vector != null) {
        int rows = vector.shape().numel();
        int width = input.value().shape().numel();
        boolean small = (long) rows * width <= MOST;
        Long tensor = input.operand().tensor();
        return new Product(
            tensor == null ? input.operand().parameter() : at.name(tensor),
            at.name(operation.output()),
            small ? again.jacobian(i, input.slot()) : null,
            vector,
            sent,
            rows,
            width);
      }
    }
    return null;
  }

  @Override
  Region body() {
    return body;
  }

  @Override
  void show(Facts facts) {
    checks.cancel();
    boolean other = shown == null || !shown.evaluation().equals(facts.evaluation());
    shown = facts;
    boolean possible = facts.obstacle() == null;
    inputs.setVisible(possible && facts.products().size() > 1);
    check.setVisible(possible);
    if (other) {
      columns.setVisible(false);
      verdict.setVisible(false);
    }
    if (!possible) {
      jacobian.setVisible(false);
      pointed.setVisible(false);
      numbers.setText("");
      equation.setText(texts.get("inspector.vjp.obstacle." + facts.obstacle()));
      return;
    }
    int chosen = Math.max(0, inputs.getSelectionModel().getSelectedIndex());
    inputs.getItems().setAll(facts.products());
    inputs.getSelectionModel().select(Math.min(chosen, facts.products().size() - 1));
  }

  private void draw(@Nullable Product product) {
    if (product == null) {
      return;
    }
    double[][] entries = product.jacobian();
    equation.setText(
        texts.get(
            "inspector.vjp.equation",
            product.input(),
            product.output(),
            product.columns(),
            product.rows()));
    jacobian.setVisible(entries != null);
    pointed.setVisible(entries != null);
    if (entries != null) {
      int width = product.columns();
      jacobian.show(
          new MatrixView.Matrix(
              product.rows(),
              width,
              index -> entries[(int) index / width][(int) index % width],
              index -> Brief.number(entries[index / width][index % width])),
          product.rows() <= 5 && width <= 4);
      jacobian.onPointed(index -> point(product, entries, index));
      point(product, entries, -1);
    } else {
      pointed.setText("");
    }
    numbers.setText(
        "v = ∂L/∂%s = %s%nJᵀ · v = ∂L/∂%s = %s"
            .formatted(
                product.output(), written(product.vector()),
                product.input(), written(product.sent())));
  }

  private void point(Product product, double[][] entries, int index) {
    if (index < 0) {
      pointed.setText(texts.get("inspector.vjp.point"));
      return;
    }
    int row = index / product.columns();
    int column = index % product.columns();
    pointed.setText(
        "∂%s[%d] / ∂%s[%d] = %s"
            .formatted(
                product.output(),
                row,
                product.input(),
                column,
                Brief.number(entries[row][column])));
  }

  private static String written(TensorValue value) {
    int count = value.shape().numel();
    if (count > WRITTEN_OUT || value.shape().dim() == 0) {
      return Brief.of(value);
    }
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(Brief.number(value.doubleAt(i)));
    }
    return "[" + String.join(", ", elements) + "]";
  }

  private void check() {
    Facts facts = shown;
    RepeatedOperation operation = facts == null ? null : facts.operation();
    if (facts == null || operation == null) {
      return;
    }
    check.setDisable(true);
    checks.request(
        () -> NodeCheck.of(operation, facts.evaluation()),
        outcome -> {
          check.setDisable(false);
          show(facts, outcome);
        });
  }

  private void show(Facts facts, NodeCheck outcome) {
    columns.getChildren().clear();
    columns.addRow(
        0,
        heading("inspector.vjp.element"),
        heading("inspector.vjp.sent"),
        heading("inspector.vjp.measured"));
    boolean agrees = true;
    double largest = 0;
    int checked = 0;
    for (int c = 0; c < outcome.columns().size(); c++) {
      NodeCheck.Column column = outcome.columns().get(c);
      String name = facts.products().get(c).input();
      agrees &= column.agrees();
      largest = Math.max(largest, column.largestDifference());
      checked += column.elements().length;
      for (int i = 0; i < Math.min(LONGEST_CHECK, column.elements().length); i++) {
        columns.addRow(
            columns.getRowCount(),
            code(name + "[" + column.elements()[i] + "]"),
            code(Brief.number(column.sent()[i])),
            code(Brief.number(column.measured()[i])));
      }
    }
    columns.setVisible(true);
    verdict.setVisible(true);
    verdict.getStyleClass().removeAll("good", "mistake");
    verdict.getStyleClass().add(agrees ? "good" : "mistake");
    String key = agrees ? "inspector.vjp.agrees" : "inspector.vjp.differs";
    verdict.setText(texts.get(key, checked, Brief.number(largest)));
  }

  private Label heading(String key) {
    Label label = new Label(texts.get(key));
    label.getStyleClass().add("row-name");
    return label;
  }

  private static Label code(String text) {
    Label label = new Label(text);
    label.getStyleClass().add("row-code");
    return label;
  }

  void close() {
    checks.close();
  }
}
