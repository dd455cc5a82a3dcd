package tapedeck.analysis;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.ParameterUpdate;
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

/**
 * Explains steps in sentences, with the names and numbers of the program. There is one template a
 * kind of event, in the bundle {@code tapedeck.analysis.steps}.
 */
public final class StepExplainer {
  private final ResourceBundle texts;

  /** Explains in English unless there are texts for {@code locale}. */
  public StepExplainer(Locale locale) {
    texts =
        ResourceBundle.getBundle(
            "tapedeck.analysis.steps",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /**
   * What the last event of {@code state} was and why.
   *
   * @param known a later state of the same tape, which may know names that the program gives to
   *     results only after the step
   */
  public String explain(State state, State known) {
    TapeEvent event = state.last();
    return event == null ? text("start") : event.accept(new Sentences(state, known));
  }

  private String text(String key, Object... arguments) {
    return new MessageFormat(texts.getString(key), texts.getLocale()).format(arguments);
  }

  private String join(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + texts.getString("list.and") + parts.get(last);
  }

  private String sentences(List<String> parts) {
    return String.join(texts.getString("sentence.and"), parts);
  }

  private final class Sentences implements TapeEvent.Visitor<String> {
    private final State state;
    private final OperationWords words;

    Sentences(State state, State known) {
      this.state = state;
      this.words = new OperationWords(state, known);
    }

    private String name(long tensor) {
      return words.name(tensor);
    }

    private String names(List<Long> tensors) {
      return join(tensors.stream().map(this::name).toList());
    }

    @Override
    public String lineReached(TapeEvent.LineReached event) {
      return text("line", event.line());
    }

    @Override
    public String tensorCreated(TapeEvent.TensorCreated event) {
      String key = event.tensor().requiresGrad() ? "created.requiresGrad" : "created.plain";
      return text(key, name(event.tensor().id()), Brief.of(event.tensor().value()));
    }

    @Override
    public String requiresGradSet(TapeEvent.RequiresGradSet event) {
      return text(event.requiresGrad() ? "requires.on" : "requires.off", name(event.tensor()));
    }

    @Override
    public String opApplied(TapeEvent.OpApplied event) {
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
        sentences.add(text("op.plain"));
      } else {
        sentences.add(
            text("op.recorded", name(output), join(requiringOperands(operation)), node.name()));
        if (!node.saved().isEmpty()) {
          sentences.add(text("op.saved", savedNames(node)));
        }
        if (op != null) {
          sentences.add(text("op.rule", join(rules(op, operation, "op.rule.to"))));
        }
      }
      return sentences(sentences);
    }

    @Override
    public String tensorMutated(TapeEvent.TensorMutated event) {
      TensorState changed = state.tensor(event.tensor().id());
      if (event.op().equals("what_if_")) {
        return text("mutated.whatIf", name(event.tensor().id()), Brief.of(event.tensor().value()));
      }
      return text(
          changed != null && changed.requiresGrad() ? "mutated.leaf" : "mutated",
          name(event.tensor().id()),
          event.op(),
          Brief.of(event.tensor().value()),
          event.tensor().id());
    }

    @Override
    public String hookCalled(TapeEvent.HookCalled event) {
      NodeState node = state.node(event.node());
      String at = node == null ? "?" : node.name();
      String key = event.replaced() ? "hook.replaced" : "hook.seen";
      return text(key, at, gradients(event.before()), gradients(event.after()));
    }

    private String gradients(List<@Nullable TensorValue> values) {
      List<String> gradients = new ArrayList<>();
      for (@Nullable TensorValue gradient : values) {
        gradients.add(gradient == null ? "None" : Brief.of(gradient));
      }
      return join(gradients);
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
          String formula = words.named(derivative.formula(), operation);
          rules.add(text(key, name(tensor.id()), formula));
        }
      }
      return rules;
    }

    private String savedNames(RecordedNode node) {
      return join(node.saved().stream().map(saved -> name(saved.tensor())).distinct().toList());
    }

    private String rootNames() {
      TapeEvent.BackwardStarted backward = state.backward();
      return backward == null ? "" : names(backward.outputs());
    }

    @Override
    public String backwardStarted(TapeEvent.BackwardStarted event) {
      String outputs = names(event.outputs());
      if (!event.accumulates()) {
        return text("backward.grad", outputs, names(event.inputs()));
      }
      TensorValue seed = event.seeds().get(0);
      String key = seed.shape().numel() == 1 ? "backward.backward" : "backward.vector";
      return text(key, outputs, Brief.of(seed));
    }

    @Override
    public String nodeEvaluated(TapeEvent.NodeEvaluated event) {
      NodeState node = state.node(event.node());
      TensorValue incoming = event.incoming().isEmpty() ? null : event.incoming().get(0);
      if (node == null || incoming == null) {
        return "";
      }
      Long leaf = node.leaf();
      if (leaf != null) {
        return accumulates(node, leaf, incoming);
      }
      Long output = node.operation();
      String of = output == null ? "?" : name(output);
      String received = text("node", node.name(), Brief.of(incoming), rootNames(), of);
      List<String> sent = sent(node, event, incoming);
      return sent.isEmpty()
          ? received
          : sentences(List.of(received, text("node.sends", join(sent))));
    }

    private String accumulates(NodeState node, long leaf, TensorValue incoming) {
      List<TensorValue> arrived = state.arrivedAt(node.id(), 0);
      if (arrived.size() < 2) {
        return text("node.accumulate.one", name(leaf), Brief.of(incoming));
      }
      String terms = String.join(" + ", arrived.stream().map(Brief::of).toList());
      return text(
          "node.accumulate.sum",
          name(leaf),
          terms,
          Brief.of(incoming),
          rootNames(),
          arrived.size());
    }

    private List<String> sent(NodeState node, TapeEvent.NodeEvaluated event, TensorValue incoming) {
      List<String> sent = new ArrayList<>();
      OperationState operation =
          node.operation() == null ? null : state.operation(node.operation());
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
                  worked(operation, derivative, incoming, gradient)));
        }
      }
      return sent;
    }

    /** {@code g ⊙ b = 1 ⊙ 4 = 4}. */
    private String worked(
        OperationState operation,
        Derivative derivative,
        TensorValue incoming,
        TensorValue gradient) {
      // the sign of an element-wise product says nothing more for single numbers
      String formula =
          gradient.shape().dim() == 0
              ? derivative.formula().replace('⊙', '×')
              : derivative.formula();
      String named = words.named(formula, operation);
      String valued = words.valued(formula, operation, Brief.of(incoming));
      String result = Brief.of(gradient);
      return valued.equals(result)
          ? named + " = " + result
          : named + " = " + valued + " = " + result;
    }

    @Override
    public String gradAccumulated(TapeEvent.GradAccumulated event) {
      TensorValue before = event.before();
      String leaf = name(event.leaf());
      String after = Brief.of(event.after());
      return before == null
          ? text("accumulated.first", leaf, after)
          : text("accumulated.more", leaf, Brief.of(before), Brief.of(event.added()), after);
    }

    @Override
    public String buffersReleased(TapeEvent.BuffersReleased event) {
      NodeState node = state.node(event.node());
      return node == null ? "" : text("released", node.name(), savedNames(node.made()));
    }

    @Override
    public String backwardFinished(TapeEvent.BackwardFinished event) {
      TapeEvent.BackwardStarted started = state.backward();
      if (started != null && !started.accumulates()) {
        return text("finished.grad", gradients(event.gradients()));
      }
      List<String> leaves = new ArrayList<>();
      for (NodeState node : state.evaluatedInOrder()) {
        Long leaf = node.leaf();
        TensorValue grad = leaf == null ? null : state.gradOf(leaf);
        if (leaf != null && grad != null) {
          leaves.add(name(leaf) + ".grad = " + Brief.of(grad));
        }
      }
      return leaves.isEmpty()
          ? text("finished.backward.none")
          : text("finished.backward", join(leaves));
    }

    @Override
    public String backwardFailed(TapeEvent.BackwardFailed event) {
      return text("finished.failed", event.message());
    }

    @Override
    public String optimizerMade(TapeEvent.OptimizerMade event) {
      return text("optimizer.made", event.optimizer());
    }

    @Override
    public String optimizerStepStarted(TapeEvent.OptimizerStepStarted event) {
      return text("step.start", event.optimizer());
    }

    @Override
    public String parameterUpdated(TapeEvent.ParameterUpdated event) {
      ParameterUpdate update = event.update();
      String name = name(update.parameter());
      List<String> sentences = new ArrayList<>();
      sentences.add(text("step.gradient", name, Brief.of(update.gradient())));
      for (ParameterUpdate.Term term : update.terms()) {
        Double factor = update.hyperparameters().get(term.name());
        sentences.add(
            text(
                "step.term." + term.name(),
                name,
                Brief.of(term.value()),
                factor == null ? "" : Brief.number(factor)));
      }
      Double rate = update.hyperparameters().get("lr");
      sentences.add(
          text(
              divides(update) ? "step.ratio" : "step.change",
              name,
              Brief.of(update.before()),
              rate == null ? "?" : Brief.number(rate),
              Brief.of(update.after())));
      return sentences(sentences);
    }

    private static boolean divides(ParameterUpdate update) {
      return update.terms().stream().anyMatch(term -> term.name().equals("denominator"));
    }

    @Override
    public String optimizerStepFinished(TapeEvent.OptimizerStepFinished event) {
      return text("step.end", event.optimizer());
    }

    @Override
    public String gradCleared(TapeEvent.GradCleared event) {
      return text("cleared", name(event.tensor()));
    }

    @Override
    public String gradReplaced(TapeEvent.GradReplaced event) {
      return text("replaced", name(event.tensor()), Brief.of(event.grad().value()));
    }

    @Override
    public String printed(TapeEvent.Printed event) {
      return text("printed");
    }

    @Override
    public String whatIfApplied(TapeEvent.WhatIfApplied event) {
      return text("whatIf", event.change());
    }

    @Override
    public String programFailed(TapeEvent.ProgramFailed event) {
      return text("failed", event.message());
    }

    @Override
    public String programFinished(TapeEvent.ProgramFinished event) {
      return text("ended");
    }
  }
}
