package tapedeck.app.graphview;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Pane;
import javafx.scene.transform.Affine;
import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.FramePainter;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Kind;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Palette;
import tapedeck.app.picture.PixelPainter;
import tapedeck.app.picture.Viewport;

/**
 * Shows a frame: from near on a canvas, and from afar, where there may be tens of thousands of
 * boxes, as an image that is painted pixel by pixel.
 */
final class PictureCanvas extends Pane {
  /** From afar only modules with so much room, in pixels of the screen, bear a name. */
  private static final double ROOM_FOR_A_NAME = 70;

  /** More names than this would be clutter. */
  private static final int MOST_NAMES = 60;

  private final Canvas canvas = new Canvas();
  private final ImageView image = new ImageView();
  private @Nullable PixelBuffer<IntBuffer> buffer;

  PictureCanvas() {
    image.setManaged(false);
    canvas.setManaged(false);
    setMouseTransparent(true);
    getChildren().addAll(image, canvas);
  }

  @Override
  public void resize(double width, double height) {
    super.resize(width, height);
    canvas.setWidth(width);
    canvas.setHeight(height);
  }

  /** Whether boxes are large enough to be read at a scale. */
  static boolean isNear(Viewport viewport) {
    return viewport.scale() >= FramePainter.READABLE;
  }

  void paint(GraphFrame frame, Viewport viewport, Palette palette) {
    GraphicsContext context = canvas.getGraphicsContext2D();
    context.setTransform(new Affine());
    boolean near = isNear(viewport);
    image.setVisible(!near);
    if (near) {
      context.setFill(FxSurface.color(palette.background(), 1));
      context.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
      context.translate(viewport.originX(), viewport.originY());
      context.scale(viewport.scale(), viewport.scale());
      new FramePainter(new FxSurface(context), palette).paint(frame);
    } else {
      context.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
      paintPixels(frame, viewport, palette);
      names(frame, viewport, palette, new FxSurface(context));
    }
  }

  private void paintPixels(GraphFrame frame, Viewport viewport, Palette palette) {
    double density =
        getScene() == null || getScene().getWindow() == null
            ? 1
            : getScene().getWindow().getOutputScaleX();
    int width = (int) Math.max(1, Math.ceil(getWidth() * density));
    int height = (int) Math.max(1, Math.ceil(getHeight() * density));
    PixelBuffer<IntBuffer> target = buffer;
    if (target == null || target.getWidth() != width || target.getHeight() != height) {
      target =
          new PixelBuffer<>(
              width,
              height,
              IntBuffer.allocate(width * height),
              PixelFormat.getIntArgbPreInstance());
      buffer = target;
      image.setImage(new WritableImage(target));
      image.setFitWidth(width / density);
      image.setFitHeight(height / density);
    }
    Viewport inPixels =
        new Viewport(
            viewport.scale() * density, viewport.originX() * density, viewport.originY() * density);
    target.updateBuffer(
        pixels -> {
          new PixelPainter(pixels.getBuffer().array(), width, height)
              .paint(frame, inPixels, palette);
          return null;
        });
  }

  /** The names of the largest modules, so that one knows where one is. */
  private void names(GraphFrame frame, Viewport viewport, Palette palette, FxSurface surface) {
    Bounds visible = viewport.visible(getWidth(), getHeight());
    List<Box> named =
        frame.boxes().stream()
            .filter(box -> !box.title().isEmpty() && box.bounds().intersects(visible))
            .filter(box -> box.bounds().width() * viewport.scale() > ROOM_FOR_A_NAME)
            .sorted(Comparator.comparingDouble((Box box) -> -box.bounds().width()))
            .limit(MOST_NAMES)
            .toList();
    List<Bounds> taken = new ArrayList<>();
    for (Box box : named) {
      Bounds at = box.bounds();
      double x = viewport.originX() + at.x() * viewport.scale();
      double y = viewport.originY() + at.y() * viewport.scale();
      double room = at.width() * viewport.scale() - 8;
      boolean open = box.kind() == Kind.OPEN_MODULE;
      // the name of an open module stands on its border, for there is no room within
      double base = open ? y - 2 : y + at.height() * viewport.scale() / 2 + 4;
      double width = Math.min(room, box.title().length() * 6.5);
      Bounds place = new Bounds(open ? x + 4 : x + (room - width) / 2 + 4, base - 9, width, 11);
      if (taken.stream().noneMatch(place::intersects)) {
        taken.add(place);
        surface.textFrom(
            box.title(),
            place.x(),
            base,
            10,
            true,
            open ? palette.secondary() : palette.text(),
            room);
      }
    }
  }
}
