package tapedeck.app.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.BranchDifference;
import tapedeck.session.Snapshot;

/** What differs at the position between the branch that is shown and the other one. */
public final class Differences {
  private final ReadOnlyObjectWrapper<@Nullable BranchDifference> difference =
      new ReadOnlyObjectWrapper<>();
  private final Executor windowThread;
  private long asked;

  Differences(ReadOnlyObjectProperty<@Nullable Snapshot> snapshot, Executor windowThread) {
    this.windowThread = windowThread;
    snapshot.addListener((property, before, after) -> compare(after));
  }

  /** Null where there is only one branch. */
  public ReadOnlyObjectProperty<@Nullable BranchDifference> differenceProperty() {
    return difference.getReadOnlyProperty();
  }

  private void compare(@Nullable Snapshot snapshot) {
    long question = ++asked;
    if (snapshot == null || snapshot.branches().size() < 2) {
      difference.set(null);
      return;
    }
    var unused =
        CompletableFuture.supplyAsync(() -> between(snapshot))
            .thenAcceptAsync(
                found -> {
                  if (asked == question) {
                    difference.set(found);
                  }
                },
                windowThread);
  }

  private static @Nullable BranchDifference between(Snapshot snapshot) {
    OtherBranch other = OtherBranch.of(snapshot);
    return other == null ? null : BranchDifference.between(snapshot.state(), other.state());
  }
}
