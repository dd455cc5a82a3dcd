package tapedeck.app.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.session.Branch;
import tapedeck.session.Snapshot;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/**
 * The branch beside the one that is shown: the one that it left, or, for the first, the last one
 * that left it.
 *
 * @param number its place among the branches
 * @param state its state at the place of the position
 */
public record OtherBranch(int number, Tape tape, State state) {
  /** The branch to compare with; null where there is only one. */
  public static @Nullable OtherBranch of(@Nullable Snapshot snapshot) {
    if (snapshot == null || snapshot.branches().size() < 2) {
      return null;
    }
    List<Branch> branches = snapshot.branches();
    Branch shown = branches.get(snapshot.branch());
    if (shown.parent() >= 0) {
      Tape parent = branches.get(shown.parent()).tape();
      long beside = shown.besideInParent(snapshot.position());
      return new OtherBranch(shown.parent(), parent, parent.stateAt(beside));
    }
    for (int i = branches.size() - 1; i > 0; i--) {
      Branch branch = branches.get(i);
      if (branch.parent() == snapshot.branch()) {
        long beside = branch.beside(snapshot.position());
        return new OtherBranch(i, branch.tape(), branch.tape().stateAt(beside));
      }
    }
    return null;
  }
}
