package tapedeck.app.shell;

import javafx.beans.InvalidationListener;
import javafx.collections.ObservableSet;
import tapedeck.app.settings.Settings;

/** Keeps which cards of the inspector are folded from one start to the next. */
final class RememberedCards {
  private static final String KIND = "cards";
  private static final String FOLDED = "folded";

  private RememberedCards() {}

  static void keep(ObservableSet<String> folded, Settings settings) {
    folded.addAll(settings.linesOf(KIND, FOLDED));
    folded.addListener(
        (InvalidationListener)
            changed -> settings.setLinesOf(KIND, FOLDED, folded.stream().sorted().toList()));
  }
}
