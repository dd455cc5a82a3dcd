package tapedeck.app.graphview;

import atlantafx.base.theme.Styles;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.scene.canvas.Canvas;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.FramePainter;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Flow;
import tapedeck.app.picture.GraphFrame.Kind;
import tapedeck.app.picture.GraphFrame.Mark;
import tapedeck.app.picture.GraphFrame.Wire;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;
import tapedeck.app.picture.Palette;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;

/** Explains every mark of the picture, each drawn as it is drawn there. */
final class LegendPane extends GridPane {
  private static final double WIDTH = 64;
  private static final double HEIGHT = 22;
  private static final GraphVertex ANY = new GraphVertex.TensorVertex(0);

  private final BooleanProperty dark;
  private final List<Runnable> painters = new ArrayList<>();

  LegendPane(Texts texts, BooleanProperty dark) {
    this.dark = dark;
    setId("legend");
    getStyleClass().add("graph-card");
    setHgap(8);
    setVgap(3);
    setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
    int row = 0;
    for (Kind kind : Kind.values()) {
      addRow(row++, box(kind, 0), texts.get("graph.legend." + kind.name()));
    }
    row = 0;
    addRow(1, row++, box(Kind.OPERATION, 2), texts.get("graph.legend.saved"));
    addRow(1, row++, box(Kind.OPERATION, 2, Mark.FREED), texts.get("graph.legend.freed"));
    addRow(1, row++, box(Kind.RESULT, 0, Mark.ACTIVE), texts.get("graph.legend.active"));
    addRow(1, row++, box(Kind.RESULT, 0, Mark.ALARMING), texts.get("graph.legend.alarming"));
    addRow(
        1, row++, wire(GraphEdge.Kind.OPERAND, Flow.NONE, false), texts.get("graph.legend.value"));
    addRow(
        1,
        row++,
        wire(GraphEdge.Kind.GRADIENT, Flow.NONE, true),
        texts.get("graph.legend.waiting"));
    for (Flow flow : Flow.values()) {
      if (flow != Flow.NONE) {
        addRow(
            1,
            row++,
            wire(GraphEdge.Kind.GRADIENT, flow, false),
            texts.get("graph.legend.flow." + flow.name()));
      }
    }
    dark.addListener((property, before, after) -> paint());
    paint();
  }

  private void addRow(int row, GraphFrame frame, String words) {
    addRow(0, row, frame, words);
  }

  private void addRow(int column, int row, GraphFrame frame, String words) {
    Canvas canvas = new Canvas(WIDTH, HEIGHT);
    painters.add(
        () -> {
          Palette palette = dark.get() ? Palette.DARK : Palette.LIGHT;
          canvas.getGraphicsContext2D().clearRect(0, 0, WIDTH, HEIGHT);
          new FramePainter(new FxSurface(canvas.getGraphicsContext2D()), palette).paint(frame);
        });
    Label label = new Label(words);
    label.getStyleClass().add(Styles.TEXT_SMALL);
    add(canvas, 2 * column, row);
    add(label, 2 * column + 1, row);
  }

  private void paint() {
    painters.forEach(Runnable::run);
  }

  private static GraphFrame box(Kind kind, int saved, Mark... marks) {
    Set<Mark> set = EnumSet.noneOf(Mark.class);
    set.addAll(List.of(marks));
    double right = kind == Kind.MODULE_ROW ? 12 : 4;
    Bounds bounds = new Bounds(4, 2, WIDTH - 4 - right, HEIGHT - 2 - right);
    Box box = new Box(ANY, kind, bounds, "", "", null, saved, set);
    return new GraphFrame(List.of(box), List.of(), WIDTH, HEIGHT);
  }

  private static GraphFrame wire(GraphEdge.Kind kind, Flow flow, boolean quiet) {
    Route route =
        Route.through(List.of(new Point(4, HEIGHT / 2), new Point(WIDTH - 4, HEIGHT / 2)));
    @Nullable Point nowhere = null;
    Wire wire =
        new Wire(
            new GraphEdge(kind, ANY, ANY, 0), route, nowhere, "", flow, false, quiet, false, false);
    return new GraphFrame(List.of(), List.of(wire), WIDTH, HEIGHT);
  }
}
