package tapedeck.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An append-only list of events, bounded in number and bytes, from which the state at any step can
 * be had.
 *
 * <p>Appending only keeps the event. States are folded from events when they are asked for, and
 * remembered once a chunk of {@value TapeChunk#USUAL} to {@value TapeChunk#LARGEST} events; whoever
 * wants every jump to be quick calls {@link #end()} now and then. When the tape is full it forgets
 * its oldest chunk, which usually ends with a training iteration.
 *
 * <p>Safe for use by several threads: the program appends while the window reads.
 */
public final class Tape {
  private static final Goal END_OF_ITERATION =
      new Goal() {
        @Override
        public boolean concerns(TapeEvent event) {
          return event instanceof TapeEvent.OptimizerStepFinished
              || event instanceof TapeEvent.LineReached;
        }

        @Override
        public boolean isReached(State before, State after) {
          return after.iteration().over() && !before.iteration().over();
        }
      };

  /** A chunk ends where it holds more than this share of the tape's bytes. */
  private static final int SHARES = 16;

  private final TapeBounds bounds;
  private final List<TapeChunk> chunks = new ArrayList<>();
  private final TapeMemory memory = new TapeMemory();
  private final AtomicLong applied = new AtomicLong();
  private final State start;
  private long length;
  private long forgotten;

  /** The state that was asked for last, and the furthest one that is known. */
  private volatile State recent;

  private volatile State furthest;

  /** A tape with the usual bounds. */
  public Tape() {
    this(TapeBounds.DEFAULT);
  }

  /**
   * @param bounds how much to keep; what the last chunk holds is kept in any case
   */
  public Tape(TapeBounds bounds) {
    this(bounds, State.START);
  }

  /** A tape that begins with {@code start}, what was before it being forgotten. */
  public Tape(TapeBounds bounds, State start) {
    this.bounds = bounds;
    this.start = start;
    this.length = start.step();
    this.forgotten = start.step();
    this.recent = start;
    this.furthest = start;
  }

  /**
   * Adds the next event.
   *
   * @throws IllegalArgumentException if its step is not the one after the last
   */
  public synchronized void append(TapeEvent event) {
    if (event.step() != length + 1) {
      throw new IllegalArgumentException("step " + event.step() + " cannot follow step " + length);
    }
    if (chunks.isEmpty() || lastChunk().isFull(bounds.bytes() / SHARES)) {
      chunks.add(new TapeChunk(event.step()));
      if (chunks.size() == 1) {
        lastChunk().setBefore(start);
      }
    }
    lastChunk().add(event);
    memory.add(event, lastChunk());
    length++;
    if (exceeds(1)) {
      boolean inIteration = forgetOldest();
      while (exceeds(1) || (inIteration && exceeds(0.5))) {
        inIteration = forgetOldest();
      }
    }
  }

  /** Whether the tape holds more than a share of its bounds, and can forget something. */
  private boolean exceeds(double share) {
    return chunks.size() > 1
        && (memory.bytes() > share * bounds.bytes()
            || length - forgotten > share * bounds.events());
  }

  private TapeChunk lastChunk() {
    return chunks.get(chunks.size() - 1);
  }

  /** Forgets the oldest chunk, and tells whether it ended within a training iteration. */
  private boolean forgetOldest() {
    State first = stateAt(chunks.get(0).last());
    TapeChunk oldest = chunks.remove(0);
    chunks.get(0).setBefore(first);
    forgotten += oldest.size();
    memory.remove(oldest, first);
    return !(oldest.event(oldest.last()) instanceof TapeEvent.OptimizerStepFinished);
  }

  /** The number of the last event, 0 if there is none. */
  public synchronized long length() {
    return length;
  }

  /** The first step whose state is still known: 0 until something was forgotten. */
  public synchronized long firstStep() {
    return forgotten;
  }

  /** The estimated bytes of events and tensor data on the tape. */
  public synchronized long bytes() {
    return memory.bytes();
  }

  /** The state after the last event. */
  public State end() {
    return stateAt(Long.MAX_VALUE);
  }

  /** The event of that step, null if it is not on the tape. */
  public synchronized @Nullable TapeEvent event(long step) {
    return step <= forgotten || step > length ? null : chunks.get(indexOf(step)).event(step);
  }

  /**
   * What the program was doing after an event; null if that is not known yet, because no state at
   * or after it was asked for.
   */
  public synchronized @Nullable Phase phaseAt(long step) {
    return step <= forgotten || step > length ? null : chunks.get(indexOf(step)).phase(step);
  }

  /** The index of the chunk that holds {@code step}. */
  private int indexOf(long step) {
    int low = 0;
    int high = chunks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (chunks.get(middle).first() <= step) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The state after event {@code step}; a step off the tape means the nearest one on it. */
  public State stateAt(long step) {
    long target;
    List<TapeChunk.Span> spans = new ArrayList<>();
    synchronized (this) {
      target = Math.max(forgotten, Math.min(step, length));
      if (chunks.isEmpty()) {
        return start;
      }
      int last = indexOf(target);
      int first = last;
      while (chunks.get(first).before() == null) {
        first--;
      }
      for (int i = first; i <= last; i++) {
        spans.add(chunks.get(i).span());
      }
    }
    return remember(fold(nearest(spans.get(0), target), spans, target));
  }

  /** The latest state that is known at or before {@code target} and not before the span. */
  private State nearest(TapeChunk.Span span, long target) {
    State best = Objects.requireNonNull(span.chunk().before());
    for (State known : new State[] {recent, furthest}) {
      if (known.step() > best.step() && known.step() <= target) {
        best = known;
      }
    }
    return best;
  }

  private State fold(State from, List<TapeChunk.Span> spans, long target) {
    State state = from;
    for (TapeChunk.Span span : spans) {
      if (state.step() == span.first() - 1) {
        span.chunk().setBefore(state);
      }
      long last = Math.min(target, span.last());
      while (state.step() < last) {
        state = state.apply(span.event(state.step() + 1));
        span.chunk().setPhase(state.step(), state.phase());
        applied.incrementAndGet();
      }
    }
    return state;
  }

  private State remember(State state) {
    if (state.step() > furthest.step()) {
      furthest = state;
    } else {
      recent = state;
    }
    return state;
  }

  /**
   * The state at the end of the training iteration that {@code state} is in, which knows all that
   * the iteration will make; the end of the tape if it is not over yet.
   */
  public State endOfIteration(State state) {
    State last = end();
    if (last.iteration().number() == state.iteration().number()) {
      return last;
    }
    OptionalLong over = next(state.iteration().start(), END_OF_ITERATION);
    return over.isPresent() ? stateAt(over.getAsLong()) : last;
  }

  /** The first step after {@code step} whose event fits. */
  public OptionalLong next(long step, Predicate<TapeEvent> fits) {
    return next(step, Goal.of(fits));
  }

  /** The last step before {@code step} whose event fits. */
  public OptionalLong previous(long step, Predicate<TapeEvent> fits) {
    return previous(step, Goal.of(fits));
  }

  /** The first step after {@code step} that reaches the goal. */
  public OptionalLong next(long step, Goal goal) {
    TapeSearch search = new TapeSearch(this, goal);
    for (TapeChunk.Span span : spans(step + 1, Long.MAX_VALUE)) {
      OptionalLong found = search.first(span, Math.max(step + 1, span.first()));
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalLong.empty();
  }

  /** The last step before {@code step} that reaches the goal. */
  public OptionalLong previous(long step, Goal goal) {
    TapeSearch search = new TapeSearch(this, goal);
    List<TapeChunk.Span> spans = spans(Long.MIN_VALUE, step - 1);
    for (int i = spans.size() - 1; i >= 0; i--) {
      TapeChunk.Span span = spans.get(i);
      OptionalLong found = search.last(span, Math.min(step - 1, span.last()));
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalLong.empty();
  }

  /** The chunks, as they are now, that have a step between {@code from} and {@code to}. */
  private synchronized List<TapeChunk.Span> spans(long from, long to) {
    List<TapeChunk.Span> spans = new ArrayList<>();
    for (TapeChunk chunk : chunks) {
      if (chunk.last() >= from && chunk.first() <= to) {
        spans.add(chunk.span());
      }
    }
    return spans;
  }

  /** What is on the tape now; the program may go on appending to the tape meanwhile. */
  public TapeContents contents() {
    synchronized (this) {
      return new TapeContents(stateAt(forgotten), spans(forgotten + 1, length), length);
    }
  }

  /** How many events all calls of {@link #stateAt} together have applied; for tests. */
  long appliedEvents() {
    return applied.get();
  }
}
