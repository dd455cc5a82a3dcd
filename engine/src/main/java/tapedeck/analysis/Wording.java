package tapedeck.analysis;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/** The templates of one language. */
final class Wording {
  private final ResourceBundle texts;

  /**
   * English unless there are texts for {@code locale}.
   *
   * @param bundle the bundle's name
   */
  Wording(String bundle, Locale locale) {
    texts =
        ResourceBundle.getBundle(
            bundle,
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** The template of {@code key} with its places filled. */
  String text(String key, Object... arguments) {
    return new MessageFormat(texts.getString(key), texts.getLocale()).format(arguments);
  }

  /** The text of {@code key} as it stands. */
  String plain(String key) {
    return texts.getString(key);
  }

  boolean has(String key) {
    return texts.containsKey(key);
  }

  /** {@code a, b and c}. */
  String join(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + texts.getString("list.and") + parts.get(last);
  }

  /** Sentences one after the other. */
  String sentences(List<String> parts) {
    return String.join(texts.getString("sentence.and"), parts);
  }
}
