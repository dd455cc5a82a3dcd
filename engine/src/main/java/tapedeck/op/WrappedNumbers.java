package tapedeck.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * Turns numbers that are given for tensor parameters into 0-dimensional tensors, as PyTorch does.
 */
public final class WrappedNumbers {
  private WrappedNumbers() {}

  /**
   * The arguments with numbers replaced; the same array if there are none.
   *
   * @param host where the numbers of new tensors come from
   */
  public static @Nullable Object[] wrap(Op op, @Nullable Object[] arguments, Call.Host host) {
    @Nullable Object[] wrapped = arguments;
    List<Parameter> parameters = op.parameters();
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      if (parameters.get(i).kind() == Parameter.Kind.TENSOR
          && argument != null
          && !(argument instanceof Tensor)) {
        if (wrapped == arguments) {
          wrapped = arguments.clone();
        }
        wrapped[i] = wrap(argument, host);
      }
    }
    return wrapped;
  }

  private static Tensor wrap(Object number, Call.Host host) {
    Storage storage;
    if (number instanceof Boolean truth) {
      storage = Storage.allocate(DType.BOOL, 1);
      storage.set(0, truth ? 1L : 0L);
    } else if (number instanceof Double || number instanceof Float) {
      storage = Storage.allocate(DType.FLOAT64, 1);
      storage.set(0, ((Number) number).doubleValue());
    } else {
      storage = Storage.allocate(DType.INT64, 1);
      storage.set(0, ((Number) number).longValue());
    }
    return Tensor.wrappedNumber(host.nextTensorId(), storage);
  }
}
