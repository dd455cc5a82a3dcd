package tapedeck.app.model;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tapedeck.graph.GraphVertex;
import tapedeck.session.Breakpoint;
import tapedeck.session.DebugSession;
import tapedeck.session.LookAhead;
import tapedeck.session.Snapshot;
import tapedeck.session.WhatIf;
import tapedeck.tape.Program;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;

/**
 * The one thing that all parts of the window look at: the open program, the position on its tape,
 * and the selection. Lives on the JavaFX thread; what the session announces is brought there, and
 * only the latest announcement counts.
 */
public final class DebuggerModel implements AutoCloseable {
  /** Makes a program that can be run; {@code tapedeck.python} offers it. */
  public interface ProgramFactory {
    Program create(ProgramText text);
  }

  private static final Logger LOG = LoggerFactory.getLogger(DebuggerModel.class);

  private final ProgramFactory programs;
  private final Executor windowThread;
  private final AtomicReference<@Nullable Announcement> pending = new AtomicReference<>();

  private final ReadOnlyObjectWrapper<@Nullable ProgramText> program =
      new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<@Nullable Snapshot> snapshot = new ReadOnlyObjectWrapper<>();
  private final ObjectProperty<@Nullable GraphVertex> selection = new SimpleObjectProperty<>();
  private final ObservableList<Breakpoint> breakpoints = FXCollections.observableArrayList();

  private final ObservableList<String> watches = FXCollections.observableArrayList();
  private final Moves moves = new Moves(this::order);
  private final Differences differences;
  private final IterationEnds iterations = new IterationEnds();
  private @Nullable DebugSession session;
  private TapeBounds bounds = TapeBounds.DEFAULT;

  /** A snapshot and the session that it came from; an old session's snapshots are dropped. */
  private record Announcement(DebugSession from, Snapshot snapshot) {}

  public DebuggerModel(ProgramFactory programs) {
    this(programs, Platform::runLater);
  }

  /** A model whose observable values change on {@code windowThread}. */
  DebuggerModel(ProgramFactory programs, Executor windowThread) {
    this.programs = programs;
    this.windowThread = windowThread;
    this.differences = new Differences(snapshot.getReadOnlyProperty(), windowThread);
    breakpoints.addListener(
        (javafx.beans.InvalidationListener)
            changed -> {
              if (session != null) {
                session.setBreakpoints(breakpoints);
              }
            });
  }

  /** The open program, null before the first is opened. */
  public ReadOnlyObjectProperty<@Nullable ProgramText> programProperty() {
    return program.getReadOnlyProperty();
  }

  /** The tape and the position on it, null before a program is opened. */
  public ReadOnlyObjectProperty<@Nullable Snapshot> snapshotProperty() {
    return snapshot.getReadOnlyProperty();
  }

  /** What is selected; it stays while the position moves. */
  public ObjectProperty<@Nullable GraphVertex> selectionProperty() {
    return selection;
  }

  /** Where a run stops. */
  public ObservableList<Breakpoint> breakpoints() {
    return breakpoints;
  }

  /** The expressions that are watched; see {@link tapedeck.analysis.Expression}. */
  public ObservableList<String> watches() {
    return watches;
  }

  /** The state at the position. */
  public State state() {
    Snapshot current = snapshot.get();
    return current == null ? State.START : current.state();
  }

  /**
   * The state at the end of the iteration that is shown, as far as it is recorded: it knows the
   * names that are still to be given, and the whole graph.
   */
  public State known() {
    Snapshot current = snapshot.get();
    return current == null ? State.START : iterations.end(current);
  }

  /** How much the tapes of programs that are opened from now on keep. */
  public void setBounds(TapeBounds limits) {
    bounds = limits;
  }

  /** Opens a program and starts it; the one that ran before is ended. */
  public void open(ProgramText text) {
    open(text, watcher -> new DebugSession(() -> create(text), LookAhead.DEFAULT, bounds, watcher));
  }

  /** Opens the recording of a program, which is not run; a restart runs it. */
  public void open(ProgramText text, Tape recorded) {
    open(
        text,
        watcher ->
            DebugSession.of(recorded, () -> create(text), LookAhead.DEFAULT, bounds, watcher));
  }

  private Program create(ProgramText text) {
    return programs.create(text);
  }

  private void open(ProgramText text, Function<Consumer<Snapshot>, DebugSession> opening) {
    leaveSession();
    selection.set(null);
    program.set(text);
    AtomicReference<@Nullable DebugSession> self = new AtomicReference<>();
    DebugSession opened = opening.apply(latest -> announce(self.get(), latest));
    self.set(opened);
    session = opened;
    opened.setBreakpoints(breakpoints);
    snapshot.set(opened.snapshot());
    announce(opened, opened.snapshot());
  }

  private void announce(@Nullable DebugSession from, Snapshot latest) {
    if (from != null && pending.getAndSet(new Announcement(from, latest)) == null) {
      windowThread.execute(this::take);
    }
  }

  private void take() {
    Announcement announcement = pending.getAndSet(null);
    if (announcement != null && announcement.from() == session) {
      // asked anew: announcements of two threads may have overtaken each other
      snapshot.set(announcement.from().snapshot());
    }
  }

  /** What differs from the other branch. */
  public Differences differences() {
    return differences;
  }

  /** The moves over the tape. */
  public Moves moves() {
    return moves;
  }

  /** Starts the open program anew. */
  public void restart() {
    order(DebugSession::restart);
  }

  /** Step after step, {@code stepsPerSecond} of them; 0 for as fast as it goes. */
  public void run(int stepsPerSecond) {
    Duration interval =
        stepsPerSecond == 0 ? Duration.ZERO : Duration.ofSeconds(1).dividedBy(stepsPerSecond);
    order(s -> s.run(interval));
  }

  /** Ends the program; its tape stays. */
  public void stop() {
    order(DebugSession::stop);
  }

  /** Runs the program again up to a step, changes something there, and goes on from it. */
  public void whatIf(WhatIf change) {
    order(s -> s.whatIf(change));
  }

  /** Goes to another branch of the session. */
  public void switchTo(int branch) {
    order(s -> s.switchTo(branch));
  }

  public void pause() {
    if (session != null) {
      session.pause();
    }
  }

  public void jumpTo(long step) {
    order(s -> s.jumpTo(step));
  }

  /** Sets a breakpoint at a line, or takes it away. */
  public void toggleBreakpoint(int line) {
    Breakpoint there = new Breakpoint.OnLine(line);
    if (!breakpoints.remove(there)) {
      breakpoints.add(there);
    }
  }

  private void order(Function<DebugSession, CompletableFuture<Snapshot>> move) {
    if (session != null) {
      var unused =
          move.apply(session)
              .whenComplete(
                  (reached, error) -> {
                    if (error != null && !(error instanceof CancellationException)) {
                      LOG.error("a move failed", error);
                    }
                  });
    }
  }

  /** Lets go of the session; ending its program may take a moment, so that happens elsewhere. */
  private void leaveSession() {
    DebugSession left = session;
    session = null;
    if (left != null) {
      var unused = CompletableFuture.runAsync(left::close);
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
