package tapedeck.python;

import java.util.List;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.AccumulateGrad;
import tapedeck.autograd.Edge;
import tapedeck.autograd.Node;
import tapedeck.autograd.OpNode;
import tapedeck.autograd.SavedTensor;

/** What Python asks of a backward function. */
public final class NodeBinding {
  private final PythonObjects objects;

  NodeBinding(PythonObjects objects) {
    this.objects = objects;
  }

  /** The Python object of a node, or the node itself if it has none yet. */
  static Object shown(Node node) {
    Object wrapper = node.wrapper();
    return wrapper == null ? node : wrapper;
  }

  @Export
  public void set_wrapper(Node node, Value wrapper) {
    node.setWrapper(wrapper);
  }

  @Export
  public String type(Node node) {
    return node.name();
  }

  @Export
  public String name(Node node) {
    return node instanceof AccumulateGrad ? "torch::autograd::AccumulateGrad" : node.name();
  }

  @Export
  public @Nullable Object[] next(Node node) {
    List<@Nullable Edge> edges = node.nextEdges();
    @Nullable Object[] nodes = new Object[edges.size()];
    for (int i = 0; i < nodes.length; i++) {
      Edge edge = edges.get(i);
      nodes[i] = edge == null ? null : shown(edge.node());
    }
    return nodes;
  }

  @Export
  public int[] next_input_numbers(Node node) {
    return node.nextEdges().stream().mapToInt(e -> e == null ? 0 : e.inputNr()).toArray();
  }

  @Export
  public @Nullable Object variable(Node node) {
    return node instanceof AccumulateGrad accumulator
        ? objects.wrapped(accumulator.variable())
        : null;
  }

  @Export
  public @Nullable Object saved(Node node, String name) {
    if (!(node instanceof OpNode operation)) {
      return null;
    }
    for (SavedTensor saved : operation.savedTensors()) {
      if (saved.name().equals(name)) {
        return objects.wrapped(saved.tensor());
      }
    }
    return null;
  }
}
