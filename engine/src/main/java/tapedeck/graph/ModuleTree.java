package tapedeck.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.ModuleCall;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.TensorState;

/**
 * The calls of {@code nn.Module}s in a graph, one within the other, and what happened in each. A
 * parameter belongs to the innermost call in which all its uses lie, and so does its {@code
 * AccumulateGrad}; data that comes from outside stays outside.
 */
public final class ModuleTree {
  /**
   * One call.
   *
   * @param place names the call within its iteration, and the like call in every other iteration
   * @param depth 0 for a call that the program made itself
   */
  public record Module(
      ModuleCall call, String place, int depth, @Nullable Module parent, List<Module> children) {
    public GraphVertex.ModuleVertex vertex() {
      return new GraphVertex.ModuleVertex(call.number());
    }

    /** Its name in its parent: {@code qkv} for {@code blocks.0.att.qkv} in {@code blocks.0.att}. */
    public String name() {
      String path = call.path();
      if (parent == null || parent.depth == 0) {
        return path;
      }
      String outer = parent.call.path() + ".";
      return path.startsWith(outer) ? path.substring(outer.length()) : path;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Module module && module.call.number() == call.number();
    }

    @Override
    public int hashCode() {
      return Long.hashCode(call.number());
    }

    @Override
    public String toString() {
      return place;
    }
  }

  private final ComputationGraph graph;
  private final List<Module> roots = new ArrayList<>();
  private final Map<Long, Module> byCall = new LinkedHashMap<>();
  private final Map<GraphVertex, Module> homes = new HashMap<>();
  private final Map<String, Integer> occurrences = new HashMap<>();

  private ModuleTree(ComputationGraph graph) {
    this.graph = graph;
  }

  /** The calls in {@code graph}, in the order in which they were made. */
  public static ModuleTree of(ComputationGraph graph) {
    ModuleTree tree = new ModuleTree(graph);
    for (GraphVertex vertex : graph.vertices()) {
      if (vertex instanceof OperationVertex at) {
        OperationState operation = graph.state().operation(at.output());
        tree.settle(vertex, operation == null ? null : tree.module(operation.at().modules()));
      }
    }
    for (GraphVertex vertex : graph.vertices()) {
      if (vertex instanceof TensorVertex at) {
        tree.settle(vertex, tree.homeOf(at));
      }
    }
    for (GraphVertex vertex : graph.vertices()) {
      NodeState node = vertex instanceof AccumulateVertex ? graph.nodeAt(vertex) : null;
      if (node != null && node.leaf() != null) {
        tree.settle(vertex, tree.homes.get(new TensorVertex(node.leaf())));
      }
    }
    return tree;
  }

  private void settle(GraphVertex vertex, @Nullable Module home) {
    if (home != null) {
      homes.put(vertex, home);
    }
  }

  private @Nullable Module module(List<ModuleCall> calls) {
    Module module = null;
    for (ModuleCall call : calls) {
      Module outer = module;
      module = byCall.get(call.number());
      if (module == null) {
        module = new Module(call, place(outer, call), depth(outer), outer, new ArrayList<>());
        byCall.put(call.number(), module);
        (outer == null ? roots : outer.children()).add(module);
      }
    }
    return module;
  }

  private static int depth(@Nullable Module outer) {
    return outer == null ? 0 : outer.depth() + 1;
  }

  private String place(@Nullable Module outer, ModuleCall call) {
    String place = (outer == null ? "" : outer.place() + "/") + call.path();
    int before = occurrences.merge(place, 1, Integer::sum) - 1;
    return before == 0 ? place : place + "#" + before;
  }

  private @Nullable Module homeOf(TensorVertex vertex) {
    TensorState tensor = Objects.requireNonNull(graph.state().tensor(vertex.tensor()));
    for (GraphEdge edge : graph.incoming(vertex)) {
      if (edge.kind() == GraphEdge.Kind.RESULT) {
        return homes.get(edge.from());
      }
    }
    OperationState operation = graph.state().operation(vertex.tensor());
    boolean current = tensor.madeAt().step() >= graph.state().iteration().start();
    if (operation != null) {
      return current ? module(operation.at().modules()) : null;
    }
    if (current && !tensor.madeAt().modules().isEmpty()) {
      return module(tensor.madeAt().modules());
    }
    // a parameter or buffer is called after its module, as in model.fc.weight
    return graph.state().nameOf(vertex.tensor()).contains(".") ? commonUser(vertex) : null;
  }

  private @Nullable Module commonUser(TensorVertex vertex) {
    Module common = null;
    boolean first = true;
    for (GraphVertex user : users(vertex)) {
      Module home = homes.get(user);
      common = first ? home : common(common, home);
      first = false;
    }
    return common;
  }

  /** The operations that use a tensor or, where they are not seen, that send it a gradient. */
  private List<GraphVertex> users(TensorVertex vertex) {
    List<GraphVertex> users = new ArrayList<>();
    graph.outgoing(vertex).forEach(edge -> users.add(edge.to()));
    for (GraphEdge edge : graph.incoming(vertex)) {
      if (edge.kind() == GraphEdge.Kind.ACCUMULATION && users.isEmpty()) {
        graph.incoming(edge.from()).forEach(gradient -> users.add(gradient.from()));
      }
    }
    return users;
  }

  private static @Nullable Module common(@Nullable Module a, @Nullable Module b) {
    Module one = a;
    Module other = b;
    while (one != null && other != null && !one.equals(other)) {
      if (one.depth() >= other.depth()) {
        one = one.parent();
      } else {
        other = other.parent();
      }
    }
    return one == null || other == null ? null : one;
  }

  /** The calls that the program made itself. */
  public List<Module> roots() {
    return roots;
  }

  /** All calls, outer ones before those within them. */
  public Iterable<Module> modules() {
    return byCall.values();
  }

  /** The call of that number, null if nothing of it is in the graph. */
  public @Nullable Module module(long call) {
    return byCall.get(call);
  }

  /** The innermost call to which a vertex belongs, null for the program itself. */
  public @Nullable Module homeOf(GraphVertex vertex) {
    if (vertex instanceof GraphVertex.ModuleVertex at) {
      Module module = byCall.get(at.call());
      return module == null ? null : module.parent();
    }
    return homes.get(vertex);
  }
}
