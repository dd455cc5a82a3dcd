package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.List;
import tapedeck.app.picture.GraphFrame.Flow;
import tapedeck.app.picture.GraphFrame.Wire;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;

/** Paints the lines of a picture, and what is written on them. */
final class WirePainter {
  private static final double ARROW = 7;
  private static final double CORNER = 8;

  /** How far what recedes goes towards the background. */
  private static final double DIMMED = 0.7;

  private final Surface surface;
  private final Palette palette;

  WirePainter(Surface surface, Palette palette) {
    this.surface = surface;
    this.palette = palette;
  }

  void line(Wire wire) {
    int color = color(wire);
    Route route = wire.route();
    double arrow = wire.active() ? ARROW + 3 : ARROW;
    surface.line(shortened(route, arrow), CORNER, color, width(wire), isDashed(wire));
    arrow(route, color, arrow + width(wire) / 2);
  }

  private int color(Wire wire) {
    int color;
    if (wire.isGradient()) {
      color = wire.quiet() ? palette.quietWire() : palette.gradient(wire.flow());
    } else if (wire.active()) {
      color = palette.selection();
    } else {
      color = wire.quiet() ? palette.quietWire() : palette.wire();
    }
    if (wire.found() && !wire.isGradient()) {
      color = palette.selection();
    }
    return wire.dimmed() ? palette.faded(color, DIMMED) : color;
  }

  private static double width(Wire wire) {
    double width = width(wire.flow());
    return wire.active() ? Math.max(3, width + 0.8) : wire.found() ? Math.max(2, width) : width;
  }

  /** The width of a line by what has flowed along it. */
  static double width(Flow flow) {
    return switch (flow) {
      case NONE, ZERO, VANISHING -> 1.3;
      case SMALL -> 1.7;
      case MEDIUM -> 2.3;
      case LARGE, BROKEN -> 3.4;
      case EXPLODING -> 4.8;
    };
  }

  private static boolean isDashed(Wire wire) {
    return wire.isGradient() && (wire.quiet() || wire.flow() == Flow.ZERO);
  }

  /** The line without its last bit, which the arrow's head covers. */
  private static Route shortened(Route route, double by) {
    int last = route.size() - 1;
    double length = route.length(last - 1);
    if (length < by) {
      return route;
    }
    double t = (length - by + 1) / length;
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < last; i++) {
      points.add(new Point(route.x(i), route.y(i)));
    }
    points.add(
        new Point(
            route.x(last - 1) + (route.x(last) - route.x(last - 1)) * t,
            route.y(last - 1) + (route.y(last) - route.y(last - 1)) * t));
    return Route.through(points);
  }

  private void arrow(Route route, int color, double size) {
    int last = route.size() - 1;
    Point tip = new Point(route.x(last), route.y(last));
    double length = Math.max(1e-6, route.length(last - 1));
    double dx = (tip.x() - route.x(last - 1)) / length;
    double dy = (tip.y() - route.y(last - 1)) / length;
    double half = size * 0.5;
    surface.polygon(
        List.of(
            tip,
            new Point(tip.x() - dx * size - dy * half, tip.y() - dy * size + dx * half),
            new Point(tip.x() - dx * size + dy * half, tip.y() - dy * size - dx * half)),
        color);
  }

  /** The number that has flowed along a wire on a chip; before that, the size of what will. */
  void words(Wire wire) {
    Point middle = wire.label();
    if (wire.text().isEmpty() || middle == null) {
      return;
    }
    double width = wire.text().length() * 6.6 + 12;
    Bounds chip = new Bounds(middle.x() - width / 2, middle.y() - 9, width, 18);
    surface.fill(chip, 9, palette.background(), 1);
    int color = palette.secondary();
    if (wire.flow() != Flow.NONE) {
      surface.stroke(chip, 9, color(wire), wire.active() ? 2 : 1, false);
      color = wire.flow() == Flow.BROKEN ? palette.alarm() : palette.gradientText();
    }
    surface.text(
        wire.text(),
        middle.x(),
        middle.y() + 4,
        11.5,
        wire.active(),
        wire.dimmed() ? palette.faded(color, DIMMED) : color,
        width - 6);
  }
}
