package tapedeck.app.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Flow;
import tapedeck.app.picture.GraphFrame.Kind;
import tapedeck.app.picture.GraphFrame.Mark;
import tapedeck.app.picture.GraphFrame.Wire;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;

class PixelPainterTest {
  private static final int SIZE = 20;
  private static final GraphVertex VERTEX = new GraphVertex.TensorVertex(1);

  private static int[] painted(Viewport viewport, Object... content) {
    List<Box> boxes =
        Arrays.stream(content).filter(Box.class::isInstance).map(Box.class::cast).toList();
    List<Wire> wires =
        Arrays.stream(content).filter(Wire.class::isInstance).map(Wire.class::cast).toList();
    int[] pixels = new int[SIZE * SIZE];
    new PixelPainter(pixels, SIZE, SIZE)
        .paint(new GraphFrame(boxes, wires, 100, 100), viewport, Palette.LIGHT);
    return pixels;
  }

  private static Box box(double x, double y, double width, double height, Mark... marks) {
    return new Box(
        VERTEX, Kind.LEAF, new Bounds(x, y, width, height), "", "", null, 0, Set.of(marks));
  }

  private static Wire wire(Point... points) {
    return new Wire(
        new GraphEdge(GraphEdge.Kind.GRADIENT, VERTEX, VERTEX, 0),
        Route.through(List.of(points)),
        null,
        "",
        Flow.BROKEN,
        false,
        false,
        false,
        false);
  }

  private static int at(int[] pixels, int x, int y) {
    return pixels[y * SIZE + x] & 0xffffff;
  }

  @Test
  void aBoxHasABorderAndAFill() {
    int[] pixels = painted(new Viewport(0.2, 0, 0), box(10, 20, 50, 40));
    assertEquals(Palette.LIGHT.border(Kind.LEAF), at(pixels, 2, 4));
    assertEquals(Palette.LIGHT.border(Kind.LEAF), at(pixels, 11, 11));
    assertEquals(Palette.LIGHT.fill(Kind.LEAF), at(pixels, 5, 8));
    assertEquals(Palette.LIGHT.background(), at(pixels, 1, 4));
    assertEquals(Palette.LIGHT.background(), at(pixels, 12, 11));
  }

  @Test
  void aSpeckIsStillAPixel() {
    int[] pixels = painted(new Viewport(0.01, 0, 0), box(500, 700, 100, 50));
    assertEquals(Palette.LIGHT.border(Kind.LEAF), at(pixels, 5, 7));
    assertEquals(1, Arrays.stream(pixels).filter(p -> p != pixels[0]).count());
  }

  @Test
  void whatIsSelectedCanBeSeenEvenFromVeryFar() {
    int[] pixels = painted(new Viewport(0.01, 0, 0), box(500, 700, 100, 50, Mark.SELECTED));
    long lit =
        Arrays.stream(pixels).filter(p -> (p & 0xffffff) == Palette.LIGHT.selection()).count();
    assertTrue(lit > 20, "" + lit);
  }

  @Test
  void aLineGoesOverItsPoints() {
    int[] pixels =
        painted(new Viewport(1, 0, 0), wire(new Point(3, 2), new Point(3, 9), new Point(14, 9)));
    for (int y = 2; y <= 9; y++) {
      assertEquals(Palette.LIGHT.alarm(), at(pixels, 3, y));
    }
    for (int x = 3; x <= 14; x++) {
      assertEquals(Palette.LIGHT.alarm(), at(pixels, x, 9));
    }
    assertEquals(Palette.LIGHT.background(), at(pixels, 4, 5));
  }

  @Test
  void whatLiesOutsideIsCutOff() {
    int[] pixels =
        painted(
            new Viewport(1, 0, 0),
            box(-1e7, -1e7, 2e7, 2e7),
            wire(new Point(-1e6, 5), new Point(1e6, 5)),
            wire(new Point(-50, -50), new Point(60, 70)));
    assertEquals(Palette.LIGHT.fill(Kind.LEAF), at(pixels, 10, 2));
  }

  @Test
  void theBufferMustBeLargeEnough() {
    assertThrows(IllegalArgumentException.class, () -> new PixelPainter(new int[10], 4, 4));
  }
}
