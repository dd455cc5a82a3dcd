package tapedeck.app.graphview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tapedeck.app.RecordedProgram;
import tapedeck.app.picture.FrameBuilder;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.LayoutEngine;
import tapedeck.app.picture.Look;
import tapedeck.app.picture.Scene;
import tapedeck.tape.Tape;

class FrameCacheTest {
  private final Tape tape = RecordedProgram.firstGradient();
  private final Scene scene = Scene.of(tape.end(), Look.WHOLE, new LayoutEngine());
  private final Bounds all = new Bounds(0, 0, scene.layout().width(), scene.layout().height());
  private final BlockingQueue<Runnable> windowThread = new LinkedBlockingQueue<>();
  private final AtomicInteger repaints = new AtomicInteger();
  private final FrameCache large = new FrameCache(windowThread::add, repaints::incrementAndGet, 1);

  @AfterEach
  void close() {
    large.close();
  }

  private void ask(FrameCache cache, long step, boolean words) {
    cache.update(scene, tape.stateAt(step), Attention.NONE, all, words);
  }

  /** Waits for a frame and hands it over, as the JavaFX thread does. */
  private void arrival() throws InterruptedException {
    Runnable handed = windowThread.poll(1, TimeUnit.MINUTES);
    assertNotNull(handed);
    handed.run();
  }

  private GraphFrame expected(long step) {
    return FrameBuilder.build(scene, tape.stateAt(step), Attention.NONE, all.grown(1e6), false);
  }

  @Test
  void aSmallGraphIsThereAtOnce() {
    try (FrameCache small = new FrameCache(windowThread::add, repaints::incrementAndGet, 1000)) {
      ask(small, tape.length(), false);
      assertEquals(expected(tape.length()), small.frame());
      assertEquals(0, repaints.get());
    }
  }

  @Test
  void aLargeGraphFromAfarComesLaterAndTheFrameBeforeStaysUntilThen() throws InterruptedException {
    ask(large, 5, false);
    assertFalse(large.isOf(scene));
    assertSame(GraphFrame.EMPTY, large.frame());
    arrival();
    assertTrue(large.isOf(scene));
    assertEquals(expected(5), large.frame());
    assertEquals(1, repaints.get());
    ask(large, 9, false);
    assertEquals(expected(5), large.frame());
    arrival();
    assertEquals(expected(9), large.frame());
  }

  @Test
  void whoeverStepsFasterSeesItGoOnAndTheLastStepInTheEnd() throws InterruptedException {
    for (long step = 1; step <= tape.length(); step++) {
      ask(large, step, false);
    }
    GraphFrame end = expected(tape.length());
    while (!large.frame().equals(end)) {
      arrival();
    }
    assertTrue(repaints.get() >= 1);
  }

  @Test
  void fromNearItIsThereAtOnceAndWhatWasAskedFromAfarIsDropped() throws InterruptedException {
    ask(large, 5, false);
    ask(large, 9, true);
    GraphFrame near = large.frame();
    assertEquals(
        FrameBuilder.build(scene, tape.stateAt(9), Attention.NONE, all.grown(100), true), near);
    arrival();
    assertSame(near, large.frame());
    assertEquals(0, repaints.get());
  }
}
