package tapedeck.app.shell;

import atlantafx.base.theme.Styles;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import javafx.application.Platform;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonType;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;
import tapedeck.app.export.ExportFormat;
import tapedeck.app.export.ExportFormat.Picture;
import tapedeck.app.graphview.GraphModel;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.LayoutEngine;
import tapedeck.app.picture.Look;
import tapedeck.app.picture.Palette;
import tapedeck.app.picture.Scene;
import tapedeck.app.settings.Settings;
import tapedeck.app.text.Texts;
import tapedeck.tape.State;

/** Writes the graph to files and to the clipboard, in the background. */
final class GraphFiles {
  private static final double[] SCALES = {1, 2, 4};

  private final DebuggerModel model;
  private final GraphModel graph;
  private final Settings settings;
  private final Texts texts;
  private final Executor background;
  private final CheckMenuItem everything;

  /** The scale of a PNG, in pixels a pixel of the picture. */
  private double scale = 2;

  /** Work that ends in something to be done on the window's thread. */
  private interface Work {
    Runnable carryOut() throws IOException;
  }

  GraphFiles(
      DebuggerModel model, GraphModel graph, Settings settings, Texts texts, Executor background) {
    this.model = model;
    this.graph = graph;
    this.settings = settings;
    this.texts = texts;
    this.background = background;
    this.everything = new CheckMenuItem(texts.get("graph.export.everything"));
    everything.setId("export-everything");
  }

  /** The menu of the graph's bar. */
  MenuButton menu() {
    MenuButton menu = new MenuButton(null, new FontIcon("mdmz-save_alt"));
    menu.setId("graph-export");
    menu.setFocusTraversable(false);
    menu.getStyleClass().addAll(Styles.SMALL, Styles.FLAT);
    menu.setTooltip(new Tooltip(texts.get("graph.export.title")));
    menu.setAccessibleText(texts.get("graph.export.title"));
    MenuItem save = new MenuItem(texts.get("graph.export.save"));
    save.setId("export-save");
    save.setOnAction(event -> choose(menu.getScene().getWindow()));
    MenuItem copy = new MenuItem(texts.get("graph.export.copy"));
    copy.setId("export-copy");
    copy.setOnAction(event -> copy());
    Menu scales = new Menu(texts.get("graph.export.scale"));
    ToggleGroup group = new ToggleGroup();
    for (double value : SCALES) {
      RadioMenuItem item = new RadioMenuItem((int) value + "×");
      item.setToggleGroup(group);
      item.setSelected(value == scale);
      item.setOnAction(event -> scale = value);
      scales.getItems().add(item);
    }
    menu.getItems().addAll(save, copy, new SeparatorMenuItem(), everything, scales);
    menu.disableProperty().bind(model.programProperty().isNull());
    return menu;
  }

  private void choose(@Nullable Window owner) {
    ProgramText program = model.programProperty().get();
    if (program == null) {
      return;
    }
    FileChooser chooser = new FileChooser();
    chooser.setTitle(texts.get("graph.export.save"));
    chooser.setInitialFileName(program.name().replaceFirst("\\.py$", ""));
    for (ExportFormat format : ExportFormat.values()) {
      chooser
          .getExtensionFilters()
          .add(new FileChooser.ExtensionFilter(format.name(), "*" + format.ending()));
    }
    File file = chooser.showSaveDialog(owner);
    if (file != null) {
      FileChooser.ExtensionFilter filter = chooser.getSelectedExtensionFilter();
      String ending = filter == null ? ".svg" : filter.getExtensions().get(0).substring(1);
      Path path = file.toPath();
      boolean known = ExportFormat.of(path).isPresent();
      save(known ? path : path.resolveSibling(path.getFileName() + ending), owner);
    }
  }

  /** Writes the graph in the format that the file's ending stands for. */
  void save(Path file, @Nullable Window owner) {
    ExportFormat format = ExportFormat.of(file).orElse(ExportFormat.SVG);
    PictureSource source = source();
    start(
        () -> {
          format.writeFile(source.picture(scale), file);
          return () -> {};
        },
        file.getFileName().toString(),
        owner);
  }

  /** Puts the picture on the clipboard. */
  void copy() {
    PictureSource source = source();
    start(
        () -> {
          BufferedImage image = source.picture(scale).image().image(scale);
          return () -> {
            ClipboardContent content = new ClipboardContent();
            content.putImage(converted(image));
            Clipboard.getSystemClipboard().setContent(content);
          };
        },
        texts.get("graph.export.copy"),
        null);
  }

  private static WritableImage converted(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    WritableImage converted = new WritableImage(width, height);
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] |= 0xff000000;
    }
    converted
        .getPixelWriter()
        .setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
    return converted;
  }

  /** What is to be written, as it was when that was ordered. */
  private record PictureSource(
      Scene scene, State known, State state, Attention attention, Palette palette, boolean whole) {
    Picture picture(double scale) {
      Scene written = whole ? Scene.of(known, Look.WHOLE, new LayoutEngine()) : scene;
      return new Picture(written, state, attention, palette, scale);
    }
  }

  private PictureSource source() {
    return new PictureSource(
        graph.sceneProperty().get(),
        model.known(),
        model.state(),
        graph.attention(),
        settings.isDark() ? Palette.DARK : Palette.LIGHT,
        everything.isSelected());
  }

  private void start(Work work, String what, @Nullable Window owner) {
    background.execute(
        () -> {
          try {
            Runnable then = work.carryOut();
            Platform.runLater(then);
          } catch (IOException e) {
            Platform.runLater(() -> fail(what, e, owner));
          }
        });
  }

  private void fail(String what, IOException error, @Nullable Window owner) {
    String reason = error.getMessage() == null ? error.toString() : error.getMessage();
    Alert alert =
        new Alert(
            Alert.AlertType.ERROR, texts.get("graph.export.failed", what, reason), ButtonType.OK);
    alert.setHeaderText(texts.get("error.title"));
    alert.initOwner(owner);
    alert.show();
  }
}
