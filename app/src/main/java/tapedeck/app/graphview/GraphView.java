package tapedeck.app.graphview;

import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.picture.FrameBuilder;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Mark;
import tapedeck.app.picture.GraphLayout;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.Palette;
import tapedeck.app.picture.Scene;
import tapedeck.app.picture.Viewport;
import tapedeck.graph.GraphVertex;

/**
 * The graph at the position. Drag or scroll to pan, Ctrl and scroll to zoom at the pointer, click
 * to select, double click to fold or open a module, arrows to walk along edges.
 */
public final class GraphView extends Pane implements AutoCloseable {
  private final DebuggerModel model;
  private final GraphModel graph;
  private final PictureCanvas canvas = new PictureCanvas();
  private final VertexRegions regions;
  private final Camera camera = new Camera();
  private final FoldMotion motion = new FoldMotion(this::paint);
  private final BooleanProperty dark = new SimpleBooleanProperty();
  private final ReadOnlyObjectWrapper<Viewport> viewport =
      new ReadOnlyObjectWrapper<>(camera.viewport());

  private final FrameCache frames;
  private Scene shown = Scene.EMPTY;
  private boolean touched;
  private @Nullable GraphVertex anchor;

  /**
   * @param windowThread where frames are handed over that are built beside it
   */
  public GraphView(DebuggerModel model, GraphModel graph, Executor windowThread) {
    this.model = model;
    this.graph = graph;
    this.frames = new FrameCache(windowThread, this::paint, FrameCache.MANY);
    this.regions = new VertexRegions(this::select, this::toggle);
    setId("graph");
    setFocusTraversable(true);
    getStyleClass().add("graph-view");
    getChildren().addAll(canvas, regions);
    Rectangle clip = new Rectangle();
    clip.widthProperty().bind(widthProperty());
    clip.heightProperty().bind(heightProperty());
    setClip(clip);
    model.snapshotProperty().addListener((property, before, after) -> step());
    model
        .programProperty()
        .addListener(
            (property, before, after) ->
                touched = touched && after != null && after.isSameAs(before));
    model.differences().differenceProperty().addListener((property, before, after) -> paint());
    model.selectionProperty().addListener((property, before, after) -> selected(after));
    graph.sceneProperty().addListener((property, before, after) -> take(before, after));
    graph.findingsProperty().addListener((property, before, after) -> paint());
    dark.addListener((property, before, after) -> paint());
    new GraphGestures(this).listen();
    take(Scene.EMPTY, graph.sceneProperty().get());
  }

  /** Whether the dark palette is used. */
  public BooleanProperty darkProperty() {
    return dark;
  }

  Palette palette() {
    return dark.get() ? Palette.DARK : Palette.LIGHT;
  }

  /** Which part of the picture is in view. */
  ReadOnlyObjectProperty<Viewport> viewportProperty() {
    return viewport.getReadOnlyProperty();
  }

  /** The part of the picture that is shown. */
  public GraphFrame frame() {
    return frames.frame();
  }

  /** The whole picture at the position, also what is out of view. */
  public GraphFrame wholeFrame() {
    return FrameBuilder.build(shown, model.state(), graph.attention());
  }

  private void step() {
    paint();
    if (graph.followingProperty().get() && graph.isCurrent()) {
      follow();
    }
  }

  private void follow() {
    Bounds place = active();
    if (place != null) {
      Viewport before = camera.viewport();
      camera.keepInView(place);
      if (!before.equals(camera.viewport())) {
        paint();
      }
    }
  }

  @Nullable Bounds active() {
    Bounds place = null;
    for (GraphVertex vertex : tapedeck.app.model.ActiveVertices.of(model.state())) {
      Bounds box = shown.layout().box(shown.graph().drawnFor(vertex));
      if (box != null) {
        place = place == null ? box : place.union(box);
      }
    }
    return place;
  }

  private void take(Scene before, Scene after) {
    GraphLayout layout = after.layout();
    shown = after;
    camera.picture(layout.width(), layout.height());
    boolean visible = camera.visible().intersects(layout.bounds());
    if (anchor != null) {
      holdStill(anchor, before, after);
    } else if (!touched || !visible) {
      camera.start(active());
    }
    anchor = null;
    paint();
  }

  /** Keeps the clicked module, or what it is folded into, at its place on the screen. */
  private void holdStill(GraphVertex vertex, Scene before, Scene after) {
    Bounds was = before.layout().box(vertex);
    Bounds is = after.layout().box(after.graph().drawnFor(vertex));
    if (was != null && is != null) {
      double scale = camera.viewport().scale();
      boolean opened = is.width() > was.width();
      double dx = opened ? was.centerX() - is.centerX() : was.x() - is.x();
      double dy = was.y() - is.y();
      camera.pan(dx * scale, dy * scale);
      touched = true;
      motion.start(before, after, -dx, -dy);
    }
  }

  @Override
  protected void layoutChildren() {
    if (canvas.getWidth() != getWidth() || canvas.getHeight() != getHeight()) {
      canvas.resizeRelocate(0, 0, getWidth(), getHeight());
      regions.resizeRelocate(0, 0, getWidth(), getHeight());
      camera.view(getWidth(), getHeight(), touched);
      if (!touched) {
        camera.start(active());
      }
      paint();
    }
  }

  private void paint() {
    if (getWidth() > 0) {
      // while the next iteration is laid out, the picture stays as it was
      if (graph.isCurrent() || model.snapshotProperty().get() == null) {
        boolean words = PictureCanvas.isNear(camera.viewport());
        frames.update(shown, model.state(), graph.attention(), camera.visible(), words);
        if (!frames.isOf(shown)) {
          return;
        }
      }
      GraphFrame frame = frames.frame();
      canvas.paint(motion.of(frame), camera.viewport(), palette());
      regions.show(frame, camera.viewport(), camera.visible());
      viewport.set(camera.viewport());
    }
  }

  /** Shows the whole graph. */
  public void fit() {
    touched = true;
    camera.fit();
    paint();
  }

  /** Brings the selection, or else the current step, near. */
  public void focusSelection() {
    GraphVertex selected = model.selectionProperty().get();
    Bounds bounds =
        selected == null ? active() : shown.layout().box(shown.graph().drawnFor(selected));
    if (bounds != null) {
      touched = true;
      camera.zoomTo(bounds);
      paint();
    }
  }

  /** Brings what was selected into view, if it is not. */
  private void selected(@Nullable GraphVertex vertex) {
    Bounds bounds = vertex == null ? null : shown.layout().box(shown.graph().drawnFor(vertex));
    if (bounds != null && !camera.visible().intersects(bounds)) {
      camera.remember();
      touched = true;
      camera.keepInView(bounds);
    }
    paint();
  }

  /** At the next folding, what is in the middle stays there. */
  void holdStillAtCenter() {
    GraphVertex selected = model.selectionProperty().get();
    anchor =
        selected == null ? at(getWidth() / 2, getHeight() / 2) : shown.graph().drawnFor(selected);
  }

  /** Goes back to the place before the last jump. */
  public void placeBack() {
    if (camera.back()) {
      paint();
    }
  }

  /** Undoes {@link #placeBack}. */
  public void placeForward() {
    if (camera.forward()) {
      paint();
    }
  }

  /** Zooms at the middle of the view. */
  public void zoom(double factor) {
    zoom(factor, getWidth() / 2, getHeight() / 2);
  }

  void zoom(double factor, double x, double y) {
    touched = true;
    camera.zoom(factor, x, y);
    paint();
  }

  /** Brings a point of the picture into the middle. */
  void center(double x, double y) {
    touched = true;
    camera.center(x, y);
    paint();
  }

  void pan(double dx, double dy) {
    touched = true;
    camera.pan(dx, dy);
    paint();
  }

  /** The innermost thing at a point of the view. */
  @Nullable GraphVertex at(double x, double y) {
    Point point = camera.viewport().toPicture(x, y);
    GraphVertex hit = null;
    for (Box box : frame().boxes()) {
      if (box.bounds().contains(point.x(), point.y())) {
        hit = box.vertex();
      }
    }
    return hit;
  }

  void select(@Nullable GraphVertex vertex) {
    model.selectionProperty().set(vertex);
  }

  void toggle(GraphVertex vertex) {
    anchor = vertex;
    graph.toggle(vertex);
  }

  /** Folds or opens the selected module, or that around the selection. */
  void toggleSelection() {
    GraphVertex selected = model.selectionProperty().get();
    if (selected != null) {
      toggle(shown.graph().drawnFor(selected));
    }
  }

  /** Goes from the selection along an edge, or to what lies beside it. */
  void walk(Walk direction) {
    GraphVertex selected = model.selectionProperty().get();
    GraphVertex next =
        selected == null
            ? first()
            : direction.from(shown, model.state().step(), shown.graph().drawnFor(selected));
    if (next != null) {
      select(next);
    }
  }

  private @Nullable GraphVertex first() {
    for (Box box : frame().boxes()) {
      if (box.is(Mark.ACTIVE)) {
        return box.vertex();
      }
    }
    return frame().boxes().isEmpty() ? null : frame().boxes().get(0).vertex();
  }

  @Override
  public void close() {
    frames.close();
  }
}
