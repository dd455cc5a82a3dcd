package tapedeck.app.shell;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import tapedeck.app.text.Texts;
import tapedeck.samples.Sample;
import tapedeck.samples.SampleCatalogue;

/** The menu of what can be opened and saved. */
final class OpenMenu extends MenuButton {
  private final Texts texts;

  OpenMenu(Texts texts) {
    super(texts.get("action.open"));
    this.texts = texts;
    setId("open");
    setFocusTraversable(false);
  }

  /** Adds the samples, a submenu a group. */
  void addSamples(SampleCatalogue catalogue, Consumer<Sample> open) {
    for (Sample.Group group : Sample.Group.values()) {
      Menu menu = new Menu(texts.get("open." + group.folder()));
      for (Sample sample : catalogue.samples(group)) {
        MenuItem item = new MenuItem(sample.order() + ". " + sample.title(texts.locale()));
        item.setMnemonicParsing(false);
        item.setId("open-" + sample.id());
        item.setOnAction(event -> open.accept(sample));
        menu.getItems().add(item);
      }
      getItems().add(menu);
    }
  }

  /** Adds an entry called {@code open.ID} or as the texts say. */
  MenuItem add(String id, String key, Runnable action) {
    MenuItem item = new MenuItem(texts.get(key));
    item.setId(id);
    item.setOnAction(event -> action.run());
    getItems().add(item);
    return item;
  }

  /** Adds an entry with a tick, which is looked up whenever the menu is opened. */
  void addSwitch(
      String id, String key, BooleanSupplier possible, BooleanSupplier on, Consumer<Boolean> set) {
    CheckMenuItem item = new CheckMenuItem(texts.get(key));
    item.setId(id);
    item.setOnAction(event -> set.accept(item.isSelected()));
    addEventHandler(
        ON_SHOWING,
        event -> {
          item.setDisable(!possible.getAsBoolean());
          item.setSelected(on.getAsBoolean());
        });
    getItems().add(item);
  }

  void addSeparator() {
    getItems().add(new SeparatorMenuItem());
  }

  /** Adds a submenu of files, which is filled whenever the menu is opened. */
  void addRecent(Supplier<List<String>> files, Consumer<String> open) {
    Menu recent = new Menu(texts.get("open.recent"));
    getItems().add(recent);
    addEventHandler(
        ON_SHOWING,
        event -> {
          recent.getItems().clear();
          for (String path : files.get()) {
            MenuItem item = new MenuItem(path);
            item.setMnemonicParsing(false);
            item.setOnAction(chosen -> open.accept(path));
            recent.getItems().add(item);
          }
          recent.setDisable(recent.getItems().isEmpty());
        });
  }
}
