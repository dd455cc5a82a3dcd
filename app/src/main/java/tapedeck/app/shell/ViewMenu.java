package tapedeck.app.shell;

import java.util.Locale;
import java.util.function.Consumer;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import org.kordamp.ikonli.javafx.FontIcon;
import tapedeck.app.settings.Settings;
import tapedeck.app.text.Texts;

/** The menu of what is set once and remembered. */
final class ViewMenu extends MenuButton {
  private final Texts texts;

  /**
   * @param useDark told when the theme is chosen
   * @param useLanguage told when the language is chosen
   * @param chooseLimits asks for the limits of the tape
   */
  ViewMenu(
      Settings settings,
      Texts texts,
      Consumer<Boolean> useDark,
      Consumer<Locale> useLanguage,
      Runnable chooseLimits) {
    this.texts = texts;
    setId("view");
    setFocusTraversable(false);
    setGraphic(new FontIcon("mdmz-settings"));
    setAccessibleText(texts.get("view.title"));
    CheckMenuItem dark = new CheckMenuItem(texts.get("view.dark"));
    dark.setId("dark");
    dark.setSelected(settings.isDark());
    dark.selectedProperty()
        .addListener(
            (property, before, after) -> {
              settings.setDark(after);
              useDark.accept(after);
            });
    ToggleGroup languages = new ToggleGroup();
    Menu language = new Menu(texts.get("view.language"));
    for (Locale locale : new Locale[] {Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE}) {
      RadioMenuItem item = new RadioMenuItem(locale.getDisplayLanguage(locale));
      item.setToggleGroup(languages);
      item.setSelected(texts.locale().getLanguage().equals(locale.getLanguage()));
      item.setOnAction(event -> useLanguage.accept(locale));
      language.getItems().add(item);
    }
    MenuItem limits = new MenuItem(texts.get("view.limits"));
    limits.setId("limits");
    limits.setOnAction(event -> chooseLimits.run());
    getItems().addAll(dark, language, new SeparatorMenuItem(), limits);
  }

  /** Adds an entry at the end. */
  void add(String id, String key, Runnable action) {
    MenuItem item = new MenuItem(texts.get(key));
    item.setId(id);
    item.setOnAction(event -> action.run());
    getItems().add(item);
  }
}
