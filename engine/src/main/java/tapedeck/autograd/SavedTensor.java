package tapedeck.autograd;

import org.jspecify.annotations.Nullable;
import tapedeck.tensor.GradFn;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** A tensor that a node keeps for its backward pass. */
public final class SavedTensor {
  /** Decides how saved tensors are kept, as {@code saved_tensors_hooks} lets programs do. */
  public interface Packing {
    /** What is kept instead of the tensor. */
    Object pack(Tensor tensor);

    /** The tensor back again. */
    Tensor unpack(Object packed);
  }

  private final String name;
  private final Tensor tensor;
  private final int version;
  private final @Nullable Packing packing;
  private final @Nullable Object packed;
  private final @Nullable GradFn producer;

  private SavedTensor(
      String name,
      Tensor tensor,
      @Nullable Packing packing,
      @Nullable Object packed,
      @Nullable GradFn producer) {
    this.name = name;
    this.tensor = tensor;
    this.producer = producer;
    this.version = tensor.version();
    this.packing = packing;
    this.packed = packed;
  }

  /**
   * Saves {@code tensor} under the name of the parameter it was an argument of, or of the result
   * that it is.
   *
   * @param packing the hooks that are in force, null for none
   * @param producer the node whose result it is, null for an argument
   */
  static SavedTensor of(
      String name, Tensor tensor, @Nullable Packing packing, @Nullable GradFn producer) {
    Object packed = packing == null ? null : packing.pack(tensor);
    return new SavedTensor(name, tensor, packing, packed, producer);
  }

  public String name() {
    return name;
  }

  /** The tensor, without looking whether it is still what was saved. */
  public Tensor tensor() {
    return tensor;
  }

  /** The tensor as hooks give it back, where it went through some; not checked either. */
  public Tensor shown() {
    return packing == null || packed == null ? tensor : packing.unpack(packed);
  }

  /** Its version when it was saved. */
  public int version() {
    return version;
  }

  /** Whether it is there as it was saved, through no hooks. */
  boolean isPlain() {
    return packing == null && isValid();
  }

  /** Whether nothing has been written to it since. */
  public boolean isValid() {
    return tensor.version() == version;
  }

  /**
   * The tensor for a derivative.
   *
   * @param anomaly whether anomaly detection is on, which the message mentions
   * @throws TorchError with PyTorch's message if it has been written to since
   */
  Tensor unpack(boolean anomaly) {
    if (packing == null && !isValid()) {
      throw TorchError.runtime(changed(anomaly));
    }
    return shown();
  }

  /** The same, for nodes that are not an operator's. */
  public Tensor unpackFor(Engine engine) {
    return unpack(engine.anomalyMode());
  }

  private String changed(boolean anomaly) {
    GradFn made = producer == null ? tensor.gradFn() : producer;
    String origin =
        made == null
            ? ""
            : ", which is output %d of %s,".formatted(tensor.outputNr(), operation(made.name()));
    return ("one of the variables needed for gradient computation has been modified by an inplace"
                + " operation: [torch.%sTensor %s]%s is at version %d; expected version %d instead."
                + " Hint: ")
            .formatted(
                tensor.dtype().legacyName(),
                Shape.bracketed(tensor.shape().toArray()),
                origin,
                tensor.version(),
                version)
        + (anomaly
            ? "the backtrace further above shows the operation that failed to compute its gradient."
                + " The variable in question was changed in there or anywhere later. Good luck!"
            : "enable anomaly detection to find the operation that failed to compute its gradient,"
                + " with torch.autograd.set_detect_anomaly(True, check_nan=False).");
  }

  /** The name of a node's operation as messages spell it: {@code Exp} for ExpBackward0. */
  static String operation(String nodeName) {
    return nodeName.replaceFirst("Backward\\d*$", "");
  }
}
