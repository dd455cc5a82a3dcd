package tapedeck.app.graphview;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import javafx.beans.binding.Bindings;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.picture.VertexLabel;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphQuestions;
import tapedeck.graph.GraphQuestions.Answer;
import tapedeck.graph.GraphVertex;

/** The questions that can be asked about the selected vertex, and about the whole graph. */
final class Questions {
  private final DebuggerModel model;
  private final GraphModel graph;
  private final Texts texts;

  Questions(DebuggerModel model, GraphModel graph, Texts texts) {
    this.model = model;
    this.graph = graph;
    this.texts = texts;
  }

  /** Menu items that ask them; those about a vertex cannot be chosen while none is selected. */
  List<MenuItem> items() {
    List<MenuItem> items = new ArrayList<>();
    items.add(about("influencing", GraphQuestions::influencing));
    items.add(about("influenced", GraphQuestions::influencedBy));
    items.add(about("paths", (asked, vertex) -> toLosses(asked, vertex, false)));
    items.add(about("shortest", (asked, vertex) -> toLosses(asked, vertex, true)));
    items.add(about("needed", GraphQuestions::neededForBackward));
    items.add(new SeparatorMenuItem());
    MenuItem unreached = new MenuItem(texts.get("graph.ask.unreached"));
    unreached.setId("ask-unreached");
    unreached.setOnAction(
        event -> graph.ask(a -> texts.get("graph.ask.unreached"), GraphQuestions::unreached));
    items.add(unreached);
    return items;
  }

  private MenuItem about(String key, BiFunction<GraphQuestions, GraphVertex, Answer> question) {
    String words = texts.get("graph.ask." + key);
    MenuItem item = new MenuItem(words);
    item.setId("ask-" + key);
    item.disableProperty()
        .bind(
            Bindings.createBooleanBinding(
                () -> {
                  @Nullable GraphVertex selected = model.selectionProperty().get();
                  return selected == null || selected instanceof GraphVertex.ModuleVertex;
                },
                model.selectionProperty()));
    item.setOnAction(
        event -> {
          GraphVertex vertex = Objects.requireNonNull(model.selectionProperty().get());
          String name = name(vertex);
          graph.ask(
              answer ->
                  words
                      + ": "
                      + name
                      + (answer.paths().signum() > 0
                          ? ", " + texts.get("graph.ask.pathCount", answer.paths())
                          : ""),
              asked -> question.apply(asked, vertex));
        });
    return item;
  }

  private String name(GraphVertex vertex) {
    return VertexLabel.of(
            graph.sceneProperty().get().graph(),
            graph.lookProperty().get().lens(),
            model.known(),
            vertex)
        .title();
  }

  /** Paths to all losses together. */
  private static Answer toLosses(GraphQuestions questions, GraphVertex from, boolean shortest) {
    Set<GraphVertex> vertices = new LinkedHashSet<>();
    Set<GraphEdge> edges = new LinkedHashSet<>();
    java.math.BigInteger paths = java.math.BigInteger.ZERO;
    for (GraphVertex loss : questions.losses()) {
      Answer answer = shortest ? questions.shortestPath(from, loss) : questions.paths(from, loss);
      vertices.addAll(answer.vertices());
      edges.addAll(answer.edges());
      paths = paths.add(answer.paths());
    }
    return new Answer(vertices, edges, paths);
  }
}
