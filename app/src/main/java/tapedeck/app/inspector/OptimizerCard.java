package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.TensorStatistics;
import tapedeck.analysis.WorkedUpdate;
import tapedeck.app.chart.Curves;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.tape.OptimizerState;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/** The last optimiser step of a parameter as a worked sum, for one element and as norms. */
final class OptimizerCard extends Card<OptimizerCard.Facts> {
  /** What the parameter is called in formulas. */
  private static final String PARAMETER = "θ";

  private final Texts texts;
  private final VBox body = new VBox(6);
  private final Label heading = new Label();
  private final ElementPicker picker;
  private final GridPane sum = new GridPane();
  private final Label change = new Label();
  private final Label kept = new Label();
  private final Label rates = new Label();
  private final Curves schedule;
  private @Nullable Facts shown;
  private @Nullable Tape read;
  private long readTo;
  private long readFor;
  private final List<Curves.Point> learningRates = new ArrayList<>();

  /**
   * One update.
   *
   * @param norms the 2-norm of each line's value, in their order
   * @param learningRates at each step so far and to come, as far as it is recorded
   */
  record Facts(
      String name,
      String optimizer,
      int step,
      ParameterUpdate update,
      WorkedUpdate worked,
      List<Double> norms,
      double changeNorm,
      List<Curves.Point> learningRates,
      long position) {}

  OptimizerCard(DebuggerModel model, Texts texts) {
    super("optimizer");
    this.texts = texts;
    picker = new ElementPicker(texts, this::draw);
    schedule = new Curves(46, model::jumpTo);
    heading.setWrapText(true);
    sum.setHgap(8);
    sum.setVgap(4);
    sum.setId("optimizer-sum");
    change.setId("optimizer-change");
    change.setWrapText(true);
    change.getStyleClass().add("row-code");
    kept.setId("optimizer-state");
    kept.setWrapText(true);
    kept.getStyleClass().add("row-code");
    rates.getStyleClass().add("hint");
    rates.setText(texts.get("inspector.optimizer.rates"));
    body.getStyleClass().add("card");
    body.getChildren().addAll(heading, picker, sum, change, kept, rates, schedule);
  }

  @Override
  @Nullable Facts look(Inspected at) {
    TensorState tensor = at.tensor();
    if (tensor == null) {
      return null;
    }
    for (OptimizerState optimizer : at.state().optimizers().values()) {
      ParameterUpdate update = optimizer.updates().get(tensor.id());
      WorkedUpdate worked =
          update == null ? null : WorkedUpdate.of(optimizer.name(), PARAMETER, update);
      if (update != null && worked != null) {
        return facts(at, optimizer, update, worked);
      }
    }
    return null;
  }

  private Facts facts(
      Inspected at, OptimizerState optimizer, ParameterUpdate update, WorkedUpdate worked) {
    List<Double> norms = new ArrayList<>();
    for (WorkedUpdate.Line line : worked.lines()) {
      norms.add(TensorStatistics.of(line.value()).norm());
    }
    double squares = 0;
    for (int i = 0; i < update.after().shape().numel(); i++) {
      double moved = update.after().doubleAt(i) - update.before().doubleAt(i);
      squares += moved * moved;
    }
    readRates(at.tape(), update.parameter());
    return new Facts(
        at.name(update.parameter()),
        optimizer.name(),
        optimizer.steps(),
        update,
        worked,
        norms,
        Math.sqrt(squares),
        List.copyOf(learningRates),
        at.state().step());
  }

  /** Reads what the tape has gained; only ever called by the gathering thread. */
  private void readRates(Tape tape, long parameter) {
    if (tape != read || parameter != readFor) {
      learningRates.clear();
      read = tape;
      readFor = parameter;
      readTo = 0;
    }
    long length = tape.length();
    for (long step = Math.max(readTo, tape.firstStep()) + 1; step <= length; step++) {
      if (tape.event(step) instanceof TapeEvent.ParameterUpdated updated
          && updated.update().parameter() == parameter) {
        Double rate = updated.update().hyperparameters().get("lr");
        if (rate != null) {
          learningRates.add(new Curves.Point(step, rate));
        }
      }
    }
    readTo = length;
  }

  @Override
  Region body() {
    return body;
  }

  @Override
  void show(Facts facts) {
    shown = facts;
    picker.offer(facts.update().before().shape());
    heading.setText(
        texts.get("inspector.optimizer.heading", facts.optimizer(), facts.step(), facts.name()));
    boolean scheduled =
        facts.learningRates().stream().mapToDouble(Curves.Point::value).distinct().count() > 1;
    for (Region region : List.of(rates, schedule)) {
      region.setVisible(scheduled);
      region.setManaged(scheduled);
    }
    schedule.show(List.of(new Curves.Series("lr", facts.learningRates())), facts.position());
    draw();
  }

  private void draw() {
    Facts facts = shown;
    if (facts == null) {
      return;
    }
    int element = picker.element();
    sum.getChildren().clear();
    ParameterUpdate update = facts.update();
    line(
        "g",
        facts.name() + ".grad",
        "",
        update.gradient(),
        TensorStatistics.of(update.gradient()).norm(),
        element);
    for (int i = 0; i < facts.worked().lines().size(); i++) {
      WorkedUpdate.Line line = facts.worked().lines().get(i);
      boolean last = line.name().equals(WorkedUpdate.PARAMETER);
      line(
          last ? "θ ←" : line.symbol(),
          line.inSymbols(),
          line.inNumbers(element),
          line.value(),
          facts.norms().get(i),
          element);
    }
    double before = update.before().doubleAt(element);
    double after = update.after().doubleAt(element);
    change.setText(
        texts.get(
            "inspector.optimizer.change",
            facts.name() + picker.index(),
            Brief.exact(update.before(), element),
            Brief.exact(update.after(), element),
            Brief.number(after - before),
            Brief.number(facts.changeNorm())));
    kept.setText(kept(facts, element));
    kept.setManaged(!kept.getText().isEmpty());
  }

  /** What the optimiser keeps of the parameter: before, and after the step. */
  private String kept(Facts facts, int element) {
    List<String> lines = new ArrayList<>();
    for (ParameterUpdate.Term state : facts.update().state()) {
      TensorValue value = state.value();
      int at = value.shape().numel() == 1 ? 0 : element;
      WorkedUpdate.Line line = facts.worked().line(state.name());
      String after = line == null ? "" : " → " + Brief.exact(line.value(), element);
      lines.add(state.name() + ": " + Brief.exact(value, at) + after);
    }
    return lines.isEmpty()
        ? ""
        : texts.get("inspector.optimizer.state") + "\n" + String.join("\n", lines);
  }

  private void line(
      String symbol, String formula, String numbers, TensorValue value, double norm, int element) {
    int row = sum.getRowCount();
    String result = Brief.exact(value, value.shape().numel() == 1 ? 0 : element);
    String text = "= " + formula;
    if (!numbers.isEmpty() && !numbers.equals(formula) && !numbers.equals(result)) {
      text += "\n= " + numbers;
    }
    text += "\n= " + result;
    if (value.shape().numel() > 1) {
      text += texts.get("inspector.optimizer.norm", Brief.number(norm));
    }
    Label left = new Label(symbol);
    left.getStyleClass().add("row-code");
    left.setMinWidth(Region.USE_PREF_SIZE);
    GridPane.setValignment(left, javafx.geometry.VPos.TOP);
    Label right = new Label(text);
    right.getStyleClass().add("row-code");
    right.setWrapText(true);
    sum.addRow(row, left, right);
  }
}
