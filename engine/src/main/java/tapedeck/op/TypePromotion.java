package tapedeck.op;

import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;

/**
 * The type in which operands of different types are combined. Tensors with dimensions rank above
 * 0-dimensional ones, and those above Python numbers: a lower rank counts only if its category
 * (bool, integral, floating) is higher.
 *
 * <p>Source: <a
 * href="https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc">PyTorch,
 * type promotion</a>.
 */
final class TypePromotion {
  private @Nullable DType dimensioned;
  private @Nullable DType scalar;
  private @Nullable DType number;

  private final DType defaultFloat;

  private TypePromotion(DType defaultFloat) {
    this.defaultFloat = defaultFloat;
  }

  /** The type of a result of {@code operands}. */
  static DType of(Call call, Tensor... operands) {
    return of(call.defaultFloat(), operands);
  }

  static DType of(DType defaultFloat, Tensor... operands) {
    DType same = operands[0].dtype();
    boolean plain = true;
    for (Tensor operand : operands) {
      plain &= operand.dtype() == same && !operand.isWrappedNumber();
    }
    if (plain) {
      return same;
    }
    TypePromotion promotion = new TypePromotion(defaultFloat);
    for (Tensor operand : operands) {
      promotion.add(operand);
    }
    return promotion.result();
  }

  private void add(Tensor tensor) {
    if (tensor.isWrappedNumber()) {
      // a Python float takes part as the default type
      DType type = tensor.dtype() == DType.FLOAT64 ? defaultFloat : tensor.dtype();
      number = join(number, type);
    } else if (tensor.shape().dim() == 0) {
      scalar = join(scalar, tensor.dtype());
    } else {
      dimensioned = join(dimensioned, tensor.dtype());
    }
  }

  private static DType join(@Nullable DType a, DType b) {
    return a == null ? b : DType.promote(a, b);
  }

  private DType result() {
    DType type = raise(raise(dimensioned, scalar), number);
    if (type == null) {
      throw new IllegalStateException("no operand");
    }
    return type;
  }

  private static @Nullable DType raise(@Nullable DType high, @Nullable DType low) {
    if (high == null) {
      return low;
    }
    if (low == null || low.category().compareTo(high.category()) <= 0) {
      return high;
    }
    return low;
  }
}
