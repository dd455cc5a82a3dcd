package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.ListView;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.fxmisc.richtext.CodeArea;
import org.junit.jupiter.api.Test;
import tapedeck.analysis.Glossary;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.settings.MemoryPreferences;
import tapedeck.app.settings.Settings;
import tapedeck.python.PythonHost;
import tapedeck.samples.LessonStep;
import tapedeck.samples.Sample;
import tapedeck.samples.SampleCatalogue;
import tapedeck.session.Breakpoint;
import tapedeck.session.Snapshot;

/** A person finds a lesson, follows it to its end, and writes a program of her own. */
class LessonWindowTest extends WindowTest {
  private final MemoryPreferences preferences = new MemoryPreferences();
  private final Settings settings = new Settings(preferences);
  private Stage stage;

  @Override
  public void start(Stage shown) {
    stage = shown;
    settings.setLocale(Locale.ENGLISH);
    host = new PythonHost();
    model = new DebuggerModel(text -> host.program(text.name(), text.source(), List.of(), true));
    build();
    stage.show();
  }

  private void build() {
    if (window != null) {
      window.close();
    }
    window = new MainWindow(model, settings, Runnable::run);
    stage.setScene(new Scene(window, 1280, 800));
  }

  private Snapshot snapshot() {
    return Objects.requireNonNull(model.snapshotProperty().get());
  }

  private void fire(String id) {
    interact(() -> lookup(id).queryAs(Button.class).fire());
  }

  /** The source's share of the left column, which it divides with the words of the step. */
  private double sourceShare() {
    SplitPane column = (SplitPane) window.lookup("#left-column");
    return column.getDividerPositions()[0];
  }

  private void followFirstLesson(Locale locale) throws TimeoutException {
    interact(
        () -> {
          settings.setLocale(locale);
          build();
        });
    Sample lesson = new SampleCatalogue().samples().get(0);
    fire("#sample-" + lesson.id());
    await(() -> find("#lesson").isVisible());
    assertEquals(lesson.summary(locale), text("#lesson-text"));
    await(() -> Math.abs(sourceShare() - 0.45) < 0.03);
    for (LessonStep step : lesson.steps()) {
      await(() -> !find("#lesson-next").isDisabled());
      fire("#lesson-next");
      await(() -> text("#lesson-text").equals(step.text(locale)));
      if (step.ask() != null) {
        assertEquals(step.ask().in(locale), text("#lesson-question"));
        assertFalse(text("#lesson-answer").equals(step.answer().in(locale)));
        push(KeyCode.F7);
        await(() -> text("#lesson-answer").equals(step.answer().in(locale)));
      }
    }
    assertTrue(find("#lesson-next").isDisabled());
    interact(() -> lookup("#lesson-contents").queryAs(Hyperlink.class).fire());
    assertTrue(find("#start-page").isVisible());
    String heading =
        locale.getLanguage().equals("zh") ? "课程 · 已完成 1 / 16" : "Lessons · 1 of 16 done";
    assertEquals(heading, text("#heading-lessons"));
  }

  @Test
  void theFirstLessonLeadsToItsEndInEnglish() throws TimeoutException {
    followFirstLesson(Locale.ENGLISH);
    // it is remembered, and walking back shows the earlier steps again
    assertEquals(List.of("first_gradient 8"), settings.linesOf("lessons", "reached"));
    push(KeyCode.ESCAPE);
    fire("#lesson-previous");
    await(() -> text("#lesson-count").equals("Step 7 of 8"));
  }

  @Test
  void theFirstLessonLeadsToItsEndInChinese() throws TimeoutException {
    followFirstLesson(Locale.SIMPLIFIED_CHINESE);
  }

  @Test
  void aLessonGoesOnWhereTheProgramHasToRunFirst() throws TimeoutException {
    fire("#sample-optimizers_on_a_valley");
    await(() -> find("#lesson").isVisible() && !snapshot().moving());
    for (int step = 1; step <= 3; step++) {
      int wanted = step;
      fire("#lesson-next");
      await(() -> text("#lesson-count").equals("Step " + wanted + " of 8"));
    }
  }

  @Test
  void samplesAreFoundByTheirWords() {
    interact(() -> lookup("#start-search").queryAs(TextField.class).setText("hessian"));
    assertTrue(lookup("#sample-higher_derivatives").tryQuery().isPresent());
    assertFalse(lookup("#sample-gan").tryQuery().isPresent());
    interact(() -> lookup("#start-search").queryAs(TextField.class).setText("no such thing"));
    assertFalse(lookup("#sample-higher_derivatives").tryQuery().isPresent());
  }

  @Test
  void everyWordOfTheFieldIsInTheGlossary() {
    push(KeyCode.F1);
    ListView<Glossary.Entry> list = lookup("#glossary-list").query();
    assertEquals(new Glossary(Locale.ENGLISH).entries(), List.copyOf(list.getItems()));
    interact(() -> lookup("#glossary-search").queryAs(TextField.class).setText("jacobian"));
    assertTrue(list.getItems().size() < new Glossary(Locale.ENGLISH).entries().size());
    assertEquals(list.getItems().get(0).title(), text("#glossary-word"));
    push(KeyCode.ESCAPE);
    assertFalse(lookup("#glossary-list").tryQuery().isPresent());
  }

  @Test
  void aPastedProgramRunsAndAnEditedOneKeepsItsBreakpointsAndView() throws TimeoutException {
    interact(
        () -> {
          ClipboardContent copied = new ClipboardContent();
          copied.putString(
              ">>> import torch\n>>> x = torch.ones(2)\n>>> print(x)\ntensor([1., 1.])\n");
          Clipboard.getSystemClipboard().setContent(copied);
        });
    press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.V)
        .release(KeyCode.V, KeyCode.SHIFT, KeyCode.CONTROL);
    await(() -> model.programProperty().get() != null && !snapshot().recording());
    CodeArea editor = lookup("#source").queryAs(CodeArea.class);
    assertEquals("import torch\nx = torch.ones(2)\nprint(x)\n", editor.getText());
    await(() -> Math.abs(sourceShare() - 0.62) < 0.03);
    interact(
        () -> {
          model.toggleBreakpoint(3);
          editor.appendText("y = x +\n");
        });
    interact(() -> editor.requestFocus());
    press(KeyCode.CONTROL, KeyCode.ENTER).release(KeyCode.ENTER, KeyCode.CONTROL);
    await(() -> Objects.requireNonNull(model.programProperty().get()).source().contains("y = x +"));
    await(() -> !snapshot().recording());
    assertEquals(List.of(new Breakpoint.OnLine(3)), List.copyOf(model.breakpoints()));
    interact(() -> model.run(0));
    await(() -> snapshot().state().failure() != null && !snapshot().moving());
    assertEquals(List.of("failed-line"), List.copyOf(editor.getParagraph(3).getParagraphStyle()));
    interact(editor::undo);
    assertFalse(editor.getText().contains("y = x +"));
  }
}
