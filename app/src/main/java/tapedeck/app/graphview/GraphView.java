package tapedeck.app.graphview;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import javafx.scene.transform.Affine;
import org.jspecify.annotations.Nullable;
import tapedeck.app.graphview.GraphFrame.Box;
import tapedeck.app.graphview.GraphLayout.Bounds;
import tapedeck.app.graphview.GraphLayout.Point;
import tapedeck.app.model.DebuggerModel;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphVertex;
import tapedeck.session.Snapshot;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/**
 * The graph at the position. It is laid out once for all that the tape holds, and stepping only
 * reveals it. Drag or scroll to pan, Ctrl and scroll to zoom at the pointer, click to select.
 */
public final class GraphView extends Pane implements AutoCloseable {
  /** How near to the border, in pixels of the picture, the step may come before it is followed. */
  private static final double MARGIN = 8;

  /** Pixels of pointer movement above which a press is a drag and no click. */
  private static final double DRAG = 4;

  private final DebuggerModel model;
  private final LayoutWorker worker;
  private final Canvas canvas = new Canvas();
  private final VertexRegions regions;
  private final BooleanProperty dark = new SimpleBooleanProperty();

  private GraphLayout layout = GraphLayout.EMPTY;
  private GraphFrame frame = new GraphFrame(List.of(), List.of(), 0, 0);
  private Viewport viewport = new Viewport(1, 0, 0);
  private boolean fitted = true;
  private @Nullable Tape shownTape;
  private @Nullable Content laidOut;
  private double pressX;
  private double pressY;
  private boolean dragged;

  /**
   * @param windowThread where layouts are handed over
   */
  public GraphView(DebuggerModel model, Executor windowThread) {
    this.model = model;
    this.worker = new LayoutWorker(windowThread);
    this.regions = new VertexRegions(this::select);
    setId("graph");
    setFocusTraversable(true);
    getStyleClass().add("graph-view");
    getChildren().addAll(canvas, regions);
    Rectangle clip = new Rectangle();
    clip.widthProperty().bind(widthProperty());
    clip.heightProperty().bind(heightProperty());
    setClip(clip);
    model.snapshotProperty().addListener((property, before, after) -> show(after));
    model.differences().differenceProperty().addListener((property, before, after) -> rebuild());
    model.selectionProperty().addListener((property, before, after) -> rebuild());
    dark.addListener((property, before, after) -> paint());
    addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
    addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
    addEventHandler(MouseEvent.MOUSE_CLICKED, this::click);
    addEventHandler(ScrollEvent.SCROLL, this::scroll);
    addEventHandler(ZoomEvent.ZOOM, e -> zoom(e.getZoomFactor(), e.getX(), e.getY()));
    show(model.snapshotProperty().get());
  }

  /** Whether the dark palette is used. */
  public BooleanProperty darkProperty() {
    return dark;
  }

  /** The picture that is shown. */
  public GraphFrame frame() {
    return frame;
  }

  private void show(@Nullable Snapshot snapshot) {
    if (snapshot == null) {
      layout = GraphLayout.EMPTY;
      rebuild();
      return;
    }
    if (snapshot.tape() != shownTape) {
      shownTape = snapshot.tape();
      laidOut = null;
      fitted = true;
      worker.cancel();
    }
    State end = model.known();
    Content content =
        new Content(end.iteration().number(), end.tensors().size(), end.names().size());
    if (!content.equals(laidOut)) {
      laidOut = content;
      worker.request(end, this::take);
    }
    rebuild();
  }

  /** What a layout depends on: it is made anew when one of these changes. */
  private record Content(int iteration, int tensors, int names) {}

  private void take(GraphLayout answer) {
    layout = answer;
    if (fitted) {
      show();
    }
    rebuild();
  }

  private void rebuild() {
    frame =
        FrameBuilder.build(
            ComputationGraph.of(model.state(), model.known()),
            model.known(),
            layout,
            model.selectionProperty().get(),
            model.differences().differenceProperty().get());
    if (fitted) {
      follow();
    }
    paint();
  }

  /** Keeps the step in view; while it is well inside, nothing moves. */
  private void follow() {
    Bounds place = active();
    Bounds visible = viewport.visible(getWidth(), getHeight());
    if (place != null && !visible.encloses(place, MARGIN)) {
      viewport = Viewport.follow(layout.width(), layout.height(), getWidth(), getHeight(), place);
    }
  }

  private @Nullable Bounds active() {
    Bounds place = null;
    for (Box box : frame.boxes()) {
      if (box.active()) {
        place = place == null ? box.bounds() : place.union(box.bounds());
      }
    }
    return place;
  }

  @Override
  protected void layoutChildren() {
    if (canvas.getWidth() != getWidth() || canvas.getHeight() != getHeight()) {
      canvas.setWidth(getWidth());
      canvas.setHeight(getHeight());
      regions.resizeRelocate(0, 0, getWidth(), getHeight());
      if (fitted) {
        show();
      }
      paint();
    }
  }

  /** Shows as much of the graph as can be read, around the step. */
  private void show() {
    Bounds place = active();
    Bounds top = new Bounds(layout.width() / 2, 0, 0, 0);
    viewport =
        Viewport.follow(
            layout.width(), layout.height(), getWidth(), getHeight(), place == null ? top : place);
  }

  private void paint() {
    Palette palette = dark.get() ? Palette.DARK : Palette.LIGHT;
    GraphicsContext context = canvas.getGraphicsContext2D();
    context.setTransform(new Affine());
    context.setFill(Color.web("#%06x".formatted(palette.background())));
    context.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    context.translate(viewport.originX(), viewport.originY());
    context.scale(viewport.scale(), viewport.scale());
    Bounds visible = viewport.visible(getWidth(), getHeight());
    new FramePainter(new FxSurface(context), palette, viewport.scale()).paint(frame, visible);
    regions.show(frame, viewport, visible);
  }

  /** Shows the whole graph, and follows the step again, until the user pans or zooms. */
  public void fit() {
    fitted = true;
    viewport = Viewport.fit(layout.width(), layout.height(), getWidth(), getHeight());
    paint();
  }

  /** Brings the selection to the middle. */
  public void focusSelection() {
    GraphVertex selected = model.selectionProperty().get();
    Bounds bounds = selected == null ? null : layout.box(selected);
    if (bounds != null) {
      fitted = false;
      viewport = viewport.center(bounds, getWidth(), getHeight());
      paint();
    }
  }

  /** Zooms at the middle of the view. */
  public void zoom(double factor) {
    zoom(factor, getWidth() / 2, getHeight() / 2);
  }

  private void zoom(double factor, double x, double y) {
    fitted = false;
    viewport = viewport.zoom(factor, x, y);
    paint();
  }

  private void scroll(ScrollEvent event) {
    if (event.isControlDown()) {
      zoom(Math.pow(1.0015, event.getDeltaY()), event.getX(), event.getY());
    } else {
      fitted = false;
      viewport = viewport.pan(event.getDeltaX(), event.getDeltaY());
      paint();
    }
    event.consume();
  }

  private void press(MouseEvent event) {
    pressX = event.getX();
    pressY = event.getY();
    dragged = false;
    requestFocus();
  }

  private void drag(MouseEvent event) {
    double dx = event.getX() - pressX;
    double dy = event.getY() - pressY;
    if (dragged || Math.hypot(dx, dy) > DRAG) {
      dragged = true;
      fitted = false;
      viewport = viewport.pan(dx, dy);
      pressX = event.getX();
      pressY = event.getY();
      paint();
    }
  }

  private void click(MouseEvent event) {
    if (!dragged && event.getButton() == MouseButton.PRIMARY) {
      Point at = viewport.toPicture(event.getX(), event.getY());
      List<Box> hit = new ArrayList<>(frame.boxes());
      hit.removeIf(box -> !box.bounds().contains(at.x(), at.y()));
      select(hit.isEmpty() ? null : hit.get(hit.size() - 1).vertex());
    }
  }

  private void select(@Nullable GraphVertex vertex) {
    model.selectionProperty().set(vertex);
  }

  @Override
  public void close() {
    worker.close();
  }
}
