package tapedeck.app.lessons;

import java.util.List;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Glossary;
import tapedeck.analysis.StepExplainer;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.text.Texts;
import tapedeck.samples.Sample;
import tapedeck.samples.SampleCatalogue;
import tapedeck.session.Snapshot;
import tapedeck.tape.State;

/**
 * The lesson that is open, and the current step in words. The words of the field are linked to the
 * glossary.
 */
public final class ExplanationPane extends ScrollPane implements AutoCloseable {
  private final DebuggerModel model;
  private final Texts texts;
  private final StepExplainer explainer;
  private final Label heading = new Label();
  private final LinkedText explanation;
  private final LessonPane lesson;

  /**
   * @param contents opens the table of contents
   * @param windowThread where what was found on the tape is handed over
   */
  public ExplanationPane(
      DebuggerModel model,
      Texts texts,
      SampleCatalogue catalogue,
      LessonProgress progress,
      Runnable contents,
      Executor windowThread) {
    this.model = model;
    this.texts = texts;
    this.explainer = new StepExplainer(texts.locale());
    Glossary glossary = new Glossary(texts.locale());
    GlossaryCard entry = new GlossaryCard(glossary, texts);
    explanation = new LinkedText(glossary, entry::show);
    LinkedText words = new LinkedText(glossary, entry::show);
    lesson = new LessonPane(model, texts, progress, words, contents, windowThread);
    heading.getStyleClass().add("explanation-heading");
    explanation.setId("explanation");
    explanation.getStyleClass().add("explanation");
    VBox content = new VBox(lesson, heading, explanation, entry);
    content.getStyleClass().add("explanation-pane");
    setContent(content);
    setFitToWidth(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    model.snapshotProperty().addListener((property, before, after) -> show(after));
    show(model.snapshotProperty().get());
    model
        .programProperty()
        .addListener((property, before, after) -> lesson.open(lessonOf(catalogue, after)));
    lesson.open(lessonOf(catalogue, model.programProperty().get()));
  }

  /** A lesson that was edited is still the lesson; a file of its name is not. */
  private static @Nullable Sample lessonOf(SampleCatalogue catalogue, @Nullable ProgramText text) {
    return text == null || text.file() != null ? null : catalogue.named(text.name());
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

  /** Whether a lesson is open, whose text takes more room. */
  public ReadOnlyBooleanProperty lessonShownProperty() {
    return lesson.visibleProperty();
  }

  @Override
  public void close() {
    lesson.close();
  }
}
