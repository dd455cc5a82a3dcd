package tapedeck.app.graphview;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import tapedeck.graph.ComputationGraph;
import tapedeck.tape.State;

/**
 * Lays graphs out on a thread of its own. Of several requests that wait only the latest is carried
 * out, and an answer that a later request has overtaken is dropped.
 */
final class LayoutWorker implements AutoCloseable {
  private final LayoutEngine engine = new LayoutEngine();
  private final Executor answers;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "graph layout");
            made.setDaemon(true);
            return made;
          });
  private volatile long latest;

  /**
   * @param answers where answers are handed over, usually the JavaFX thread
   */
  LayoutWorker(Executor answers) {
    this.answers = answers;
  }

  /** Lays out the whole graph of {@code state} and hands it to {@code taker}. */
  void request(State state, Consumer<GraphLayout> taker) {
    long number = next();
    thread.execute(
        () -> {
          if (number != latest) {
            return;
          }
          GraphLayout layout = engine.layout(ComputationGraph.of(state));
          answers.execute(
              () -> {
                if (number == latest) {
                  taker.accept(layout);
                }
              });
        });
  }

  private synchronized long next() {
    return ++latest;
  }

  /** Drops every request. */
  void cancel() {
    next();
  }

  @Override
  public void close() {
    cancel();
    thread.shutdownNow();
  }
}
