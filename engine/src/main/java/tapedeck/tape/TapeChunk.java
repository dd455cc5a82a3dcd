package tapedeck.tape;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A run of events of a tape, with the state before its first one once that is known. */
final class TapeChunk {
  /** The number of events from which on a chunk ends with the training iteration. */
  static final int USUAL = 1024;

  /** The largest number of events of a chunk: what a jump applies at most. */
  static final int LARGEST = 2048;

  private final long first;
  private TapeEvent[] events = new TapeEvent[64];
  private int size;
  private volatile @Nullable State before;

  /** For each event the phase after it, null where no state was folded yet. */
  private final AtomicReferenceArray<@Nullable Phase> phases = new AtomicReferenceArray<>(LARGEST);

  /** The estimated bytes of its events, without tensor data. */
  long eventBytes;

  /** The bytes of the tensor data that no later chunk uses. */
  long dataBytes;

  /**
   * @param first the step of its first event
   */
  TapeChunk(long first) {
    this.first = first;
  }

  long first() {
    return first;
  }

  /** The step of its last event. */
  long last() {
    return first + size - 1;
  }

  int size() {
    return size;
  }

  /**
   * Whether the next event begins another chunk.
   *
   * @param bytes how many a chunk may hold
   */
  boolean isFull(long bytes) {
    return size == LARGEST
        || eventBytes + dataBytes > bytes
        || (size >= USUAL && events[size - 1] instanceof TapeEvent.OptimizerStepFinished);
  }

  void add(TapeEvent event) {
    if (size == events.length) {
      events = Arrays.copyOf(events, 2 * size);
    }
    events[size++] = event;
  }

  TapeEvent event(long step) {
    return events[(int) (step - first)];
  }

  @Nullable Phase phase(long step) {
    return phases.get((int) (step - first));
  }

  void setPhase(long step, Phase phase) {
    phases.set((int) (step - first), phase);
  }

  @Nullable State before() {
    return before;
  }

  void setBefore(State state) {
    before = state;
  }

  /** The events as they are now; more may follow, but these stay. */
  Span span() {
    return new Span(this, events, size);
  }

  /** The events of a chunk at the moment when it was looked at; safe to read from any thread. */
  record Span(TapeChunk chunk, TapeEvent[] events, int size) {
    long first() {
      return chunk.first;
    }

    long last() {
      return chunk.first + size - 1;
    }

    TapeEvent event(long step) {
      return events[(int) (step - chunk.first)];
    }
  }
}
