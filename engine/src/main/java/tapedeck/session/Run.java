package tapedeck.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
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
  private final LookAhead lookAhead;
  private final Runnable grown;
  private final Thread thread;
  private final Deque<WhatIf> changes;
  private final Deque<Long> iterationEnds = new ArrayDeque<>();
  private @Nullable Engine engine;
  private @Nullable Recorder recorder;
  private long frontier;
  private boolean ended;
  private boolean stopped;
  private boolean complete;
  private boolean abandoned;
  private boolean waiting;

  /**
   * @param changes what a person changes in this run, in the order of their steps
   * @param lookAhead how far the program may be ahead of the frontier
   * @param grown called on the program's thread after each event and at the end
   */
  Run(Program program, Tape tape, List<WhatIf> changes, LookAhead lookAhead, Runnable grown) {
    this.program = program;
    this.tape = tape;
    this.changes = new ArrayDeque<>(changes);
    this.lookAhead = lookAhead;
    this.grown = grown;
    this.thread = new Thread(this::execute, "program " + program.name());
    thread.setDaemon(true);
  }

  /** A run that is over: its tape was read from a file. */
  static Run over(Program program, Tape tape) {
    Run run = new Run(program, tape, List.of(), LookAhead.DEFAULT, () -> {});
    run.ended = true;
    return run;
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
      grown.run();
    }
    tape.end();
    grown.run();
  }

  Tape tape() {
    return tape;
  }

  private void execute() {
    Recorder announced = new Recorder(this::take);
    Engine running = new Engine(announced);
    recorder = announced;
    engine = running;
    changes.forEach(change -> change.prepare(announced));
    try {
      program.run(running, announced);
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
      complete =
          event instanceof TapeEvent.ProgramFinished || event instanceof TapeEvent.ProgramFailed;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    grown.run();
    applyChanges(event.step());
    if (event instanceof TapeEvent.OptimizerStepFinished) {
      iterationEnds.add(event.step());
    }
    waitForFrontier(event.step());
  }

  private void applyChanges(long step) {
    Engine running = engine;
    Recorder announced = recorder;
    while (running != null
        && announced != null
        && !changes.isEmpty()
        && changes.getFirst().step() <= step) {
      WhatIf change = changes.removeFirst();
      announced.changed(change.text());
      change.apply(running, announced);
    }
  }

  private void waitForFrontier(long step) {
    lock.lock();
    try {
      waiting = isTooFarAhead(step);
      if (waiting) {
        grown.run();
      }
      while (isTooFarAhead(step) && !stopped) {
        changed.awaitUninterruptibly();
      }
      waiting = false;
      if (stopped) {
        throw new ProgramStopped();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isTooFarAhead(long step) {
    // up to a change that waits to be made, the past is only repeated
    if (!changes.isEmpty()) {
      return false;
    }
    while (!iterationEnds.isEmpty() && iterationEnds.getFirst() <= frontier) {
      iterationEnds.removeFirst();
    }
    return step - frontier > lookAhead.events() || iterationEnds.size() >= lookAhead.iterations();
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

  /** Lets the program go on at least to {@code step}. */
  void allow(long step) {
    lock.lock();
    try {
      frontier = Math.max(frontier, step);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
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

  /** Waits until the past is repeated up to {@code step} and the change after it is made. */
  void awaitReplay(long step, BooleanSupplier wanted) {
    advanceFrontier(step);
    awaitGrowth(step, wanted);
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

  /** Waits until a stopped program has ended; if it does not in time, leaves it behind. */
  void awaitEnd(Duration longest) throws InterruptedException {
    lock.lock();
    try {
      long left = longest.toNanos();
      while (left > 0 && !ended) {
        left = changed.awaitNanos(left);
      }
      abandoned = !ended;
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the program runs, and if not, how it ended. */
  RunState state() {
    lock.lock();
    try {
      if (abandoned) {
        return RunState.ABANDONED;
      }
      if (!ended) {
        return waiting ? RunState.WAITING : RunState.RUNNING;
      }
      return stopped && !complete ? RunState.STOPPED : RunState.ENDED;
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
