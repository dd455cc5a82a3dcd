package tapedeck.app.lessons;

import java.util.List;
import java.util.concurrent.Executor;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;
import tapedeck.analysis.Place;
import tapedeck.analysis.PlaceSearch;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.Worker;
import tapedeck.app.text.Texts;
import tapedeck.samples.LessonStep;
import tapedeck.samples.LocalText;
import tapedeck.samples.Sample;
import tapedeck.session.Snapshot;

/**
 * The text of a lesson, which follows the position on the tape in both directions, with buttons to
 * its next and previous step. A question is answered one step further.
 */
final class LessonPane extends VBox implements AutoCloseable {
  private final DebuggerModel model;
  private final Texts texts;
  private final LessonProgress progress;
  private final Worker searching;
  private final Label title = new Label();
  private final Label count = new Label();
  private final Button previous = new Button("", new FontIcon("mdal-arrow_back"));
  private final Button next = new Button();
  private final LinkedText text;
  private final Label question = new Label();
  private final Label answer = new Label();
  private @Nullable Sample lesson;
  private @Nullable PlaceSearch search;
  private List<Long> places = List.of();

  /** The step to go to as soon as the tape comes to it; −1 for none. */
  private int wanted = -1;

  /**
   * @param text shows the words of the lesson
   * @param contents opens the table of contents
   * @param windowThread where what was found on the tape is handed over
   */
  LessonPane(
      DebuggerModel model,
      Texts texts,
      LessonProgress progress,
      LinkedText text,
      Runnable contents,
      Executor windowThread) {
    super(6);
    this.model = model;
    this.texts = texts;
    this.progress = progress;
    this.text = text;
    this.searching = new Worker("lesson", windowThread);
    setId("lesson");
    getStyleClass().add("lesson");
    managedProperty().bind(visibleProperty());
    title.setId("lesson-title");
    title.getStyleClass().add("lesson-title");
    title.setWrapText(true);
    count.setId("lesson-count");
    count.getStyleClass().add("hint");
    text.setId("lesson-text");
    question.setId("lesson-question");
    answer.setId("lesson-answer");
    for (Label label : List.of(question, answer)) {
      label.setWrapText(true);
      label.managedProperty().bind(label.visibleProperty());
    }
    question.getStyleClass().add("lesson-question");
    answer.getStyleClass().add("lesson-answer");
    getChildren().addAll(head(contents), title, text, question, answer, buttons());
    model.snapshotProperty().addListener((property, before, after) -> follow());
    setVisible(false);
  }

  private Region head(Runnable contents) {
    Hyperlink all = new Hyperlink(texts.get("lesson.contents"));
    all.setId("lesson-contents");
    all.setOnAction(event -> contents.run());
    Region space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    HBox head = new HBox(8, count, space, all);
    head.setAlignment(Pos.CENTER_LEFT);
    return head;
  }

  private Region buttons() {
    previous.setId("lesson-previous");
    previous.getStyleClass().add("small");
    previous.setAccessibleText(texts.get("lesson.previous"));
    previous.setTooltip(new Tooltip(texts.get("lesson.previous")));
    previous.setOnAction(event -> go(current() - 1));
    next.setId("lesson-next");
    next.getStyleClass().addAll("small", "accent");
    next.setText(texts.get("lesson.next"));
    next.setOnAction(event -> go(current() + 1));
    HBox buttons = new HBox(8, previous, next);
    buttons.setAlignment(Pos.CENTER_LEFT);
    return buttons;
  }

  /** Shows a lesson, or nothing. */
  void open(@Nullable Sample opened) {
    boolean isLesson = opened != null && !opened.steps().isEmpty();
    lesson = isLesson ? opened : null;
    search =
        opened == null || !isLesson
            ? null
            : new PlaceSearch(
                opened.steps().stream().map(LessonStep::at).map(Place::parse).toList());
    places = List.of();
    wanted = -1;
    setVisible(isLesson);
    follow();
  }

  private void follow() {
    Snapshot snapshot = model.snapshotProperty().get();
    PlaceSearch known = search;
    if (snapshot == null || known == null) {
      searching.cancel();
      return;
    }
    searching.request(
        () -> {
          known.read(snapshot.tape());
          return known.found();
        },
        found -> {
          places = found;
          show();
          seek();
        });
    show();
  }

  /** The step of the lesson at the position; −1 before its first. */
  private int current() {
    Snapshot snapshot = model.snapshotProperty().get();
    long position = snapshot == null ? 0 : snapshot.position();
    int current = -1;
    while (current + 1 < places.size() && places.get(current + 1) <= position) {
      current++;
    }
    return current;
  }

  private void go(int step) {
    if (step < 0) {
      wanted = -1;
      model.jumpTo(0);
    } else {
      wanted = step;
      seek();
    }
  }

  /** Goes to the step that is wanted, or as far as the tape goes, where the program goes on. */
  private void seek() {
    Snapshot snapshot = model.snapshotProperty().get();
    if (wanted < 0 || snapshot == null) {
      return;
    }
    if (wanted < places.size()) {
      long there = places.get(wanted);
      wanted = -1;
      model.jumpTo(there);
    } else if (!snapshot.recording()) {
      wanted = -1;
      show();
    } else if (snapshot.position() < snapshot.length() && !snapshot.moving()) {
      model.jumpTo(snapshot.length());
    }
  }

  private void show() {
    Sample shown = lesson;
    Snapshot snapshot = model.snapshotProperty().get();
    if (shown == null || snapshot == null) {
      return;
    }
    int current = current();
    int all = shown.steps().size();
    progress.reach(shown, current + 1);
    title.setText(texts.get("lesson.title", shown.order(), shown.title(texts.locale())));
    count.setText(texts.get("lesson.count", current + 1, all));
    previous.setDisable(current < 0);
    boolean lost = current + 1 >= places.size() && !snapshot.recording() && current + 1 < all;
    next.setDisable(current + 1 >= all || lost);
    if (lost) {
      count.setText(texts.get("lesson.lost"));
    }
    next.setText(texts.get(current < 0 ? "lesson.begin" : "lesson.next"));
    if (current < 0) {
      text.show(shown.summary(texts.locale()));
      ask(null, null, false);
    } else {
      LessonStep step = shown.steps().get(current);
      text.show(step.text(texts.locale()));
      ask(step.ask(), step.answer(), snapshot.position() > places.get(current));
    }
  }

  private void ask(@Nullable LocalText asked, @Nullable LocalText answered, boolean further) {
    question.setVisible(asked != null);
    answer.setVisible(asked != null);
    if (asked != null && answered != null) {
      question.setText(asked.in(texts.locale()));
      answer.setText(further ? answered.in(texts.locale()) : texts.get("lesson.stepForAnswer"));
    }
  }

  @Override
  public void close() {
    searching.close();
  }
}
