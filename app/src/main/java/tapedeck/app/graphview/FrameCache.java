package tapedeck.app.graphview;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.Worker;
import tapedeck.app.picture.FrameBuilder;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Scene;
import tapedeck.tape.State;

/**
 * The frame that was built last; it is built anew only when something else is to be seen. The frame
 * of a large graph seen from afar is built beside the JavaFX thread, and the one before stays until
 * it is there.
 */
final class FrameCache implements AutoCloseable {
  /** From afar the frame is built once for wherever one may pan. */
  private static final Bounds EVERYTHING = new Bounds(-1e9, -1e9, 2e9, 2e9);

  /** How far beyond what is in view, in pixels of the picture, a frame reaches from near. */
  private static final double MARGIN = 100;

  /** So many boxes are built within a part of the time that a screen shows one picture. */
  static final int MANY = 8_000;

  private final Worker builder;
  private final Runnable repaint;
  private final int many;
  private GraphFrame frame = GraphFrame.EMPTY;
  private @Nullable Wish shown;
  private @Nullable Wish asked;

  /** What a frame is of. */
  private record Wish(Scene scene, State state, Attention attention, Bounds part, boolean words) {
    GraphFrame build() {
      return FrameBuilder.build(scene, state, attention, part, words);
    }

    /** Whether it is of that very moment; to compare states by value would take too long. */
    @SuppressWarnings("ReferenceEquality")
    boolean serves(Scene at, State moment, Attention other, Bounds visible, boolean withWords) {
      return scene == at
          && state == moment
          && attention.equals(other)
          && words == withWords
          && part.encloses(visible, 0);
    }

    /** Whether a frame of it may be shown until that of another moment is there. */
    @SuppressWarnings("ReferenceEquality")
    boolean isLike(Wish other) {
      return scene == other.scene && words == other.words;
    }
  }

  /**
   * @param windowThread where frames are handed over
   * @param repaint what to do when a frame is there that {@link #update} did not wait for
   * @param many how many boxes are not waited for
   */
  FrameCache(Executor windowThread, Runnable repaint, int many) {
    this.many = many;
    this.builder = new Worker("graph frame", windowThread);
    this.repaint = repaint;
  }

  GraphFrame frame() {
    return frame;
  }

  /** Whether the frame is one of {@code scene}, and not of one before it. */
  @SuppressWarnings("ReferenceEquality")
  boolean isOf(Scene scene) {
    return shown != null && shown.scene() == scene;
  }

  /**
   * Builds the frame, or begins to, unless it is that of the same moment and reaches far enough.
   *
   * @param withWords whether the words can be read at this scale
   */
  void update(Scene scene, State state, Attention attention, Bounds visible, boolean withWords) {
    if (asked != null && asked.serves(scene, state, attention, visible, withWords)) {
      return;
    }
    Bounds part = withWords ? visible.grown(MARGIN) : EVERYTHING;
    Wish wish = new Wish(scene, state, attention, part, withWords);
    asked = wish;
    if (withWords || scene.items().size() < many) {
      show(wish, wish.build());
    } else {
      builder.requestNext(wish::build, made -> arrive(wish, made));
    }
  }

  private void show(Wish wish, GraphFrame made) {
    shown = wish;
    frame = made;
  }

  private void arrive(Wish wish, GraphFrame made) {
    if (asked != null && wish.isLike(asked)) {
      show(wish, made);
      repaint.run();
    }
  }

  @Override
  public void close() {
    builder.close();
  }
}
