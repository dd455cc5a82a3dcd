package tapedeck.app.lessons;

import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Glossary;
import tapedeck.analysis.StepExplainer;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.text.Texts;
import tapedeck.session.Snapshot;
import tapedeck.tape.State;

/** The current step in words, which are linked to the glossary. */
public final class ExplanationPane extends ScrollPane {
  private final DebuggerModel model;
  private final Texts texts;
  private final StepExplainer explainer;
  private final Label heading = new Label();
  private final LinkedText explanation;

  public ExplanationPane(DebuggerModel model, Texts texts) {
    this.model = model;
    this.texts = texts;
    this.explainer = new StepExplainer(texts.locale());
    Glossary glossary = new Glossary(texts.locale());
    GlossaryCard entry = new GlossaryCard(glossary, texts);
    explanation = new LinkedText(glossary, entry::show);
    heading.getStyleClass().add("explanation-heading");
    explanation.setId("explanation");
    explanation.getStyleClass().add("explanation");
    VBox content = new VBox(heading, explanation, entry);
    content.getStyleClass().add("explanation-pane");
    setContent(content);
    setFitToWidth(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    model.snapshotProperty().addListener((property, before, after) -> show(after));
    show(model.snapshotProperty().get());
  }

  private void show(@Nullable Snapshot snapshot) {
    State state = snapshot == null ? State.START : snapshot.state();
    State known = model.known();
    heading.setText(
        state.stepsTaken() == 0
            ? texts.get("explanation.start")
            : texts.get("explanation.heading", state.stepsTaken(), state.line()));
    explanation.show(explainer.explain(state, known, lines()));
  }

  private List<String> lines() {
    ProgramText program = model.programProperty().get();
    return program == null ? List.of() : program.source().lines().toList();
  }
}
