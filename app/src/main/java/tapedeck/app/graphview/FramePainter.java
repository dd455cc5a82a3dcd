package tapedeck.app.graphview;

import java.util.ArrayList;
import java.util.List;
import tapedeck.app.graphview.GraphFrame.Box;
import tapedeck.app.graphview.GraphFrame.Kind;
import tapedeck.app.graphview.GraphFrame.Wire;
import tapedeck.app.graphview.GraphLayout.Bounds;
import tapedeck.app.graphview.GraphLayout.Point;
import tapedeck.graph.GraphEdge;

/** Paints a {@link GraphFrame}; what lies outside the visible part is passed over. */
public final class FramePainter {
  /** Below this scale texts could not be read, and are left out. */
  private static final double READABLE = 0.4;

  private static final double ARROW = 7;
  private static final double CORNER = 8;

  private final Surface surface;
  private final Palette palette;
  private final double scale;

  /**
   * @param scale device pixels a layout pixel, by which details are chosen
   */
  public FramePainter(Surface surface, Palette palette, double scale) {
    this.surface = surface;
    this.palette = palette;
    this.scale = scale;
  }

  /** Paints what of {@code frame} lies in {@code visible}, in layout pixels. */
  public void paint(GraphFrame frame, Bounds visible) {
    List<Wire> wires = frame.wires().stream().filter(wire -> isVisible(wire, visible)).toList();
    // gradients over values, and what happens now over everything
    wires.stream().filter(w -> !isGradient(w) && !w.active()).forEach(this::wire);
    wires.stream().filter(w -> isGradient(w) && !w.active()).forEach(this::wire);
    wires.stream().filter(Wire::active).forEach(this::wire);
    for (Box box : frame.boxes()) {
      if (box.bounds().intersects(visible)) {
        box(box);
      }
    }
    if (scale >= READABLE) {
      wires.forEach(this::carried);
    }
  }

  private static boolean isVisible(Wire wire, Bounds visible) {
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (Point point : wire.route().points()) {
      left = Math.min(left, point.x());
      top = Math.min(top, point.y());
      right = Math.max(right, point.x());
      bottom = Math.max(bottom, point.y());
    }
    Bounds around = new Bounds(left - 40, top - 12, right - left + 80, bottom - top + 24);
    return around.intersects(visible);
  }

  private static boolean isGradient(Wire wire) {
    return wire.edge().kind() == GraphEdge.Kind.GRADIENT
        || wire.edge().kind() == GraphEdge.Kind.ACCUMULATION;
  }

  private void wire(Wire wire) {
    boolean gradient = isGradient(wire);
    int color =
        wire.quiet()
            ? palette.quietWire()
            : gradient ? palette.gradient() : wire.active() ? palette.selection() : palette.wire();
    double width = wire.active() ? 3 : gradient && !wire.quiet() ? 2 : 1.3;
    List<Point> points = wire.route().points();
    surface.line(shortened(points), CORNER, color, width, gradient && wire.quiet());
    if (scale >= READABLE / 2) {
      arrow(points, color, wire.active() ? ARROW + 2 : ARROW);
    }
  }

  /** The line without its last bit, which the arrow's head covers. */
  private static List<Point> shortened(List<Point> points) {
    Point tip = points.get(points.size() - 1);
    Point before = points.get(points.size() - 2);
    double length = Math.hypot(tip.x() - before.x(), tip.y() - before.y());
    if (length < ARROW) {
      return points;
    }
    double t = (length - ARROW + 1) / length;
    List<Point> result = new ArrayList<>(points.subList(0, points.size() - 1));
    result.add(
        new Point(
            before.x() + (tip.x() - before.x()) * t, before.y() + (tip.y() - before.y()) * t));
    return result;
  }

  private void arrow(List<Point> points, int color, double size) {
    Point tip = points.get(points.size() - 1);
    Point before = points.get(points.size() - 2);
    double length = Math.max(1e-6, Math.hypot(tip.x() - before.x(), tip.y() - before.y()));
    double dx = (tip.x() - before.x()) / length;
    double dy = (tip.y() - before.y()) / length;
    double half = size * 0.5;
    surface.polygon(
        List.of(
            tip,
            new Point(tip.x() - dx * size - dy * half, tip.y() - dy * size + dx * half),
            new Point(tip.x() - dx * size + dy * half, tip.y() - dy * size - dx * half)),
        color);
  }

  /** The number that has flowed along a wire, on a chip at its middle. */
  private void carried(Wire wire) {
    String text = wire.carried();
    Point middle = wire.label();
    if (text == null || middle == null) {
      return;
    }
    double width = text.length() * 7 + 12;
    Bounds chip = new Bounds(middle.x() - width / 2, middle.y() - 9, width, 18);
    surface.fill(chip, 9, palette.background(), 1);
    surface.stroke(chip, 9, palette.gradient(), wire.active() ? 2 : 1);
    surface.text(
        text, middle.x(), middle.y() + 4, 11.5, wire.active(), palette.gradientText(), width);
  }

  private void box(Box box) {
    Bounds bounds = box.bounds();
    double radius = radius(box.kind());
    surface.fill(bounds, radius, palette.fill(box.kind()), 1);
    if (box.active()) {
      surface.fill(bounds, radius, activeColor(box), 0.18);
    }
    if (box.selected()) {
      surface.stroke(grown(bounds, 4), radius + 4, palette.selection(), 2.5);
    }
    int border = box.alarming() ? palette.alarm() : palette.border(box.kind());
    double width = box.active() ? 2.6 : 1.3;
    surface.stroke(bounds, radius, box.active() ? activeColor(box) : border, width);
    if (scale >= READABLE) {
      words(box);
    }
    if (box.different()) {
      Bounds badge = new Bounds(bounds.x() + bounds.width() - 11, bounds.y() - 9, 20, 18);
      surface.fill(badge, 9, palette.selection(), 1);
      surface.text("≠", badge.centerX(), badge.centerY() + 4, 13, true, palette.background(), 18);
    }
  }

  private int activeColor(Box box) {
    return box.evaluated() || box.kind() == Kind.ACCUMULATOR
        ? palette.gradient()
        : palette.selection();
  }

  private static Bounds grown(Bounds bounds, double by) {
    return new Bounds(
        bounds.x() - by, bounds.y() - by, bounds.width() + 2 * by, bounds.height() + 2 * by);
  }

  private static double radius(Kind kind) {
    return switch (kind) {
      case LEAF, CONSTANT, RESULT, PLAIN_RESULT -> 6;
      case OPERATION, PLAIN_OPERATION, ACCUMULATOR -> 20;
    };
  }

  private void words(Box box) {
    Bounds bounds = box.bounds();
    double x = bounds.centerX();
    double top = bounds.y();
    double room = bounds.width() - 10;
    boolean tensor = radius(box.kind()) < 20;
    boolean plain =
        box.kind() == Kind.CONSTANT
            || box.kind() == Kind.PLAIN_RESULT
            || box.kind() == Kind.PLAIN_OPERATION;
    int title = plain ? palette.secondary() : palette.text();
    if (tensor) {
      String grad = box.grad();
      double first = grad == null ? top + 23 : top + 17;
      surface.text(box.title(), x, first, 13, true, title, room);
      int color = box.alarming() ? palette.alarm() : palette.secondary();
      surface.text(box.detail(), x, first + 15, 12, false, color, room);
      if (grad != null) {
        boolean none = grad.endsWith("None");
        surface.text(
            grad,
            x,
            first + 30,
            12,
            !none,
            none ? palette.secondary() : palette.gradientText(),
            room);
      }
    } else if (box.detail().isEmpty()) {
      surface.text(box.title(), x, bounds.centerY() + 5, 14, true, title, room);
    } else {
      surface.text(box.title(), x, top + 19, 14, true, title, room);
      int color = box.freed() ? palette.wire() : palette.secondary();
      surface.text(box.detail(), x, top + 34, 11, false, color, room);
    }
  }
}
