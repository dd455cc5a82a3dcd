package tapedeck.app.console;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.layout.BorderPane;
import org.fxmisc.flowless.VirtualizedScrollPane;
import org.fxmisc.richtext.StyleClassedTextArea;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.session.Snapshot;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

/** What the program printed up to the position; going back takes it away again. */
public final class ConsolePane extends BorderPane {
  private final StyleClassedTextArea area = new StyleClassedTextArea();

  /** The length of the text after each piece of output that is shown. */
  private final List<Integer> ends = new ArrayList<>();

  private @Nullable Tape shownTape;

  public ConsolePane(DebuggerModel model) {
    area.setId("console");
    area.getStyleClass().add("console");
    area.setEditable(false);
    area.setWrapText(true);
    setCenter(new VirtualizedScrollPane<>(area));
    model.snapshotProperty().addListener((property, before, after) -> show(after));
    show(model.snapshotProperty().get());
  }

  private void show(@Nullable Snapshot snapshot) {
    if (snapshot == null || snapshot.tape() != shownTape) {
      area.clear();
      ends.clear();
      shownTape = snapshot == null ? null : snapshot.tape();
    }
    if (snapshot == null) {
      return;
    }
    List<TapeEvent.Printed> output = snapshot.state().output();
    if (output.size() < ends.size()) {
      int length = output.isEmpty() ? 0 : ends.get(output.size() - 1);
      area.deleteText(length, area.getLength());
      ends.subList(output.size(), ends.size()).clear();
    }
    if (output.size() > ends.size()) {
      for (TapeEvent.Printed printed : output.subList(ends.size(), output.size())) {
        area.append(printed.text(), printed.toErr() ? "stderr" : "stdout");
        ends.add(area.getLength());
      }
      area.moveTo(area.getLength());
      area.requestFollowCaret();
    }
  }
}
