package tapedeck.python;

import java.util.List;
import java.util.Set;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.AccumulateGrad;
import tapedeck.autograd.Edge;
import tapedeck.autograd.Node;
import tapedeck.autograd.OpNode;
import tapedeck.autograd.SavedTensor;
import tapedeck.op.Op;
import tapedeck.op.Parameter;
import tapedeck.tensor.Shape;
import tapedeck.tensor.TorchError;

/** What Python asks of a backward function. */
public final class NodeBinding {
  /** The nodes whose names PyTorch gives with their namespace. */
  private static final Set<String> QUALIFIED =
      Set.of("AccumulateGrad", "CopyBackwards", "CopySlices", "NotImplemented");

  private final PythonObjects objects;

  NodeBinding(PythonObjects objects) {
    this.objects = objects;
  }

  /** The Python object of a node, or the node itself if it has none yet. */
  @Export
  public Object shown(Node node) {
    return objectOf(node);
  }

  /** The Python object of a node, or the node itself if it has none yet. */
  static Object objectOf(Node node) {
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
    return QUALIFIED.contains(node.name()) ? "torch::autograd::" + node.name() : node.name();
  }

  @Export
  public long sequence_nr(Node node) {
    return node.sequenceNr();
  }

  @Export
  public @Nullable Object[] next(Node node) {
    List<@Nullable Edge> edges = node.nextEdges();
    @Nullable Object[] nodes = new Object[edges.size()];
    for (int i = 0; i < nodes.length; i++) {
      Edge edge = edges.get(i);
      nodes[i] = edge == null ? null : objectOf(edge.node());
    }
    return nodes;
  }

  @Export
  public int[] next_input_numbers(Node node) {
    return node.nextEdges().stream().mapToInt(e -> e == null ? 0 : e.inputNr()).toArray();
  }

  /** The leaves that gradients reach from a node. */
  @Export
  public Object[] leaves(Node node) {
    return node.leaves().stream().map(objects::wrapped).toArray();
  }

  @Export
  public @Nullable Object variable(Node node) {
    return node instanceof AccumulateGrad accumulator
        ? objects.wrapped(accumulator.variable())
        : null;
  }

  /**
   * What a node keeps, by the name behind {@code _saved_}: a tensor, a number, or sizes.
   *
   * @throws TorchError if saved tensors were freed
   */
  @Export
  public @Nullable Object saved(Node node, String name) {
    return objects.guarded(() -> find(node, name));
  }

  /** Whether a node keeps something under that name, None included. */
  @Export
  public boolean keeps(Node node, String name) {
    return node instanceof OpNode operation
        && (operation.arguments().op().hasParameter(parameter(name))
            || operation.arguments().op().outputs().contains(name));
  }

  private static String parameter(String name) {
    return name.replaceFirst("_sym_(sizes|numel)$", "");
  }

  private @Nullable Object find(Node node, String name) {
    if (!(node instanceof OpNode operation)) {
      return null;
    }
    for (SavedTensor saved : operation.savedTensors()) {
      if (saved.name().equals(name)) {
        return objects.wrapped(saved.shown());
      }
    }
    Op op = operation.op();
    String parameter = parameter(name);
    if (!parameter.equals(name)) {
      Shape shape = operation.shapeOf(parameter);
      return name.endsWith("numel") ? (Object) shape.numel() : shape.toArray();
    }
    boolean tensor =
        op.outputs().contains(name)
            || op.parameters().get(op.indexOf(name)).kind() == Parameter.Kind.TENSOR;
    if (tensor && operation.isFreed()) {
      throw TorchError.runtime(OpNode.FREED);
    }
    return tensor ? null : operation.arguments().argument(name);
  }
}
