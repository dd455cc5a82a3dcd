package tapedeck.app.graphview;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.Worker;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.LayoutEngine;
import tapedeck.app.picture.Look;
import tapedeck.app.picture.Scene;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphQuestions;
import tapedeck.graph.GraphQuestions.Answer;
import tapedeck.graph.GraphSearch;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.ModuleTree;
import tapedeck.session.RunState;
import tapedeck.session.Snapshot;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/**
 * What a person does with the graph besides moving in time: how it is looked at, what is folded,
 * what was asked. Lives on the JavaFX thread; graphs are built, laid out and searched elsewhere.
 */
public final class GraphModel implements AutoCloseable {
  /** Milliseconds without news after which an iteration is drawn that is not wholly recorded. */
  private static final long PATIENCE = 400;

  private final DebuggerModel model;
  private final Worker layouts;
  private final Worker questions;
  private final LayoutEngine engine = new LayoutEngine();

  private final ObjectProperty<Look> look = new SimpleObjectProperty<>(Look.WHOLE);
  private final BooleanProperty following = new SimpleBooleanProperty(true);
  private final BooleanProperty minimapShown = new SimpleBooleanProperty(true);
  private final BooleanProperty legendShown = new SimpleBooleanProperty(false);
  private final ReadOnlyObjectWrapper<Scene> scene = new ReadOnlyObjectWrapper<>(Scene.EMPTY);
  private final ReadOnlyObjectWrapper<Findings> findings =
      new ReadOnlyObjectWrapper<>(Findings.NONE);
  private @Nullable Content requested;
  private @Nullable Tape tapeOfScene;

  /** What a scene depends on: it is made anew when one of these changes. */
  private record Content(
      Tape tape, int iteration, int tensors, int names, boolean growing, Look look) {}

  /**
   * @param windowThread where layouts and answers are handed over
   */
  public GraphModel(DebuggerModel model, Executor windowThread) {
    this.model = model;
    this.layouts = new Worker("graph layout", windowThread);
    this.questions = new Worker("graph questions", windowThread);
    model.snapshotProperty().addListener((property, before, after) -> update(after));
    model
        .programProperty()
        .addListener(
            (property, before, after) -> {
              clearFindings();
              if (after == null || !after.isSameAs(before)) {
                unfold();
              }
            });
    look.addListener((property, before, after) -> update(model.snapshotProperty().get()));
    update(model.snapshotProperty().get());
    if (requested == null) {
      layouts.request(
          () -> {
            engine.prepare();
            return Scene.EMPTY;
          },
          nothing -> {});
    }
  }

  /** How the graph is looked at. */
  public ObjectProperty<Look> lookProperty() {
    return look;
  }

  /** Whether the current step is kept in view. */
  public BooleanProperty followingProperty() {
    return following;
  }

  /** Whether the small picture of the whole is shown. */
  public BooleanProperty minimapShownProperty() {
    return minimapShown;
  }

  /** Whether the marks are explained. */
  public BooleanProperty legendShownProperty() {
    return legendShown;
  }

  /** All that the iteration will show; the one before is kept until the next is laid out. */
  public ReadOnlyObjectProperty<Scene> sceneProperty() {
    return scene.getReadOnlyProperty();
  }

  /** What the last question or search found. */
  public ReadOnlyObjectProperty<Findings> findingsProperty() {
    return findings.getReadOnlyProperty();
  }

  public Attention attention() {
    return new Attention(
        model.selectionProperty().get(),
        findings.get().highlight(),
        model.differences().differenceProperty().get());
  }

  /** Whether the scene is that of the position's iteration, and not one that is being replaced. */
  boolean isCurrent() {
    State shown = scene.get().graph().graph().state();
    return requested != null
        && requested.tape() == tapeOfScene
        && shown.iteration().number() == model.state().iteration().number();
  }

  private void update(@Nullable Snapshot snapshot) {
    if (snapshot == null) {
      requested = null;
      layouts.cancel();
      scene.set(Scene.EMPTY);
      return;
    }
    State end = model.known();
    Look now = look.get();
    Content content =
        new Content(
            snapshot.tape(),
            end.iteration().number(),
            end.tensors().size(),
            end.names().size(),
            isGrowing(snapshot),
            now);
    if (!content.equals(requested)) {
      boolean lookAsked = requested != null && !now.equals(requested.look());
      requested = content;
      layouts.requestLater(
          content.growing() && !lookAsked ? PATIENCE : 0,
          () -> Scene.of(end, now, engine),
          made -> {
            tapeOfScene = snapshot.tape();
            scene.set(made);
          });
    }
  }

  /**
   * Whether the iteration of the position is still being recorded. What is visible of it would move
   * when the rest comes, so it is worth waiting for a while.
   */
  private boolean isGrowing(Snapshot snapshot) {
    return snapshot.run() == RunState.RUNNING && !model.known().iteration().over();
  }

  private void unfold() {
    look.set(look.get().withFolding(look.get().folding().toDepth(Integer.MAX_VALUE)));
  }

  /**
   * Opens the folded module, or folds the open one; any other vertex folds the module around it.
   */
  public void toggle(GraphVertex vertex) {
    var graph = scene.get().graph();
    GraphVertex.ModuleVertex module = null;
    if (vertex instanceof GraphVertex.ModuleVertex at) {
      module = at;
    } else {
      ModuleTree.Module home = graph.homeOf(vertex);
      module = home == null ? null : home.vertex();
    }
    if (module != null) {
      look.set(look.get().withFolding(graph.toggled(module)));
    }
  }

  /**
   * Asks the whole graph, folded parts and those that the lens hides included.
   *
   * @param title the question and its answer in words
   */
  public void ask(Function<Answer, String> title, Function<GraphQuestions, Answer> question) {
    State end = model.known();
    questions.request(
        () -> {
          Answer answer = question.apply(new GraphQuestions(ComputationGraph.of(end)));
          return Findings.of(title.apply(answer), answer);
        },
        findings::set);
  }

  /**
   * Searches what there is at the position; no text ends the search.
   *
   * @param then what to do when it is done
   */
  public void search(String title, String text, Runnable then) {
    if (text.isBlank()) {
      clearFindings();
      return;
    }
    State state = model.state();
    State end = model.known();
    questions.request(
        () -> {
          ComputationGraph graph = ComputationGraph.of(end);
          List<GraphVertex> found = new GraphSearch(graph, ModuleTree.of(graph)).find(text);
          return Findings.of(title, found.stream().filter(v -> exists(state, v)).toList());
        },
        found -> {
          findings.set(found);
          then.run();
        });
  }

  private static boolean exists(State state, GraphVertex vertex) {
    if (vertex instanceof GraphVertex.TensorVertex at) {
      return state.tensor(at.tensor()) != null;
    }
    if (vertex instanceof GraphVertex.OperationVertex at) {
      return state.operation(at.output()) != null;
    }
    return !(vertex instanceof GraphVertex.AccumulateVertex at) || state.node(at.node()) != null;
  }

  /** Selects the finding after the selected one, or before it. */
  public void selectNext(boolean backwards) {
    List<GraphVertex> found = findings.get().vertices();
    if (!found.isEmpty()) {
      int at = found.indexOf(model.selectionProperty().get());
      int next = at < 0 ? (backwards ? found.size() - 1 : 0) : at + (backwards ? -1 : 1);
      model.selectionProperty().set(found.get(Math.floorMod(next, found.size())));
    }
  }

  /** Ends a question or a search. */
  public void clearFindings() {
    questions.cancel();
    findings.set(Findings.NONE);
  }

  @Override
  public void close() {
    layouts.close();
    questions.close();
  }
}
