package tapedeck.app.inspector;

import org.jspecify.annotations.Nullable;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.session.Snapshot;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TensorState;

/**
 * What the cards of the inspector are about: one vertex at one moment.
 *
 * @param known a later state of the same tape, which knows the names that are still to be given
 * @param tensor the tensor: the selected one, an operation's result, or an accumulator's leaf; null
 *     for a module, and for what does not exist yet
 * @param operation the operation that made the tensor
 * @param node the backward function: the selected one, or the tensor's
 */
record Inspected(
    Tape tape,
    State state,
    State known,
    GraphVertex vertex,
    @Nullable TensorState tensor,
    @Nullable OperationState operation,
    @Nullable NodeState node) {

  /** Looks {@code vertex} up at the position. */
  static Inspected of(Snapshot snapshot, State known, GraphVertex vertex) {
    State state = snapshot.state();
    if (vertex instanceof AccumulateVertex at) {
      NodeState node = state.node(at.node());
      Long leaf = node == null ? null : node.leaf();
      TensorState tensor = leaf == null ? null : state.tensor(leaf);
      return new Inspected(snapshot.tape(), state, known, vertex, tensor, null, node);
    }
    long id =
        vertex instanceof OperationVertex at
            ? at.output()
            : vertex instanceof TensorVertex at ? at.tensor() : -1;
    TensorState tensor = state.tensor(id);
    OperationState operation = state.operation(id);
    NodeState node =
        operation == null || operation.node() == null ? null : state.node(operation.node());
    return new Inspected(snapshot.tape(), state, known, vertex, tensor, operation, node);
  }

  /** Whether there is something to tell. */
  boolean exists() {
    return tensor != null || vertex instanceof ModuleVertex;
  }

  String name(long id) {
    return known.nameOf(id);
  }
}
