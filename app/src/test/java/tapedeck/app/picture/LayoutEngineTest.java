package tapedeck.app.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tapedeck.app.RecordedProgram;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.Folding;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.Lens;
import tapedeck.tape.State;

class LayoutEngineTest {
  private final LayoutEngine engine = new LayoutEngine();

  private static FoldedGraph mesh(int operators) {
    return open(RecordedProgram.mesh(operators, operators).end());
  }

  private static FoldedGraph open(State state) {
    return FoldedGraph.of(ComputationGraph.of(state), Folding.OPEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 40, 150})
  void noTwoBoxesOverlap(int operators) {
    FoldedGraph graph = mesh(operators);
    GraphLayout layout = engine.layout(graph, Lens.BOTH);
    assertEquals(graph.vertices(), layout.boxes().keySet());
    List<Bounds> boxes = new ArrayList<>(layout.boxes().values());
    for (int i = 0; i < boxes.size(); i++) {
      for (int j = i + 1; j < boxes.size(); j++) {
        assertFalse(boxes.get(i).intersects(boxes.get(j)), boxes.get(i) + " " + boxes.get(j));
      }
    }
  }

  @Test
  void preparingChangesNoLayout() {
    LayoutEngine prepared = new LayoutEngine();
    prepared.prepare();
    FoldedGraph graph = mesh(20);
    assertEquals(engine.layout(graph, Lens.BOTH), prepared.layout(graph, Lens.BOTH));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void valuesRunDownAndGradientsUp(int operators) {
    FoldedGraph graph = mesh(operators);
    GraphLayout layout = engine.layout(graph, Lens.BOTH);
    for (GraphEdge edge : graph.edges()) {
      Bounds from = Objects.requireNonNull(layout.box(edge.from()));
      Bounds to = Objects.requireNonNull(layout.box(edge.to()));
      boolean down = edge.kind() == GraphEdge.Kind.OPERAND || edge.kind() == GraphEdge.Kind.RESULT;
      assertEquals(down, from.centerY() < to.centerY(), edge.toString());
    }
  }

  @Test
  void everyEdgeHasARouteFromItsStartToItsEnd() {
    FoldedGraph graph = mesh(30);
    GraphLayout layout = engine.layout(graph, Lens.BOTH);
    for (GraphEdge edge : graph.edges()) {
      GraphLayout.Route route = Objects.requireNonNull(layout.routes().get(edge));
      assertTouches(layout.box(edge.from()), new GraphLayout.Point(route.x(0), route.y(0)));
      assertTouches(
          layout.box(edge.to()),
          new GraphLayout.Point(route.x(route.size() - 1), route.y(route.size() - 1)));
    }
  }

  private static void assertTouches(Bounds box, GraphLayout.Point point) {
    Bounds grown = new Bounds(box.x() - 1, box.y() - 1, box.width() + 2, box.height() + 2);
    assertTrue(grown.contains(point.x(), point.y()), box + " " + point);
  }

  @Test
  void everyGradientHasAPlaceThatNoBoxCovers() {
    FoldedGraph graph = mesh(30);
    GraphLayout layout = engine.layout(graph, Lens.BOTH);
    long gradients =
        graph.edges().stream().filter(e -> e.kind() == GraphEdge.Kind.GRADIENT).count();
    assertEquals(gradients, layout.labels().size());
    for (GraphLayout.Point label : layout.labels().values()) {
      assertTrue(
          layout.boxes().values().stream().noneMatch(box -> box.contains(label.x(), label.y())));
    }
  }

  @Test
  void theSameGraphHasTheSameLayout() {
    assertEquals(
        engine.layout(mesh(60), Lens.BOTH), new LayoutEngine().layout(mesh(60), Lens.BOTH));
  }

  @Test
  void nothingHasTheEmptyLayout() {
    assertEquals(GraphLayout.EMPTY, engine.layout(open(State.START), Lens.BOTH));
  }
}
