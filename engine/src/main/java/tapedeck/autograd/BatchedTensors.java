package tapedeck.autograd;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Call;
import tapedeck.op.Parameter;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * The tensors that stand for a whole batch while {@code torch.vmap} runs its function: the examples
 * and what is computed of them. Their values must not decide what the function does.
 */
final class BatchedTensors {
  private static final String PLEASE =
      " Please file an issue at https://github.com/pytorch/pytorch/issues if you need this feature.";
  private static final String DYNAMIC =
      "vmap: We do not support batching operators that can output dynamic shape. Attempted to vmap"
          + " over aten::%s."
          + PLEASE;

  /** What is said of operators whose result depends on values in its shape, or is one. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "nonzero", DYNAMIC.formatted("nonzero"),
          "_unique2", DYNAMIC.formatted("_unique2"),
          "unique_dim", DYNAMIC.formatted("unique_dim"),
          "unique_consecutive", DYNAMIC.formatted("unique_consecutive"),
          "masked_select",
              "vmap: Attempted to vmap over `mask` in torch.masked_select(self, mask) We cannot"
                  + " support this because for each batch this would return a differently shaped"
                  + " Tensor."
                  + PLEASE,
          "equal",
              "Batching rule not implemented for aten::equal. We could not generate a fallback.");

  /** Operators that PyTorch names together. */
  private static final Set<String> ARITHMETIC = Set.of("copy", "mul", "sub", "div", "masked_fill");

  private final int size;
  private final Set<Tensor> tensors = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param size how many examples there are
   */
  BatchedTensors(int size) {
    this.size = size;
  }

  void add(Tensor tensor) {
    tensors.add(tensor);
  }

  boolean contains(Tensor tensor) {
    return tensors.contains(tensor);
  }

  /** Whether a call has one of them among its arguments. */
  boolean reach(Call call) {
    List<Parameter> parameters = call.op().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      for (Tensor tensor : call.tensorsAt(i)) {
        if (tensor != null && tensors.contains(tensor)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Checks a call that has one of them among its arguments.
   *
   * @throws TorchError if its result would have another shape for each example
   */
  static void check(Call call) {
    String refusal = REFUSED.get(call.op().name());
    if (call.op().name().equals("index.Tensor") && hasMask(call.tensorsAt(1))) {
      refusal =
          "vmap: We do not support batching operators that can support dynamic shape. Attempting to"
              + " batch over indexing with a boolean mask.";
    }
    if (refusal != null) {
      throw TorchError.runtime(refusal);
    }
  }

  /**
   * Checks a call that has one of them among its arguments and writes into its first.
   *
   * @throws TorchError if that would have to hold a batch, and does not
   */
  void checkWritten(Call call) {
    Tensor self = call.self();
    if (tensors.contains(self)) {
      return;
    }
    String function = call.op().function();
    if (function.equals("add")) {
      Shape example = Shape.broadcast(self.shape(), call.tensorsAt(1).get(0).shape());
      int[] batch = new int[example.dim() + 1];
      batch[0] = size;
      System.arraycopy(example.toArray(), 0, batch, 1, example.dim());
      throw TorchError.runtime(
          "output with shape %s doesn't match the broadcast shape %s"
              .formatted(self.shape(), Shape.of(batch)));
    }
    boolean arithmetic = ARITHMETIC.contains(function);
    boolean known = arithmetic || function.equals("fill") || function.equals("index_add");
    String name = arithmetic ? "inplace arithmetic" : (known ? "" : "aten::") + function + "_";
    throw TorchError.runtime(
        ("vmap: %s(self, *extra_args) is not possible because there exists a Tensor `other` in"
                + " extra_args that has more elements than `self`. This happened due to `other`"
                + " being vmapped over but `self` not being vmapped over %s. Please try to use"
                + " out-of-place operators instead of %s. If said operator is being called inside"
                + " the PyTorch framework, please file a bug report instead.")
            .formatted(name, known ? "in a vmap" : "at level 1", name));
  }

  private static boolean hasMask(List<@Nullable Tensor> indices) {
    for (Tensor index : indices) {
      if (index != null && index.dtype() == DType.BOOL) {
        return true;
      }
    }
    return false;
  }
}
