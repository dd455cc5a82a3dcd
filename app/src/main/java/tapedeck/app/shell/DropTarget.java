package tapedeck.app.shell;

import java.io.File;
import java.util.List;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;

/** Lets files be dropped onto a node, which shows while they hover over it. */
final class DropTarget {
  private static final PseudoClass HOVERED = PseudoClass.getPseudoClass("drop");

  private DropTarget() {}

  static void of(Node node, Consumer<List<File>> dropped) {
    // as filters: the editor would take the file's name as text
    node.addEventFilter(
        DragEvent.DRAG_OVER,
        event -> {
          if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
            node.pseudoClassStateChanged(HOVERED, true);
            event.consume();
          }
        });
    node.addEventHandler(
        DragEvent.DRAG_EXITED, event -> node.pseudoClassStateChanged(HOVERED, false));
    node.addEventFilter(
        DragEvent.DRAG_DROPPED,
        event -> {
          Dragboard board = event.getDragboard();
          if (board.hasFiles()) {
            node.pseudoClassStateChanged(HOVERED, false);
            dropped.accept(board.getFiles());
            event.setDropCompleted(true);
            event.consume();
          }
        });
  }
}
