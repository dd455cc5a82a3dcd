package tapedeck.app.timeline;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;
import tapedeck.app.timeline.PhaseTrack.Lane;
import tapedeck.app.timeline.PhaseTrack.Mark;
import tapedeck.session.RunState;
import tapedeck.session.Snapshot;
import tapedeck.tape.Phase;
import tapedeck.tape.State;

/**
 * The tape as a strip: a mark for each step, coloured by phase, and a scrubber at the position.
 * Click or drag to go there; with the focus on it, the arrow keys, Home and End move too.
 */
public final class TimelinePane extends VBox {
  private static final double INSET = 10;

  private final DebuggerModel model;
  private final Texts texts;
  private final PhaseTrack track = new PhaseTrack();
  private final Canvas canvas = new Canvas();
  private final Pane strip = new Pane(canvas);
  private final Label position = new Label();
  private final Label phase = new Label();
  private final Label status = new Label();
  private final BooleanProperty dark = new SimpleBooleanProperty();

  public TimelinePane(DebuggerModel model, Texts texts) {
    this.model = model;
    this.texts = texts;
    setId("timeline");
    getStyleClass().add("timeline");
    position.setId("position");
    phase.setId("phase");
    phase.getStyleClass().add("phase");
    status.getStyleClass().add("hint");
    position.setMinWidth(Region.USE_PREF_SIZE);
    phase.setMinWidth(Region.USE_PREF_SIZE);
    Pane space = new Pane();
    HBox.setHgrow(space, Priority.ALWAYS);
    HBox heading =
        new HBox(
            position,
            phase,
            status,
            new BranchBar(model, texts),
            space,
            legend(Phase.FORWARD),
            legend(Phase.BACKWARD),
            legend(Phase.OPTIMIZER),
            legend(Phase.ZERO_GRAD),
            legend(Phase.OTHER));
    heading.getStyleClass().add("timeline-heading");
    strip.getStyleClass().add("timeline-strip");
    strip.setId("scrubber");
    strip.setFocusTraversable(true);
    strip.setAccessibleRole(AccessibleRole.SLIDER);
    strip.setAccessibleText(texts.get("timeline.title"));
    strip.setPrefHeight(60);
    strip.setMinHeight(60);
    canvas.widthProperty().bind(strip.widthProperty());
    canvas.heightProperty().bind(strip.heightProperty());
    canvas.widthProperty().addListener((property, before, after) -> paint());
    canvas.heightProperty().addListener((property, before, after) -> paint());
    dark.addListener((property, before, after) -> paint());
    strip.setOnMousePressed(this::scrub);
    strip.setOnMouseDragged(this::scrub);
    strip.setOnKeyPressed(this::key);
    getChildren().addAll(heading, strip);
    model.snapshotProperty().addListener((property, before, after) -> show(after));
    show(model.snapshotProperty().get());
  }

  /** Whether the dark colours are used. */
  public BooleanProperty darkProperty() {
    return dark;
  }

  private Label legend(Phase shown) {
    Label label = new Label(texts.get("phase." + shown));
    label.setMinWidth(Region.USE_PREF_SIZE);
    label.getStyleClass().addAll("legend", "legend-" + shown);
    return label;
  }

  private void show(@Nullable Snapshot snapshot) {
    track.read(snapshot == null ? null : snapshot.tape());
    State state = model.state();
    position.setText(
        texts.get("timeline.position", track.countUpTo(state.step()), track.marks().size()));
    phase.setVisible(snapshot != null);
    phase.setText(snapshot == null ? "" : texts.get("phase." + state.phase()));
    phase.getStyleClass().removeIf(style -> style.startsWith("phase-"));
    phase.getStyleClass().add("phase-" + state.phase());
    status.setText(status(snapshot));
    paint();
  }

  private String status(@Nullable Snapshot snapshot) {
    if (snapshot == null) {
      return "";
    }
    if (snapshot.run() == RunState.STOPPED || snapshot.run() == RunState.ABANDONED) {
      return texts.get("timeline." + snapshot.run());
    }
    if (snapshot.tape().firstStep() > 0) {
      return texts.get("timeline.forgotten", snapshot.tape().firstStep());
    }
    if (snapshot.moving()) {
      return texts.get("timeline.moving");
    }
    return snapshot.recording()
            && snapshot.branches().size() == 1
            && snapshot.state().phase() != Phase.FINISHED
        ? texts.get("timeline.recording")
        : "";
  }

  private void paint() {
    GraphicsContext g = canvas.getGraphicsContext2D();
    double width = canvas.getWidth();
    double height = canvas.getHeight();
    g.clearRect(0, 0, width, height);
    List<Mark> marks = track.marks();
    double laneHeight = (height - 8) / Lane.values().length;
    g.setFill(Color.web(dark.get() ? "#1e242c" : "#eef1f4"));
    for (Lane lane : Lane.values()) {
      g.fillRoundRect(0, top(lane, laneHeight), width, laneHeight - 2, 6, 6);
    }
    int here = track.countUpTo(model.state().step());
    double markWidth = Math.max(1, Math.min(18, spacing(width) - 2));
    double lastX = Double.NEGATIVE_INFINITY;
    Phase lastPhase = Phase.FORWARD;
    for (int i = 0; i < marks.size(); i++) {
      Mark mark = marks.get(i);
      double x = x(i + 1, width);
      if (x - lastX < 1 && mark.phase() == lastPhase) {
        continue;
      }
      lastX = x;
      lastPhase = mark.phase();
      g.setFill(color(mark.phase(), i < here));
      double y = top(mark.lane(), laneHeight);
      g.fillRoundRect(x - markWidth / 2, y + 1, markWidth, laneHeight - 4, 4, 4);
    }
    if (!marks.isEmpty()) {
      double x = x(here, width);
      g.setFill(Color.web(dark.get() ? "#e9edf2" : "#1f2328"));
      g.fillRect(x - 1, 0, 2, height);
      g.fillPolygon(new double[] {x - 6, x + 6, x}, new double[] {0, 0, 8}, 3);
    }
  }

  private static double top(Lane lane, double laneHeight) {
    return 4
        + switch (lane) {
          case FORWARD -> 0;
          case BACKWARD -> laneHeight;
          case OPTIMIZER -> 2 * laneHeight;
          case OTHER -> 3 * laneHeight;
        };
  }

  private Color color(Phase phase, boolean passed) {
    boolean night = dark.get();
    Color color =
        Color.web(
            switch (phase) {
              case FORWARD -> night ? "#56b4e9" : "#0072b2";
              case BACKWARD -> night ? "#ff9a4d" : "#d55e00";
              case OPTIMIZER -> night ? "#3fc79a" : "#009e73";
              case ZERO_GRAD -> night ? "#d59ad0" : "#a3518f";
              case FAILED -> night ? "#ff7b72" : "#cf222e";
              case OTHER, FINISHED -> night ? "#8b949e" : "#7d8590";
            });
    return passed ? color : color.deriveColor(0, 1, 1, 0.35);
  }

  private double spacing(double width) {
    return (width - 2 * INSET) / Math.max(1, track.marks().size());
  }

  /** Where mark {@code number} stands, counted from 1; 0 is the start. */
  private double x(int number, double width) {
    return INSET + number * spacing(width);
  }

  private void scrub(MouseEvent event) {
    strip.requestFocus();
    if (!track.marks().isEmpty()) {
      goTo((int) Math.round((event.getX() - INSET) / spacing(canvas.getWidth())));
    }
  }

  private void goTo(int number) {
    int mark = Math.max(0, Math.min(track.marks().size(), number));
    model.jumpTo(mark == 0 ? 0 : track.marks().get(mark - 1).step());
  }

  private void key(KeyEvent event) {
    int here = track.countUpTo(model.state().step());
    KeyCode code = event.getCode();
    switch (code) {
      case LEFT -> goTo(here - 1);
      case RIGHT -> goTo(here + 1);
      case HOME -> goTo(0);
      case END -> goTo(track.marks().size());
      default -> {
        return;
      }
    }
    event.consume();
  }
}
