package tapedeck.tape;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The events of a tape at one moment, which stay though the tape goes on. */
public final class TapeContents implements Iterable<TapeEvent> {
  private final State start;
  private final List<TapeEvent> events = new ArrayList<>();

  TapeContents(State start, List<TapeChunk.Span> spans, long last) {
    this.start = start;
    for (TapeChunk.Span span : spans) {
      for (long step = span.first(); step <= Math.min(last, span.last()); step++) {
        events.add(span.event(step));
      }
    }
  }

  /** The state before the first event. */
  public State start() {
    return start;
  }

  /** How many events there are. */
  public int size() {
    return events.size();
  }

  @Override
  public Iterator<TapeEvent> iterator() {
    return events.iterator();
  }
}
