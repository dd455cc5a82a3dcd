package tapedeck.app.model;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import tapedeck.session.DebugSession;
import tapedeck.session.Goals;
import tapedeck.session.Snapshot;
import tapedeck.tape.Goal;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;

/** The moves over the tape that a person can make, in both directions. */
public final class Moves {
  private final Consumer<Function<DebugSession, CompletableFuture<Snapshot>>> session;

  Moves(Consumer<Function<DebugSession, CompletableFuture<Snapshot>>> session) {
    this.session = session;
  }

  private void move(boolean back, Function<State, Goal> goal) {
    session.accept(s -> back ? s.moveBack(goal) : s.move(goal));
  }

  private void moveTo(boolean back, Predicate<TapeEvent> goal) {
    move(back, here -> Goal.of(goal));
  }

  /** To the next thing the engine does, or the previous one. */
  public void step(boolean back) {
    moveTo(back, TapeEvent::isStep);
  }

  /** To the next line of the program, in whatever function, or the previous one. */
  public void line(boolean back) {
    move(back, here -> Goals.line());
  }

  /** To the next line that is not inside of a function called here, or the previous one. */
  public void over(boolean back) {
    move(back, Goals::lineOver);
  }

  /** Into the function or module that is called here. */
  public void into() {
    move(false, Goals::into);
  }

  /** Out of the innermost function or module, behind its call or before it. */
  public void out(boolean back) {
    move(back, Goals::out);
  }

  /** To the next call of {@code backward()}, or the previous one. */
  public void forward(boolean back) {
    moveTo(back, event -> event instanceof TapeEvent.BackwardStarted);
  }

  /** To the next end of a backward pass, or the previous one. */
  public void backward(boolean back) {
    moveTo(back, event -> event instanceof TapeEvent.BackwardFinished);
  }

  /** To the next end of an optimiser step, or the previous one. */
  public void optimizerStep(boolean back) {
    moveTo(back, event -> event instanceof TapeEvent.OptimizerStepFinished);
  }

  /** To the beginning of the next training iteration, or of this or the previous one. */
  public void iteration(boolean back) {
    move(back, here -> Goals.iteration());
  }

  /** To the last breakpoint before the position. */
  public void runBack() {
    session.accept(DebugSession::runBack);
  }
}
