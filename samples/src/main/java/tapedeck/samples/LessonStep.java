package tapedeck.samples;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One step of a lesson: where on the tape to look, and what to see there.
 *
 * @param at a {@code tapedeck.analysis.Place}, behind that of the step before
 * @param en what to see, in English
 * @param zh the same in Chinese
 * @param ask a question, whose answer the program shows one step later
 * @param answer the answer
 */
public record LessonStep(
    String at, String en, String zh, @Nullable LocalText ask, @Nullable LocalText answer) {
  /** What to see there. */
  public String text(Locale locale) {
    return new LocalText(en, zh).in(locale);
  }
}
