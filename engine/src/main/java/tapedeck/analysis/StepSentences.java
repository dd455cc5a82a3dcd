package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.tape.NodeState;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/** The sentences for each kind of event. */
final class StepSentences implements TapeEvent.Visitor<String> {
  private final Wording wording;
  private final State known;
  private final List<String> source;
  private final OperationSentences operations;
  private final State state;
  private final OperationWords words;

  StepSentences(Wording wording, State state, State known, List<String> source) {
    this.wording = wording;
    this.state = state;
    this.known = known;
    this.source = source;
    this.words = new OperationWords(state, known);
    this.operations = new OperationSentences(wording, state, words);
  }

  private String text(String key, Object... arguments) {
    return wording.text(key, arguments);
  }

  private String sentences(List<String> parts) {
    return wording.sentences(parts);
  }

  private String name(long tensor) {
    return words.name(tensor);
  }

  private String names(List<Long> tensors) {
    return wording.join(tensors.stream().map(this::name).toList());
  }

  @Override
  public String lineReached(TapeEvent.LineReached event) {
    String line = text("line", event.line());
    int index = event.line() - 1;
    String meaning =
        index >= 0 && index < source.size() ? Statements.keyOf(source.get(index)) : null;
    return meaning == null ? line : sentences(List.of(line, text("line." + meaning)));
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
  public String gradRetained(TapeEvent.GradRetained event) {
    return text("retained", name(event.tensor()));
  }

  @Override
  public String tensorMutated(TapeEvent.TensorMutated event) {
    TensorState changed = state.tensor(event.tensor().id());
    if (event.op().equals("what_if_")) {
      return text("mutated.whatIf", words.name(event.tensor()), Brief.of(event.tensor().value()));
    }
    return text(
        changed != null && changed.requiresGrad() ? "mutated.leaf" : "mutated",
        words.name(event.tensor()),
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
    return wording.join(gradients);
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
    List<String> parts = new ArrayList<>();
    parts.add(text(key, outputs, Brief.of(seed)));
    if (event.retainGraph() && !event.createGraph()) {
      parts.add(text("backward.retain"));
    }
    if (event.createGraph()) {
      parts.add(text("backward.create"));
    }
    return sentences(parts);
  }

  @Override
  public String gradAccumulated(TapeEvent.GradAccumulated event) {
    TensorValue before = event.before();
    String leaf = name(event.leaf());
    String after = Brief.of(event.after());
    if (before == null) {
      return text("accumulated.first", leaf, after);
    }
    String more = text("accumulated.more", leaf, Brief.of(before), Brief.of(event.added()), after);
    return before.equals(event.added())
        ? sentences(List.of(more, text("accumulated.twice")))
        : more;
  }

  @Override
  public String buffersReleased(TapeEvent.BuffersReleased event) {
    NodeState node = state.node(event.node());
    return node == null ? "" : text("released", node.name(), operations.savedNames(node.made()));
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
    List<String> parts = new ArrayList<>();
    parts.add(
        leaves.isEmpty()
            ? text("finished.backward.none")
            : text("finished.backward", wording.join(leaves)));
    parts.addAll(new GradientReasons(wording, state, known).leftWithout());
    return sentences(parts);
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

  @Override
  public String opApplied(TapeEvent.OpApplied event) {
    return operations.applied(event);
  }

  @Override
  public String nodeEvaluated(TapeEvent.NodeEvaluated event) {
    return operations.evaluated(event, rootNames());
  }
}
