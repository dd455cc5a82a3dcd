package tapedeck.app.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The words of the window in one language, from the bundle {@code tapedeck.app.window}. */
public final class Texts {
  private final ResourceBundle bundle;
  private final Locale locale;

  /** English unless there are texts for {@code locale}. */
  public Texts(Locale locale) {
    this.locale = locale;
    this.bundle =
        ResourceBundle.getBundle(
            "tapedeck.app.window",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  public Locale locale() {
    return locale;
  }

  /** The text of {@code key} with its places {@code {0}}, {@code {1}} … filled. */
  public String get(String key, Object... arguments) {
    String template = bundle.getString(key);
    return arguments.length == 0 ? template : new MessageFormat(template, locale).format(arguments);
  }
}
