package tapedeck.app.graphview;

import java.nio.IntBuffer;
import java.util.concurrent.Executor;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.Worker;
import tapedeck.app.picture.FrameBuilder;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.GraphLayout;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Palette;
import tapedeck.app.picture.PixelPainter;
import tapedeck.app.picture.Scene;
import tapedeck.app.picture.Viewport;

/**
 * The whole iteration in a corner, with the part that is in view and the current step; a click or a
 * drag brings another part into view. Away while everything is in view.
 */
final class Minimap extends Pane implements AutoCloseable {
  private static final double MOST_WIDTH = 150;
  private static final double MOST_HEIGHT = 190;
  private static final double MARGIN = 4;

  private final GraphModel graph;
  private final GraphView view;
  private final Worker painter;
  private final ImageView image = new ImageView();
  private final Rectangle inView = new Rectangle();
  private final Rectangle step = new Rectangle(6, 6);
  private double scale = 1;

  /**
   * @param windowThread where painted maps are handed over
   */
  Minimap(GraphModel graph, GraphView view, Executor windowThread) {
    this.graph = graph;
    this.view = view;
    this.painter = new Worker("graph overview", windowThread);
    setId("minimap");
    getStyleClass().add("minimap");
    inView.getStyleClass().add("minimap-view");
    step.getStyleClass().add("minimap-step");
    inView.setManaged(false);
    step.setManaged(false);
    image.setManaged(false);
    image.relocate(MARGIN, MARGIN);
    getChildren().addAll(image, step, inView);
    setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
    graph.sceneProperty().addListener((property, before, after) -> request());
    view.darkProperty().addListener((property, before, after) -> request());
    view.viewportProperty().addListener((property, before, after) -> mark());
    graph.minimapShownProperty().addListener((property, before, after) -> mark());
    addEventHandler(MouseEvent.MOUSE_PRESSED, this::go);
    addEventHandler(MouseEvent.MOUSE_DRAGGED, this::go);
    addEventHandler(MouseEvent.MOUSE_CLICKED, MouseEvent::consume);
    request();
  }

  private void request() {
    Scene scene = graph.sceneProperty().get();
    GraphLayout layout = scene.layout();
    Palette palette = view.palette();
    if (layout.width() <= 0) {
      painter.cancel();
      mark();
      return;
    }
    double fit = Math.min(MOST_WIDTH / layout.width(), MOST_HEIGHT / layout.height());
    int width = (int) Math.max(8, Math.ceil(layout.width() * fit));
    int height = (int) Math.max(8, Math.ceil(layout.height() * fit));
    painter.request(
        () -> paint(scene, palette, width, height, fit),
        pixels -> {
          scale = fit;
          PixelBuffer<IntBuffer> buffer =
              new PixelBuffer<>(
                  width, height, IntBuffer.wrap(pixels), PixelFormat.getIntArgbPreInstance());
          image.setImage(new WritableImage(buffer));
          setPrefSize(width + 2 * MARGIN, height + 2 * MARGIN);
          mark();
        });
  }

  private static int[] paint(Scene scene, Palette palette, int width, int height, double fit) {
    int[] pixels = new int[width * height];
    Bounds all = new Bounds(0, 0, scene.layout().width(), scene.layout().height());
    new PixelPainter(pixels, width, height)
        .paint(
            FrameBuilder.build(scene, scene.graph().graph().state(), Attention.NONE, all, false),
            new Viewport(fit, 0, 0),
            palette);
    return pixels;
  }

  /** Marks the part in view and the step. */
  private void mark() {
    GraphLayout layout = graph.sceneProperty().get().layout();
    Bounds all = new Bounds(0, 0, layout.width(), layout.height());
    Bounds visible = view.viewportProperty().get().visible(view.getWidth(), view.getHeight());
    boolean useful = layout.width() > 0 && !visible.encloses(all, -2);
    setVisible(useful && graph.minimapShownProperty().get() && image.getImage() != null);
    double left = Math.max(0, visible.x());
    double top = Math.max(0, visible.y());
    inView.setX(MARGIN + left * scale);
    inView.setY(MARGIN + top * scale);
    double right = Math.min(layout.width(), visible.x() + visible.width());
    double bottom = Math.min(layout.height(), visible.y() + visible.height());
    inView.setWidth(Math.max(3, (right - left) * scale));
    inView.setHeight(Math.max(3, (bottom - top) * scale));
    @Nullable Bounds active = view.active();
    step.setVisible(active != null);
    if (active != null) {
      step.setX(MARGIN + active.centerX() * scale - 3);
      step.setY(MARGIN + active.centerY() * scale - 3);
    }
  }

  private void go(MouseEvent event) {
    view.center((event.getX() - MARGIN) / scale, (event.getY() - MARGIN) / scale);
    event.consume();
  }

  @Override
  public void close() {
    painter.close();
  }
}
