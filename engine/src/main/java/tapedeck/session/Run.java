package tapedeck.session;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import tapedeck.autograd.Engine;
import tapedeck.tape.Program;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

/** One run of a program on a thread of its own, held back when it gets too far ahead. */
final class Run {
  /** How many events the states may be behind. */
  private static final int FOLDED = 512;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Tape tape;
  private final Program program;
  private final int lookAhead;
  private final Runnable grown;
  private final Thread thread;
  private long frontier;
  private boolean ended;
  private boolean stopped;

  /**
   * @param lookAhead how many events the program may be ahead of the frontier
   * @param grown called on the program's thread after each event and at the end
   */
  Run(Program program, Tape tape, int lookAhead, Runnable grown) {
    this.program = program;
    this.tape = tape;
    this.lookAhead = lookAhead;
    this.grown = grown;
    this.thread = new Thread(this::execute, "program " + program.name());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
    Thread folding = new Thread(this::fold, "states of " + program.name());
    folding.setDaemon(true);
    folding.start();
  }

  /** Keeps the states close behind the events, so that every jump is quick. */
  private void fold() {
    while (!hasEnded() && !isStopped()) {
      awaitGrowth(tape.end().step() + FOLDED, () -> !isStopped());
    }
    tape.end();
  }

  Tape tape() {
    return tape;
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  private void execute() {
    Recorder recorder = new Recorder(this::take);
    try {
      program.run(new Engine(recorder), recorder);
    } catch (ProgramStopped expected) {
      // the session asked for it
    } finally {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      grown.run();
    }
  }

  private void take(TapeEvent event) {
    lock.lock();
    try {
      if (stopped) {
        throw new ProgramStopped();
      }
      tape.append(event);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    grown.run();
    waitForFrontier(event.step());
  }

  private void waitForFrontier(long step) {
    lock.lock();
    try {
      while (step - frontier > lookAhead && !stopped) {
        changed.awaitUninterruptibly();
      }
      if (stopped) {
        throw new ProgramStopped();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets the program go on to {@code step} and the look-ahead beyond it. */
  void advanceFrontier(long step) {
    lock.lock();
    try {
      frontier = step;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the program ended and every event of it is on the tape. */
  boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the tape is longer than {@code length}, the program ended, or not any more. */
  void awaitGrowth(long length, BooleanSupplier wanted) {
    lock.lock();
    try {
      while (tape.length() <= length && !ended && wanted.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for {@code nanos}, or not any more. */
  void awaitInterval(long nanos, BooleanSupplier wanted) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && wanted.getAsBoolean()) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the program has ended, but no longer than {@code longest}. */
  void awaitEnd(Duration longest) throws InterruptedException {
    lock.lock();
    try {
      long left = longest.toNanos();
      while (left > 0 && !ended) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets those who wait ask again whether they still want to. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the program, whatever it does, and whoever waits for it. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    program.stop();
  }
}
