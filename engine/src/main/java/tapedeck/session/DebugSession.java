package tapedeck.session;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tapedeck.tape.Program;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

/**
 * A program that is being debugged: its tape, and a position that moves on it in both directions.
 *
 * <p>Moves are carried out one after another on the session's own thread; a move beyond the end of
 * the tape waits for the program. Every method returns at once and may be called from any thread.
 */
public final class DebugSession implements AutoCloseable {
  /** How far a program may run ahead of the position, in events. */
  public static final int DEFAULT_LOOK_AHEAD = 20_000;

  private final Supplier<? extends Program> programs;
  private final int lookAhead;
  private final Consumer<Snapshot> watcher;
  private final ExecutorService moves;

  /** Moves ordered under an older number are dropped. */
  private final AtomicLong generation = new AtomicLong();

  private volatile Run run;
  private volatile long position;
  private volatile boolean moving;
  private volatile Set<Integer> breakpoints = Set.of();

  /**
   * Starts the first program.
   *
   * @param programs makes a program for each start and restart
   * @param lookAhead see {@link #DEFAULT_LOOK_AHEAD}
   * @param watcher told of every change, on the session's or the program's thread; must be quick
   */
  public DebugSession(
      Supplier<? extends Program> programs, int lookAhead, Consumer<Snapshot> watcher) {
    this.programs = programs;
    this.lookAhead = lookAhead;
    this.watcher = watcher;
    this.moves =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "session");
              thread.setDaemon(true);
              return thread;
            });
    this.run = newRun();
    run.start();
  }

  private Run newRun() {
    return new Run(programs.get(), new Tape(), lookAhead, this::publish);
  }

  /** The position and the tape now. */
  public Snapshot snapshot() {
    Run current = run;
    Tape tape = current.tape();
    return new Snapshot(tape, tape.stateAt(position), tape.length(), !current.hasEnded(), moving);
  }

  private void publish() {
    watcher.accept(snapshot());
  }

  /** The lines at which {@link #run} stops. */
  public void setBreakpoints(Set<Integer> lines) {
    breakpoints = Set.copyOf(lines);
  }

  /** To the next thing the engine does. */
  public CompletableFuture<Snapshot> step() {
    return runTo(TapeEvent::isStep);
  }

  /** To the previous thing the engine did, or before the first. */
  public CompletableFuture<Snapshot> stepBack() {
    return runBackTo(TapeEvent::isStep);
  }

  /** To the next line of the program. */
  public CompletableFuture<Snapshot> stepLine() {
    return runTo(event -> event instanceof TapeEvent.LineReached);
  }

  /** To the next event that fits, or to the end of the program. */
  public CompletableFuture<Snapshot> runTo(Predicate<TapeEvent> goal) {
    return order(ticket -> forward(goal, ticket));
  }

  /** To the previous event that fits, or to the start of the tape. */
  public CompletableFuture<Snapshot> runBackTo(Predicate<TapeEvent> goal) {
    return order(
        ticket -> {
          Tape tape = run.tape();
          place(tape.previous(position, goal).orElse(tape.firstStep()));
        });
  }

  /** To a step that is on the tape already. */
  public CompletableFuture<Snapshot> jumpTo(long step) {
    return order(ticket -> place(Math.max(run.tape().firstStep(), Math.min(step, length()))));
  }

  /**
   * Step after step, to a breakpoint or the end of the program, until {@link #pause}.
   *
   * @param interval the time between two steps; zero for as fast as it goes
   */
  public CompletableFuture<Snapshot> run(Duration interval) {
    return order(
        ticket -> {
          Predicate<TapeEvent> stop = event -> event.isStep() || isBreakpoint(event);
          while (isCurrent(ticket) && forward(stop, ticket)) {
            publish();
            TapeEvent event = run.tape().event(position);
            if (event != null && isBreakpoint(event)) {
              return;
            }
            run.awaitInterval(interval.toNanos(), () -> isCurrent(ticket));
          }
        });
  }

  private boolean isBreakpoint(TapeEvent event) {
    return event instanceof TapeEvent.LineReached && breakpoints.contains(event.line());
  }

  /** Ends the move that is under way, and those that wait; the position stays where it is. */
  public void pause() {
    generation.incrementAndGet();
    run.wake();
  }

  /** Ends the program and starts it anew, with an empty tape. */
  public CompletableFuture<Snapshot> restart() {
    pause();
    return order(
        ticket -> {
          run.stop();
          position = 0;
          run = newRun();
          run.start();
        });
  }

  private long length() {
    return run.tape().length();
  }

  /** Moves forward; false if the program ended before an event fitted, or the move was ended. */
  private boolean forward(Predicate<TapeEvent> goal, long ticket) {
    Run current = run;
    long searched = position;
    while (isCurrent(ticket)) {
      boolean ended = current.hasEnded();
      long length = current.tape().length();
      OptionalLong found = current.tape().next(searched, goal);
      if (found.isPresent()) {
        place(found.getAsLong());
        return true;
      }
      if (ended) {
        place(length);
        return false;
      }
      searched = length;
      current.advanceFrontier(length);
      current.awaitGrowth(length, () -> isCurrent(ticket));
    }
    return false;
  }

  private void place(long step) {
    position = step;
    run.advanceFrontier(step);
  }

  private boolean isCurrent(long ticket) {
    return generation.get() == ticket;
  }

  /** A move; it may be interrupted. */
  private interface Move {
    void carryOut(long ticket) throws InterruptedException;
  }

  private CompletableFuture<Snapshot> order(Move move) {
    long ticket = generation.get();
    CompletableFuture<Snapshot> result = new CompletableFuture<>();
    try {
      moves.execute(
          () -> {
            try {
              if (isCurrent(ticket)) {
                carryOut(move, ticket);
              }
              result.complete(snapshot());
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException closed) {
      result.cancel(false);
    }
    return result;
  }

  private void carryOut(Move move, long ticket) {
    moving = true;
    try {
      move.carryOut(ticket);
    } catch (InterruptedException paused) {
      // only close() interrupts: nothing is left to do
    } finally {
      moving = false;
      publish();
    }
  }

  /** Ends the program and the session. */
  @Override
  public void close() {
    pause();
    run.stop();
    moves.shutdownNow();
  }
}
