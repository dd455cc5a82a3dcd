package tapedeck.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.ModuleTree.Module;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Shape;

/**
 * Finds vertices by what people call them. A search is a few words that must all occur in a
 * vertex's name, operator, grad_fn, shape or module; {@code name:}, {@code op:}, {@code shape:} and
 * {@code module:} before a word look there alone. Case does not matter.
 */
public final class GraphSearch {
  private final ComputationGraph graph;
  private final ModuleTree tree;

  public GraphSearch(ComputationGraph graph, ModuleTree tree) {
    this.graph = graph;
    this.tree = tree;
  }

  /** What is found, modules first, and then in graph order; nothing for no words. */
  public List<GraphVertex> find(String text) {
    List<GraphVertex> found = new ArrayList<>();
    String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+");
    if (text.isBlank()) {
      return found;
    }
    for (Module module : tree.modules()) {
      Map<String, String> about =
          Map.of(
              "module",
              lower(module.place() + " " + module.call().type()),
              "name",
              lower(module.name() + " " + module.call().type()));
      if (matches(about, words)) {
        found.add(module.vertex());
      }
    }
    for (GraphVertex vertex : graph.vertices()) {
      if (matches(about(vertex), words)) {
        found.add(vertex);
      }
    }
    return found;
  }

  private static boolean matches(Map<String, String> about, String[] words) {
    for (String word : words) {
      int colon = word.indexOf(':');
      String field = colon < 0 ? "" : word.substring(0, colon);
      boolean hit =
          List.of("name", "op", "shape", "module").contains(field)
              ? about.getOrDefault(field, "").contains(word.substring(colon + 1))
              : about.entrySet().stream()
                  .anyMatch(e -> !e.getKey().equals("module") && e.getValue().contains(word));
      if (!hit) {
        return false;
      }
    }
    return true;
  }

  private Map<String, String> about(GraphVertex vertex) {
    StringJoiner path = new StringJoiner(" ");
    for (Module in = tree.homeOf(vertex); in != null; in = in.parent()) {
      path.add(in.place() + " " + in.call().type());
    }
    String name = "";
    String shape = "";
    NodeState node = graph.nodeAt(vertex);
    String op = node == null ? "" : node.name();
    if (vertex instanceof TensorVertex at) {
      TensorState tensor = graph.state().tensor(at.tensor());
      name = graph.state().nameOf(at.tensor());
      shape = tensor == null ? "" : spellings(tensor.value().shape());
    } else if (vertex instanceof OperationVertex at) {
      OperationState operation = graph.state().operation(at.output());
      op = operation == null ? op : operation.op() + " " + op;
    } else if (vertex instanceof ModuleVertex) {
      return Map.of();
    }
    return Map.of(
        "name", lower(name), "op", lower(op), "shape", shape, "module", lower(path.toString()));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** A shape as PyTorch prints it, without spaces, and as people write it. */
  private static String spellings(Shape shape) {
    StringJoiner times = new StringJoiner("×");
    StringJoiner letters = new StringJoiner("x");
    StringJoiner commas = new StringJoiner(",");
    for (int size : shape.toArray()) {
      String digits = Integer.toString(size);
      times.add(digits);
      letters.add(digits);
      commas.add(digits);
    }
    return "[" + commas + "] (" + commas + ") " + times + " " + letters;
  }
}
