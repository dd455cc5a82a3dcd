package tapedeck.tensor;

import org.jspecify.annotations.Nullable;

/**
 * The element type of a tensor, named as PyTorch names it.
 *
 * <p>Source: <a href="https://docs.pytorch.org/docs/stable/tensor_attributes.html">PyTorch, Tensor
 * Attributes</a>.
 */
public enum DType {
  BOOL("bool", "Bool", 1, Category.BOOL),
  UINT8("uint8", "Byte", 1, Category.INTEGRAL),
  INT8("int8", "Char", 1, Category.INTEGRAL),
  INT16("int16", "Short", 2, Category.INTEGRAL),
  INT32("int32", "Int", 4, Category.INTEGRAL),
  INT64("int64", "Long", 8, Category.INTEGRAL),
  FLOAT16("float16", "Half", 2, Category.FLOATING),
  BFLOAT16("bfloat16", "BFloat16", 2, Category.FLOATING),
  FLOAT32("float32", "Float", 4, Category.FLOATING),
  FLOAT64("float64", "Double", 8, Category.FLOATING);

  /** Kinds of numbers, in the order in which type promotion ranks them. */
  public enum Category {
    BOOL,
    INTEGRAL,
    FLOATING
  }

  private final String torchName;
  private final String legacyName;
  private final int bytes;
  private final Category category;

  DType(String torchName, String legacyName, int bytes, Category category) {
    this.torchName = torchName;
    this.legacyName = legacyName;
    this.bytes = bytes;
    this.category = category;
  }

  /** The type that PyTorch calls {@code name}, null if there is none. */
  public static @Nullable DType named(String name) {
    for (DType dtype : values()) {
      if (dtype.torchName.equals(name)) {
        return dtype;
      }
    }
    return null;
  }

  /** The name without its module: {@code float32}. */
  public String torchName() {
    return torchName;
  }

  /** The name that error messages use: {@code Float}, as in {@code torch.FloatTensor}. */
  public String legacyName() {
    return legacyName;
  }

  /** The name of the class of such tensors, where there is one: {@code torch.FloatTensor}. */
  public String tensorName() {
    return this == BOOL || this == BFLOAT16
        ? "CPU%sType".formatted(legacyName)
        : "torch.%sTensor".formatted(legacyName);
  }

  /** The name of the C++ type, which some error messages use: {@code long int}. */
  public String cName() {
    return switch (this) {
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      case INT64 -> "long int";
      case INT32 -> "int";
      case INT16 -> "short int";
      case INT8 -> "signed char";
      case UINT8 -> "unsigned char";
      case BOOL -> "bool";
      case FLOAT16 -> "c10::Half";
      case BFLOAT16 -> "c10::BFloat16";
    };
  }

  /** The largest finite number. */
  public double largest() {
    return switch (this) {
      case FLOAT64 -> Double.MAX_VALUE;
      case FLOAT32 -> Float.MAX_VALUE;
      case FLOAT16 -> 65504;
      case BFLOAT16 -> 0x1.fep127;
      case INT64 -> Long.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      case INT16 -> Short.MAX_VALUE;
      case INT8 -> Byte.MAX_VALUE;
      case UINT8 -> 255;
      case BOOL -> 1;
    };
  }

  /** The fixed-width C++ type of an integer, which messages about single numbers use. */
  public String storedName() {
    return this == INT32 ? "int" : torchName + "_t";
  }

  /**
   * Whether the type can hold a whole number; an unsigned one takes the negative of what it holds,
   * too, and wraps it around.
   */
  public boolean holds(long value) {
    return switch (this) {
      case UINT8 -> value >= -255 && value <= 255;
      case INT8 -> value == (byte) value;
      case INT16 -> value == (short) value;
      case INT32 -> value == (int) value;
      default -> true;
    };
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  public Category category() {
    return category;
  }

  public boolean isFloating() {
    return category == Category.FLOATING;
  }

  /**
   * The type in which numbers of this type are computed: float32 for the 16-bit floating types,
   * int64 for bool and all integers.
   */
  public DType wide() {
    return switch (this) {
      case BOOL, UINT8, INT8, INT16, INT32, INT64 -> INT64;
      case FLOAT16, BFLOAT16, FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
    };
  }

  /**
   * The smallest type that can hold values of both, by PyTorch's promotion table.
   *
   * <p>Source: <a
   * href="https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc">PyTorch,
   * type promotion</a>.
   */
  public static DType promote(DType a, DType b) {
    if (a == b) {
      return a;
    }
    if (a.category != b.category) {
      return a.category.compareTo(b.category) > 0 ? a : b;
    }
    if (a == UINT8 || b == UINT8) {
      DType other = a == UINT8 ? b : a;
      // no 8-bit type holds both ranges
      return other == INT8 ? INT16 : other;
    }
    if (a.bytes == 2 && b.bytes == 2 && a.isFloating()) {
      // neither 16-bit type holds the other
      return FLOAT32;
    }
    return a.compareTo(b) > 0 ? a : b;
  }

  @Override
  public String toString() {
    return "torch." + torchName;
  }
}
