package tapedeck.app.console;

import javafx.scene.paint.Color;
import tapedeck.app.inspector.InspectorPane;
import tapedeck.tensor.Tensor;

/** Breaks every rule of the window, so that a test can see the rules catch it. */
public final class Inspection {
  private Inspection() {}

  static Object use(InspectorPane other, Tensor live, Color color) {
    return color.equals(Color.BLACK) ? other : live;
  }
}
