package tapedeck.app.plots;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javafx.beans.InvalidationListener;
import javafx.geometry.Side;
import javafx.scene.chart.LineChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.StackPane;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.OtherBranch;
import tapedeck.app.model.Worker;
import tapedeck.app.text.Texts;
import tapedeck.session.Snapshot;
import tapedeck.tensor.Brief;

/**
 * The loss and every watched number over the backward passes, with marks at the position; a click
 * goes there. The names above the curves hide and show them.
 */
public final class LossPlot extends BorderPane implements AutoCloseable {
  private final DebuggerModel model;
  private final Texts texts;
  private final PassCurves curves = new PassCurves();
  private final Worker reading;
  private final NumberAxis passes = new NumberAxis();
  private final NumberAxis values = new NumberAxis();
  private final LineChart<Number, Number> chart = new LineChart<>(passes, values);
  private final FlowPane legend = new FlowPane(6, 4);
  private final ToggleButton logarithmic = new ToggleButton();
  private final Label empty;
  private final Set<String> hidden = new LinkedHashSet<>();
  private PassCurves.@Nullable Picture shown;
  private List<PassCurves.Curve> drawn = List.of();

  /**
   * @param windowThread where what was read is handed over
   */
  public LossPlot(DebuggerModel model, Texts texts, Executor windowThread) {
    this.model = model;
    this.texts = texts;
    this.reading = new Worker("loss plot", windowThread);
    setId("loss-plot");
    getStyleClass().add("loss-plot");
    empty = new Label(texts.get("plots.noLoss"));
    empty.getStyleClass().add("hint");
    chart.setAccessibleText(texts.get("plots.title"));
    chart.setAnimated(false);
    chart.setLegendVisible(false);
    chart.setMinSize(0, 0);
    chart.setPrefSize(0, 0);
    setMinHeight(0);
    passes.setAutoRanging(false);
    passes.setLowerBound(1);
    passes.setMinorTickVisible(false);
    values.setForceZeroInRange(false);
    values.setSide(Side.LEFT);
    logarithmic.setText(texts.get("plots.logarithmic"));
    logarithmic.setId("plot-logarithmic");
    logarithmic.getStyleClass().add("chip");
    logarithmic.setOnAction(event -> changeScale());
    legend.getStyleClass().add("plot-legend");
    chart.setOnMouseClicked(this::click);
    setTop(legend);
    setCenter(new StackPane(chart, empty));
    model.snapshotProperty().addListener((property, before, after) -> request());
    model.watches().addListener((InvalidationListener) changed -> request());
    request();
  }

  private void request() {
    Snapshot snapshot = model.snapshotProperty().get();
    if (snapshot == null) {
      reading.cancel();
      show(new PassCurves.Picture(List.of(), List.of(), 0));
      return;
    }
    List<String> watches = List.copyOf(model.watches());
    OtherBranch beside = OtherBranch.of(snapshot);
    reading.request(
        () ->
            curves.read(
                snapshot.tape(),
                beside == null ? null : beside.tape(),
                watches,
                snapshot.position()),
        this::show);
  }

  private void show(PassCurves.Picture picture) {
    shown = picture;
    boolean none = picture.passes().isEmpty();
    chart.setVisible(!none);
    legend.setVisible(!none);
    legend.setManaged(!none);
    empty.setVisible(none);
    if (!picture.curves().equals(drawn)) {
      drawn = picture.curves();
      draw();
    }
    mark();
  }

  private void draw() {
    legend.getChildren().clear();
    chart.getData().clear();
    // the marks come first, so that their style does not depend on how many curves there are
    chart.getData().add(new XYChart.Series<>());
    int number = 0;
    for (PassCurves.Curve curve : drawn) {
      legend.getChildren().add(chip(curve, styleOf(curve, number++)));
      XYChart.Series<Number, Number> series = new XYChart.Series<>();
      if (!hidden.contains(key(curve))) {
        curve.points().stream()
            .filter(point -> Double.isFinite(scaled(point.value())))
            .forEach(p -> series.getData().add(new XYChart.Data<>(p.pass(), scaled(p.value()))));
      }
      chart.getData().add(series);
    }
    // adding a series gives all of them their styles anew
    for (int i = 0; i < drawn.size(); i++) {
      chart.getData().get(i + 1).getNode().getStyleClass().add(styleOf(drawn.get(i), i));
    }
    scalePasses();
    legend.getChildren().add(logarithmic);
  }

  /** Marks whole passes, about ten of them. */
  private void scalePasses() {
    int last = 2;
    for (PassCurves.Curve curve : drawn) {
      for (PassCurves.Point point : curve.points()) {
        last = Math.max(last, point.pass());
      }
    }
    double power = Math.pow(10, Math.floor(Math.log10(last / 10.0)));
    double unit = Math.max(1, power);
    while (last / unit > 12) {
      unit += Math.max(1, power);
    }
    passes.setUpperBound(last);
    passes.setTickUnit(unit);
  }

  /** Puts a mark on every curve at the pass of the position. */
  private void mark() {
    PassCurves.Picture picture = shown;
    if (picture == null || chart.getData().isEmpty()) {
      return;
    }
    List<XYChart.Data<Number, Number>> marks = new ArrayList<>();
    for (PassCurves.Curve curve : drawn) {
      if (hidden.contains(key(curve)) || curve.kind() == PassCurves.Kind.OTHER_BRANCH) {
        continue;
      }
      curve.points().stream()
          .filter(point -> point.pass() <= picture.here())
          .reduce((before, after) -> after)
          .filter(point -> Double.isFinite(scaled(point.value())))
          .ifPresent(point -> marks.add(new XYChart.Data<>(picture.here(), scaled(point.value()))));
    }
    chart.getData().get(0).getData().setAll(marks);
  }

  private static String styleOf(PassCurves.Curve curve, int number) {
    return switch (curve.kind()) {
      case LOSS -> "loss-curve";
      case OTHER_BRANCH -> "other-curve";
      case WATCH -> "watch-curve-" + number % 5;
    };
  }

  private static String key(PassCurves.Curve curve) {
    return curve.kind() + " " + curve.name();
  }

  private ToggleButton chip(PassCurves.Curve curve, String style) {
    String name =
        switch (curve.kind()) {
          case LOSS -> texts.get("plots.loss");
          case OTHER_BRANCH -> texts.get("plots.otherBranch");
          case WATCH -> curve.name();
        };
    ToggleButton chip = new ToggleButton(name);
    chip.setMnemonicParsing(false);
    chip.getStyleClass().addAll("chip", "curve-chip", style);
    chip.setSelected(!hidden.contains(key(curve)));
    chip.setOnAction(
        event -> {
          if (!hidden.remove(key(curve))) {
            hidden.add(key(curve));
          }
          draw();
          mark();
        });
    return chip;
  }

  private double scaled(double value) {
    return logarithmic.isSelected() ? Math.log10(value) : value;
  }

  private void changeScale() {
    values.setTickLabelFormatter(logarithmic.isSelected() ? new PowersOfTen() : null);
    draw();
    mark();
  }

  /** Writes the logarithm of a number as the number. */
  private static final class PowersOfTen extends StringConverter<Number> {
    @Override
    public String toString(Number logarithm) {
      return Brief.number(Math.pow(10, logarithm.doubleValue()));
    }

    @Override
    public Number fromString(String text) {
      return Math.log10(Double.parseDouble(text));
    }
  }

  private void click(MouseEvent event) {
    double x = passes.sceneToLocal(event.getSceneX(), event.getSceneY()).getX();
    int pass = (int) Math.round(passes.getValueForDisplay(x).doubleValue());
    if (shown != null && pass >= 1 && pass <= shown.passes().size()) {
      model.jumpTo(shown.passes().get(pass - 1));
    }
  }

  @Override
  public void close() {
    reading.close();
  }
}
