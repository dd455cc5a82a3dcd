package tapedeck.app.problems;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;
import tapedeck.session.Snapshot;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;
import tapedeck.tensor.TensorValue;

/** What has gone wrong up to the position: an exception, NaN or Inf in a value or a gradient. */
public final class ProblemsPane extends ListView<ProblemsPane.Problem> {
  /**
   * One entry.
   *
   * @param step where on the tape it happened, to go there
   */
  public record Problem(String text, long step) {
    @Override
    public String toString() {
      return text;
    }
  }

  private final DebuggerModel model;
  private final Texts texts;

  public ProblemsPane(DebuggerModel model, Texts texts) {
    this.model = model;
    this.texts = texts;
    setId("problems");
    setPlaceholder(new Label(texts.get("problems.none")));
    setOnMouseClicked(event -> goToSelected());
    setOnKeyPressed(
        event -> {
          if (event.getCode() == javafx.scene.input.KeyCode.ENTER) {
            goToSelected();
          }
        });
    model.snapshotProperty().addListener((property, before, after) -> show(after));
    show(model.snapshotProperty().get());
  }

  private void goToSelected() {
    Problem problem = getSelectionModel().getSelectedItem();
    if (problem != null) {
      model.jumpTo(problem.step());
    }
  }

  private void show(@Nullable Snapshot snapshot) {
    List<Problem> problems = snapshot == null ? List.of() : find(snapshot.state(), model.known());
    if (!Objects.equals(problems, List.copyOf(getItems()))) {
      getItems().setAll(problems);
    }
  }

  private List<Problem> find(State state, State known) {
    List<Problem> problems = new ArrayList<>();
    TapeEvent.ProgramFailed failure = state.failure();
    if (failure != null) {
      problems.add(
          new Problem(
              texts.get("problems.failed", failure.line(), failure.message()), failure.step()));
    }
    for (TensorState tensor : state.tensors().values()) {
      String name = known.nameOf(tensor.id());
      if (tensor.value().hasNonFinite()) {
        problems.add(
            new Problem(
                texts.get("problems.value", tensor.madeAt().line(), name), tensor.madeAt().step()));
      }
      TensorValue grad = tensor.grad();
      if (grad != null && grad.hasNonFinite()) {
        problems.add(new Problem(texts.get("problems.grad", name), tensor.madeAt().step()));
      }
    }
    return problems;
  }
}
