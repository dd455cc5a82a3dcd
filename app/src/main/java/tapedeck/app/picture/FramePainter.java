package tapedeck.app.picture;

import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Kind;
import tapedeck.app.picture.GraphFrame.Mark;
import tapedeck.app.picture.GraphFrame.Wire;
import tapedeck.app.picture.GraphLayout.Bounds;

/** Paints a {@link GraphFrame} as it is seen from near: with words, round corners and marks. */
public final class FramePainter {
  /** Below this scale texts could not be read; {@link PixelPainter} does better there. */
  public static final double READABLE = 0.4;

  /** How far what recedes goes towards the background. */
  private static final double DIMMED = 0.78;

  private static final double FREED = 0.4;

  private final Surface surface;
  private final Palette palette;
  private final WirePainter wires;

  public FramePainter(Surface surface, Palette palette) {
    this.surface = surface;
    this.palette = palette;
    this.wires = new WirePainter(surface, palette);
  }

  /** Paints all of {@code frame}. */
  public void paint(GraphFrame frame) {
    for (Box box : frame.boxes()) {
      if (box.kind() == Kind.OPEN_MODULE) {
        module(box);
      }
    }
    // gradients over values, and what happens now over everything
    frame.wires().stream().filter(w -> !w.isGradient() && !w.active()).forEach(wires::line);
    frame.wires().stream().filter(w -> w.isGradient() && !w.active()).forEach(wires::line);
    frame.wires().stream().filter(Wire::active).forEach(wires::line);
    for (Box box : frame.boxes()) {
      if (box.kind() != Kind.OPEN_MODULE) {
        box(box);
      }
    }
    frame.wires().forEach(wires::words);
  }

  private int shade(Box box, int color) {
    int shaded = box.is(Mark.FREED) ? palette.faded(color, FREED) : color;
    return box.is(Mark.DIMMED) ? palette.faded(shaded, DIMMED) : shaded;
  }

  private void module(Box box) {
    Bounds bounds = box.bounds();
    surface.fill(bounds, 10, palette.fill(box.kind()), 1);
    boolean lit = box.is(Mark.SELECTED);
    int border = lit ? palette.selection() : palette.faded(palette.border(box.kind()), 0.45);
    surface.stroke(bounds, 10, border, lit ? 2.5 : 1.2, false);
    double y = bounds.y() + 17;
    surface.textFrom("▾", bounds.x() + 9, y, 12, false, palette.border(box.kind()), 12);
    double room = bounds.width() - 34;
    double title = Math.min(room, box.title().length() * 8.4);
    surface.textFrom(box.title(), bounds.x() + 24, y, 12.5, true, palette.text(), title);
    surface.textFrom(
        box.detail(),
        bounds.x() + 24 + title + 8,
        y,
        12,
        false,
        palette.secondary(),
        Math.max(10, room - title - 8));
  }

  private void box(Box box) {
    Bounds bounds = box.bounds();
    double radius = radius(box.kind());
    if (box.kind() == Kind.MODULE_ROW) {
      surface.fill(moved(bounds, 8), radius, shade(box, palette.fill(box.kind())), 1);
      surface.stroke(moved(bounds, 8), radius, shade(box, palette.border(box.kind())), 1.2, false);
      surface.fill(moved(bounds, 4), radius, shade(box, palette.fill(box.kind())), 1);
      surface.stroke(moved(bounds, 4), radius, shade(box, palette.border(box.kind())), 1.2, false);
    }
    surface.fill(bounds, radius, shade(box, palette.fill(box.kind())), 1);
    if (box.is(Mark.ACTIVE)) {
      surface.fill(bounds, radius, activeColor(box), 0.18);
    }
    if (box.is(Mark.SELECTED) || box.is(Mark.FOUND)) {
      boolean selected = box.is(Mark.SELECTED);
      int color = selected ? palette.selection() : palette.border(Kind.ACCUMULATOR);
      surface.stroke(bounds.grown(4), radius + 4, color, selected ? 2.5 : 2, false);
    }
    border(box, radius);
    words(box);
    saved(box);
    if (box.is(Mark.DIFFERENT)) {
      Bounds badge = new Bounds(bounds.x() + bounds.width() - 11, bounds.y() - 9, 20, 18);
      surface.fill(badge, 9, palette.selection(), 1);
      surface.text("≠", badge.centerX(), badge.centerY() + 4, 13, true, palette.background(), 18);
    }
  }

  private static Bounds moved(Bounds bounds, double by) {
    return new Bounds(bounds.x() + by, bounds.y() + by, bounds.width(), bounds.height());
  }

  private void border(Box box, double radius) {
    boolean active = box.is(Mark.ACTIVE);
    int color = palette.border(box.kind());
    if (box.is(Mark.ALARMING)) {
      color = palette.alarm();
    } else if (active) {
      color = activeColor(box);
    }
    double width = active || box.is(Mark.ALARMING) ? 2.6 : box.kind() == Kind.LEAF ? 1.8 : 1.3;
    boolean dashed = box.kind() == Kind.CONSTANT;
    surface.stroke(box.bounds(), radius, shade(box, color), width, dashed && !active);
  }

  private int activeColor(Box box) {
    return box.is(Mark.EVALUATED) || box.kind() == Kind.ACCUMULATOR
        ? palette.gradient()
        : palette.selection();
  }

  private static double radius(Kind kind) {
    return switch (kind) {
      case LEAF, INPUT, CONSTANT, RESULT, PLAIN_RESULT -> 6;
      case MODULE, MODULE_ROW, OPEN_MODULE -> 10;
      case OPERATION, PLAIN_OPERATION, ACCUMULATOR -> 20;
    };
  }

  private void words(Box box) {
    Bounds bounds = box.bounds();
    double x = bounds.centerX();
    double room = bounds.width() - 10;
    boolean plain = box.kind().isPlain() && box.kind() != Kind.INPUT;
    int title = shade(box, plain ? palette.secondary() : palette.text());
    int second = shade(box, box.is(Mark.ALARMING) ? palette.alarm() : palette.secondary());
    String grad = box.grad();
    if (box.kind().isTensor() && grad != null) {
      surface.text(box.title(), x, bounds.y() + 17, 13, true, title, room);
      surface.text(box.detail(), x, bounds.y() + 32, 12, false, second, room);
      boolean none = grad.endsWith("None");
      int color = shade(box, none ? palette.secondary() : palette.gradientText());
      surface.text(grad, x, bounds.y() + 47, 12, !none, color, room);
    } else if (box.detail().isEmpty()) {
      surface.text(box.title(), x, bounds.centerY() + 5, 14, true, title, room);
    } else {
      double middle = bounds.centerY();
      String name = isFolded(box.kind()) ? "▸ " + box.title() : box.title();
      surface.text(name, x, middle - 3, box.kind().isTensor() ? 13 : 14, true, title, room);
      surface.text(box.detail(), x, middle + 12, 11.5, false, second, room);
    }
  }

  private static boolean isFolded(Kind kind) {
    return kind == Kind.MODULE || kind == Kind.MODULE_ROW;
  }

  /** A small square for every tensor that is kept for backward, empty once it is freed. */
  private void saved(Box box) {
    Bounds bounds = box.bounds();
    double x = bounds.centerX() - (box.saved() * 9 - 3) / 2.0;
    for (int i = 0; i < box.saved(); i++) {
      Bounds square = new Bounds(x + 9 * i, bounds.y() + bounds.height() - 3.5, 6, 6);
      int color = shade(box, palette.saved());
      surface.fill(square, 1, box.is(Mark.FREED) ? palette.background() : color, 1);
      surface.stroke(square, 1, color, 1, false);
    }
  }
}
