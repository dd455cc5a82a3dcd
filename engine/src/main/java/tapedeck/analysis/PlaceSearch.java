package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

/**
 * Finds {@linkplain Place places} on a tape as it grows, each of them behind the one before it. Not
 * safe for use by several threads.
 */
public final class PlaceSearch {
  private final List<Place> places;
  private final List<Long> found = new ArrayList<>();
  private @Nullable Tape tape;
  private long read;
  private int seen;

  /**
   * @param places in the order in which they are reached
   */
  public PlaceSearch(List<Place> places) {
    this.places = List.copyOf(places);
  }

  /** Reads what {@code from} has gained since the last call, or all of it if it is another tape. */
  public void read(Tape from) {
    if (from != tape) {
      tape = from;
      found.clear();
      read = 0;
      seen = 0;
    }
    long settled = settled(from);
    State named = State.START;
    long namedUpTo = -1;
    for (long step = Math.max(read, from.firstStep()) + 1;
        step <= settled && found.size() < places.size();
        step++) {
      TapeEvent event = from.event(step);
      if (event == null) {
        continue;
      }
      if (step > namedUpTo) {
        namedUpTo = nextLine(from, step, settled);
        named = from.stateAt(namedUpTo);
      }
      take(event, named);
    }
    read = Math.max(read, settled);
  }

  private void take(TapeEvent event, State named) {
    Place next = places.get(found.size());
    if (next.fits(event, named)) {
      seen++;
      if (seen == next.count()) {
        found.add(event.step());
        seen = 0;
      }
    }
  }

  /** The last event behind which a line began: variables name a result only after its line. */
  private static long settled(Tape tape) {
    for (long step = tape.length(); step > tape.firstStep(); step--) {
      TapeEvent event = tape.event(step);
      if (names(event)) {
        return step;
      }
    }
    return 0;
  }

  private static long nextLine(Tape tape, long from, long settled) {
    long step = from;
    while (step < settled && !names(tape.event(step))) {
      step++;
    }
    return step;
  }

  private static boolean names(@Nullable TapeEvent event) {
    return event instanceof TapeEvent.LineReached
        || event instanceof TapeEvent.ProgramFinished
        || event instanceof TapeEvent.ProgramFailed;
  }

  /** The steps of the places that were found so far; the next one is not reached yet. */
  public List<Long> found() {
    return List.copyOf(found);
  }
}
