package tapedeck.tensor;

/** An error that a Python program sees as an exception of the {@link Kind}'s type. */
public final class TorchError extends RuntimeException {
  /** The built-in Python exception types that PyTorch raises. */
  public enum Kind {
    RUNTIME("RuntimeError"),
    TYPE("TypeError"),
    /** Arguments that fit no overload of an operator. */
    ARGUMENTS("TypeError"),
    VALUE("ValueError"),
    INDEX("IndexError"),
    OVERFLOW("OverflowError"),
    ATTRIBUTE("AttributeError"),
    LINALG("LinAlgError"),
    NOT_IMPLEMENTED("NotImplementedError");

    private final String pythonName;

    Kind(String pythonName) {
      this.pythonName = pythonName;
    }

    public String pythonName() {
      return pythonName;
    }
  }

  private final Kind kind;

  public TorchError(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public static TorchError runtime(String message) {
    return new TorchError(Kind.RUNTIME, message);
  }

  public static TorchError type(String message) {
    return new TorchError(Kind.TYPE, message);
  }

  public static TorchError index(String message) {
    return new TorchError(Kind.INDEX, message);
  }

  /** The error for something that Tapedeck leaves out; {@code what} names it in full. */
  public static TorchError unsupported(String what) {
    return new TorchError(Kind.NOT_IMPLEMENTED, what + " is not supported by Tapedeck");
  }

  /** The error of a kernel that PyTorch has not compiled for {@code type}. */
  public static TorchError notImplemented(String kernel, DType type) {
    return new TorchError(
        Kind.NOT_IMPLEMENTED,
        "\"%s\" not implemented for '%s'".formatted(kernel, type.legacyName()));
  }

  public Kind kind() {
    return kind;
  }
}
