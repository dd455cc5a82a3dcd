package tapedeck.app.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;

class ViewportTest {
  @Test
  void fitShowsEverythingInTheMiddle() {
    Viewport fit = Viewport.fit(1000, 500, 400, 400);
    Bounds visible = fit.visible(400, 400);
    assertTrue(visible.x() <= 0 && visible.x() + visible.width() >= 1000);
    assertTrue(visible.y() <= 0 && visible.y() + visible.height() >= 500);
    assertEquals(500, visible.centerX(), 1e-9);
    assertEquals(250, visible.centerY(), 1e-9);
  }

  @Test
  void aPictureThatCannotBeReadWholeIsShownAroundThePlace() {
    Bounds place = new Bounds(100, 3000, 80, 50);
    Viewport view = Viewport.follow(300, 6000, 600, 500, place);
    assertTrue(view.scale() > 0.5);
    assertTrue(view.visible(600, 500).encloses(place, 0));
    Viewport end = Viewport.follow(300, 6000, 600, 500, new Bounds(100, 5950, 80, 50));
    assertEquals(6000, end.visible(600, 500).y() + end.visible(600, 500).height(), 1e-6);
    assertEquals(Viewport.fit(300, 400, 600, 500), Viewport.follow(300, 400, 600, 500, place));
  }

  @Test
  void aSmallGraphIsNotBlownUp() {
    assertTrue(Viewport.fit(10, 10, 1000, 1000).scale() < 2);
  }

  @Test
  void zoomKeepsWhatIsUnderThePointer() {
    Viewport before = new Viewport(0.7, 30, -20);
    Point under = before.toPicture(123, 45);
    Viewport after = before.zoom(1.9, 123, 45);
    assertEquals(under.x(), after.toPicture(123, 45).x(), 1e-9);
    assertEquals(under.y(), after.toPicture(123, 45).y(), 1e-9);
  }

  @Test
  void zoomStaysWithinBounds() {
    Viewport far = new Viewport(1, 0, 0);
    for (int i = 0; i < 100; i++) {
      far = far.zoom(0.5, 0, 0);
    }
    assertTrue(far.scale() > 0.001);
    for (int i = 0; i < 100; i++) {
      far = far.zoom(2, 0, 0);
    }
    assertEquals(4, far.scale());
  }
}
