package tapedeck.app.plots;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.chart.LineChart;
import javafx.scene.chart.NumberAxis;
import javafx.scene.chart.XYChart;
import javafx.scene.control.Label;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.OtherBranch;
import tapedeck.app.text.Texts;
import tapedeck.session.Snapshot;
import tapedeck.tape.Tape;

/** The loss over the backward passes, with a mark at the position; a click goes there. */
public final class LossPlot extends StackPane {
  /** More points than this are no better to look at, and slow. */
  private static final int MOST = 400;

  private final DebuggerModel model;
  private final LossTrack track = new LossTrack();
  private final NumberAxis passes = new NumberAxis();
  private final NumberAxis losses = new NumberAxis();
  private final LineChart<Number, Number> chart = new LineChart<>(passes, losses);
  private final XYChart.Series<Number, Number> curve = new XYChart.Series<>();
  private final XYChart.Series<Number, Number> position = new XYChart.Series<>();
  private final LossTrack otherTrack = new LossTrack();
  private final XYChart.Series<Number, Number> other = new XYChart.Series<>();
  private final Label empty;
  private int drawn = -1;
  private int otherDrawn = -1;
  private @Nullable Tape drawnTape;

  public LossPlot(DebuggerModel model, Texts texts) {
    this.model = model;
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
    chart.getData().addAll(List.of(curve, position, other));
    passes.setForceZeroInRange(false);
    losses.setForceZeroInRange(false);
    chart.setOnMouseClicked(this::click);
    getChildren().addAll(chart, empty);
    model.snapshotProperty().addListener((property, before, after) -> show(after));
    show(model.snapshotProperty().get());
  }

  private void show(@Nullable Snapshot snapshot) {
    track.read(snapshot == null ? null : snapshot.tape());
    List<LossTrack.Point> points = track.points();
    chart.setVisible(!points.isEmpty());
    empty.setVisible(points.isEmpty());
    Tape tape = snapshot == null ? null : snapshot.tape();
    if (tape != drawnTape) {
      drawnTape = tape;
      drawn = -1;
      otherDrawn = -1;
    }
    if (points.size() != drawn) {
      drawn = points.size();
      curve.getData().setAll(thinned(points));
    }
    OtherBranch beside = OtherBranch.of(snapshot);
    otherTrack.read(beside == null ? null : beside.tape());
    if (otherTrack.points().size() != otherDrawn) {
      otherDrawn = otherTrack.points().size();
      other.getData().setAll(thinned(otherTrack.points()));
    }
    int here = snapshot == null ? -1 : track.indexAt(snapshot.position());
    position
        .getData()
        .setAll(
            here < 0 ? List.of() : List.of(new XYChart.Data<>(here + 1, points.get(here).loss())));
  }

  private static List<XYChart.Data<Number, Number>> thinned(List<LossTrack.Point> points) {
    int stride = Math.max(1, (points.size() + MOST - 1) / MOST);
    List<XYChart.Data<Number, Number>> data = new ArrayList<>();
    for (int i = 0; i < points.size(); i += stride) {
      double loss = points.get(i).loss();
      if (Double.isFinite(loss)) {
        data.add(new XYChart.Data<>(i + 1, loss));
      }
    }
    return data;
  }

  private void click(MouseEvent event) {
    double x = passes.sceneToLocal(event.getSceneX(), event.getSceneY()).getX();
    int pass = (int) Math.round(passes.getValueForDisplay(x).doubleValue());
    if (pass >= 1 && pass <= track.points().size()) {
      model.jumpTo(track.points().get(pass - 1).step());
    }
  }
}
