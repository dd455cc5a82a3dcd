package tapedeck.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javafx.scene.Scene;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.testfx.framework.junit5.ApplicationTest;
import org.testfx.util.WaitForAsyncUtils;

class OuterPanesTest extends ApplicationTest {
  private final Region left = new Region();
  private final Region middle = new Region();
  private final Region right = new Region();
  private SplitPane split;
  private Stage stage;

  @Override
  public void start(Stage shown) {
    stage = shown;
    split = new SplitPane(left, middle, right);
    OuterPanes.keep(split, 200, 150);
    stage.setScene(new Scene(split, 800, 300));
    // one stage serves all tests
    stage.setWidth(800);
    stage.show();
  }

  private void resize(double width) {
    interact(() -> stage.setWidth(width));
    WaitForAsyncUtils.waitForFxEvents();
  }

  @Test
  void theMiddleTakesWhatAWindowGains() {
    assertEquals(200, left.getWidth(), 4);
    assertEquals(150, right.getWidth(), 4);
    resize(1000);
    assertEquals(200, left.getWidth(), 4);
    assertEquals(180, right.getWidth(), 4, "a share of a large window");
    resize(390);
    assertEquals(130, middle.getWidth(), 8, "the middle keeps a third");
  }

  @Test
  void whatAPersonDraggedStays() {
    WaitForAsyncUtils.waitForFxEvents();
    drag(split.lookup(".split-pane-divider")).moveBy(150, 0).drop();
    WaitForAsyncUtils.waitForFxEvents();
    double dragged = left.getWidth();
    assertTrue(dragged > 240, "dragged to " + dragged);
    resize(1000);
    assertEquals(dragged, left.getWidth(), 6);
    assertEquals(150, right.getWidth(), 6);
  }
}
