package tapedeck.op;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * Which element types an operator takes, and what PyTorch says of the others.
 *
 * <p>The kernels of Tapedeck compute in any type; the rules are those of PyTorch's kernels for the
 * CPU, as {@code src/test/oracle/dtypes.py} records them.
 */
@FunctionalInterface
interface TypeRule {
  /** The four floating types. */
  Set<DType> FLOATING =
      Collections.unmodifiableSet(
          EnumSet.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64));

  /** The floating types of 32 and 64 bits. */
  Set<DType> SINGLE_OR_DOUBLE =
      Collections.unmodifiableSet(EnumSet.of(DType.FLOAT32, DType.FLOAT64));

  /** The types of numbers of elements, as messages list them. */
  Set<DType> INDICES =
      Collections.unmodifiableSet(new LinkedHashSet<>(List.of(DType.INT64, DType.INT32)));

  /** All types but bool. */
  Set<DType> NUMBERS = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(DType.BOOL)));

  /**
   * Checks the types of a call's arguments.
   *
   * @throws TorchError with PyTorch's message if the operator does not take them
   */
  void check(Call call);

  /** This rule, and then another. */
  default TypeRule then(TypeRule next) {
    return call -> {
      check(call);
      next.check(call);
    };
  }

  /** PyTorch's kernel of this name is compiled for these types of the first argument only. */
  static TypeRule only(Set<DType> types, String kernel) {
    return call -> require(types, call.self().dtype(), kernel);
  }

  /** PyTorch's kernel of this name computes in one of the floating types. */
  static TypeRule floating(String kernel) {
    return only(FLOATING, kernel);
  }

  /** PyTorch's kernel of this name computes in all types but bool. */
  static TypeRule numbers(String kernel) {
    return only(NUMBERS, kernel);
  }

  /** The kernel is compiled for these types only, to one of which its operands are promoted. */
  static TypeRule promoted(Set<DType> types, String kernel) {
    return call -> require(types, promoted(call), kernel);
  }

  /** The first argument has one of these types; {@code message} may name the one that it has. */
  static TypeRule in(Set<DType> types, String message) {
    return call -> {
      if (!types.contains(call.self().dtype())) {
        throw TorchError.runtime(message.formatted(call.self().dtype().legacyName()));
      }
    };
  }

  /** The argument {@code other}, where it is given, has the type of the first one. */
  static TypeRule alike(String other) {
    return alike(other, "expected scalar type %s but found %s");
  }

  /** The same in other words, which name the two types. */
  static TypeRule alike(String other, String message) {
    return alike(other, DType::legacyName, message);
  }

  /** The same with another spelling of the types. */
  static TypeRule alike(String other, Function<DType, String> spelling, String message) {
    return call -> {
      Tensor second = call.optionalTensor(other);
      if (second != null && second.dtype() != call.self().dtype()) {
        throw TorchError.runtime(
            message.formatted(spelling.apply(call.self().dtype()), spelling.apply(second.dtype())));
      }
    };
  }

  /** All arguments of these names have one type; {@code message} names that of each. */
  static TypeRule alike(List<String> names, Function<DType, String> spelling, String message) {
    return call -> {
      List<DType> types = names.stream().map(name -> call.tensor(name).dtype()).toList();
      if (types.stream().distinct().count() > 1) {
        throw TorchError.runtime(message.formatted(types.stream().map(spelling).toArray()));
      }
    };
  }

  /** The result, which takes the place of {@code target}, can be cast to its type. */
  static TypeRule fitsInto(String target) {
    return call -> {
      DType type = promoted(call);
      DType wanted = call.tensor(target).dtype();
      type = type.isFloating() ? type : call.defaultFloat();
      if (type.category().compareTo(wanted.category()) > 0) {
        throw TorchError.runtime(
            "result type %s can't be cast to the desired output type %s"
                .formatted(type.legacyName(), wanted.legacyName()));
      }
    };
  }

  private static DType promoted(Call call) {
    Tensor[] operands =
        IntStream.range(0, call.op().parameters().size())
            .mapToObj(call::argument)
            .filter(Tensor.class::isInstance)
            .toArray(Tensor[]::new);
    return TypePromotion.of(call, operands);
  }

  /** Raises PyTorch's error if an argument of {@code function} has none of these types. */
  static void argument(Set<DType> types, Tensor tensor, String name, String function) {
    if (!types.contains(tensor.dtype())) {
      throw TorchError.runtime(
          ("Expected tensor for argument #1 '%s' to have one of the following scalar types: %s; but"
                  + " got %s instead (while checking arguments for %s)")
              .formatted(
                  name,
                  types.stream().map(DType::legacyName).collect(Collectors.joining(", ")),
                  tensor.dtype().tensorName(),
                  function));
    }
  }

  /** Raises PyTorch's error if the kernel of this name is not compiled for {@code type}. */
  static void require(Set<DType> types, DType type, String kernel) {
    if (!types.contains(type)) {
      throw TorchError.notImplemented(kernel, type);
    }
  }
}
