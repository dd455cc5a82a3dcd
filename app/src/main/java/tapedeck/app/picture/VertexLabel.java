package tapedeck.app.picture;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Formula;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.Lens;
import tapedeck.graph.ModuleTree.Module;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/**
 * The words on a box.
 *
 * @param title what people call it
 * @param detail a tensor's value, an operation's backward function, or a module's class
 * @param grad a leaf's gradient, null where there is none to show
 */
public record VertexLabel(String title, String detail, @Nullable String grad) {
  private static final int CUT = 26;

  /**
   * The words at a moment.
   *
   * @param graph at a later moment of the same tape, which knows the names
   */
  public static VertexLabel of(FoldedGraph graph, Lens lens, State state, GraphVertex vertex) {
    if (vertex instanceof TensorVertex at) {
      return ofTensor(graph, state, at);
    }
    if (vertex instanceof ModuleVertex at) {
      return ofModule(graph, at);
    }
    NodeState node = ComputationGraph.nodeAt(state, vertex);
    String backward = node == null ? "" : node.name();
    if (vertex instanceof OperationVertex at) {
      OperationState made = state.operation(at.output());
      String sign = made == null ? "?" : sign(made);
      return lens == Lens.GRAD_FN
          ? new VertexLabel(backward, sign, null)
          : new VertexLabel(sign, backward, null);
    }
    return new VertexLabel("+=", backward, null);
  }

  private static VertexLabel ofTensor(FoldedGraph graph, State state, TensorVertex at) {
    TensorState tensor = state.tensor(at.tensor());
    if (tensor == null) {
      return new VertexLabel("?", "", null);
    }
    TensorValue grad = tensor.grad();
    boolean gathers = tensor.isLeaf() && tensor.requiresGrad();
    String gradText = grad != null ? "grad " + Brief.of(grad) : gathers ? "grad None" : null;
    String name = shortened(graph.graph().state().nameOf(at.tensor()), graph.homeOf(at));
    return new VertexLabel(endOf(name), Brief.of(tensor.value()), gradText);
  }

  /** A parameter's name within the module in whose box it lies: {@code weight}. */
  private static String shortened(String name, @Nullable Module home) {
    if (home == null) {
      return name;
    }
    Module root = home;
    while (root.parent() != null) {
      root = root.parent();
    }
    String path = root.call().path() + (home.equals(root) ? "" : "." + home.call().path()) + ".";
    return name.startsWith(path) ? name.substring(path.length()) : name;
  }

  private static VertexLabel ofModule(FoldedGraph graph, ModuleVertex at) {
    List<Module> calls = graph.callsOf(at);
    if (calls.isEmpty()) {
      return new VertexLabel("?", "", null);
    }
    Module first = calls.get(0);
    if (calls.size() == 1) {
      return new VertexLabel(endOf(first.name()), cut(first.call().type()), null);
    }
    Module last = calls.get(calls.size() - 1);
    return new VertexLabel(
        endOf(first.name() + " … " + last.name()),
        cut(first.call().type() + " × " + calls.size()),
        null);
  }

  /** The words at the top of an open module. */
  static String header(FoldedGraph graph, ModuleVertex at) {
    VertexLabel label = ofModule(graph, at);
    return label.title() + "  " + label.detail();
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
      } else if (!operand.text().equals("[]")
          && op.expression().contains("{" + operand.parameter() + "}")) {
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

  /** Of a name with a path before it, the end tells more. */
  private static String endOf(String name) {
    return name.length() <= CUT ? name : "…" + name.substring(name.length() - CUT + 1);
  }
}
