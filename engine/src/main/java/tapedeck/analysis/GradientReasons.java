package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/** Why a tensor has the {@code .grad} that it has, or none. */
final class GradientReasons {
  /** More names than this are not read. */
  private static final int MOST = 4;

  private final Wording wording;
  private final State state;
  private final State known;

  GradientReasons(Wording wording, State state, State known) {
    this.wording = wording;
    this.state = state;
    this.known = known;
  }

  /** The reason for one tensor. */
  String of(TensorState tensor) {
    String name = known.nameOf(tensor.id());
    TensorValue grad = tensor.grad();
    if (grad != null) {
      String key = tensor.isLeaf() ? "why.sum" : "why.retained";
      return wording.text(key, name, Brief.of(grad));
    }
    if (!tensor.value().dtype().isFloating()) {
      return wording.text("why.integer", name, tensor.value().dtype().toString());
    }
    if (!tensor.requiresGrad()) {
      return wording.text(wasCutOff(tensor) ? "why.cutOff" : "why.plain", name);
    }
    if (state.backward() == null) {
      return wording.text("why.noBackward", name);
    }
    NodeState.Evaluation evaluation = evaluation(tensor);
    if (!tensor.isLeaf()) {
      return evaluation == null
          ? wording.text("why.unreached", name)
          : wording.text("why.notKept", name, passed(tensor, evaluation));
    }
    if (evaluation == null) {
      return wording.text("why.unreached", name);
    }
    boolean none = evaluation.incoming().stream().allMatch(Objects::isNull);
    return wording.text(none ? "why.sentNone" : "why.cleared", name);
  }

  private String passed(TensorState tensor, NodeState.Evaluation evaluation) {
    int output = tensor.made().outputNr();
    TensorValue value =
        output < evaluation.incoming().size() ? evaluation.incoming().get(output) : null;
    return value == null ? "0" : Brief.of(value);
  }

  /** Whether it was computed from what requires grad, but nothing was recorded. */
  private boolean wasCutOff(TensorState tensor) {
    OperationState operation = state.operation(tensor.id());
    if (operation == null) {
      return false;
    }
    for (Operand operand : operation.operands()) {
      TensorState from = operand.tensor() == null ? null : state.tensor(operand.tensor());
      if (from != null && from.requiresGrad()) {
        return true;
      }
    }
    return false;
  }

  private NodeState.@org.jspecify.annotations.Nullable Evaluation evaluation(TensorState tensor) {
    Long gradFn = tensor.made().gradFn();
    if (gradFn != null) {
      NodeState node = state.node(gradFn);
      return node == null ? null : node.evaluation();
    }
    for (NodeState node : state.evaluatedInOrder()) {
      Long leaf = node.leaf();
      if (leaf != null && leaf == tensor.id()) {
        return node.evaluation();
      }
    }
    return null;
  }

  /** Sentences on the variables that a backward pass, just over, left without {@code .grad}. */
  List<String> leftWithout() {
    List<String> notKept = new ArrayList<>();
    List<String> unreached = new ArrayList<>();
    for (var variable : new TreeMap<>(state.variables()).entrySet()) {
      TensorState tensor = state.tensor(variable.getValue());
      if (tensor != null && tensor.requiresGrad() && tensor.grad() == null) {
        boolean reached = evaluation(tensor) != null;
        if (!tensor.isLeaf() && reached && !isRoot(tensor)) {
          notKept.add(variable.getKey());
        } else if (tensor.isLeaf() && !reached) {
          unreached.add(variable.getKey());
        }
      }
    }
    List<String> sentences = new ArrayList<>();
    add(sentences, "finished.notKept", notKept);
    add(sentences, "finished.unreached", unreached);
    return sentences;
  }

  private boolean isRoot(TensorState tensor) {
    return state.backward() != null && state.backward().outputs().contains(tensor.id());
  }

  private void add(List<String> sentences, String key, List<String> names) {
    if (!names.isEmpty()) {
      boolean all = names.size() <= MOST;
      List<String> shown = new ArrayList<>(all ? names : names.subList(0, MOST));
      if (!all) {
        shown.add("…");
      }
      sentences.add(wording.text(key, wording.join(shown), names.get(0)));
    }
  }
}
