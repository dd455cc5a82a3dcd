package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.OperationWords;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.op.Derivative;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.RecordedNode;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/**
 * What the inspector shows of one vertex at one moment, as plain texts. A vertex that does not
 * exist yet has no inspection.
 *
 * @param inspected the tensor's number
 * @param tensor the tensor: the selected one, an operation's result, or an accumulator's leaf
 * @param node the backward function: the selected one, or the tensor's
 */
public record Inspection(
    String title, long inspected, TensorFacts tensor, @Nullable NodeFacts node) {

  /** A tensor in Python's words. */
  public record TensorFacts(
      String name,
      String value,
      String grad,
      String gradFn,
      String isLeaf,
      String requiresGrad,
      String retainsGrad,
      String version,
      String shape,
      String dtype,
      String strides,
      String line) {}

  /**
   * A backward function.
   *
   * @param forward the operation with names and with values, empty for {@code AccumulateGrad}
   * @param derivatives one rule for each input that gets a gradient
   * @param saved the saved tensors
   * @param hooks the hooks that were called in the current pass
   * @param incoming the gradient it received in the current pass, null if none came yet
   * @param outgoing the gradients it sent on, with their receivers
   */
  public record NodeFacts(
      String name,
      String forward,
      List<String> derivatives,
      List<Saved> saved,
      boolean freed,
      List<Link> next,
      @Nullable String incoming,
      List<String> outgoing,
      List<NodeState.HookCall> hooks) {}

  /**
   * A saved tensor.
   *
   * @param version its version when it was saved
   * @param now its version now
   */
  public record Saved(Link link, int version, int now) {}

  /**
   * A link to another vertex.
   *
   * @param text how it is called
   */
  public record Link(String text, GraphVertex vertex) {}

  /**
   * Inspects {@code vertex} at {@code state}; null if it does not exist there.
   *
   * @param known a state of the same tape that knows the variable names
   */
  public static @Nullable Inspection of(State state, State known, GraphVertex vertex) {
    return new Inspector(state, known).inspect(vertex);
  }

  private record Inspector(State state, State known) {

    @Nullable Inspection inspect(GraphVertex vertex) {
      if (vertex instanceof AccumulateVertex at) {
        NodeState node = state.node(at.node());
        Long leaf = node == null ? null : node.leaf();
        return leaf == null ? null : inspect("AccumulateGrad", leaf, node);
      }
      if (vertex instanceof OperationVertex at) {
        OperationState operation = state.operation(at.output());
        return operation == null ? null : inspect(operation.op(), at.output(), nodeOf(operation));
      }
      if (!(vertex instanceof TensorVertex at)) {
        return null;
      }
      long tensor = at.tensor();
      OperationState operation = state.operation(tensor);
      return inspect(known.nameOf(tensor), tensor, operation == null ? null : nodeOf(operation));
    }

    private @Nullable NodeState nodeOf(OperationState operation) {
      return operation.node() == null ? null : state.node(operation.node());
    }

    private @Nullable Inspection inspect(String title, long id, @Nullable NodeState node) {
      TensorState tensor = state.tensor(id);
      return tensor == null
          ? null
          : new Inspection(title, id, card(tensor), node == null ? null : card(node));
    }

    private TensorFacts card(TensorState tensor) {
      Long gradFn = tensor.made().gradFn();
      NodeState node = gradFn == null ? null : state.node(gradFn);
      TensorValue grad = tensor.grad();
      return new TensorFacts(
          known.nameOf(tensor.id()),
          tensor.value().toString(),
          grad == null ? "None" : grad.toString(),
          node == null ? "None" : node.name(),
          python(tensor.isLeaf()),
          python(tensor.requiresGrad()),
          python(tensor.retainsGrad()),
          Integer.toString(state.versionOf(tensor)),
          tensor.value().shape().toString(),
          tensor.value().dtype().toString(),
          Arrays.toString(tensor.value().strides()),
          Integer.toString(tensor.madeAt().line()));
    }

    private static String python(boolean truth) {
      return truth ? "True" : "False";
    }

    private NodeFacts card(NodeState node) {
      OperationState operation =
          node.operation() == null ? null : state.operation(node.operation());
      Op op = operation == null ? null : OpTable.find(operation.op());
      List<String> derivatives = new ArrayList<>();
      List<String> receivers = new ArrayList<>();
      if (operation != null && op != null) {
        for (Operand operand : operation.operands()) {
          Derivative derivative = op.derivative(operand.parameter());
          if (derivative != null) {
            receivers.add(operand.tensor() == null ? operand.text() : named(operand.tensor()));
            if (operand.tensor() != null && requiresGrad(operand.tensor())) {
              derivatives.add(
                  "∂L/∂%s = %s"
                      .formatted(
                          named(operand.tensor()),
                          words().named(op.formula(derivative, operation.op()), operation)));
            }
          }
        }
      }
      NodeState.Evaluation evaluation = node.evaluation();
      return new NodeFacts(
          node.name(),
          operation == null || op == null ? "" : forward(op, operation),
          derivatives,
          node.made().saved().stream().map(this::saved).toList(),
          node.freed(),
          next(node),
          evaluation == null ? null : text(evaluation.incoming().get(0)),
          evaluation == null ? List.of() : outgoing(evaluation, receivers),
          node.hooks());
    }

    private String forward(Op op, OperationState operation) {
      String names = words().named(op.expression(), operation);
      String values = words().valued(op.expression(), operation, "g");
      String result = words().value(operation.output());
      return named(operation.output()) + " = " + names + " = " + values + " = " + result;
    }

    private boolean requiresGrad(long id) {
      TensorState tensor = state.tensor(id);
      return tensor != null && tensor.requiresGrad();
    }

    private String named(long tensor) {
      return known.nameOf(tensor);
    }

    private OperationWords words() {
      return new OperationWords(state, known);
    }

    private Saved saved(RecordedNode.Saved saved) {
      TensorState tensor = state.tensor(saved.tensor());
      String text = saved.name() + " = " + named(saved.tensor());
      return new Saved(
          new Link(text, new TensorVertex(saved.tensor())),
          saved.version(),
          tensor == null ? saved.version() : state.versionOf(tensor));
    }

    private List<Link> next(NodeState node) {
      List<Link> next = new ArrayList<>();
      for (RecordedNode.@Nullable NextFunction function : node.made().next()) {
        NodeState target = function == null ? null : state.node(function.node());
        if (target != null) {
          next.add(link(target));
        }
      }
      return next;
    }

    private Link link(NodeState node) {
      Long leaf = node.leaf();
      Long output = node.operation();
      if (leaf != null || output == null) {
        String of = leaf == null ? "?" : named(leaf);
        return new Link(node.name() + " (" + of + ")", new AccumulateVertex(node.id()));
      }
      return new Link(node.name() + " (" + named(output) + ")", new OperationVertex(output));
    }

    private static List<String> outgoing(NodeState.Evaluation evaluation, List<String> receivers) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < evaluation.outgoing().size(); i++) {
        TensorValue sent = evaluation.outgoing().get(i);
        if (sent != null) {
          String to = i < receivers.size() ? receivers.get(i) : Integer.toString(i);
          texts.add(text(sent) + " → " + to);
        }
      }
      return texts;
    }

    private static String text(@Nullable TensorValue value) {
      return value == null ? "None" : Brief.of(value);
    }
  }
}
