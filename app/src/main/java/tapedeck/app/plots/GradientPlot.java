package tapedeck.app.plots;

import java.util.concurrent.Executor;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.Worker;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphVertex;
import tapedeck.session.Snapshot;
import tapedeck.tape.State;
import tapedeck.tensor.Brief;

/**
 * The norms of the gradients of every parameter or layer over the backward passes, with the
 * position marked; a click goes to where that gradient arrived, and selects its parameter.
 */
public final class GradientPlot extends BorderPane implements AutoCloseable {
  private final DebuggerModel model;
  private final Texts texts;
  private final GradientNorms norms = new GradientNorms();
  private final Worker reading;
  private final GradientMap map = new GradientMap(this::point, this::go);
  private final Label caption = new Label();
  private final Label empty = new Label();
  private final ToggleButton byLayer = new ToggleButton();
  private final HBox head;
  private GradientNorms.Picture shown = GradientNorms.Picture.EMPTY;

  /**
   * @param windowThread where what was read is handed over
   */
  public GradientPlot(DebuggerModel model, Texts texts, Executor windowThread) {
    this.model = model;
    this.texts = texts;
    this.reading = new Worker("gradient plot", windowThread);
    setId("gradient-plot");
    getStyleClass().add("gradient-plot");
    setMinHeight(0);
    empty.setText(texts.get("plots.noGradients"));
    empty.getStyleClass().add("hint");
    caption.setId("gradient-caption");
    caption.getStyleClass().add("hint");
    caption.setMinWidth(0);
    byLayer.setText(texts.get("plots.byLayer"));
    byLayer.setId("gradients-by-layer");
    byLayer.getStyleClass().add("chip");
    byLayer.setOnAction(event -> request());
    byLayer.setMinWidth(Region.USE_PREF_SIZE);
    Region space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    head = new HBox(8, caption, space, byLayer);
    head.setAlignment(Pos.CENTER_LEFT);
    head.getStyleClass().add("plot-legend");
    map.setAccessibleText(texts.get("plots.gradients"));
    map.setMinHeight(0);
    setTop(head);
    setCenter(new StackPane(map, empty));
    model.snapshotProperty().addListener((property, before, after) -> request());
    request();
  }

  private void request() {
    Snapshot snapshot = model.snapshotProperty().get();
    if (snapshot == null) {
      reading.cancel();
      show(GradientNorms.Picture.EMPTY);
      return;
    }
    State names = model.known();
    boolean layers = byLayer.isSelected();
    reading.request(
        () -> norms.read(snapshot.tape(), names, snapshot.position(), layers), this::show);
  }

  private void show(GradientNorms.Picture picture) {
    shown = picture;
    boolean none = picture.rows().isEmpty();
    empty.setVisible(none);
    map.setVisible(!none);
    head.setVisible(!none);
    map.show(picture);
    point(-1, -1);
  }

  private void point(int row, int pass) {
    if (row < 0 || row >= shown.rows().size()) {
      caption.setText(
          texts.get("plots.scale", Brief.number(shown.least()), Brief.number(shown.most())));
      return;
    }
    GradientNorms.Row at = shown.rows().get(row);
    double norm = at.norms()[pass];
    String value = norm == GradientNorms.NONE ? "None" : Brief.number(norm);
    caption.setText(texts.get("plots.cell", at.name(), pass + 1, value));
  }

  private void go(int row, int pass) {
    GradientNorms.Row at = shown.rows().get(row);
    model.selectionProperty().set(new GraphVertex.TensorVertex(at.leaf()));
    long arrived = at.steps()[pass];
    model.jumpTo(arrived > 0 ? arrived : shown.passes().get(pass));
  }

  @Override
  public void close() {
    reading.close();
  }
}
