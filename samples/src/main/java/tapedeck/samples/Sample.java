package tapedeck.samples;

import java.util.Locale;
import java.util.Map;

/**
 * A program of the catalogue.
 *
 * @param file its path below {@code samples}
 * @param title by language code; there is always an English one
 * @param summary what one learns, by language code
 * @param level from 1, for the first lessons, to 3
 * @param minutes how long it takes to step through it
 */
public record Sample(
    String id,
    String file,
    Map<String, String> title,
    Map<String, String> summary,
    int level,
    int minutes) {

  public String title(Locale locale) {
    return inLanguage(title, locale);
  }

  public String summary(Locale locale) {
    return inLanguage(summary, locale);
  }

  private static String inLanguage(Map<String, String> texts, Locale locale) {
    String text = texts.get(locale.getLanguage());
    return text != null ? text : String.valueOf(texts.get("en"));
  }

  /** The file's name without its folder. */
  public String fileName() {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
