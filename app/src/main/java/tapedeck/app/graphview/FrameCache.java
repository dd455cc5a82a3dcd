package tapedeck.app.graphview;

import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.FrameBuilder;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Scene;
import tapedeck.tape.State;

/** The frame that was built last; it is built anew only when something else is to be seen. */
final class FrameCache {
  /** From afar the frame is built once for wherever one may pan. */
  private static final Bounds EVERYTHING = new Bounds(-1e9, -1e9, 2e9, 2e9);

  /** How far beyond what is in view, in pixels of the picture, a frame reaches from near. */
  private static final double MARGIN = 100;

  private GraphFrame frame = GraphFrame.EMPTY;
  private @Nullable Scene scene;
  private @Nullable State state;
  private @Nullable Attention attention;
  private Bounds part = new Bounds(0, 0, 0, 0);
  private boolean words;

  GraphFrame frame() {
    return frame;
  }

  /**
   * Builds the frame, unless it is that of the same moment and reaches far enough.
   *
   * @param withWords whether the words can be read at this scale
   */
  void update(Scene shown, State at, Attention asked, Bounds visible, boolean withWords) {
    if (!isOf(shown, at, asked) || words != withWords || !part.encloses(visible, 0)) {
      part = withWords ? visible.grown(MARGIN) : EVERYTHING;
      frame = FrameBuilder.build(shown, at, asked, part, withWords);
      scene = shown;
      state = at;
      attention = asked;
      words = withWords;
    }
  }

  /** Whether it is of that very moment; to compare states by value would take too long. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isOf(Scene shown, State at, Attention asked) {
    return scene == shown && state == at && asked.equals(attention);
  }
}
