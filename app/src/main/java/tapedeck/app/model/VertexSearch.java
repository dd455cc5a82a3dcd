package tapedeck.app.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.State;

/** Finds vertices by what people call them. */
final class VertexSearch {
  private VertexSearch() {}

  /** The vertices whose variable, operator or grad_fn contains {@code text}, in graph order. */
  static List<GraphVertex> find(State state, State known, String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    List<GraphVertex> found = new ArrayList<>();
    if (wanted.isEmpty()) {
      return found;
    }
    ComputationGraph graph = ComputationGraph.of(state);
    for (GraphVertex vertex : graph.vertices()) {
      if (describe(graph, known, vertex).toLowerCase(Locale.ROOT).contains(wanted)) {
        found.add(vertex);
      }
    }
    return found;
  }

  private static String describe(ComputationGraph graph, State known, GraphVertex vertex) {
    if (vertex instanceof TensorVertex tensor) {
      return known.nameOf(tensor.tensor());
    }
    NodeState node = graph.nodeAt(vertex);
    String name = node == null ? "" : node.name();
    if (vertex instanceof OperationVertex operation) {
      OperationState made = graph.state().operation(operation.output());
      return made == null ? name : made.op() + " " + name;
    }
    return name;
  }
}
