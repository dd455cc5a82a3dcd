package tapedeck.app.shell;

import java.util.concurrent.Executor;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.geometry.Orientation;
import javafx.scene.Parent;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import tapedeck.app.breakpoints.BreakpointsPane;
import tapedeck.app.console.ConsolePane;
import tapedeck.app.inspector.InspectorPane;
import tapedeck.app.lessons.ExplanationPane;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.plots.GradientPlot;
import tapedeck.app.plots.LossPlot;
import tapedeck.app.problems.ProblemsPane;
import tapedeck.app.settings.Settings;
import tapedeck.app.text.Texts;
import tapedeck.app.watch.WatchPane;

/** The panes below the toolbar and how they share the window. */
final class Panes implements AutoCloseable {
  /** The width of the right column at first, in which a matrix of four columns has room. */
  private static final double SIDE = 330;

  /** The height of the timeline and the console at first. */
  private static final double BOTTOM = 236;

  /** The width of the source at first. */
  private static final double SOURCE = 360;

  /** The source's share of the left column, beside the words of a step. */
  private static final double SOURCE_ALONE = 0.62;

  /** Its share beside a lesson. */
  private static final double SOURCE_WITH_LESSON = 0.45;

  private final DebuggerModel model;
  private final Texts texts;
  private final Executor background;
  private final Region source;
  private final ExplanationPane explanation;
  private final Region graph;
  private final Region timeline;
  private final InspectorPane inspector;
  private final LossPlot losses;
  private final GradientPlot norms;

  Panes(
      DebuggerModel model,
      Settings settings,
      Texts texts,
      Executor background,
      Region source,
      ExplanationPane explanation,
      Region graph,
      Region timeline) {
    this.model = model;
    this.texts = texts;
    this.background = background;
    this.source = source;
    this.explanation = explanation;
    this.graph = graph;
    this.timeline = timeline;
    this.inspector = new InspectorPane(model, texts, Platform::runLater);
    this.losses = new LossPlot(model, texts, Platform::runLater);
    this.norms = new GradientPlot(model, texts, Platform::runLater);
    RememberedCards.keep(inspector.foldedCards(), settings);
  }

  /** All of them, arranged in the window. */
  Parent arranged() {
    SplitPane left = new SplitPane(source, explanation);
    left.setId("left-column");
    left.setOrientation(Orientation.VERTICAL);
    shareWithLesson(left);
    left.setMinWidth(160);
    SplitPane right = new SplitPane(inspector, sideTabs());
    right.setOrientation(Orientation.VERTICAL);
    right.setDividerPositions(0.74);
    right.setMinWidth(200);
    SplitPane columns = new SplitPane(left, graph, right);
    OuterPanes.keep(columns, SOURCE, SIDE);
    VBox bottom = new VBox(timeline, bottomTabs());
    bottom.getStyleClass().add("bottom");
    bottom.setMinHeight(120);
    SplitPane rows = new SplitPane(columns, bottom);
    rows.setOrientation(Orientation.VERTICAL);
    OuterPanes.keep(rows, 0, BOTTOM);
    return rows;
  }

  /** Divides the left column, anew when a lesson is opened or closed, whose text takes room. */
  private void shareWithLesson(SplitPane left) {
    Runnable place =
        () ->
            left.setDividerPositions(
                explanation.lessonShownProperty().get() ? SOURCE_WITH_LESSON : SOURCE_ALONE);
    explanation.lessonShownProperty().addListener((property, before, after) -> place.run());
    // a divider that is placed before the column has its height is moved to the edge by the layout
    left.heightProperty()
        .addListener(
            (property, before, after) -> {
              if (before.doubleValue() == 0) {
                Platform.runLater(place);
              }
            });
  }

  private TabPane bottomTabs() {
    Tab console = new Tab(texts.get("tab.console"), new ConsolePane(model));
    Tab plots = new Tab(texts.get("tab.plots"), losses);
    plots.setId("tab-plots");
    Tab gradients = new Tab(texts.get("tab.gradients"), norms);
    gradients.setId("tab-gradients");
    TabPane tabs = tabs(console, plots, gradients);
    VBox.setVgrow(tabs, Priority.ALWAYS);
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
            (ListChangeListener<ProblemsPane.Problem>)
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

  @Override
  public void close() {
    inspector.close();
    losses.close();
    norms.close();
  }
}
