package tapedeck.python;

import java.util.List;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.AccumulateGrad;
import tapedeck.autograd.Edge;
import tapedeck.autograd.Engine;
import tapedeck.autograd.Node;
import tapedeck.autograd.OpNode;
import tapedeck.autograd.SavedTensor;
import tapedeck.op.Op;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** What Python asks of a backward function. */
public final class NodeBinding {
  private final PythonObjects objects;
  private final Engine engine;
  private final HookBinding hooks;
  private final SavedAttributes attributes = new SavedAttributes(TorchSources.savedAttributes());

  NodeBinding(Engine engine, PythonObjects objects, HookBinding hooks) {
    this.engine = engine;
    this.objects = objects;
    this.hooks = hooks;
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
    return node.qualifiedName();
  }

  @Export
  public int input_count(Node node) {
    return node.inputCount();
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

  /** A tensor without a value of its own that stands at a place of the graph. */
  @Export
  public Object at_edge(Node node, int number, Tensor like) {
    return objects.guarded(
        () -> {
          Tensor standing = engine.detach(like);
          standing.setGradFn(node, number);
          return objects.wrapped(standing);
        });
  }

  /** The names behind {@code _saved_}; that of a tensor, or of a list of tensors, has a star. */
  @Export
  public Object[] attributes(Node node) {
    return attributes.of(node).toArray();
  }

  /** Whether there is something behind {@code _saved_} and the name, None included. */
  @Export
  public boolean keeps(Node node, String name) {
    return attributes.has(node, name);
  }

  /** Whether there is something behind {@code _raw_saved_} and the name. */
  @Export
  public boolean keeps_raw(Node node, String name) {
    return attributes.isTensor(node, name);
  }

  /**
   * What a node keeps, by the name behind {@code _saved_}: a tensor, a number, or several.
   *
   * @throws TorchError if saved tensors were freed
   */
  @Export
  public @Nullable Object saved(Node node, String name) {
    return objects.guarded(
        () -> shown(attributes.value((OpNode) node, name, one -> objects.wrapped(one.shown()))));
  }

  /** The tensors that the node of an operator keeps under a name, as it keeps them. */
  @Export
  public @Nullable Object[] saved_tensors(Node node, String name) {
    OpNode operation = (OpNode) node;
    return operation.savedTensors(operation.op().keptAs(name)).toArray();
  }

  /** What the program's function gave to {@code save_for_backward}, as its node keeps it. */
  @Export
  public Object[] saved_by_function(Node node) {
    return node.savedTensors().toArray();
  }

  /** Whether several tensors stand behind a name. */
  @Export
  public boolean keeps_list(Node node, String name) {
    Op op = ((OpNode) node).op();
    return op.takesList(op.keptAs(name));
  }

  @Export
  public boolean is_freed(Node node) {
    return node instanceof OpNode operation
        ? operation.isFreed()
        : node instanceof FunctionNode function && function.isFreed();
  }

  /** Lets a pair of functions keep a saved tensor; None is kept by none. */
  @Export
  public void hook_saved(@Nullable SavedTensor saved, Value pack, Value unpack) {
    objects.guarded(
        () -> {
          if (saved == null) {
            throw TorchError.runtime(
                "Calling register_hooks on a saved tensor with value None is forbidden");
          }
          saved.keepThrough(hooks.packing(pack, unpack, true));
          return null;
        });
  }

  private @Nullable Object shown(@Nullable Object value) {
    if (value instanceof Tensor computed) {
      return objects.wrapped(computed);
    }
    return value instanceof List<?> list ? list.toArray() : value;
  }
}
