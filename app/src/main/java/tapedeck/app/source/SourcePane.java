package tapedeck.app.source;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.collections.ListChangeListener;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.shape.Circle;
import org.fxmisc.flowless.VirtualizedScrollPane;
import org.fxmisc.richtext.CodeArea;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.session.Breakpoint;
import tapedeck.session.Snapshot;

/** The program, with the line at the position marked; it can be edited and run again. */
public final class SourcePane extends BorderPane {
  /** Longer texts are shown without colours: finding them would hold the window up. */
  private static final int COLOURED = 200_000;

  private final DebuggerModel model;
  private final CodeArea area = new CodeArea();
  private final ReadOnlyBooleanWrapper edited = new ReadOnlyBooleanWrapper();
  private int markedLine;
  private boolean markedFailed;

  public SourcePane(DebuggerModel model) {
    this.model = model;
    area.setId("source");
    area.setParagraphGraphicFactory(this::margin);
    area.getStyleClass().add("source");
    setCenter(new VirtualizedScrollPane<>(area));
    area.plainTextChanges().subscribe(change -> changed());
    model.programProperty().addListener((property, before, after) -> open(after));
    model.snapshotProperty().addListener((property, before, after) -> mark(after));
    model
        .breakpoints()
        .addListener(
            (ListChangeListener<Breakpoint>)
                change -> {
                  while (change.next()) {
                    change.getAddedSubList().forEach(this::redraw);
                    change.getRemoved().forEach(this::redraw);
                  }
                });
    open(model.programProperty().get());
  }

  private void redraw(Breakpoint changed) {
    if (changed instanceof Breakpoint.OnLine at && at.line() <= area.getParagraphs().size()) {
      area.recreateParagraphGraphic(at.line() - 1);
    }
  }

  /** The text as it stands in the editor. */
  public String text() {
    return area.getText();
  }

  /** Replaces the text, as a person would, who can undo it. */
  public void edit(String text) {
    area.replaceText(text);
  }

  /** Puts the caret at the end of the text. */
  public void focusEnd() {
    area.requestFocus();
    area.moveTo(area.getLength());
  }

  /** The text that is edited, for what listens to it. */
  public javafx.beans.value.ObservableValue<String> textProperty() {
    return area.textProperty();
  }

  /** Whether the text differs from the program that runs. */
  public ReadOnlyBooleanProperty editedProperty() {
    return edited.getReadOnlyProperty();
  }

  private void open(@Nullable ProgramText after) {
    String source = after == null ? "" : after.source();
    if (!source.equals(area.getText())) {
      area.replaceText(source);
      area.getUndoManager().forgetHistory();
      area.moveTo(0);
      area.requestFollowCaret();
    }
    colour();
    updateEdited();
    markedLine = 0;
  }

  private void changed() {
    colour();
    updateEdited();
  }

  private void updateEdited() {
    ProgramText program = model.programProperty().get();
    edited.set(program != null && !Objects.equals(program.source(), area.getText()));
  }

  private void colour() {
    String text = area.getText();
    if (!text.isEmpty() && text.length() <= COLOURED) {
      area.setStyleSpans(0, PythonHighlighter.highlight(text));
    }
  }

  private void mark(@Nullable Snapshot snapshot) {
    int line = snapshot == null ? 0 : snapshot.state().line();
    boolean failed = snapshot != null && snapshot.state().failure() != null;
    if (line == markedLine && failed == markedFailed) {
      return;
    }
    style(markedLine, List.of());
    style(line, List.of(failed ? "failed-line" : "current-line"));
    markedLine = line;
    markedFailed = failed;
    if (line > 0 && line <= area.getParagraphs().size()) {
      reveal(line - 1);
    }
  }

  private void reveal(int paragraph) {
    try {
      int first = area.firstVisibleParToAllParIndex();
      int last = area.lastVisibleParToAllParIndex();
      if (paragraph <= first || paragraph >= last) {
        area.showParagraphAtCenter(paragraph);
      }
    } catch (IllegalArgumentException notLaidOutYet) {
      area.showParagraphAtCenter(paragraph);
    }
  }

  private void style(int line, Collection<String> classes) {
    if (line > 0 && line <= area.getParagraphs().size()) {
      area.setParagraphStyle(line - 1, classes);
    }
  }

  private Node margin(int paragraph) {
    int line = paragraph + 1;
    Circle dot = new Circle(4.5);
    dot.getStyleClass().add("breakpoint");
    dot.setVisible(model.breakpoints().contains(new Breakpoint.OnLine(line)));
    Label number = new Label(Integer.toString(line));
    number.getStyleClass().add("line-number");
    HBox margin = new HBox(dot, number);
    margin.getStyleClass().add("line-margin");
    margin.setCursor(Cursor.HAND);
    margin.setOnMouseClicked(event -> model.toggleBreakpoint(line));
    return margin;
  }

  /** Sets or removes the breakpoint at the caret's line. */
  public void toggleBreakpoint() {
    model.toggleBreakpoint(area.getCurrentParagraph() + 1);
  }
}
