package tapedeck.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.ModuleTree.Module;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.TensorState;

/**
 * Finds rows of identical modules: calls one right after the other, of one class, in which the same
 * operations were applied to the same shapes in the same way.
 */
final class ModuleRows {
  private final ComputationGraph graph;
  private final ModuleTree tree;
  private final Map<Module, Map<GraphVertex, Integer>> contents = new LinkedHashMap<>();
  private final Map<GraphVertex, Integer> order = new HashMap<>();

  ModuleRows(ComputationGraph graph, ModuleTree tree) {
    this.graph = graph;
    this.tree = tree;
    for (GraphVertex vertex : graph.vertices()) {
      order.put(vertex, order.size());
      for (Module in = tree.homeOf(vertex); in != null; in = in.parent()) {
        Map<GraphVertex, Integer> numbers =
            contents.computeIfAbsent(in, module -> new LinkedHashMap<>());
        numbers.put(vertex, numbers.size());
      }
    }
  }

  /** The rows of two or more among the calls within {@code outer}, or within the program. */
  List<List<Module>> among(List<Module> calls) {
    List<List<Module>> rows = new ArrayList<>();
    List<Module> row = new ArrayList<>();
    String before = "";
    for (Module call : calls) {
      String signature = signature(call);
      boolean goesOn =
          !row.isEmpty() && signature.equals(before) && follows(row.get(row.size() - 1), call);
      if (!goesOn) {
        keep(row, rows);
        row = new ArrayList<>();
      }
      row.add(call);
      before = signature;
    }
    keep(row, rows);
    return rows;
  }

  private static void keep(List<Module> row, List<List<Module>> rows) {
    if (row.size() > 1) {
      rows.add(row);
    }
  }

  /** Whether nothing else happened between two calls. */
  private boolean follows(Module before, Module after) {
    int end = operations(before).mapToInt(i -> i).max().orElse(0);
    int start = operations(after).mapToInt(i -> i).min().orElse(0);
    return graph.vertices().stream()
        .filter(OperationVertex.class::isInstance)
        .filter(vertex -> java.util.Objects.equals(tree.homeOf(vertex), before.parent()))
        .map(order::get)
        .noneMatch(i -> i > end && i < start);
  }

  private java.util.stream.Stream<Integer> operations(Module module) {
    return contents.getOrDefault(module, Map.of()).keySet().stream()
        .filter(OperationVertex.class::isInstance)
        .map(order::get);
  }

  /** What two calls have in common if and only if they did the same. */
  private String signature(Module module) {
    StringBuilder text = new StringBuilder(module.call().type());
    Map<GraphVertex, Integer> numbers = contents.getOrDefault(module, Map.of());
    for (GraphVertex vertex : numbers.keySet()) {
      Module home = tree.homeOf(vertex);
      text.append('\n').append(home == null ? "" : home.call().type()).append(' ');
      if (vertex instanceof TensorVertex at) {
        TensorState tensor = graph.state().tensor(at.tensor());
        if (tensor != null) {
          text.append(tensor.value().dtype()).append(tensor.value().shape());
          text.append(tensor.requiresGrad());
        }
      } else if (vertex instanceof OperationVertex at) {
        OperationState operation = graph.state().operation(at.output());
        if (operation != null) {
          append(operation, numbers, text);
        }
      }
    }
    return text.toString();
  }

  private static void append(
      OperationState operation, Map<GraphVertex, Integer> numbers, StringBuilder text) {
    text.append(operation.op());
    for (Operand operand : operation.operands()) {
      Long tensor = operand.tensor();
      text.append(' ').append(operand.text());
      if (tensor != null) {
        text.append(numbers.getOrDefault(new TensorVertex(tensor), -1));
      }
    }
  }
}
