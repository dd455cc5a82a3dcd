package tapedeck.app.inspector;

import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/**
 * One card of the inspector. A new one is a subclass and a line in {@link InspectorPane}; its title
 * is the text {@code inspector.card.ID}.
 *
 * @param <F> what the card shows, as plain data
 */
abstract class Card<F> {
  private final String id;

  Card(String id) {
    this.id = id;
  }

  final String id() {
    return id;
  }

  /** Whether {@link #look} is so quick that it may run on the JavaFX thread. */
  boolean isQuick() {
    return false;
  }

  /**
   * Gathers what the card shows, away from the JavaFX thread unless it is quick.
   *
   * @return null where the card has nothing to say
   */
  abstract @Nullable F look(Inspected at);

  /** What stands under the title. */
  abstract Region body();

  /** Shows what was gathered, on the JavaFX thread. */
  abstract void show(F facts);

  /** Gathers, and returns what shows it; null where there is nothing to say. */
  final @Nullable Runnable prepare(Inspected at) {
    F facts = look(at);
    return facts == null ? null : () -> show(facts);
  }
}
