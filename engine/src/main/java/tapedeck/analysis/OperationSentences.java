package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Derivative;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.RecordedNode;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/** The sentences for operators and for the nodes that they leave behind. */
final class OperationSentences {
  private final Wording wording;
  private final State state;
  private final OperationWords words;

  OperationSentences(Wording wording, State state, OperationWords words) {
    this.wording = wording;
    this.state = state;
    this.words = words;
  }

  private String text(String key, Object... arguments) {
    return wording.text(key, arguments);
  }

  private String name(long tensor) {
    return words.name(tensor);
  }

  /** What an operator did, and what its node will do. */
  String applied(TapeEvent.OpApplied event) {
    long output = event.output().id();
    OperationState operation = Objects.requireNonNull(state.operation(output));
    Op op = OpTable.find(event.op());
    String template = op == null ? event.op() : op.expression();
    String named = words.named(template, operation);
    String valued = words.valued(template, operation, "g");
    String right = named.equals(valued) ? named : named + " = " + valued;
    List<String> sentences = new ArrayList<>();
    sentences.add(text("op", name(output), right, Brief.of(event.output().value())));
    RecordedNode node = event.node();
    if (node == null) {
      sentences.add(unrecorded(op, operation, output));
    } else {
      sentences.add(
          text(
              "op.recorded",
              name(output),
              wording.join(requiringOperands(operation)),
              node.name()));
      if (!node.saved().isEmpty()) {
        sentences.add(text("op.saved", savedNames(node)));
      }
      if (op != null) {
        sentences.add(text("op.rule", wording.join(rules(op, operation, "op.rule.to"))));
      }
    }
    return wording.sentences(sentences);
  }

  /** Why autograd did not record an operation. */
  private String unrecorded(@Nullable Op op, OperationState operation, long output) {
    List<String> requiring = requiringOperands(operation);
    if (requiring.isEmpty()) {
      return text("op.plain");
    }
    boolean differentiable = op == null || op.backwardName() != null;
    return text(differentiable ? "op.off" : "op.cut", name(output), wording.join(requiring));
  }

  /** What a node received, and what it sends. */
  String evaluated(TapeEvent.NodeEvaluated event, String roots) {
    NodeState node = state.node(event.node());
    if (node == null) {
      return "";
    }
    Long leaf = node.leaf();
    int slot = firstArrived(event);
    if (slot < 0) {
      return leaf == null
          ? text("node.none", node.name())
          : text("node.accumulate.none", name(leaf));
    }
    TensorValue incoming = Objects.requireNonNull(event.incoming().get(slot));
    if (leaf != null) {
      return accumulates(node, leaf, incoming, roots);
    }
    Long output = node.operation();
    String of = output == null ? "?" : name(resultOf(node, output, slot));
    String received = text("node", node.name(), Brief.of(incoming), roots, of);
    List<String> sent = sent(node, event, incoming);
    return sent.isEmpty()
        ? received
        : wording.sentences(List.of(received, text("node.sends", wording.join(sent))));
  }

  /** The number of the first result whose gradient has come, −1 where none has. */
  private static int firstArrived(TapeEvent.NodeEvaluated event) {
    for (int i = 0; i < event.incoming().size(); i++) {
      if (event.incoming().get(i) != null) {
        return i;
      }
    }
    return -1;
  }

  /** Result {@code number} of the operation whose first one is {@code output}. */
  private long resultOf(NodeState node, long output, int number) {
    TensorState result = state.tensor(output + number);
    boolean is =
        result != null
            && Objects.equals(result.made().gradFn(), node.id())
            && result.made().outputNr() == number;
    return is ? output + number : output;
  }

  private String accumulates(NodeState node, long leaf, TensorValue incoming, String roots) {
    List<TensorValue> arrived = state.arrivedAt(node.id(), 0);
    if (arrived.size() < 2) {
      return text("node.accumulate.one", name(leaf), Brief.of(incoming));
    }
    String terms = String.join(" + ", arrived.stream().map(Brief::of).toList());
    return text(
        "node.accumulate.sum", name(leaf), terms, Brief.of(incoming), roots, arrived.size());
  }

  private List<String> sent(NodeState node, TapeEvent.NodeEvaluated event, TensorValue incoming) {
    List<String> sent = new ArrayList<>();
    OperationState operation = node.operation() == null ? null : state.operation(node.operation());
    Op op = operation == null ? null : OpTable.find(operation.op());
    if (operation == null || op == null) {
      return sent;
    }
    int slot = 0;
    for (Operand operand : operation.operands()) {
      Derivative derivative = op.derivative(operand.parameter());
      if (derivative == null) {
        continue;
      }
      TensorValue gradient = slot < event.outgoing().size() ? event.outgoing().get(slot) : null;
      slot++;
      if (gradient != null && operand.tensor() != null) {
        sent.add(
            text(
                "node.sends.to",
                name(operand.tensor()),
                worked(operation, op.formula(derivative, operation.op()), incoming, gradient)));
      }
    }
    return sent;
  }

  /** {@code g ⊙ b = 1 ⊙ 4 = 4}. */
  private String worked(
      OperationState operation, String rule, TensorValue incoming, TensorValue gradient) {
    // the sign of an element-wise product says nothing more for single numbers
    String formula = gradient.shape().dim() == 0 ? rule.replace('⊙', '×') : rule;
    String named = words.named(formula, operation);
    String valued = words.valued(formula, operation, Brief.of(incoming));
    String result = Brief.of(gradient);
    boolean once = valued.equals(result) || valued.equals(named);
    return named + " = " + (once ? result : valued + " = " + result);
  }

  private List<String> requiringOperands(OperationState operation) {
    List<String> requiring = new ArrayList<>();
    for (Operand operand : operation.operands()) {
      TensorState tensor = operand.tensor() == null ? null : state.tensor(operand.tensor());
      if (tensor != null && tensor.requiresGrad() && !requiring.contains(name(tensor.id()))) {
        requiring.add(name(tensor.id()));
      }
    }
    return requiring;
  }

  private List<String> rules(Op op, OperationState operation, String key) {
    List<String> rules = new ArrayList<>();
    for (Operand operand : operation.operands()) {
      Derivative derivative = op.derivative(operand.parameter());
      TensorState tensor = operand.tensor() == null ? null : state.tensor(operand.tensor());
      if (derivative != null && tensor != null && tensor.requiresGrad()) {
        String formula = words.named(op.formula(derivative, operation.op()), operation);
        rules.add(text(key, name(tensor.id()), formula));
      }
    }
    return rules;
  }

  String savedNames(RecordedNode node) {
    return wording.join(
        node.saved().stream().map(saved -> name(saved.tensor())).distinct().toList());
  }
}
