package tapedeck.app.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.stage.Window;
import javafx.util.Duration;
import org.fxmisc.richtext.GenericStyledArea;
import org.jspecify.annotations.Nullable;
import tapedeck.app.graphview.GraphModel;
import tapedeck.app.graphview.GraphPane;
import tapedeck.app.graphview.GraphView;
import tapedeck.app.lessons.ExplanationPane;
import tapedeck.app.lessons.GlossaryWindow;
import tapedeck.app.lessons.LessonProgress;
import tapedeck.app.lessons.StartPage;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.settings.Settings;
import tapedeck.app.source.SourcePane;
import tapedeck.app.text.Texts;
import tapedeck.app.timeline.TimelinePane;
import tapedeck.samples.Sample;
import tapedeck.samples.SampleCatalogue;

/** Puts the parts of the window together; they meet in the {@link DebuggerModel} alone. */
public final class MainWindow extends BorderPane implements AutoCloseable {
  private final DebuggerModel model;
  private final Settings settings;
  private final Texts texts;
  private final SampleCatalogue catalogue = new SampleCatalogue();
  private final SourcePane source;
  private final GraphModel graphModel;
  private final GraphPane graphPane;
  private final GraphView graph;
  private final TimelinePane timeline;
  private final ProgramFiles files;
  private final TapeFiles tapes;
  private final Actions actions;
  private final DebuggerToolBar toolbar;
  private final LessonProgress lessons;
  private final ExplanationPane explanation;
  private final Panes panes;
  private final Parent body;
  private final StartPage start;
  private @Nullable GlossaryWindow glossary;

  /**
   * @param background where files are read
   */
  public MainWindow(DebuggerModel model, Settings settings, Executor background) {
    this.model = model;
    this.settings = settings;
    this.texts = new Texts(settings.locale());
    this.source = new SourcePane(model);
    this.graphModel = new GraphModel(model, Platform::runLater);
    RememberedGraph.keep(graphModel, settings);
    GraphFiles graphFiles = new GraphFiles(model, graphModel, settings, texts, background);
    this.graphPane = new GraphPane(model, graphModel, texts, Platform::runLater, graphFiles.menu());
    this.graph = graphPane.view();
    this.timeline = new TimelinePane(model, texts);
    this.tapes = new TapeFiles(model, settings, texts, background);
    this.files = new ProgramFiles(model, source, settings, texts, background, tapes);
    this.lessons = RememberedLessons.keep(settings);
    this.explanation =
        new ExplanationPane(
            model, texts, catalogue, lessons, () -> showContents(true), Platform::runLater);
    this.actions = new Actions(model, settings::stepsPerSecond);
    this.toolbar =
        new DebuggerToolBar(model, graphModel, texts, settings, actions, openMenu(), viewMenu());
    model.setBounds(settings.tapeBounds());
    addKeys(graphFiles);
    getStyleClass().add("main-window");
    getStylesheets()
        .add(
            Objects.requireNonNull(MainWindow.class.getResource("/tapedeck/app/window.css"))
                .toExternalForm());
    setTop(toolbar);
    this.panes =
        new Panes(model, settings, texts, background, source, explanation, graphPane, timeline);
    this.body = panes.arranged();
    this.start = startPage();
    setCenter(new StackPane(body, start));
    showContents(false);
    DropTarget.of(this, files::drop);
    useTheme(settings.isDark());
    addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    model
        .programProperty()
        .addListener(
            (property, before, after) -> {
              updateTitle();
              showContents(false);
              graph.requestFocus();
            });
    source.editedProperty().addListener((property, before, after) -> updateTitle());
  }

  private StartPage startPage() {
    StartPage page = new StartPage(catalogue, texts, lessons, this::openSample);
    page.addButton("new", this::createProgram);
    page.addButton("paste", files::paste);
    page.addButton("open-file", () -> files.choose(window()));
    return page;
  }

  private void openGlossary() {
    if (glossary != null) {
      glossary.close();
    }
    glossary = new GlossaryWindow(texts, window(), getStylesheets(), settings.isDark());
    glossary.open();
  }

  private OpenMenu openMenu() {
    OpenMenu open = new OpenMenu(texts);
    open.addSamples(catalogue, this::openSample);
    open.add("open-contents", "open.contents", () -> showContents(true));
    open.addSeparator();
    open.add("open-new", "open.new", this::createProgram);
    open.add("open-paste", "open.paste", files::paste);
    open.add("open-file", "open.file", () -> files.choose(window()));
    open.addRecent(settings::recentFiles, path -> openFile(Path.of(path)));
    open.addSeparator();
    open.add("save-file", "save.file", () -> files.save(window()));
    open.add("save-recording", "save.recording", () -> tapes.save(window()))
        .disableProperty()
        .bind(model.programProperty().isNull());
    open.addSeparator();
    FolderGrants grants = new FolderGrants(settings);
    open.addSwitch(
        "use-folder",
        "open.useFolder",
        () -> FolderGrants.isPossible(model.programProperty().get()),
        () -> grants.isGranted(model.programProperty().get()),
        granted -> grant(grants, granted));
    return open;
  }

  private void grant(FolderGrants grants, boolean granted) {
    ProgramText program = model.programProperty().get();
    if (program != null) {
      grants.set(program, granted);
      model.restart();
    }
  }

  private void createProgram() {
    files.create();
    Platform.runLater(source::focusEnd);
  }

  /** Shows the table of contents over the program, or takes it away. */
  private void showContents(boolean shown) {
    start.setVisible(shown || model.programProperty().get() == null);
    body.setVisible(!start.isVisible());
    if (start.isVisible()) {
      start.showRecent(settings.recentFiles(), path -> openFile(Path.of(path)));
    }
  }

  /** Offers what a session that ended early has left, and keeps unsaved text from now on. */
  public void keep(Draft draft) {
    Draft.Kept left = draft.left();
    if (left != null && model.programProperty().get() == null) {
      start.offer(
          texts.get("start.restore", left.name()),
          () -> {
            files.restore(left);
            draft.keep(unsaved());
          },
          draft::forgetLeft);
    }
    PauseTransition pause = new PauseTransition(Duration.seconds(1));
    pause.setOnFinished(event -> draft.keep(unsaved()));
    source.textProperty().addListener((property, before, after) -> pause.playFromStart());
    model.programProperty().addListener((property, before, after) -> pause.playFromStart());
  }

  private Draft.@Nullable Kept unsaved() {
    ProgramText program = model.programProperty().get();
    return program != null && files.isUnsaved() ? Draft.Kept.of(program, source.text()) : null;
  }

  private ViewMenu viewMenu() {
    ViewMenu menu =
        new ViewMenu(settings, texts, this::useTheme, this::useLanguage, this::chooseLimits);
    menu.add("glossary-open", "view.glossary", this::openGlossary);
    return menu;
  }

  private void chooseLimits() {
    new LimitsDialog(settings.tapeBounds(), texts, window())
        .ask()
        .ifPresent(
            bounds -> {
              settings.setTapeBounds(bounds);
              model.setBounds(bounds);
            });
  }

  /** Called when the user chooses another language; the shell then builds the window anew. */
  private Runnable languageChanged = () -> {};

  void onLanguageChanged(Runnable rebuild) {
    languageChanged = rebuild;
  }

  private void useLanguage(Locale locale) {
    boolean other = !locale.getLanguage().equals(texts.locale().getLanguage());
    if (other && (!source.editedProperty().get() || files.mayLeave())) {
      settings.setLocale(locale);
      languageChanged.run();
    }
  }

  private void useTheme(boolean dark) {
    Application.setUserAgentStylesheet(
        dark
            ? new PrimerDark().getUserAgentStylesheet()
            : new PrimerLight().getUserAgentStylesheet());
    getStyleClass().removeAll("dark");
    if (dark) {
      getStyleClass().add("dark");
    }
    graph.darkProperty().set(dark);
    timeline.darkProperty().set(dark);
  }

  private void addKeys(GraphFiles graphFiles) {
    actions.addKey(Action.of("open", "", () -> files.choose(window()), "Ctrl+O"));
    actions.addKey(Action.of("new", "", this::createProgram, "Ctrl+N"));
    actions.addKey(Action.of("paste", "", files::paste, "Ctrl+Shift+V"));
    actions.addKey(
        Action.of("contents", "", () -> showContents(!start.isVisible()), "Ctrl+Shift+O"));
    actions.addKey(Action.of("glossary", "", this::openGlossary, "F1"));
    actions.addKey(Action.of("save-recording", "", () -> tapes.save(window()), "Ctrl+Shift+S"));
    actions.addKey(Action.of("save", "", () -> files.save(window()), "Ctrl+S"));
    actions.addKey(Action.of("run-edited", "", files::runEdited, "Ctrl+Enter"));
    actions.addKey(Action.of("search", "", toolbar::focusSearch, "Ctrl+F"));
    actions.addKey(Action.of("breakpoint", "", source::toggleBreakpoint, "F9"));
    actions.addKey(Action.of("focus", "", graph::focusSelection, "F"));
    actions.addKey(Action.of("fit", "", graph::fit, "0"));
    actions.addKey(Action.of("zoom-in", "", () -> graph.zoom(1.25), "Ctrl+Equals"));
    actions.addKey(Action.of("zoom-out", "", () -> graph.zoom(0.8), "Ctrl+Minus"));
    actions.addKey(Action.of("deselect", "", this::deselect, "Esc"));
    actions.addKey(Action.of("place-back", "", graph::placeBack, "Alt+Left"));
    actions.addKey(Action.of("place-forward", "", graph::placeForward, "Alt+Right"));
    actions.addKey(Action.of("copy-graph", "", graphFiles::copy, "Ctrl+Shift+C"));
  }

  private void deselect() {
    if (start.isVisible()) {
      showContents(false);
      return;
    }
    graphModel.clearFindings();
    model.selectionProperty().set(null);
  }

  private void key(KeyEvent event) {
    boolean inText =
        event.getTarget() instanceof TextInputControl
            || event.getTarget() instanceof GenericStyledArea;
    if (inText && (Actions.isTyping(event) || event.getCode() == KeyCode.ESCAPE)) {
      return;
    }
    if (actions.handle(event)) {
      event.consume();
    }
  }

  private @Nullable Window window() {
    return getScene() == null ? null : getScene().getWindow();
  }

  /** Opens a sample. */
  public void openSample(Sample sample) {
    files.open(new ProgramText(sample.fileName(), catalogue.source(sample), null));
  }

  /** Opens a file. */
  public void openFile(Path file) {
    files.open(file);
  }

  /** Whether the window may be closed; asks if something is not saved. */
  public boolean mayClose() {
    return files.mayLeave();
  }

  private void updateTitle() {
    if (window() instanceof javafx.stage.Stage stage) {
      stage.setTitle(title());
    }
  }

  /** The window's title: the program's name, with a star if it is edited. */
  public String title() {
    ProgramText program = model.programProperty().get();
    String star = source.editedProperty().get() ? " *" : "";
    return program == null ? "Tapedeck" : program.name() + star + " – Tapedeck";
  }

  @Override
  public void close() {
    graphPane.close();
    panes.close();
    explanation.close();
    if (glossary != null) {
      glossary.close();
    }
  }
}
