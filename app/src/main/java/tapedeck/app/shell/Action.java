package tapedeck.app.shell;

import java.util.List;
import javafx.scene.input.KeyCombination;

/**
 * Something the user can do: one entry of the toolbar, the keyboard, or both.
 *
 * @param id the node's id and the key of its texts
 * @param icon an Ikonli code, empty for a button with words
 * @param keys the key combinations that do it, the first of them shown in the tooltip
 */
record Action(String id, String icon, List<KeyCombination> keys, Runnable run) {
  static Action of(String id, String icon, Runnable run, String... keys) {
    return new Action(
        id, icon, java.util.Arrays.stream(keys).map(KeyCombination::valueOf).toList(), run);
  }
}
