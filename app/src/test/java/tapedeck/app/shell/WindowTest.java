package tapedeck.app.shell;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import org.junit.jupiter.api.AfterEach;
import org.testfx.framework.junit5.ApplicationTest;
import org.testfx.util.WaitForAsyncUtils;
import tapedeck.app.model.DebuggerModel;
import tapedeck.python.PythonHost;

/**
 * A test of the window, which looks at it only on the JavaFX thread: elsewhere it may be changing.
 */
abstract class WindowTest extends ApplicationTest {
  private static final int SECONDS = 60;

  // each test makes them in start, and they are closed behind it
  PythonHost host;
  DebuggerModel model;
  MainWindow window;

  @AfterEach
  void close() {
    interact(
        () -> {
          window.close();
          model.close();
        });
    host.close();
  }

  /** Waits until a condition holds, which is asked on the JavaFX thread. */
  void await(Callable<Boolean> condition) throws TimeoutException {
    WaitForAsyncUtils.waitFor(SECONDS, TimeUnit.SECONDS, () -> asked(condition));
    WaitForAsyncUtils.waitForFxEvents();
  }

  /** The first node that a query finds. */
  Node find(String query) {
    return find(query, Node.class);
  }

  /** The same as a node of its kind. */
  <T extends Node> T find(String query, Class<T> kind) {
    return asked(() -> lookup(query).queryAs(kind));
  }

  /** What a label or button says, or what a screen reader says of another node. */
  String text(String query) {
    Node node = find(query);
    return asked(
        () -> node instanceof Labeled labeled ? labeled.getText() : node.getAccessibleText());
  }

  private static <T> T asked(Callable<T> question) {
    if (!Platform.isFxApplicationThread()) {
      return WaitForAsyncUtils.waitForAsyncFx(TimeUnit.SECONDS.toMillis(SECONDS), question);
    }
    try {
      return question.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
