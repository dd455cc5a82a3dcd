package tapedeck.analysis;

/** Says why a text is no expression, or why an expression has no value at a moment. */
public final class ExpressionError extends RuntimeException {
  public ExpressionError(String message) {
    super(message, null, false, false);
  }
}
