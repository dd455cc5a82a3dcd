package tapedeck.autograd;

import static java.util.Collections.singletonList;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Conversions;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Starts backward passes, calls hooks on their way, and adds to {@code .grad} at their ends. */
final class BackwardPasses {
  private final Engine engine;
  private final GradientGathering gathering;
  private final Deque<GradientEngine> running = new ArrayDeque<>();
  private long started;

  BackwardPasses(Engine engine) {
    this.engine = engine;
    this.gathering = new GradientGathering(engine);
  }

  List<@Nullable Tensor> run(
      List<Tensor> outputs,
      List<? extends @Nullable Tensor> gradients,
      List<Tensor> inputs,
      boolean accumulates,
      boolean retainGraph,
      boolean createGraph,
      boolean allowUnused) {
    List<Tensor> seeds = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      seeds.add(seed(i, outputs.get(i), i < gradients.size() ? gradients.get(i) : null));
    }
    return run(
        new BackwardCall(
            outputs,
            roots(outputs),
            seeds,
            inputs,
            accumulates,
            retainGraph,
            createGraph,
            allowUnused));
  }

  /** Whether the pass that runs has just brought {@code node} gradients, or may still. */
  boolean reaches(Node node) {
    GradientEngine pass = running.peek();
    return pass != null && pass.reaches(node);
  }

  /** Whether the pass that runs, if any, asks for what {@code node} would receive. */
  boolean wants(Node node) {
    GradientEngine pass = running.peek();
    return pass == null || pass.wants(node);
  }

  /** Which pass runs, counted from 1; 0 if none does. */
  long running() {
    GradientEngine pass = running.peek();
    return pass == null ? 0 : pass.number();
  }

  /** Whether the passes that run bring every leaf its gradient, and not those asked for only. */
  boolean areWhole() {
    return running.stream().allMatch(GradientEngine::isWhole);
  }

  private Tensor seed(int index, Tensor output, @Nullable Tensor gradient) {
    if (gradient != null) {
      if (!gradient.shape().equals(output.shape())) {
        throw TorchError.runtime(
            ("Mismatch in shape: grad_output[%d] has a shape of torch.Size(%s) and output[%d] has a"
                    + " shape of torch.Size(%s).")
                .formatted(index, gradient.shape(), index, output.shape()));
      }
      return gradient.dtype() == output.dtype()
          ? gradient
          : engine.apply(Conversions.TO, gradient, output.dtype());
    }
    if (output.requiresGrad() && output.shape().numel() != 1) {
      throw TorchError.runtime("grad can be implicitly created only for scalar outputs");
    }
    Storage storage = Storage.allocate(output.dtype(), output.shape().numel());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, 1.0);
    }
    return Tensor.contiguous(engine.nextTensorId(), storage, output.shape());
  }

  private List<Edge> roots(List<Tensor> outputs) {
    List<Edge> roots = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Edge edge = engine.graph().gradientEdge(outputs.get(i));
      if (edge == null) {
        throw TorchError.runtime(
            "element " + i + " of tensors does not require grad and does not have a grad_fn");
      }
      roots.add(edge);
    }
    return roots;
  }

  private List<@Nullable Tensor> run(BackwardCall backward) {
    if (backward.accumulates()) {
      keepThoseOf(backward.inputs());
    }
    GradientEngine pass = new GradientEngine(engine, backward, ++started);
    Modes modes = engine.modes();
    boolean outerMode = modes.gradEnabled;
    boolean outerQuiet = modes.quiet;
    engine.announce(listener -> listener.backwardStarted(backward));
    running.push(pass);
    modes.gradEnabled = backward.createGraph();
    modes.quiet = !backward.createGraph();
    try {
      List<@Nullable Tensor> gradients = pass.run();
      engine.announce(listener -> listener.backwardFinished(backward, gradients));
      return gradients;
    } catch (RuntimeException e) {
      engine.announce(
          listener -> listener.backwardFailed(backward, String.valueOf(e.getMessage())));
      throw e;
    } finally {
      running.pop();
      modes.gradEnabled = outerMode;
      modes.quiet = outerQuiet;
    }
  }

  /** {@code backward(inputs=…)} also fills the {@code .grad} of tensors that are no leaves. */
  private void keepThoseOf(List<Tensor> inputs) {
    for (Tensor input : inputs) {
      engine.graph().retainGrad(input);
    }
  }

  /** Calls the hooks on the gradients of a node's outputs, and keeps those that are retained. */
  void runTensorHooks(Node node, Hooks hooks, List<@Nullable Tensor> incoming) {
    for (int i = 0; i < incoming.size(); i++) {
      for (Hooks.TensorHook hook : hooks.tensorHooks(i)) {
        Tensor before = incoming.get(i);
        Tensor replaced = aloud(() -> hook.apply(before));
        Tensor after = replaced == null ? before : checked(replaced, before);
        incoming.set(i, after);
        engine.announce(
            listener ->
                listener.hookCalled(node, "tensor", singletonList(before), singletonList(after)));
      }
    }
    for (Map.Entry<Integer, Tensor> entry : hooks.retained().entrySet()) {
      Tensor gradient = incoming.get(entry.getKey());
      if (gradient != null) {
        accumulate(entry.getValue(), gradient);
      }
    }
  }

  private static Tensor checked(Tensor replaced, @Nullable Tensor before) {
    if (before == null) {
      throw TorchError.runtime("can't replace a None gradient with a non-None value");
    }
    if (!replaced.shape().equals(before.shape())) {
      throw TorchError.runtime("hook has changed the size of value");
    }
    return replaced;
  }

  /** What a hook does is announced, unlike what a derivative does. */
  private <T extends @Nullable Object> T aloud(java.util.function.Supplier<T> action) {
    Modes modes = engine.modes();
    boolean outer = modes.quiet;
    modes.quiet = false;
    try {
      return action.get();
    } finally {
      modes.quiet = outer;
    }
  }

  List<@Nullable Tensor> evaluate(Node node, List<@Nullable Tensor> incoming) {
    Hooks hooks = node.hooksIfAny();
    List<@Nullable Tensor> seen = hooks == null ? incoming : preHooks(node, hooks, incoming);
    List<@Nullable Tensor> outgoing;
    if (node instanceof AccumulateGrad) {
      // its effect is announced on its own, after the arrival
      engine.announce(listener -> listener.nodeEvaluated(node, seen, List.of()));
      outgoing = node.evaluate(seen);
    } else {
      outgoing = evaluateOperation(node, seen);
    }
    if (hooks == null) {
      return outgoing;
    }
    if (node instanceof AccumulateGrad accumulator) {
      for (Consumer<Tensor> hook : hooks.accumulatedHooks()) {
        aloud(
            () -> {
              hook.accept(accumulator.variable());
              return null;
            });
        List<@Nullable Tensor> seenGrads = java.util.Collections.unmodifiableList(seen);
        engine.announce(listener -> listener.hookCalled(node, "accumulated", seenGrads, seenGrads));
      }
    }
    return postHooks(node, hooks, outgoing, seen);
  }

  private List<@Nullable Tensor> evaluateOperation(Node node, List<@Nullable Tensor> incoming) {
    List<@Nullable Tensor> outgoing;
    Modes.Anomaly anomaly = engine.modes().anomaly();
    try {
      outgoing = node.evaluate(incoming);
    } catch (TorchError e) {
      if (anomaly != null) {
        warn(node);
      }
      throw e;
    }
    engine.announce(listener -> listener.nodeEvaluated(node, incoming, outgoing));
    if (anomaly != null && anomaly.checksNan()) {
      checkNan(node, outgoing);
    }
    return outgoing;
  }

  private void checkNan(Node node, List<@Nullable Tensor> outgoing) {
    for (int i = 0; i < outgoing.size(); i++) {
      Tensor gradient = outgoing.get(i);
      if (gradient != null && hasNan(gradient)) {
        warn(node);
        throw TorchError.runtime(
            "Function '%s' returned nan values in its %dth output.".formatted(node.name(), i));
      }
    }
  }

  private static boolean hasNan(Tensor tensor) {
    var values = tensor.peek();
    for (int i = 0; i < tensor.shape().numel(); i++) {
      if (Double.isNaN(values.doubleAt(i))) {
        return true;
      }
    }
    return false;
  }

  private void warn(Node node) {
    String trace = node.forwardTrace();
    engine
        .modes()
        .warnings
        .accept(
            trace == null
                ? "Error detected in %s. No forward pass information available. Enable detect anomaly during forward pass for more information."
                    .formatted(node.name())
                : "Error detected in %s. Traceback of forward call that caused the error:\n%s"
                    .formatted(node.name(), trace));
  }

  private List<@Nullable Tensor> preHooks(Node node, Hooks hooks, List<@Nullable Tensor> incoming) {
    List<@Nullable Tensor> seen = incoming;
    for (Hooks.PreHook hook : hooks.preHooks()) {
      List<@Nullable Tensor> before = seen;
      List<@Nullable Tensor> replaced = aloud(() -> hook.apply(before));
      List<@Nullable Tensor> after = replaced == null ? before : replaced;
      engine.announce(listener -> listener.hookCalled(node, "pre", before, after));
      seen = after;
    }
    return seen;
  }

  private List<@Nullable Tensor> postHooks(
      Node node, Hooks hooks, List<@Nullable Tensor> outgoing, List<@Nullable Tensor> incoming) {
    List<@Nullable Tensor> made = outgoing;
    for (Hooks.PostHook hook : hooks.postHooks()) {
      List<@Nullable Tensor> before = made;
      List<@Nullable Tensor> replaced = aloud(() -> hook.apply(before, incoming));
      List<@Nullable Tensor> after = replaced == null ? before : replaced;
      engine.announce(listener -> listener.hookCalled(node, "post", before, after));
      made = after;
    }
    return made;
  }

  void accumulate(Tensor tensor, Tensor gradient) {
    gathering.add(tensor, gradient);
  }
}
