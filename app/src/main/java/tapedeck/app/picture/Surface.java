package tapedeck.app.picture;

import java.util.List;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;

/**
 * Something to paint on: a JavaFX canvas, or a Java 2D picture. Colours are 0xRRGGBB; lengths are
 * those of the layout.
 */
public interface Surface {
  /** A filled rectangle with round corners. */
  void fill(Bounds bounds, double radius, int color, double opacity);

  /** The border of one. */
  void stroke(Bounds bounds, double radius, int color, double width, boolean dashed);

  /** A line whose corners are rounded by {@code radius}. */
  void line(Route route, double radius, int color, double width, boolean dashed);

  /** A filled polygon. */
  void polygon(List<Point> points, int color);

  /** A line of text, centred at {@code x} with its base line at {@code y}, cut to a width. */
  void text(String text, double x, double y, double size, boolean bold, int color, double width);

  /** A line of text that begins at {@code x}. */
  void textFrom(
      String text, double x, double y, double size, boolean bold, int color, double width);
}
