package tapedeck.app.graphview;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Brief;
import tapedeck.analysis.Formula;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.TensorValue;

/**
 * The words on a box.
 *
 * @param title what people call it
 * @param detail a tensor's value, or an operation's backward function
 * @param grad a leaf's gradient, null where there is none to show
 */
record VertexLabel(String title, String detail, @Nullable String grad) {
  private static final int CUT = 26;

  /**
   * @param known a state of the same tape that knows the variable names
   */
  static VertexLabel of(ComputationGraph graph, State known, GraphVertex vertex) {
    if (vertex instanceof TensorVertex at) {
      TensorState tensor = Objects.requireNonNull(graph.state().tensor(at.tensor()));
      TensorValue grad = tensor.grad();
      boolean gathers = tensor.isLeaf() && tensor.requiresGrad();
      String gradText = grad != null ? "grad " + Brief.of(grad) : gathers ? "grad None" : null;
      return new VertexLabel(cut(known.nameOf(at.tensor())), Brief.of(tensor.value()), gradText);
    }
    NodeState node = graph.nodeAt(vertex);
    String backward = node == null ? "" : node.name();
    if (vertex instanceof OperationVertex at) {
      OperationState made = graph.state().operation(at.output());
      return new VertexLabel(made == null ? "?" : sign(made), backward, null);
    }
    return new VertexLabel("+=", backward, null);
  }

  /** The operator's sign, with the number or size that it was called with: {@code + 1}. */
  private static String sign(OperationState operation) {
    Op op = OpTable.find(operation.op());
    if (op == null) {
      return operation.op();
    }
    int tensors = 0;
    StringBuilder rest = new StringBuilder();
    for (Operand operand : operation.operands()) {
      if (operand.tensor() != null) {
        tensors++;
      } else if (op.expression().contains("{" + operand.parameter() + "}")) {
        rest.append(' ').append(operand.text());
      }
    }
    String sign = op.symbol() + rest;
    // a number on the left, as in 2 · x, reads better from the whole expression
    return cut(tensors > 0 ? sign : Formula.fill(op.expression(), name -> name));
  }

  private static String cut(String text) {
    return text.length() <= CUT ? text : text.substring(0, CUT - 1) + "…";
  }
}
