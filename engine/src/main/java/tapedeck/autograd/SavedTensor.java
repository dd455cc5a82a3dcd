package tapedeck.autograd;

import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
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

  private final Engine engine;
  private final String name;
  private final Tensor tensor;
  private final int version;
  private @Nullable Packing packing;
  private @Nullable Object packed;
  private final @Nullable GradFn producer;
  private final int producedNr;

  /** The place of the node of a clone of the tensor, where PyTorch saves that; negative if not. */
  private long cloneSequenceNr = -1;

  private @Nullable Tensor clone;

  /** The node that had made it when it was packed. */
  private @Nullable GradFn history;

  /**
   * Saves {@code tensor} under the name of the parameter it was an argument of, or of the result
   * that it is.
   *
   * @param producer the node whose result it is, null for an argument
   */
  SavedTensor(Engine engine, String name, Tensor tensor, @Nullable GradFn producer) {
    this.engine = engine;
    this.name = name;
    this.tensor = tensor;
    this.producer = producer;
    this.version = tensor.version();
    boolean produced = producer != null && tensor.knownGradFn() == producer;
    this.producedNr = produced ? tensor.outputNr() : 0;
  }

  private static Object pack(Packing packing, Tensor tensor) {
    int before = tensor.version();
    Object packed = packing.pack(tensor);
    if (tensor.version() != before) {
      throw TorchError.runtime(
          "A saved tensor pack hook is modifying its input in place. Tensors provided as input to"
              + " pack hook cannot be modified by in-place operations as this can lead to"
              + " unexpected side-effects. Please open an issue if you need to perform in-place"
              + " operations on the input to a pack hook.");
    }
    return packed;
  }

  /**
   * Lets hooks keep it from here on.
   *
   * @throws TorchError if hooks keep it already
   */
  public void keepThrough(Packing hooks) {
    if (packing != null) {
      throw TorchError.runtime(
          "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only"
              + " one pair of hooks is allowed at a time.");
    }
    packed = pack(hooks, tensor);
    packing = hooks;
    history = producer == null ? tensor.gradFn() : producer;
  }

  public String name() {
    return name;
  }

  /**
   * The tensor is the value from before a write, of which PyTorch saves a clone: a node of its own
   * for whoever differentiates the gradient, which enters the graph when it is first met.
   */
  void standForClone(long sequenceNr) {
    cloneSequenceNr = sequenceNr;
  }

  /** The tensor, without looking whether it is still what was saved. */
  public Tensor tensor() {
    return tensor;
  }

  /** The tensor as hooks give it back, where it went through some; not checked either. */
  public Tensor shown() {
    if (packing == null && cloneSequenceNr >= 0 && engine.isGradEnabled()) {
      if (clone == null) {
        clone = engine.graph().cloned(tensor, cloneSequenceNr);
      }
      return clone;
    }
    return packing == null || packed == null ? tensor : restored(packing.unpack(packed));
  }

  /** What hooks gave back, in the place of the tensor in the graph. */
  private Tensor restored(Tensor unpacked) {
    boolean known = unpacked == tensor && history == null;
    if (known || !(tensor.requiresGrad() || history != null || unpacked.requiresGrad())) {
      return unpacked;
    }
    return engine.inPlaceOf(tensor, history, unpacked);
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
    // indices are results that no gradient flows through
    GradFn made = producer == null || !tensor.dtype().isFloating() ? tensor.gradFn() : producer;
    String origin =
        made == null
            ? ""
            : ", which is output %d of %s,"
                .formatted(
                    made == producer ? producedNr : tensor.outputNr(), operation(made.name()));
    return ("one of the variables needed for gradient computation has been modified by an inplace"
                + " operation: [%s %s]%s is at version %d; expected version %d instead."
                + " Hint: ")
            .formatted(
                kind(tensor.dtype()),
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

  /** The name of a type of tensors, which PyTorch has for booleans in another form. */
  private static String kind(DType type) {
    return type == DType.BOOL ? "CPUBoolType" : "torch." + type.legacyName() + "Tensor";
  }

  /** The name of a node's operation as messages spell it: {@code Exp} for ExpBackward0. */
  static String operation(String nodeName) {
    return Node.qualified(nodeName.replaceFirst("Backward(0|(?=[1-9]\\d*$)|$)", ""));
  }
}
