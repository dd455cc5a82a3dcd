package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javafx.geometry.VPos;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.ParameterTrack;
import tapedeck.app.chart.Curves;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.tape.ModuleCall;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;

/** A module: its parameters, how large their gradients and updates are, now and over time. */
final class ModuleCard extends Card<ModuleCard.Facts> {
  private final DebuggerModel model;
  private final Texts texts;
  private final Consumer<GraphVertex> select;
  private final ParameterTrack track = new ParameterTrack();
  private final VBox body = new VBox(8);

  record Facts(ModuleCall call, int operations, long elements, List<Row> rows, long position) {}

  /** One parameter. */
  record Row(
      long tensor,
      String name,
      String shape,
      double weight,
      double gradient,
      double update,
      List<ParameterTrack.Point> points) {}

  ModuleCard(DebuggerModel model, Texts texts, Consumer<GraphVertex> select) {
    super("module");
    this.model = model;
    this.texts = texts;
    this.select = select;
    body.getStyleClass().add("card");
  }

  @Override
  @Nullable Facts look(Inspected at) {
    if (!(at.vertex() instanceof ModuleVertex vertex)) {
      return null;
    }
    ModuleCall call = null;
    Set<Long> parameters = new LinkedHashSet<>();
    int operations = 0;
    State known = at.known();
    for (OperationState operation : known.operations().values()) {
      ModuleCall around = around(operation, vertex.call());
      if (around != null) {
        call = around;
        operations++;
        operation.operands().stream()
            .map(Operand::tensor)
            .filter(id -> id != null && isParameter(known.tensor(id)))
            .forEach(parameters::add);
      }
    }
    if (call == null) {
      return null;
    }
    track.read(at.tape());
    List<Row> rows = new ArrayList<>();
    long elements = 0;
    for (long parameter : parameters.stream().sorted().toList()) {
      TensorState tensor = at.state().tensor(parameter);
      if (tensor != null) {
        rows.add(row(at, tensor));
        elements += tensor.value().shape().numel();
      }
    }
    return new Facts(call, operations, elements, rows, at.state().step());
  }

  private static @Nullable ModuleCall around(OperationState operation, long number) {
    for (ModuleCall call : operation.at().modules()) {
      if (call.number() == number) {
        return call;
      }
    }
    return null;
  }

  private static boolean isParameter(@Nullable TensorState tensor) {
    return tensor != null && tensor.isLeaf() && tensor.requiresGrad();
  }

  private Row row(Inspected at, TensorState tensor) {
    List<ParameterTrack.Point> points = track.points(tensor.id());
    double update = Double.NaN;
    for (ParameterTrack.Point point : points) {
      update = point.step() <= at.state().step() ? point.update() : update;
    }
    double root = Math.sqrt(tensor.value().shape().numel());
    double gradient = tensor.grad() == null ? Double.NaN : tensor.grad().rootMeanSquare() * root;
    return new Row(
        tensor.id(),
        at.name(tensor.id()),
        tensor.value().shape().toString(),
        tensor.value().rootMeanSquare() * root,
        tensor.grad() == null ? -1 : gradient,
        update,
        points);
  }

  @Override
  Region body() {
    return body;
  }

  @Override
  void show(Facts facts) {
    body.getChildren().clear();
    Label heading = new Label(facts.call().path() + ": " + facts.call().type());
    heading.setId("module-name");
    heading.getStyleClass().add("row-code");
    Label size =
        new Label(
            texts.get(
                "inspector.module.size",
                facts.rows().size(),
                facts.elements(),
                facts.operations()));
    size.setId("module-size");
    size.setWrapText(true);
    body.getChildren().addAll(heading, size);
    for (Row row : facts.rows()) {
      body.getChildren().add(parameter(row, facts.position()));
    }
  }

  private Region parameter(Row row, long position) {
    Hyperlink name = new Hyperlink(row.name() + "  " + row.shape());
    name.getStyleClass().add("row-code");
    name.setOnAction(event -> select.accept(new GraphVertex.TensorVertex(row.tensor())));
    GridPane numbers = new GridPane();
    numbers.setHgap(10);
    numbers.setVgap(2);
    ColumnConstraints names = new ColumnConstraints();
    names.setMinWidth(96);
    ColumnConstraints values = new ColumnConstraints();
    values.setMinWidth(58);
    ColumnConstraints charts = new ColumnConstraints();
    charts.setHgrow(Priority.ALWAYS);
    numbers.getColumnConstraints().addAll(names, values, charts);
    number(numbers, "inspector.module.weight", row.weight(), List.of(), position);
    String none = row.gradient() < 0 ? "None" : Brief.number(row.gradient());
    List<Curves.Point> gradients = new ArrayList<>();
    List<Curves.Point> updates = new ArrayList<>();
    for (ParameterTrack.Point point : row.points()) {
      gradients.add(new Curves.Point(point.step(), point.gradient()));
      updates.add(new Curves.Point(point.step(), point.update()));
    }
    number(numbers, "inspector.module.gradient", none, gradients, position);
    number(numbers, "inspector.module.update", row.update(), updates, position);
    return new VBox(2, name, numbers);
  }

  private void number(
      GridPane grid, String key, double number, List<Curves.Point> points, long position) {
    number(grid, key, Double.isNaN(number) ? "–" : Brief.number(number), points, position);
  }

  private void number(
      GridPane grid, String key, String number, List<Curves.Point> points, long position) {
    Label name = new Label(texts.get(key));
    name.getStyleClass().add("row-name");
    Label value = new Label(number);
    value.getStyleClass().add("row-code");
    int row = grid.getRowCount();
    grid.addRow(row, name, value);
    GridPane.setValignment(name, VPos.TOP);
    GridPane.setValignment(value, VPos.TOP);
    if (points.size() > 1) {
      Curves curve = new Curves(30, model::jumpTo);
      curve.show(List.of(new Curves.Series(number, points)), position);
      grid.add(curve, 2, row);
    }
  }
}
