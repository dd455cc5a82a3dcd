package tapedeck.app.model;

import org.jspecify.annotations.Nullable;
import tapedeck.session.Snapshot;
import tapedeck.tape.Iteration;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/** Remembers where the iteration that is shown ends, so that a step need not look for it again. */
final class IterationEnds {
  private @Nullable Tape tape;
  private int number;
  private @Nullable State end;

  /** The state at the end of the snapshot's iteration, as far as the tape knows it. */
  State end(Snapshot snapshot) {
    Iteration iteration = snapshot.state().iteration();
    State known = end;
    if (known == null
        || snapshot.tape() != tape
        || iteration.number() != number
        || !known.iteration().over()) {
      known = snapshot.tape().endOfIteration(snapshot.state());
      tape = snapshot.tape();
      number = iteration.number();
      end = known;
    }
    return known;
  }
}
