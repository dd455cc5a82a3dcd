package tapedeck.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An append-only list of events, bounded in length, from which the state at any step can be had.
 *
 * <p>Events are kept in chunks of {@value #CHUNK}, each with the state before its first event, so a
 * state is at most that many events away from a stored one. 256 keeps a jump well under a
 * millisecond, while the stored states, which share structure, cost little. When the tape is full
 * it forgets its oldest chunk.
 *
 * <p>Safe for use by several threads: the program appends while the window reads.
 */
public final class Tape {
  /** Events between two stored states. */
  static final int CHUNK = 256;

  /** The bound of a tape that was given none: enough for any lesson, and some hundred megabytes. */
  public static final int DEFAULT_BOUND = 1_000_000;

  private static final class Chunk {
    final State before;
    final List<TapeEvent> events = new ArrayList<>();

    Chunk(State before) {
      this.before = before;
    }
  }

  private final int bound;
  private final List<Chunk> chunks = new ArrayList<>();
  private State end = State.START;
  private State recent = State.START;
  private long forgotten;
  private long applied;

  public Tape() {
    this(DEFAULT_BOUND);
  }

  /**
   * @param bound how many events to keep, at least; rounded up to whole chunks
   */
  public Tape(int bound) {
    this.bound = bound;
  }

  /**
   * Adds the next event.
   *
   * @throws IllegalArgumentException if its step is not the one after the last
   */
  public synchronized void append(TapeEvent event) {
    if (event.step() != end.step() + 1) {
      throw new IllegalArgumentException(
          "step " + event.step() + " cannot follow step " + end.step());
    }
    if (chunks.isEmpty() || lastChunk().events.size() == CHUNK) {
      chunks.add(new Chunk(end));
      if ((chunks.size() - 1) * CHUNK > bound) {
        forgotten += chunks.remove(0).events.size();
      }
    }
    lastChunk().events.add(event);
    end = end.apply(event);
  }

  private Chunk lastChunk() {
    return chunks.get(chunks.size() - 1);
  }

  /** The number of the last event, 0 if there is none. */
  public synchronized long length() {
    return end.step();
  }

  /** The first step whose state is still known: 0 until something was forgotten. */
  public synchronized long firstStep() {
    return forgotten;
  }

  /** The state after the last event. */
  public synchronized State end() {
    return end;
  }

  /** The event of that step, null if it is not on the tape. */
  public synchronized @Nullable TapeEvent event(long step) {
    long index = step - 1 - forgotten;
    if (index < 0 || step > end.step()) {
      return null;
    }
    return chunks.get((int) (index / CHUNK)).events.get((int) (index % CHUNK));
  }

  /** The state after event {@code step}; a step off the tape means the nearest one on it. */
  public synchronized State stateAt(long step) {
    long target = Math.max(forgotten, Math.min(step, end.step()));
    if (target == end.step()) {
      return end;
    }
    Chunk chunk = chunks.get((int) ((target - forgotten) / CHUNK));
    State state = chunk.before;
    if (recent.step() > state.step() && recent.step() <= target) {
      state = recent;
    }
    while (state.step() < target) {
      state = state.apply(chunk.events.get((int) (state.step() - chunk.before.step())));
      applied++;
    }
    recent = state;
    return state;
  }

  /**
   * The state at the end of the training iteration that {@code state} is in, which knows all that
   * the iteration will make; the end of the tape if it is not over yet.
   */
  public State endOfIteration(State state) {
    OptionalLong over =
        next(state.iteration().start(), event -> event instanceof TapeEvent.OptimizerStepFinished);
    return over.isPresent() ? stateAt(over.getAsLong()) : end();
  }

  /** The first step after {@code step} whose event fits. */
  public OptionalLong next(long step, Predicate<TapeEvent> fits) {
    long last = length();
    for (long s = Math.max(step, firstStep()) + 1; s <= last; s++) {
      TapeEvent event = event(s);
      if (event != null && fits.test(event)) {
        return OptionalLong.of(s);
      }
    }
    return OptionalLong.empty();
  }

  /** The last step before {@code step} whose event fits. */
  public OptionalLong previous(long step, Predicate<TapeEvent> fits) {
    long first = firstStep();
    for (long s = Math.min(step - 1, length()); s > first; s--) {
      TapeEvent event = event(s);
      if (event != null && fits.test(event)) {
        return OptionalLong.of(s);
      }
    }
    return OptionalLong.empty();
  }

  /** How many events all calls of {@link #stateAt} together have applied; for tests. */
  synchronized long appliedEvents() {
    return applied;
  }
}
