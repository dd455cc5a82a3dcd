package tapedeck.autograd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/** What programs want to be called for when a node is evaluated, in PyTorch's order. */
public final class Hooks {
  /**
   * Sees the gradient of a tensor, null where none came, and may give another one in its place;
   * null keeps it.
   */
  @FunctionalInterface
  public interface TensorHook {
    @Nullable Tensor apply(@Nullable Tensor gradient);
  }

  /** Sees the gradients that arrive at a node, and may give others; null keeps them. */
  @FunctionalInterface
  public interface PreHook {
    @Nullable List<@Nullable Tensor> apply(List<@Nullable Tensor> gradOutputs);
  }

  /** Sees what a node made of its gradients, and may give others; null keeps them. */
  @FunctionalInterface
  public interface PostHook {
    @Nullable List<@Nullable Tensor> apply(
        List<@Nullable Tensor> gradInputs, List<@Nullable Tensor> gradOutputs);
  }

  private record OnTensor(int inputNr, TensorHook hook) {}

  private final Map<Long, OnTensor> tensorHooks = new LinkedHashMap<>();
  private final Map<Integer, Tensor> retained = new TreeMap<>();
  private final Map<Long, PreHook> preHooks = new LinkedHashMap<>();
  private final Map<Long, PostHook> postHooks = new LinkedHashMap<>();
  private final Map<Long, Consumer<Tensor>> accumulated = new LinkedHashMap<>();
  private long last;

  /** A hook on the gradient that arrives at {@code inputNr}; running the result removes it. */
  public Runnable addTensorHook(int inputNr, TensorHook hook) {
    long key = ++last;
    tensorHooks.put(key, new OnTensor(inputNr, hook));
    return () -> tensorHooks.remove(key);
  }

  /** A hook that runs before the node; running the result removes it. */
  public Runnable addPreHook(PreHook hook) {
    long key = ++last;
    preHooks.put(key, hook);
    return () -> preHooks.remove(key);
  }

  /** A hook that runs after the node; running the result removes it. */
  public Runnable addPostHook(PostHook hook) {
    long key = ++last;
    postHooks.put(key, hook);
    return () -> postHooks.remove(key);
  }

  /** A hook that runs when a leaf's {@code .grad} has its sum; running the result removes it. */
  public Runnable addAccumulatedHook(Consumer<Tensor> hook) {
    long key = ++last;
    accumulated.put(key, hook);
    return () -> accumulated.remove(key);
  }

  /** Keeps the gradient that arrives at {@code inputNr} in {@code tensor}'s {@code .grad}. */
  void retain(int inputNr, Tensor tensor) {
    retained.put(inputNr, tensor);
  }

  /** The tensors that keep their gradient, by the input at which it arrives. */
  Map<Integer, Tensor> retained() {
    return retained;
  }

  /** The hooks of one input, in the order in which they were added. */
  List<TensorHook> tensorHooks(int inputNr) {
    List<TensorHook> hooks = new ArrayList<>();
    for (OnTensor on : tensorHooks.values()) {
      if (on.inputNr() == inputNr) {
        hooks.add(on.hook());
      }
    }
    return hooks;
  }

  List<PreHook> preHooks() {
    return List.copyOf(preHooks.values());
  }

  List<PostHook> postHooks() {
    return List.copyOf(postHooks.values());
  }

  List<Consumer<Tensor>> accumulatedHooks() {
    return List.copyOf(accumulated.values());
  }
}
