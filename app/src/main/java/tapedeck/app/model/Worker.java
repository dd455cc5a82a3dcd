package tapedeck.app.model;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one kind of work on a thread of its own. Of several requests that wait only the
 * latest is carried out, and an answer that a later request has overtaken is dropped. After {@link
 * #close} nothing is carried out.
 */
public final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final Executor answers;
  private final ScheduledExecutorService thread;
  private final AtomicLong latest = new AtomicLong();
  private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();

  /**
   * @param answers where answers are handed over, usually the JavaFX thread
   */
  public Worker(String name, Executor answers) {
    this.answers = answers;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            });
  }

  /** Does {@code work} and hands what it returns to {@code taker}. */
  public <T> void request(Supplier<T> work, Consumer<T> taker) {
    requestLater(0, work, taker);
  }

  private <T> void carryOut(long number, Supplier<T> work, Consumer<T> taker) {
    try {
      T answer = work.get();
      answers.execute(
          () -> {
            if (number == latest.get()) {
              taker.accept(answer);
            }
          });
    } catch (RuntimeException e) {
      LOG.error("work for the window failed", e);
    }
  }

  /** The same, unless something else is requested within {@code milliseconds}. */
  public <T> void requestLater(long milliseconds, Supplier<T> work, Consumer<T> taker) {
    long number = latest.incrementAndGet();
    if (thread.isShutdown()) {
      // what belonged to a window that is gone may still hear of the model
      return;
    }
    var unused =
        thread.schedule(
            () -> {
              if (number == latest.get()) {
                carryOut(number, work, taker);
              }
            },
            milliseconds,
            TimeUnit.MILLISECONDS);
  }

  /**
   * Does {@code work} and hands over what it returns, also when more has been requested meanwhile:
   * whoever asks faster than the work is done sees it go on. Of several requests that wait only the
   * latest is carried out.
   */
  public <T> void requestNext(Supplier<T> work, Consumer<T> taker) {
    long number = latest.get();
    Runnable task = () -> carryOut(number, work, taker);
    if (next.getAndSet(task) == null && !thread.isShutdown()) {
      thread.execute(() -> next.getAndSet(null).run());
    }
  }

  /** Drops every request. */
  public void cancel() {
    latest.incrementAndGet();
  }

  @Override
  public void close() {
    cancel();
    thread.shutdownNow();
  }
}
