package tapedeck.samples;

import java.util.Locale;

/** A text in the languages of the window. */
public record LocalText(String en, String zh) {
  /** The text in a language; English where there is no other. */
  public String in(Locale locale) {
    return locale.getLanguage().equals("zh") ? zh : en;
  }
}
