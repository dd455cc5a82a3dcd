package tapedeck.app.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.fxmisc.richtext.GenericStyledArea;
import org.jspecify.annotations.Nullable;
import tapedeck.app.breakpoints.BreakpointsPane;
import tapedeck.app.console.ConsolePane;
import tapedeck.app.graphview.GraphModel;
import tapedeck.app.graphview.GraphPane;
import tapedeck.app.graphview.GraphView;
import tapedeck.app.inspector.InspectorPane;
import tapedeck.app.lessons.ExplanationPane;
import tapedeck.app.lessons.StartPage;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.ProgramText;
import tapedeck.app.plots.GradientPlot;
import tapedeck.app.plots.LossPlot;
import tapedeck.app.problems.ProblemsPane;
import tapedeck.app.settings.Settings;
import tapedeck.app.source.SourcePane;
import tapedeck.app.text.Texts;
import tapedeck.app.timeline.TimelinePane;
import tapedeck.app.watch.WatchPane;
import tapedeck.samples.Sample;
import tapedeck.samples.SampleCatalogue;

/** Puts the parts of the window together; they meet in the {@link DebuggerModel} alone. */
public final class MainWindow extends BorderPane implements AutoCloseable {
  /** The width of the right column at first, in which a matrix of four columns has room. */
  private static final double SIDE = 330;

  /** The height of the timeline and the console at first. */
  private static final double BOTTOM = 236;

  /** The width of the source at first. */
  private static final double SOURCE = 360;

  private final DebuggerModel model;
  private final Settings settings;
  private final Texts texts;
  private final SampleCatalogue catalogue = new SampleCatalogue();
  private final SourcePane source;
  private final GraphModel graphModel;
  private final GraphPane graphPane;
  private final GraphView graph;
  private final TimelinePane timeline;
  private final InspectorPane inspector;
  private final LossPlot losses;
  private final GradientPlot norms;
  private final ProgramFiles files;
  private final TapeFiles tapes;
  private final Actions actions;
  private final DebuggerToolBar toolbar;
  private final Executor background;

  /**
   * @param background where files are read
   */
  public MainWindow(DebuggerModel model, Settings settings, Executor background) {
    this.model = model;
    this.settings = settings;
    this.background = background;
    this.texts = new Texts(settings.locale());
    this.source = new SourcePane(model);
    this.graphModel = new GraphModel(model, Platform::runLater);
    RememberedGraph.keep(graphModel, settings);
    GraphFiles graphFiles = new GraphFiles(model, graphModel, settings, texts, background);
    this.graphPane = new GraphPane(model, graphModel, texts, Platform::runLater, graphFiles.menu());
    this.graph = graphPane.view();
    this.timeline = new TimelinePane(model, texts);
    this.inspector = new InspectorPane(model, texts, Platform::runLater);
    this.losses = new LossPlot(model, texts, Platform::runLater);
    this.norms = new GradientPlot(model, texts, Platform::runLater);
    RememberedCards.keep(inspector.foldedCards(), settings);
    this.tapes = new TapeFiles(model, settings, texts, background);
    this.files = new ProgramFiles(model, source, settings, texts, background, tapes);
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
    setCenter(content());
    useTheme(settings.isDark());
    addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    model
        .programProperty()
        .addListener(
            (property, before, after) -> {
              updateTitle();
              graph.requestFocus();
            });
    source.editedProperty().addListener((property, before, after) -> updateTitle());
  }

  private Parent content() {
    SplitPane left = new SplitPane(source, new ExplanationPane(model, texts));
    left.setOrientation(Orientation.VERTICAL);
    left.setDividerPositions(0.62);
    left.setMinWidth(160);
    SplitPane right = new SplitPane(inspector, sideTabs());
    right.setOrientation(Orientation.VERTICAL);
    right.setDividerPositions(0.74);
    right.setMinWidth(200);
    SplitPane columns = new SplitPane(left, center(), right);
    OuterPanes.keep(columns, SOURCE, SIDE);
    VBox bottom = new VBox(timeline, bottomTabs());
    bottom.getStyleClass().add("bottom");
    bottom.setMinHeight(120);
    SplitPane rows = new SplitPane(columns, bottom);
    rows.setOrientation(Orientation.VERTICAL);
    OuterPanes.keep(rows, 0, BOTTOM);
    return rows;
  }

  private Node center() {
    StartPage start =
        new StartPage(
            catalogue, texts, this::openSample, () -> files.choose(getScene().getWindow()));
    start.visibleProperty().bind(model.programProperty().isNull());
    graphPane.visibleProperty().bind(model.programProperty().isNotNull());
    StackPane center = new StackPane(graphPane, start);
    center.setMinSize(200, 0);
    return center;
  }

  private TabPane bottomTabs() {
    Tab console = new Tab(texts.get("tab.console"), new ConsolePane(model));
    Tab plots = new Tab(texts.get("tab.plots"), losses);
    plots.setId("tab-plots");
    Tab gradients = new Tab(texts.get("tab.gradients"), norms);
    gradients.setId("tab-gradients");
    TabPane tabs = tabs(console, plots, gradients);
    VBox.setVgrow(tabs, javafx.scene.layout.Priority.ALWAYS);
    return tabs;
  }

  private TabPane sideTabs() {
    Tab watch = new Tab(texts.get("tab.watch"), new WatchPane(model, texts, background));
    watch.setId("tab-watch");
    Tab breakpoints = new Tab(texts.get("tab.breakpoints"), new BreakpointsPane(model, texts));
    breakpoints.setId("tab-breakpoints");
    ProblemsPane problems = new ProblemsPane(model, texts);
    Tab problemsTab = new Tab(texts.get("tab.problems"), problems);
    problems
        .getItems()
        .addListener(
            (javafx.collections.ListChangeListener<ProblemsPane.Problem>)
                change -> {
                  int count = problems.getItems().size();
                  String name = texts.get("tab.problems");
                  problemsTab.setText(count == 0 ? name : name + " (" + count + ")");
                });
    TabPane tabs = tabs(watch, breakpoints, problemsTab);
    tabs.getStyleClass().add("side-tabs");
    return tabs;
  }

  private static TabPane tabs(Tab... shown) {
    TabPane tabs = new TabPane(shown);
    tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
    tabs.setMinHeight(60);
    return tabs;
  }

  private MenuButton openMenu() {
    MenuButton open = new MenuButton(texts.get("action.open"));
    open.setId("open");
    open.setFocusTraversable(false);
    open.setOnShowing(event -> fillOpenMenu(open));
    fillOpenMenu(open);
    return open;
  }

  private void fillOpenMenu(MenuButton open) {
    open.getItems().clear();
    for (Sample sample : catalogue.samples()) {
      MenuItem item = new MenuItem(sample.title(texts.locale()));
      item.setId("open-" + sample.id());
      item.setOnAction(event -> openSample(sample));
      open.getItems().add(item);
    }
    MenuItem file = new MenuItem(texts.get("open.file"));
    file.setOnAction(event -> files.choose(getScene().getWindow()));
    MenuItem save = new MenuItem(texts.get("save.file"));
    save.setOnAction(event -> files.save(getScene().getWindow()));
    MenuItem recording = new MenuItem(texts.get("save.recording"));
    recording.setId("save-recording");
    recording.setDisable(model.programProperty().get() == null);
    recording.setOnAction(event -> tapes.save(getScene().getWindow()));
    open.getItems().addAll(new SeparatorMenuItem(), file, save, recording);
    Menu recent = new Menu(texts.get("open.recent"));
    for (String path : settings.recentFiles()) {
      MenuItem item = new MenuItem(path);
      item.setMnemonicParsing(false);
      item.setOnAction(event -> openFile(Path.of(path)));
      recent.getItems().add(item);
    }
    if (!recent.getItems().isEmpty()) {
      open.getItems().add(recent);
    }
  }

  private ViewMenu viewMenu() {
    return new ViewMenu(settings, texts, this::useTheme, this::useLanguage, this::chooseLimits);
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
    if (!locale.getLanguage().equals(texts.locale().getLanguage()) && files.mayLeave()) {
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
    inspector.close();
    losses.close();
    norms.close();
  }
}
