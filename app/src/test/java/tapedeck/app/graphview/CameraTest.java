package tapedeck.app.graphview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Viewport;

class CameraTest {
  private static final Bounds DEEP = new Bounds(300, 4000, 100, 50);

  private final Camera camera = new Camera();

  @BeforeEach
  void start() {
    camera.picture(1000, 5000);
    camera.view(600, 400, false);
    camera.start(null);
  }

  @Test
  void startsAtTheTopOrAtThePlace() {
    assertTrue(camera.visible().contains(500, 10));
    camera.start(DEEP);
    assertTrue(camera.visible().encloses(DEEP, 0));
  }

  @Test
  void aStepThatIsWellInViewMovesNothing() {
    camera.start(DEEP);
    Viewport before = camera.viewport();
    camera.keepInView(new Bounds(310, 3950, 50, 50));
    assertEquals(before, camera.viewport());
    camera.keepInView(new Bounds(310, 200, 50, 50));
    assertTrue(camera.visible().encloses(new Bounds(310, 200, 50, 50), 0));
    assertEquals(before.scale(), camera.viewport().scale());
  }

  @Test
  void placesAreVisitedAgainInBothDirections() {
    Viewport first = camera.viewport();
    camera.zoomTo(DEEP);
    Viewport second = camera.viewport();
    assertTrue(camera.visible().encloses(DEEP, 0));
    camera.fit();
    Viewport third = camera.viewport();
    assertTrue(camera.back());
    assertEquals(second, camera.viewport());
    assertTrue(camera.back());
    assertEquals(first, camera.viewport());
    assertFalse(camera.back());
    assertTrue(camera.forward());
    assertTrue(camera.forward());
    assertEquals(third, camera.viewport());
    assertFalse(camera.forward());
  }

  @Test
  void aNewJumpForgetsWhatWasAhead() {
    camera.zoomTo(DEEP);
    camera.back();
    camera.fit();
    assertFalse(camera.forward());
  }

  @Test
  void aLargerViewKeepsItsMiddle() {
    camera.zoomTo(DEEP);
    camera.view(2000, 1200, true);
    Bounds visible = camera.visible();
    assertEquals(DEEP.centerX(), visible.centerX(), 1e-6);
    assertEquals(DEEP.centerY(), visible.centerY(), 1e-6);
  }
}
