package tapedeck.app.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import tapedeck.app.model.DebuggerModel;

/** The moves of the debugger with their keys. */
final class Actions {
  private final List<Action> toolbar = new ArrayList<>();
  private final List<Action> keyboard = new ArrayList<>();

  /**
   * @param stepsPerSecond the speed of a run, as it is set at the moment
   */
  Actions(DebuggerModel model, IntSupplier stepsPerSecond) {
    toolbar.add(Action.of("restart", "mdal-first_page", model::restart, "Shift+F5"));
    toolbar.add(Action.of("step-back", "mdal-chevron_left", model::stepBack, "Shift+F7"));
    toolbar.add(Action.of("step", "mdal-chevron_right", model::step, "F7"));
    toolbar.add(Action.of("step-line", "mdmz-redo", model::stepLine, "F8"));
    toolbar.add(Action.of("forward", "", () -> model.forward(false), "Ctrl+1"));
    toolbar.add(Action.of("backward", "", () -> model.backward(false), "Ctrl+2"));
    toolbar.add(Action.of("optimizer-step", "", () -> model.optimizerStep(false), "Ctrl+3"));
    toolbar.add(
        Action.of("run", "mdal-fast_forward", () -> model.run(stepsPerSecond.getAsInt()), "F5"));
    toolbar.add(Action.of("pause", "mdmz-pause", model::pause, "F6"));
    keyboard.addAll(toolbar);
    keyboard.add(Action.of("step-line-back", "", model::stepLineBack, "Shift+F8"));
    keyboard.add(Action.of("forward-back", "", () -> model.forward(true), "Ctrl+Shift+1"));
    keyboard.add(Action.of("backward-back", "", () -> model.backward(true), "Ctrl+Shift+2"));
    keyboard.add(
        Action.of("optimizer-step-back", "", () -> model.optimizerStep(true), "Ctrl+Shift+3"));
  }

  /** Those with a button, in the order of the buttons. */
  List<Action> toolbar() {
    return toolbar;
  }

  void addKey(Action action) {
    keyboard.add(action);
  }

  /** Does what the keys stand for; false if they stand for nothing. */
  boolean handle(KeyEvent event) {
    for (Action action : keyboard) {
      for (KeyCombination keys : action.keys()) {
        if (keys.match(event)) {
          action.run().run();
          return true;
        }
      }
    }
    return false;
  }

  /** Whether an event is a plain letter or digit, which a text field wants for itself. */
  static boolean isTyping(KeyEvent event) {
    KeyCode code = event.getCode();
    return !event.isControlDown()
        && !event.isAltDown()
        && !event.isMetaDown()
        && (code.isLetterKey() || code.isDigitKey() || code.isKeypadKey());
  }
}
