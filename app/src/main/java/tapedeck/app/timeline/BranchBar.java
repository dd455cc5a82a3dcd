package tapedeck.app.timeline;

import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.BranchDifference;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.OtherBranch;
import tapedeck.app.text.Texts;
import tapedeck.session.Branch;
import tapedeck.session.Snapshot;

/** Chooses the branch that is shown, and tells how much differs from the other one. */
final class BranchBar extends HBox {
  private final DebuggerModel model;
  private final Texts texts;
  private final ComboBox<Integer> branches = new ComboBox<>();
  private final Label difference = new Label();
  private boolean updating;

  BranchBar(DebuggerModel model, Texts texts) {
    super(8);
    this.model = model;
    this.texts = texts;
    setAlignment(Pos.CENTER_LEFT);
    branches.setId("branch");
    branches.setFocusTraversable(false);
    branches.setPrefWidth(280);
    branches.setMinWidth(120);
    branches.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(@Nullable Integer branch) {
            return branch == null ? "" : name(branch);
          }

          @Override
          public Integer fromString(String name) {
            return 0;
          }
        });
    branches
        .valueProperty()
        .addListener(
            (property, before, after) -> {
              if (!updating && after != null) {
                model.switchTo(after);
              }
            });
    difference.setId("difference");
    difference.getStyleClass().add("hint");
    getChildren().addAll(branches, difference);
    visibleProperty().bind(Bindings.size(branches.getItems()).greaterThan(1));
    managedProperty().bind(visibleProperty());
    model.snapshotProperty().addListener((property, before, after) -> show(after));
    model
        .differences()
        .differenceProperty()
        .addListener((property, before, after) -> describe(after));
    show(model.snapshotProperty().get());
  }

  private String name(int branch) {
    Snapshot snapshot = model.snapshotProperty().get();
    if (snapshot == null || branch >= snapshot.branches().size()) {
      return "";
    }
    Branch named = snapshot.branches().get(branch);
    if (named.changes().isEmpty()) {
      return texts.get("branch.first");
    }
    String change = named.changes().get(named.changes().size() - 1).text();
    return texts.get("branch.changed", branch + 1, change);
  }

  private void show(@Nullable Snapshot snapshot) {
    int count = snapshot == null ? 0 : snapshot.branches().size();
    updating = true;
    try {
      if (branches.getItems().size() != count) {
        branches.getItems().clear();
        for (int i = 0; i < count; i++) {
          branches.getItems().add(i);
        }
      }
      if (snapshot != null) {
        branches.setValue(snapshot.branch());
      }
    } finally {
      updating = false;
    }
  }

  private void describe(@Nullable BranchDifference found) {
    Snapshot snapshot = model.snapshotProperty().get();
    OtherBranch other = OtherBranch.of(snapshot);
    if (found == null || other == null || snapshot == null) {
      difference.setText("");
      return;
    }
    boolean same = snapshot.branches().stream().allMatch(Branch::same);
    int tensors = found.values().size();
    int gradients = found.gradients().size();
    String key = same ? "branch.difference" : "branch.unlike";
    difference.setText(texts.get(key, other.number() + 1, tensors, gradients));
  }
}
