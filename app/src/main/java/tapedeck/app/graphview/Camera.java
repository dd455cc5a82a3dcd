package tapedeck.app.graphview;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Viewport;

/** Which part of the picture is in view, and which were before. */
final class Camera {
  /** How near to the border, in pixels of the picture, the step may come before it is followed. */
  private static final double MARGIN = 8;

  /** How many places are remembered. */
  private static final int PLACES = 50;

  private final Deque<Viewport> before = new ArrayDeque<>();
  private final Deque<Viewport> after = new ArrayDeque<>();
  private Viewport viewport = new Viewport(1, 0, 0);
  private double pictureWidth;
  private double pictureHeight;
  private double width;
  private double height;

  Viewport viewport() {
    return viewport;
  }

  void moveTo(Viewport other) {
    viewport = other;
  }

  /** The size of the whole picture, in its own pixels. */
  void picture(double newWidth, double newHeight) {
    pictureWidth = newWidth;
    pictureHeight = newHeight;
  }

  /**
   * The size of the view, in pixels of the screen.
   *
   * @param steady whether what is in the middle is to stay there
   */
  void view(double newWidth, double newHeight, boolean steady) {
    if (steady) {
      viewport = viewport.pan((newWidth - width) / 2, (newHeight - height) / 2);
    }
    width = newWidth;
    height = newHeight;
  }

  /** What is in view. */
  Bounds visible() {
    return viewport.visible(width, height);
  }

  /** Shows as much of the picture as can be read, around {@code place} or at its top. */
  void start(@Nullable Bounds place) {
    Bounds around = place == null ? new Bounds(pictureWidth / 2, 0, 0, 0) : place;
    viewport = Viewport.follow(pictureWidth, pictureHeight, width, height, around);
  }

  /** Moves, if it is not well in view, to a place; how near it is stays the same. */
  void keepInView(Bounds place) {
    if (!visible().encloses(place, MARGIN)) {
      viewport = viewport.around(place, pictureWidth, pictureHeight, width, height);
    }
  }

  /** Shows the whole picture. */
  void fit() {
    remember();
    viewport = Viewport.fit(pictureWidth, pictureHeight, width, height);
  }

  /** Shows a place as large as it can be read well. */
  void zoomTo(Bounds place) {
    remember();
    Bounds room = place.grown(60);
    double scale = Math.min(1.2, Math.min(width / room.width(), height / room.height()));
    viewport = new Viewport(1, 0, 0).zoom(scale, 0, 0).center(place, width, height);
  }

  void zoom(double factor, double x, double y) {
    viewport = viewport.zoom(factor, x, y);
  }

  void pan(double dx, double dy) {
    viewport = viewport.pan(dx, dy);
  }

  /** Brings a point of the picture into the middle. */
  void center(double x, double y) {
    viewport = viewport.center(new Bounds(x, y, 0, 0), width, height);
  }

  /** Marks the place that is about to be left, so that {@link #back} returns to it. */
  void remember() {
    if (!viewport.equals(before.peek())) {
      before.push(viewport);
      after.clear();
      if (before.size() > PLACES) {
        before.removeLast();
      }
    }
  }

  /** Forgets all places, as when there is another picture. */
  void forget() {
    before.clear();
    after.clear();
  }

  boolean back() {
    return go(before, after);
  }

  boolean forward() {
    return go(after, before);
  }

  private boolean go(Deque<Viewport> from, Deque<Viewport> to) {
    Viewport next = from.poll();
    if (next == null) {
      return false;
    }
    to.push(viewport);
    viewport = next;
    return true;
  }
}
