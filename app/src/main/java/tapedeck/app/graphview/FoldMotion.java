package tapedeck.app.graphview;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.animation.Interpolator;
import javafx.animation.Transition;
import javafx.util.Duration;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Scene;
import tapedeck.graph.GraphVertex;

/** Lets boxes glide to their new places when a module is folded or opened. */
final class FoldMotion {
  private static final Duration LENGTH = Duration.millis(220);

  private final Runnable moved;
  private final Map<GraphVertex, Bounds> origins = new HashMap<>();
  private double shiftX;
  private double shiftY;
  private double share = 1;
  private final Transition transition =
      new Transition() {
        {
          setCycleDuration(LENGTH);
          setInterpolator(Interpolator.EASE_BOTH);
        }

        @Override
        protected void interpolate(double done) {
          share = done;
          moved.run();
        }
      };

  /**
   * @param moved told at every frame of the motion
   */
  FoldMotion(Runnable moved) {
    this.moved = moved;
  }

  /**
   * Begins: what was folded comes out of its module, and the rest from where it was.
   *
   * @param dx how far the picture as a whole has moved, so that the clicked box stays in place
   */
  void start(Scene before, Scene after, double dx, double dy) {
    shiftX = dx;
    shiftY = dy;
    origins.clear();
    for (Scene.Item item : after.items()) {
      Bounds was = before.layout().box(item.vertex());
      if (was == null) {
        was = before.layout().box(before.graph().drawnFor(item.vertex()));
      }
      if (was != null) {
        origins.put(item.vertex(), was);
      }
    }
    share = 0;
    transition.playFromStart();
  }

  /** The frame as it looks at this moment of the motion. */
  GraphFrame of(GraphFrame frame) {
    if (share >= 1) {
      return frame;
    }
    List<Box> boxes = new ArrayList<>();
    for (Box box : frame.boxes()) {
      Bounds from = origins.get(box.vertex());
      boxes.add(from == null ? box : moved(box, from));
    }
    return new GraphFrame(boxes, List.of(), frame.width(), frame.height());
  }

  private Box moved(Box box, Bounds from) {
    Bounds to = box.bounds();
    Bounds now =
        new Bounds(
            between(from.x() + shiftX, to.x()),
            between(from.y() + shiftY, to.y()),
            between(from.width(), to.width()),
            between(from.height(), to.height()));
    return new Box(
        box.vertex(),
        box.kind(),
        now,
        box.title(),
        box.detail(),
        box.grad(),
        box.saved(),
        box.marks());
  }

  private double between(double from, double to) {
    return from + (to - from) * share;
  }
}
