package tapedeck.app.inspector;

import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.StepExplainer;
import tapedeck.app.text.Texts;
import tapedeck.tape.TensorState;

/** Why the tensor has the gradient that it has, or none. */
final class WhyCard extends Card<String> {
  private final StepExplainer explainer;
  private final Label reason = new Label();
  private final VBox body = new VBox(reason);

  WhyCard(Texts texts) {
    super("why");
    explainer = new StepExplainer(texts.locale());
    reason.setId("why");
    reason.setWrapText(true);
    body.getStyleClass().add("card");
  }

  @Override
  @Nullable String look(Inspected at) {
    TensorState tensor = at.tensor();
    return tensor == null ? null : explainer.whyGrad(at.state(), at.known(), tensor);
  }

  @Override
  Region body() {
    return body;
  }

  @Override
  void show(String facts) {
    reason.setText(facts);
  }
}
