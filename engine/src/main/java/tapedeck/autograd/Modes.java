package tapedeck.autograd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/** The switches of one engine. */
public final class Modes {
  /** What anomaly detection needs of the program. */
  public interface Anomaly {
    /** Where the program is now, as a traceback's lines. */
    String trace();

    /** Whether a NaN in a gradient is an error. */
    boolean checksNan();
  }

  boolean gradEnabled = true;
  boolean inference;

  /** Whether operators are parts of something that is announced as a whole. */
  boolean quiet;

  /** Whether nodes are named as for views that a tensor becomes: {@code t_} and its kin. */
  boolean itself;

  DType defaultFloat = DType.FLOAT32;
  @Nullable Anomaly anomaly;
  Consumer<String> warnings = text -> {};
  final Deque<SavedTensor.Packing> packing = new ArrayDeque<>();

  /** What stands for a batch; null while no {@code torch.vmap} runs. */
  @Nullable BatchedTensors batched;

  private int batches;

  /** A {@code torch.vmap} of so many examples begins. */
  public void beginBatch(int size) {
    batches++;
    if (batched == null) {
      batched = new BatchedTensors(size);
    }
  }

  /** The last {@code torch.vmap} that began ends. */
  public void endBatch() {
    batches--;
    if (batches == 0) {
      batched = null;
    }
  }

  /** Says of a tensor that it stands for a batch. */
  public void markBatched(Tensor tensor) {
    if (batched != null) {
      batched.add(tensor);
    }
  }

  /** Whether a tensor stands for a batch. */
  public boolean isBatched(Tensor tensor) {
    return batched != null && batched.contains(tensor);
  }

  /** {@code torch.inference_mode}: new tensors take no part in autograd, now and later. */
  public void setInference(boolean on) {
    inference = on;
  }

  public boolean isInference() {
    return inference;
  }

  /** {@code torch.autograd.set_detect_anomaly}; null switches it off. */
  public void setAnomaly(@Nullable Anomaly detection) {
    anomaly = detection;
  }

  public @Nullable Anomaly anomaly() {
    return anomaly;
  }

  /** Takes what PyTorch warns of. */
  public void setWarnings(Consumer<String> sink) {
    warnings = sink;
  }

  /** From here on saved tensors are kept as {@code hooks} decide. */
  public void pushPacking(SavedTensor.Packing hooks) {
    packing.push(hooks);
  }

  /** Ends what the last {@link #pushPacking} began. */
  public void popPacking() {
    packing.pop();
  }
}
