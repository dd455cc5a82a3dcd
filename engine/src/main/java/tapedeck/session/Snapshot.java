package tapedeck.session;

import tapedeck.tape.State;
import tapedeck.tape.Tape;

/**
 * What a session tells its watcher.
 *
 * @param tape the tape of the current run; restarting makes a new one
 * @param state the state at the position
 * @param length the last step on the tape
 * @param recording whether the program still runs
 * @param moving whether a move is under way
 */
public record Snapshot(Tape tape, State state, long length, boolean recording, boolean moving) {
  /** The step that is shown. */
  public long position() {
    return state.step();
  }
}
