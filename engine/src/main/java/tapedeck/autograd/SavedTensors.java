package tapedeck.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.GradFn;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * What the node of an operator saved for its evaluation, in the order of parameters and results.
 *
 * <p>Hooks on saved tensors are called in PyTorch's order instead, which is that of the names,
 * arguments before results: at the start of an evaluation once for each tensor.
 */
final class SavedTensors {
  private final Engine engine;
  private final List<SavedTensor> saved = new ArrayList<>();
  private int arguments;
  private boolean freed;

  /** What hooks gave back, while the node is evaluated. */
  private @Nullable Tensor @Nullable [] unpacked;

  SavedTensors(Engine engine) {
    this.engine = engine;
  }

  void addArguments(List<String> names, List<Tensor> tensors) {
    add(names, tensors, null);
    arguments = saved.size();
  }

  void addResults(List<String> names, List<Tensor> tensors, GradFn producer) {
    add(names, tensors, producer);
  }

  private void add(List<String> names, List<Tensor> tensors, @Nullable GradFn producer) {
    SavedTensor[] made = new SavedTensor[tensors.size()];
    for (int i : engine.graph().packs() ? byName(names) : inTurn(made.length)) {
      made[i] = engine.graph().saved(names.get(i), tensors.get(i), producer);
    }
    saved.addAll(Arrays.asList(made));
  }

  private static int[] inTurn(int count) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    return order;
  }

  private static int[] byName(List<String> names) {
    return Arrays.stream(inTurn(names.size()))
        .boxed()
        .sorted(Comparator.comparing(names::get))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Unpacks all of them, where hooks do that or something was written to since. */
  void open() {
    boolean plain = true;
    for (SavedTensor tensor : saved) {
      plain &= tensor.isPlain();
    }
    if (plain) {
      return;
    }
    Tensor[] opened = new Tensor[saved.size()];
    unpack(opened, 0, Math.min(arguments, opened.length));
    unpack(opened, Math.min(arguments, opened.length), opened.length);
    unpacked = opened;
  }

  private void unpack(@Nullable Tensor[] opened, int from, int to) {
    List<String> names = saved.subList(from, to).stream().map(SavedTensor::name).toList();
    for (int i : byName(names)) {
      opened[from + i] = saved.get(from + i).unpack(engine.anomalyMode());
    }
  }

  void close() {
    unpacked = null;
  }

  private Tensor value(int index) {
    Tensor opened = unpacked == null ? null : unpacked[index];
    return opened != null ? opened : saved.get(index).unpack(engine.anomalyMode());
  }

  /**
   * @throws TorchError if they were freed
   */
  @Nullable Tensor optional(String name) {
    checkKept();
    for (int i = 0; i < saved.size(); i++) {
      if (saved.get(i).name().equals(name)) {
        return value(i);
      }
    }
    return null;
  }

  /**
   * The tensors of an argument that is a list.
   *
   * @param present which of them were given
   * @throws TorchError if they were freed
   */
  List<@Nullable Tensor> all(String name, boolean[] present) {
    checkKept();
    List<@Nullable Tensor> all = new ArrayList<>();
    int next = 0;
    for (boolean tensor : present) {
      while (tensor && !saved.get(next).name().equals(name)) {
        next++;
      }
      all.add(tensor ? value(next++) : null);
    }
    return all;
  }

  /**
   * What was saved under a name.
   *
   * @param present for a list, which of its tensors were given; null stands for the others
   */
  List<@Nullable SavedTensor> of(String name, boolean @Nullable [] present) {
    List<SavedTensor> found = saved.stream().filter(one -> one.name().equals(name)).toList();
    if (present == null || found.isEmpty()) {
      return new ArrayList<>(found);
    }
    List<@Nullable SavedTensor> all = new ArrayList<>();
    int next = 0;
    for (boolean tensor : present) {
      all.add(tensor ? found.get(next++) : null);
    }
    return all;
  }

  private void checkKept() {
    if (freed) {
      throw TorchError.runtime(OpNode.FREED);
    }
  }

  boolean isEmpty() {
    return saved.isEmpty();
  }

  boolean isFreed() {
    return freed;
  }

  void release() {
    freed |= !saved.isEmpty();
    saved.clear();
  }

  List<SavedTensor> list() {
    return List.copyOf(saved);
  }
}
