package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.TensorHistory;
import tapedeck.app.chart.Curves;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;
import tapedeck.tape.Tape;
import tapedeck.tape.TensorState;

/** What the tensor and its gradient were over the tape; a click goes there. */
final class HistoryCard extends Card<HistoryCard.Facts> {
  private final Curves values;
  private final Curves gradients;
  private final VBox body = new VBox(4);
  private final Texts texts;
  private final javafx.scene.control.Label valueName = new javafx.scene.control.Label();
  private final javafx.scene.control.Label gradName = new javafx.scene.control.Label();
  private @Nullable TensorHistory history;
  private @Nullable Subject subject;

  /** Whose history is known; used by the gathering thread alone. */
  private record Subject(Tape tape, long tensor, @Nullable String name) {}

  record Facts(
      String name,
      boolean one,
      List<TensorHistory.Point> values,
      List<TensorHistory.Point> gradients,
      long position) {}

  HistoryCard(DebuggerModel model, Texts texts) {
    super("history");
    this.texts = texts;
    values = new Curves(56, model::jumpTo);
    values.setId("history-values");
    gradients = new Curves(56, model::jumpTo);
    valueName.getStyleClass().add("hint");
    gradName.getStyleClass().add("hint");
    body.getStyleClass().add("card");
    body.getChildren().addAll(valueName, values, gradName, gradients);
  }

  @Override
  @Nullable Facts look(Inspected at) {
    TensorState tensor = at.tensor();
    if (tensor == null) {
      return null;
    }
    String name = at.known().names().get(tensor.id());
    boolean variable = !tensor.isLeaf() && name != null && name.indexOf('.') < 0;
    Subject wanted = new Subject(at.tape(), variable ? -1 : tensor.id(), variable ? name : null);
    TensorHistory known = history;
    if (known == null || !wanted.equals(subject)) {
      known = new TensorHistory(at.tape(), tensor.id(), wanted.name());
      history = known;
      subject = wanted;
    }
    known.read();
    if (known.values().size() < 2 && known.gradients().size() < 2) {
      return null;
    }
    return new Facts(
        at.name(tensor.id()),
        tensor.value().shape().numel() == 1,
        known.values(),
        known.gradients(),
        at.state().step());
  }

  @Override
  Region body() {
    return body;
  }

  @Override
  void show(Facts facts) {
    String kind = texts.get(facts.one() ? "inspector.history.value" : "inspector.history.rms");
    valueName.setText(facts.name() + kind);
    gradName.setText(facts.name() + ".grad" + kind);
    values.show(List.of(series(facts.name(), facts.values())), facts.position());
    gradients.show(List.of(series(facts.name(), facts.gradients())), facts.position());
    for (Region region : List.of(gradName, gradients)) {
      region.setVisible(!facts.gradients().isEmpty());
      region.setManaged(!facts.gradients().isEmpty());
    }
  }

  private static Curves.Series series(String name, List<TensorHistory.Point> points) {
    List<Curves.Point> shown = new ArrayList<>();
    points.forEach(point -> shown.add(new Curves.Point(point.step(), point.size())));
    return new Curves.Series(name, shown);
  }
}
