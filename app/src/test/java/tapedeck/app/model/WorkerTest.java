package tapedeck.app.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerTest {
  private final BlockingQueue<Runnable> windowThread = new LinkedBlockingQueue<>();
  private final Worker worker = new Worker("test", windowThread::add);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch free = new CountDownLatch(1);
  private final List<String> taken = new ArrayList<>();

  @AfterEach
  void close() {
    worker.close();
  }

  /** Work that goes on until it is set free. */
  private String slow() {
    begun.countDown();
    await(free);
    return "slow";
  }

  private String failing() {
    begun.countDown();
    throw new IllegalStateException("as this test wants");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void handOver(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      windowThread.poll(1, TimeUnit.MINUTES).run();
    }
  }

  @Test
  void anAnswerThatIsOvertakenIsDropped() throws InterruptedException {
    worker.request(this::slow, taken::add);
    await(begun);
    worker.request(() -> "second", taken::add);
    worker.request(() -> "third", taken::add);
    free.countDown();
    handOver(2);
    assertEquals(List.of("third"), taken);
  }

  @Test
  void ofWhatIsAskedFasterThanItIsDoneTheFirstAndTheLastAreHandedOver()
      throws InterruptedException {
    worker.requestNext(this::slow, taken::add);
    await(begun);
    worker.requestNext(() -> "second", taken::add);
    worker.requestNext(() -> "third", taken::add);
    free.countDown();
    handOver(2);
    assertEquals(List.of("slow", "third"), taken);
  }

  @Test
  void workThatFailsLeavesTheNextToBeDone() throws InterruptedException {
    worker.requestNext(this::failing, taken::add);
    await(begun);
    worker.requestNext(this::slow, taken::add);
    free.countDown();
    handOver(1);
    assertEquals(List.of("slow"), taken);
  }

  @Test
  void whatWasAskedBeforeItWasCancelledIsDropped() throws InterruptedException {
    worker.requestNext(this::slow, taken::add);
    await(begun);
    worker.cancel();
    worker.requestNext(() -> "second", taken::add);
    free.countDown();
    handOver(2);
    assertEquals(List.of("second"), taken);
  }
}
