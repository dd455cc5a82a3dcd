package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.ExpressionError;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.text.Texts;
import tapedeck.session.WhatIf;
import tapedeck.tape.OptimizerState;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/** Changes the inspected tensor, its gradient or a hyper-parameter, and runs on from there. */
final class WhatIfCard extends Card<WhatIfCard.Facts> {
  /** What can be changed. */
  record Facts(long tensor, String name) {}

  /** What can be changed. */
  private sealed interface Target {
    /** The numbers of the tensor. */
    record Value(long tensor, String name) implements Target {}

    /** Its {@code .grad}. */
    record Gradient(long tensor, String name) implements Target {}

    /** A number of an optimiser. */
    record Hyperparameter(long optimizer, String name, String of) implements Target {}
  }

  private final DebuggerModel model;
  private final Texts texts;
  private final VBox body = new VBox(6);
  private final ComboBox<Target> targets = new ComboBox<>();
  private final TextField numbers = new TextField();
  private final Label mistake = new Label();

  WhatIfCard(DebuggerModel model, Texts texts) {
    super("whatIf");
    this.model = model;
    this.texts = texts;
    body.getStyleClass().add("card");
    targets.setId("what-if-target");
    targets.setMaxWidth(Double.MAX_VALUE);
    targets.setConverter(
        new StringConverter<>() {
          @Override
          public String toString(@Nullable Target target) {
            return target == null ? "" : name(target);
          }

          @Override
          public Target fromString(String name) {
            return targets.getValue();
          }
        });
    targets
        .valueProperty()
        .addListener(
            (property, before, after) -> {
              mistake.setText("");
              numbers.setPromptText(after == null ? "" : prompt(after));
            });
    numbers.setId("what-if-text");
    numbers.setOnAction(event -> run());
    numbers.textProperty().addListener((property, before, after) -> mistake.setText(""));
    HBox.setHgrow(numbers, Priority.ALWAYS);
    Button run = new Button(texts.get("whatIf.run"));
    run.setId("what-if");
    run.setOnAction(event -> run());
    mistake.setId("what-if-mistake");
    mistake.getStyleClass().add("mistake");
    mistake.setWrapText(true);
    mistake.managedProperty().bind(mistake.textProperty().isNotEmpty());
    Label hint = new Label(texts.get("whatIf.hint"));
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    HBox row = new HBox(6, numbers, run);
    body.getChildren().addAll(targets, row, mistake, hint);
  }

  private String name(Target target) {
    if (target instanceof Target.Value value) {
      return value.name();
    }
    return target instanceof Target.Gradient gradient
        ? gradient.name() + ".grad"
        : ((Target.Hyperparameter) target).name()
            + "  ("
            + ((Target.Hyperparameter) target).of()
            + ")";
  }

  private String prompt(Target target) {
    State state = model.state();
    if (target instanceof Target.Value at) {
      TensorState tensor = state.tensor(at.tensor());
      return tensor == null ? "" : prompt(tensor.value(), at.name());
    }
    if (target instanceof Target.Gradient at) {
      TensorValue grad = state.gradOf(at.tensor());
      return grad == null ? "None" : prompt(grad, at.name() + ".grad");
    }
    return "0.01";
  }

  private static String prompt(TensorValue value, String name) {
    return value.shape().numel() <= 4 && value.shape().dim() < 2
        ? Brief.of(value).replace('−', '-')
        : name + " * 0";
  }

  @Override
  boolean isQuick() {
    return true;
  }

  @Override
  @Nullable Facts look(Inspected at) {
    TensorState tensor = at.tensor();
    return tensor == null ? null : new Facts(tensor.id(), at.name(tensor.id()));
  }

  @Override
  Region body() {
    return body;
  }

  /** Offers what can be changed at the position; what was chosen stays chosen. */
  @Override
  void show(Facts facts) {
    List<Target> offered = new ArrayList<>();
    offered.add(new Target.Value(facts.tensor(), facts.name()));
    offered.add(new Target.Gradient(facts.tensor(), facts.name()));
    for (OptimizerState optimizer : model.state().optimizers().values()) {
      optimizer.updates().values().stream()
          .findFirst()
          .ifPresent(
              update -> {
                for (Map.Entry<String, Double> number : update.hyperparameters().entrySet()) {
                  offered.add(
                      new Target.Hyperparameter(optimizer.id(), number.getKey(), optimizer.name()));
                }
              });
    }
    if (!offered.equals(targets.getItems())) {
      int chosen = targets.getSelectionModel().getSelectedIndex();
      targets.getItems().setAll(offered);
      targets.getSelectionModel().select(Math.max(0, Math.min(chosen, offered.size() - 1)));
    } else if (targets.getValue() != null) {
      numbers.setPromptText(prompt(targets.getValue()));
    }
  }

  private void run() {
    Target target = targets.getValue();
    if (target == null) {
      return;
    }
    if (numbers.getText().isBlank()) {
      mistake.setText(texts.get("whatIf.empty"));
      return;
    }
    try {
      model.whatIf(change(target, model.state(), numbers.getText()));
      numbers.clear();
    } catch (ExpressionError e) {
      mistake.setText(e.getMessage());
    }
  }

  private static WhatIf change(Target target, State state, String text) {
    if (target instanceof Target.Value value) {
      return WhatIf.value(state, value.tensor(), value.name(), text);
    }
    if (target instanceof Target.Gradient gradient) {
      return WhatIf.gradient(state, gradient.tensor(), gradient.name(), text);
    }
    Target.Hyperparameter number = (Target.Hyperparameter) target;
    return WhatIf.hyperparameter(state, number.optimizer(), number.name(), text);
  }
}
