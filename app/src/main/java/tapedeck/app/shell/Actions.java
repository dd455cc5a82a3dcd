package tapedeck.app.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.Moves;

/** The moves of the debugger with their keys. */
final class Actions {
  private final List<Action> toolbar = new ArrayList<>();
  private final List<Action> menu = new ArrayList<>();
  private final List<Action> keyboard = new ArrayList<>();

  /**
   * @param stepsPerSecond the speed of a run, as it is set at the moment
   */
  Actions(DebuggerModel model, IntSupplier stepsPerSecond) {
    toolbar.add(Action.of("restart", "mdal-first_page", model::restart, "Shift+F5"));
    Moves moves = model.moves();
    toolbar.add(Action.of("step-back", "mdal-chevron_left", () -> moves.step(true), "Shift+F7"));
    toolbar.add(Action.of("step", "mdal-chevron_right", () -> moves.step(false), "F7"));
    toolbar.add(Action.of("step-line", "mdmz-redo", () -> moves.line(false), "F8"));
    toolbar.add(Action.of("forward", "", () -> moves.forward(false), "Ctrl+1"));
    toolbar.add(Action.of("backward", "", () -> moves.backward(false), "Ctrl+2"));
    toolbar.add(Action.of("optimizer-step", "", () -> moves.optimizerStep(false), "Ctrl+3"));
    toolbar.add(
        Action.of("run", "mdal-fast_forward", () -> model.run(stepsPerSecond.getAsInt()), "F5"));
    toolbar.add(Action.of("pause", "mdmz-pause", model::pause, "F6"));
    menu.add(Action.of("step-over", "", () -> moves.over(false), "F10"));
    menu.add(Action.of("step-into", "", moves::into, "F11"));
    menu.add(Action.of("step-out", "", () -> moves.out(false), "Shift+F11"));
    menu.add(Action.of("next-iteration", "", () -> moves.iteration(false), "Ctrl+4"));
    menu.add(Action.of("step-line-back", "", () -> moves.line(true), "Shift+F8"));
    menu.add(Action.of("step-over-back", "", () -> moves.over(true), "Shift+F10"));
    menu.add(Action.of("step-out-back", "", () -> moves.out(true), "Alt+F11"));
    menu.add(Action.of("forward-back", "", () -> moves.forward(true), "Ctrl+Shift+1"));
    menu.add(Action.of("backward-back", "", () -> moves.backward(true), "Ctrl+Shift+2"));
    menu.add(Action.of("optimizer-step-back", "", () -> moves.optimizerStep(true), "Ctrl+Shift+3"));
    menu.add(Action.of("previous-iteration", "", () -> moves.iteration(true), "Ctrl+Shift+4"));
    menu.add(Action.of("run-back", "", moves::runBack, "Alt+F5"));
    menu.add(Action.of("stop", "", model::stop, "Shift+F6"));
    keyboard.addAll(toolbar);
    keyboard.addAll(menu);
  }

  /** Those of the menu of further moves, in its order. */
  List<Action> menu() {
    return menu;
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
