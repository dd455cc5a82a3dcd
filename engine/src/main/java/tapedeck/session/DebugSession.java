package tapedeck.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tapedeck.tape.Goal;
import tapedeck.tape.Program;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;

/**
 * A program that is being debugged: its tape, and a position that moves on it in both directions.
 *
 * <p>Moves are carried out one after another on the session's own thread; a move beyond the end of
 * the tape waits for the program. Every method returns at once and may be called from any thread.
 */
public final class DebugSession implements AutoCloseable {
  /** How long an end is waited for. */
  private static final Duration LONGEST_END = Duration.ofMillis(900);

  private final Supplier<? extends Program> programs;
  private final LookAhead lookAhead;
  private final TapeBounds bounds;
  private final Consumer<Snapshot> watcher;
  private final ExecutorService moves;

  /** Moves ordered under an older number are dropped. */
  private final AtomicLong generation = new AtomicLong();

  private volatile Run run;
  private volatile List<Held> branches;
  private volatile int index;
  private volatile long position;
  private volatile boolean moving;
  private volatile List<Breakpoint> breakpoints = List.of();

  /**
   * A branch with its run.
   *
   * @param position where it was left
   */
  private record Held(Run run, Branch branch, long position) {}

  /**
   * Starts the first program.
   *
   * @param programs makes a program for each start and restart
   * @param lookAhead how far the program may be ahead of the position
   * @param bounds how much a tape keeps
   * @param watcher told of every change, on the session's or the program's thread; must be quick
   */
  public DebugSession(
      Supplier<? extends Program> programs,
      LookAhead lookAhead,
      TapeBounds bounds,
      Consumer<Snapshot> watcher) {
    this.bounds = bounds;
    this.programs = programs;
    this.lookAhead = lookAhead.within(bounds);
    this.watcher = watcher;
    this.moves = Executors.newSingleThreadExecutor(DebugSession::thread);
    Held first = prepare(List.of(), -1);
    this.run = first.run();
    this.branches = List.of(first);
    run.start();
  }

  /**
   * Opens a recording, without running its program; {@link #restart} and {@link #whatIf} run it.
   *
   * @param recorded its tape, which has ended
   */
  public static DebugSession of(
      Tape recorded,
      Supplier<? extends Program> programs,
      LookAhead lookAhead,
      TapeBounds bounds,
      Consumer<Snapshot> watcher) {
    DebugSession session = new DebugSession(programs, lookAhead, bounds, watcher, recorded);
    session.position = recorded.firstStep();
    return session;
  }

  private DebugSession(
      Supplier<? extends Program> programs,
      LookAhead lookAhead,
      TapeBounds bounds,
      Consumer<Snapshot> watcher,
      Tape recorded) {
    this.bounds = bounds;
    this.programs = programs;
    this.lookAhead = lookAhead.within(bounds);
    this.watcher = watcher;
    this.moves = Executors.newSingleThreadExecutor(DebugSession::thread);
    this.run = Run.over(programs.get(), recorded);
    this.branches = List.of(new Held(run, new Branch(List.of(), recorded, -1, true), 0));
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "session");
    thread.setDaemon(true);
    return thread;
  }

  /** A run of the program from its start, in which a person changes something. */
  private Held prepare(List<WhatIf> changes, int parent) {
    Run begun = new Run(programs.get(), new Tape(bounds), changes, lookAhead, this::publish);
    return new Held(begun, new Branch(changes, begun.tape(), parent, true), 0);
  }

  /** The position, the tape and the branches now. */
  public Snapshot snapshot() {
    Run current = run;
    Tape tape = current.tape();
    return new Snapshot(
        tape,
        tape.stateAt(position),
        tape.length(),
        current.state(),
        moving,
        branches.stream().map(Held::branch).toList(),
        index);
  }

  private void publish() {
    watcher.accept(snapshot());
  }

  /** Where {@link #run} and {@link #runBack} stop. */
  public void setBreakpoints(List<Breakpoint> places) {
    breakpoints = List.copyOf(places);
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

  /** To the previous line of the program. */
  public CompletableFuture<Snapshot> stepLineBack() {
    return moveBack(here -> Goals.line());
  }

  /** To the next event that fits, or to the end of the program. */
  public CompletableFuture<Snapshot> runTo(Predicate<TapeEvent> goal) {
    return move(here -> Goal.of(goal));
  }

  /** To the previous event that fits, or to the start of the tape. */
  public CompletableFuture<Snapshot> runBackTo(Predicate<TapeEvent> goal) {
    return moveBack(here -> Goal.of(goal));
  }

  /** To where a goal, which may depend on the position, is reached next, or to the end. */
  public CompletableFuture<Snapshot> move(Function<State, Goal> goal) {
    return order(ticket -> forward(goal.apply(here()), ticket));
  }

  /** To where such a goal was reached last, or to the start of the tape. */
  public CompletableFuture<Snapshot> moveBack(Function<State, Goal> goal) {
    return order(
        ticket -> {
          Tape tape = run.tape();
          place(tape.previous(position, goal.apply(here())).orElse(tape.firstStep()));
        });
  }

  private State here() {
    return run.tape().stateAt(position);
  }

  /** To the last breakpoint before the position, or to the start of the tape. */
  public CompletableFuture<Snapshot> runBack() {
    return moveBack(here -> Goals.anyOf(breakpoints));
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
          while (isCurrent(ticket)) {
            Goal breakpoint = Goals.anyOf(breakpoints);
            Goal step = Goal.of(TapeEvent::isStep);
            if (!forward(Goals.anyOf(List.of(step, breakpoint)), ticket)) {
              return;
            }
            publish();
            if (isAt(breakpoint)) {
              return;
            }
            run.awaitInterval(interval.toNanos(), () -> isCurrent(ticket));
          }
        });
  }

  private boolean isAt(Goal goal) {
    Tape tape = run.tape();
    TapeEvent event = tape.event(position);
    return event != null
        && goal.concerns(event)
        && goal.isReached(tape.stateAt(position - 1), tape.stateAt(position));
  }

  /** Ends the move that is under way, and those that wait; the position stays where it is. */
  public void pause() {
    generation.incrementAndGet();
    run.wake();
  }

  /**
   * Ends the program for good; its tape and the position stay. One that does not react within a
   * second is left behind, see {@link RunState#ABANDONED}.
   */
  public CompletableFuture<Snapshot> stop() {
    pause();
    return order(
        ticket -> {
          branches.forEach(held -> held.run().stop());
          run.awaitEnd(LONGEST_END);
        });
  }

  /** Ends the program and starts it anew, with an empty tape. */
  public CompletableFuture<Snapshot> restart() {
    pause();
    return order(
        ticket -> {
          branches.forEach(held -> held.run().stop());
          enter(List.of(prepare(List.of(), -1)), 0, 0);
          run.start();
        });
  }

  /**
   * Runs the program from its start up to a step, changes something there, and goes to the change,
   * on a branch of its own; the branch that is left stays as it is.
   */
  public CompletableFuture<Snapshot> whatIf(WhatIf change) {
    return order(
        ticket -> {
          Branch left = branches.get(index).branch();
          List<WhatIf> changes = new ArrayList<>(left.changes());
          changes.removeIf(earlier -> earlier.step() > change.step());
          changes.add(change);
          leave();
          Held begun = prepare(List.copyOf(changes), index);
          List<Held> all = new ArrayList<>(branches);
          all.add(begun);
          enter(all, all.size() - 1, 0);
          run.start();
          Tape tape = begun.run().tape();
          begun.run().awaitReplay(change.step(), () -> isCurrent(ticket));
          place(Math.min(change.step() + 1, tape.length()));
          if (!Branch.isSame(left.tape(), tape, change.step())) {
            all.set(index, new Held(begun.run(), begun.branch().diverged(), 0));
            branches = List.copyOf(all);
          }
        });
  }

  /** Goes to another branch, to where it was left. */
  public CompletableFuture<Snapshot> switchTo(int branch) {
    return order(
        ticket -> {
          leave();
          enter(branches, branch, branches.get(branch).position());
        });
  }

  private void leave() {
    List<Held> all = new ArrayList<>(branches);
    Held left = all.get(index);
    all.set(index, new Held(left.run(), left.branch(), position));
    branches = List.copyOf(all);
  }

  private void enter(List<Held> all, int branch, long at) {
    branches = List.copyOf(all);
    index = branch;
    run = all.get(branch).run();
    position = at;
  }

  private long length() {
    return run.tape().length();
  }

  /** Moves forward; false if the program ended before an event fitted, or the move was ended. */
  private boolean forward(Goal goal, long ticket) {
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
    // the branches beside this one keep up with it, so that they can be compared
    Branch shown = branches.get(index).branch();
    for (int i = 0; i < branches.size(); i++) {
      Held other = branches.get(i);
      if (i == shown.parent()) {
        other.run().allow(shown.besideInParent(step));
      } else if (other.branch().parent() == index) {
        other.run().allow(other.branch().beside(step));
      }
    }
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
    branches.forEach(held -> held.run().stop());
    moves.shutdownNow();
  }
}
