package tapedeck.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Arguments;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;
import tapedeck.tensor.TorchError;

/** The data of {@code torch.tensor(data)}: nested lists of numbers, read into a storage. */
record TensorData(Storage storage, Shape shape) {

  /**
   * @param type the element type, null to infer it as PyTorch does: float32 if there is a float,
   *     else int64 if there is an integer, else bool; float32 for no elements
   */
  static TensorData read(@Nullable Object data, @Nullable DType type, DType defaultFloat) {
    List<Integer> sizes = new ArrayList<>();
    Object first = data;
    while (first instanceof List<?> list) {
      sizes.add(list.size());
      first = list.isEmpty() ? 0.0 : list.get(0);
    }
    if (first instanceof String && !sizes.isEmpty()) {
      throw new TorchError(TorchError.Kind.VALUE, "too many dimensions 'str'");
    }
    int[] shape = sizes.stream().mapToInt(Integer::intValue).toArray();
    List<Object> numbers = new ArrayList<>();
    collect(data, shape, 0, numbers);
    DType chosen = type != null ? type : inferred(numbers, defaultFloat);
    Storage storage = Storage.allocate(chosen, numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      write(storage, i, numbers.get(i));
    }
    return new TensorData(storage, Shape.of(shape));
  }

  private static void collect(@Nullable Object data, int[] shape, int depth, List<Object> numbers) {
    if (data instanceof List<?> list) {
      if (depth == shape.length) {
        throw TorchError.type("'list' object cannot be interpreted as an integer");
      }
      if (list.size() != shape[depth]) {
        throw new TorchError(
            TorchError.Kind.VALUE,
            "expected sequence of length %d at dim %d (got %d)"
                .formatted(shape[depth], depth, list.size()));
      }
      for (Object item : list) {
        collect(item, shape, depth + 1, numbers);
      }
    } else if (data instanceof Tensor tensor && tensor.shape().numel() == 1) {
      TensorValue value = tensor.peek();
      switch (tensor.dtype().category()) {
        case BOOL -> numbers.add(value.longAt(0) != 0);
        case INTEGRAL -> numbers.add(value.longAt(0));
        case FLOATING -> numbers.add(value.doubleAt(0));
      }
    } else if (depth < shape.length && !(data instanceof String)) {
      throw TorchError.type("not a sequence");
    } else if (data instanceof Number || data instanceof Boolean) {
      numbers.add(data);
    } else {
      throw data instanceof String
          ? TorchError.type("new(): invalid data type 'str'")
          : new TorchError(
              TorchError.Kind.RUNTIME, "Could not infer dtype of " + Arguments.pythonType(data));
    }
  }

  private static DType inferred(List<Object> numbers, DType defaultFloat) {
    DType type = numbers.isEmpty() ? defaultFloat : DType.BOOL;
    for (Object number : numbers) {
      if (number instanceof Double || number instanceof Float) {
        return defaultFloat;
      }
      if (!(number instanceof Boolean)) {
        type = DType.INT64;
      }
    }
    return type;
  }

  private static void write(Storage storage, int i, Object number) {
    DType type = storage.dtype();
    if (number instanceof Boolean truth) {
      storage.set(i, truth ? 1L : 0L);
    } else if (number instanceof Double || number instanceof Float) {
      double value = ((Number) number).doubleValue();
      // the bounds of the cast itself: 2^63 is the first that is too large, and nan fits nothing
      if (type.category() == DType.Category.INTEGRAL
          && !(value >= -0x1p63 && value < 0x1p63 && type.holds((long) value))) {
        throw overflow(type);
      }
      storage.set(i, value);
    } else if (number instanceof BigInteger large) {
      if (!type.isFloating()) {
        throw new TorchError(TorchError.Kind.VALUE, "Overflow when unpacking long long");
      }
      storage.set(i, large.doubleValue());
    } else {
      long value = ((Number) number).longValue();
      if (!type.holds(value)) {
        throw overflow(type);
      }
      storage.set(i, value);
    }
  }

  private static TorchError overflow(DType type) {
    return TorchError.runtime(
        "value cannot be converted to type %s without overflow".formatted(type.torchName()));
  }
}
