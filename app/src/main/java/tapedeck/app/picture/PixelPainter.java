package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Flow;
import tapedeck.app.picture.GraphFrame.Kind;
import tapedeck.app.picture.GraphFrame.Mark;
import tapedeck.app.picture.GraphFrame.Wire;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Route;

/**
 * Paints a picture as it is seen from far away, straight into pixels: rectangles and straight lines
 * alone, but tens of thousands of them within a few milliseconds.
 */
public final class PixelPainter {
  private static final int OPAQUE = 0xff000000;

  private final int[] pixels;
  private final int width;
  private final int height;
  private Viewport view = new Viewport(1, 0, 0);

  /**
   * @param pixels row by row, 0xAARRGGBB
   */
  public PixelPainter(int[] pixels, int width, int height) {
    if (pixels.length < width * height) {
      throw new IllegalArgumentException(
          "%d pixels for %d × %d".formatted(pixels.length, width, height));
    }
    this.pixels = pixels;
    this.width = width;
    this.height = height;
  }

  /**
   * Paints the background and all of {@code frame} that is in view.
   *
   * @param viewport in these pixels
   */
  public void paint(GraphFrame frame, Viewport viewport, Palette palette) {
    view = viewport;
    Arrays.fill(pixels, 0, width * height, OPAQUE | palette.background());
    Bounds visible = viewport.visible(width, height);
    for (Box box : frame.boxes()) {
      if (box.kind() == Kind.OPEN_MODULE && box.bounds().intersects(visible)) {
        int border = palette.faded(palette.border(box.kind()), 0.45);
        int color = box.is(Mark.SELECTED) ? palette.selection() : border;
        rectangle(box.bounds(), palette.fill(box.kind()), color, 1);
      }
    }
    wires(frame, visible, palette);
    int thick = viewport.scale() > 0.25 ? 2 : 1;
    double least = 1.5 / viewport.scale();
    for (Box box : frame.boxes()) {
      if (box.kind() != Kind.OPEN_MODULE && box.bounds().intersects(visible)) {
        boolean speck = box.bounds().width() < least && box.bounds().height() < least;
        if (speck && box.marks().isEmpty()) {
          speck(box, palette);
        } else {
          box(box, palette, thick);
        }
      }
    }
  }

  /** A box that is no larger than a pixel. */
  private void speck(Box box, Palette palette) {
    int x = column(box.bounds().x());
    int y = row(box.bounds().y());
    if (x >= 0 && x < width && y >= 0 && y < height) {
      pixels[y * width + x] = OPAQUE | palette.border(box.kind());
    }
  }

  /** Values first, then gradients, and over them what happens now or was asked for. */
  private void wires(GraphFrame frame, Bounds visible, Palette palette) {
    List<Wire> gradients = new ArrayList<>();
    List<Wire> lit = new ArrayList<>();
    double least = 1.5 / view.scale();
    Bounds seen = visible.grown(least);
    for (Wire wire : frame.wires()) {
      Bounds bounds = wire.route().bounds();
      boolean speck = bounds.height() < least && bounds.width() < least;
      if (speck || !bounds.intersects(seen)) {
        continue;
      }
      if (wire.active() || wire.found()) {
        lit.add(wire);
      } else if (wire.isGradient() && !wire.quiet()) {
        gradients.add(wire);
      } else {
        line(wire.route(), color(wire, palette), 1);
      }
    }
    gradients.forEach(wire -> line(wire.route(), color(wire, palette), 1));
    lit.forEach(wire -> line(wire.route(), color(wire, palette), wire.active() ? 3 : 1));
  }

  private static int color(Wire wire, Palette palette) {
    int color =
        wire.flow() != Flow.NONE
            ? palette.gradient(wire.flow())
            : wire.active() || wire.found() ? palette.selection() : palette.quietWire();
    return wire.dimmed() ? palette.faded(color, 0.7) : color;
  }

  private void box(Box box, Palette palette, int thick) {
    int fill = palette.fill(box.kind());
    int border = palette.border(box.kind());
    if (box.is(Mark.ACTIVE)) {
      boolean gradient = box.is(Mark.EVALUATED) || box.kind() == Kind.ACCUMULATOR;
      border = gradient ? palette.gradient() : palette.selection();
      fill = palette.faded(border, 0.5);
    } else if (box.is(Mark.ALARMING)) {
      border = palette.alarm();
      fill = palette.faded(border, 0.4);
    } else if (box.is(Mark.EVALUATED)) {
      fill = palette.faded(palette.gradient(), 0.75);
    }
    boolean lit = box.is(Mark.SELECTED) || box.is(Mark.FOUND);
    if (lit) {
      rectangle(box.bounds().grown(3 / view.scale()), palette.selection(), palette.selection(), 1);
    }
    if (box.is(Mark.DIMMED)) {
      fill = palette.faded(fill, 0.7);
      border = palette.faded(border, 0.7);
    }
    rectangle(box.bounds(), fill, border, lit || box.is(Mark.ACTIVE) ? 2 : thick);
  }

  private int column(double x) {
    return (int) Math.floor(view.originX() + x * view.scale() + 0.5);
  }

  private int row(double y) {
    return (int) Math.floor(view.originY() + y * view.scale() + 0.5);
  }

  private void rectangle(Bounds bounds, int fill, int border, int thick) {
    int left = column(bounds.x());
    int top = row(bounds.y());
    int right = Math.max(left + 1, column(bounds.x() + bounds.width()));
    int bottom = Math.max(top + 1, row(bounds.y() + bounds.height()));
    if (right - left > 2 * thick + 1 && bottom - top > 2 * thick + 1) {
      fill(left + thick, top + thick, right - thick, bottom - thick, fill);
      fill(left, top, right, top + thick, border);
      fill(left, bottom - thick, right, bottom, border);
      fill(left, top + thick, left + thick, bottom - thick, border);
      fill(right - thick, top + thick, right, bottom - thick, border);
    } else {
      fill(left, top, right, bottom, border);
    }
  }

  private void line(Route route, int color, int thick) {
    int before = thick / 2;
    int after = thick - before;
    for (int i = 1; i < route.size(); i++) {
      int x0 = column(Math.min(route.x(i - 1), route.x(i)));
      int x1 = column(Math.max(route.x(i - 1), route.x(i)));
      int y0 = row(Math.min(route.y(i - 1), route.y(i)));
      int y1 = row(Math.max(route.y(i - 1), route.y(i)));
      if (x0 == x1 || y0 == y1) {
        fill(x0 - before, y0 - before, x1 + after, y1 + after, color);
      } else {
        slanted(route, i, color, thick);
      }
    }
  }

  private void slanted(Route route, int to, int color, int thick) {
    int x0 = column(route.x(to - 1));
    int y0 = row(route.y(to - 1));
    int x1 = column(route.x(to));
    int y1 = row(route.y(to));
    int steps = Math.min(10_000, Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
    for (int i = 0; i <= steps; i++) {
      int x = x0 + (int) ((long) (x1 - x0) * i / steps);
      int y = y0 + (int) ((long) (y1 - y0) * i / steps);
      fill(x, y, x + thick, y + thick, color);
    }
  }

  private void fill(int left, int top, int right, int bottom, int color) {
    int x0 = Math.max(0, left);
    int x1 = Math.min(width, right);
    int y0 = Math.max(0, top);
    int y1 = Math.min(height, bottom);
    if (x0 >= x1) {
      return;
    }
    for (int y = y0; y < y1; y++) {
      int start = y * width;
      if (x1 - x0 < 12) {
        for (int x = x0; x < x1; x++) {
          pixels[start + x] = OPAQUE | color;
        }
      } else {
        Arrays.fill(pixels, start + x0, start + x1, OPAQUE | color);
      }
    }
  }
}
