package tapedeck.session;

import java.util.List;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/**
 * What a session tells its watcher.
 *
 * @param tape the tape of the current run; restarting makes a new one
 * @param state the state at the position
 * @param length the last step on the tape
 * @param run whether the program still runs
 * @param moving whether a move is under way
 * @param branches the runs of the session; the first one has no changes
 * @param branch which of them is shown
 */
public record Snapshot(
    Tape tape,
    State state,
    long length,
    RunState run,
    boolean moving,
    List<Branch> branches,
    int branch) {
  /** Whether the program still runs, or will go on when the position comes near. */
  public boolean recording() {
    return run == RunState.RUNNING || run == RunState.WAITING;
  }

  /** The step that is shown. */
  public long position() {
    return state.step();
  }
}
