package tapedeck.app.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tapedeck.app.RecordedProgram;
import tapedeck.app.picture.FrameBuilder.Attention;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Kind;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Route;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.Folding;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.Lens;
import tapedeck.graph.ModuleTree.Module;
import tapedeck.python.PythonHost;
import tapedeck.samples.Sample;
import tapedeck.samples.SampleCatalogue;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SceneTest {
  private PythonHost host;
  private Tape transformer;

  @BeforeAll
  void start() {
    host = new PythonHost();
    transformer = RecordedProgram.transformer(host, 4);
  }

  @AfterAll
  void close() {
    host.close();
  }

  private static List<Look> looks() {
    List<Look> looks = new ArrayList<>();
    for (Lens lens : Lens.values()) {
      looks.add(new Look(lens, false, Folding.OPEN));
      looks.add(new Look(lens, true, Folding.OPEN.toDepth(1)));
      looks.add(new Look(lens, false, Folding.OPEN.withRepeats(true)));
    }
    return looks;
  }

  @Test
  void whatIsNotInOneAnotherDoesNotOverlap() {
    for (Look look : looks()) {
      Scene scene = Scene.of(transformer.end(), look, new LayoutEngine());
      List<Scene.Item> items = scene.items();
      for (Scene.Item a : items) {
        for (Scene.Item b : items) {
          if (!a.equals(b) && !isIn(scene, a, b) && !isIn(scene, b, a)) {
            assertFalse(a.bounds().intersects(b.bounds()), look + ": " + a + " " + b);
          } else if (!a.equals(b) && isIn(scene, a, b)) {
            assertTrue(b.bounds().encloses(a.bounds(), 0), look + ": " + a + " in " + b);
          }
        }
      }
    }
  }

  private static boolean isIn(Scene scene, Scene.Item inner, Scene.Item outer) {
    Module in = scene.graph().homeOf(inner.vertex());
    while (in != null && !in.vertex().equals(outer.vertex())) {
      in = in.parent();
    }
    return outer.open() && in != null;
  }

  @Test
  void everyEdgeRunsFromItsStartToItsEndInStraightPieces() {
    for (Look look : looks()) {
      Scene scene = Scene.of(transformer.end(), look, new LayoutEngine());
      assertEquals(scene.graph().edges().size(), scene.links().size());
      for (Scene.Link link : scene.links()) {
        GraphEdge edge = link.edge();
        Route route = link.route();
        assertTouches(scene.layout().box(edge.from()), route, 0);
        assertTouches(scene.layout().box(edge.to()), route, route.size() - 1);
        for (int i = 1; i < route.size(); i++) {
          double dx = Math.abs(route.x(i) - route.x(i - 1));
          double dy = Math.abs(route.y(i) - route.y(i - 1));
          assertTrue(Math.min(dx, dy) < 0.51, look + " " + edge + " " + route);
        }
        boolean down = route.y(0) < route.y(route.size() - 1);
        assertEquals(!Cells.runsUp(edge), down, edge.toString());
      }
    }
  }

  private static void assertTouches(Bounds box, Route route, int point) {
    assertTrue(
        Objects.requireNonNull(box).grown(1).contains(route.x(point), route.y(point)),
        box + " " + route);
  }

  private static State endOf(Tape tape, int iteration) {
    long step =
        tape.next(0, e -> tape.stateAt(e.step()).iteration().number() == iteration).getAsLong();
    return tape.endOfIteration(tape.stateAt(step));
  }

  @Test
  void oneIterationLooksLikeTheOther() {
    LayoutEngine engine = new LayoutEngine();
    Scene second = Scene.of(endOf(transformer, 2), Look.WHOLE, engine);
    Scene third = Scene.of(endOf(transformer, 3), Look.WHOLE, engine);
    assertEquals(places(second), places(third));
    assertFalse(second.items().get(5).vertex().equals(third.items().get(5).vertex()));
  }

  private static List<Bounds> places(Scene scene) {
    return scene.items().stream().map(Scene.Item::bounds).toList();
  }

  @Test
  void aFoldedModuleTakesLessRoom() {
    LayoutEngine engine = new LayoutEngine();
    Scene open = Scene.of(transformer.end(), Look.WHOLE, engine);
    Scene folded =
        Scene.of(transformer.end(), Look.WHOLE.withFolding(Folding.OPEN.toDepth(1)), engine);
    assertTrue(folded.layout().height() < open.layout().height() / 3);
    GraphFrame frame = FrameBuilder.build(folded, transformer.end(), Attention.NONE);
    assertEquals(
        List.of(
            "blocks.0 Block", "blocks.1 Block", "blocks.2 Block", "blocks.3 Block", "head Linear"),
        frame.boxes().stream()
            .filter(box -> box.kind() == Kind.MODULE)
            .map(box -> box.title() + " " + box.detail())
            .toList());
    GraphFrame rows =
        FrameBuilder.build(
            Scene.of(
                transformer.end(), Look.WHOLE.withFolding(Folding.OPEN.withRepeats(true)), engine),
            transformer.end(),
            Attention.NONE);
    Box row =
        rows.boxes().stream().filter(b -> b.kind() == Kind.MODULE_ROW).findFirst().orElseThrow();
    assertEquals("blocks.0 … blocks.3 Block × 4", row.title() + " " + row.detail());
  }

  @Test
  void whatIsRevealedIsTheGraphAtThatStep() {
    Tape tape = transformer;
    State end = endOf(tape, 2);
    Scene scene = Scene.of(end, Look.WHOLE, new LayoutEngine());
    for (long step = end.iteration().start(); step <= end.step(); step++) {
      State state = tape.stateAt(step);
      if (tape.event(step).isStep() && state.iteration().number() == 2) {
        ComputationGraph graph = ComputationGraph.of(state, end);
        GraphFrame frame = FrameBuilder.build(scene, state, Attention.NONE);
        long shown =
            frame.boxes().stream()
                .filter(b -> !(b.vertex() instanceof GraphVertex.ModuleVertex))
                .peek(b -> assertTrue(graph.vertices().contains(b.vertex()), b.title()))
                .count();
        assertEquals(graph.vertices().size(), shown, "step " + step);
        assertEquals(graph.edges().size(), frame.wires().size(), "step " + step);
      }
    }
  }

  @Test
  void nothingThatIsVisibleMovesOverAWholeRunOfEachLesson() {
    SampleCatalogue catalogue = new SampleCatalogue();
    List<Sample> lessons = catalogue.samples(Sample.Group.LESSONS);
    assertFalse(lessons.isEmpty());
    for (Sample sample : lessons) {
      Tape tape = RecordedProgram.record(host, sample.fileName(), catalogue.source(sample));
      LayoutEngine engine = new LayoutEngine();
      Map<GraphVertex, Bounds> seen = new HashMap<>();
      int iteration = 0;
      Scene scene = Scene.EMPTY;
      for (long step = 1; step <= tape.length(); step++) {
        State state = tape.stateAt(step);
        if (state.iteration().number() != iteration) {
          iteration = state.iteration().number();
          scene = Scene.of(tape.endOfIteration(state), Look.WHOLE, engine);
          seen.clear();
        }
        int before = seen.size();
        for (Box box : FrameBuilder.build(scene, state, Attention.NONE).boxes()) {
          Bounds place = seen.putIfAbsent(box.vertex(), box.bounds());
          assertTrue(place == null || place.equals(box.bounds()), sample.id() + " " + box);
        }
        assertTrue(
            seen.size() == before || !(tape.event(step) instanceof TapeEvent.NodeEvaluated),
            "backward adds nothing");
      }
    }
  }

  @Test
  void aLongProgramIsLaidOutInStretchesWhoseOperationsStayTogether() {
    // two leaves, a constant, and 300 operations with their results
    FoldedGraph graph = Look.WHOLE.at(RecordedProgram.mesh(7, 300).end());
    List<GraphVertex> content = new ArrayList<>(graph.vertices());
    List<List<GraphVertex>> stretches = new Stretches(graph).of(content);
    assertTrue(stretches.size() > 3, "" + stretches.size());
    Map<GraphVertex, Integer> numbers = new HashMap<>();
    for (int i = 0; i < stretches.size(); i++) {
      assertTrue(stretches.get(i).size() <= 140);
      for (GraphVertex vertex : stretches.get(i)) {
        assertEquals(null, numbers.put(vertex, i));
      }
    }
    assertEquals(graph.vertices(), numbers.keySet());
    for (GraphEdge edge : graph.edges()) {
      int from = numbers.get(edge.from());
      int to = numbers.get(edge.to());
      assertTrue(Cells.runsUp(edge) ? from >= to : from <= to, edge.toString());
      assertTrue(edge.kind() != GraphEdge.Kind.RESULT || from == to, edge.toString());
    }
  }

  @Test
  void aLeafThatWasComputedAndThenAskedForItsGradientIsALeaf() {
    Tape tape =
        RecordedProgram.record(
            host, "leaf.py", "import torch\nw = (torch.ones(2) * 3).requires_grad_()\n");
    Scene scene = Scene.of(tape.end(), Look.WHOLE, new LayoutEngine());
    assertTrue(
        FrameBuilder.build(scene, tape.end(), Attention.NONE).boxes().stream()
            .anyMatch(box -> box.title().equals("w") && box.kind() == Kind.LEAF));
  }

  @Test
  void partsThatAreAlikeAreLaidOutOnce() {
    LayoutEngine engine = new LayoutEngine();
    FoldedGraph graph = Look.WHOLE.at(transformer.end());
    GraphLayout layout = engine.layout(graph, Lens.BOTH);
    assertEquals(layout, new LayoutEngine().layout(graph, Lens.BOTH));
    List<Bounds> blocks = new ArrayList<>();
    for (Module module : graph.open()) {
      if (module.call().type().equals("Block")) {
        blocks.add(Objects.requireNonNull(layout.box(module.vertex())));
      }
    }
    assertEquals(4, blocks.size());
    // no gradient leaves the first one, and one instead of two comes into the last
    assertEquals(blocks.get(1).height(), blocks.get(2).height());
    assertEquals(blocks.get(1).width(), blocks.get(2).width());
  }
}
