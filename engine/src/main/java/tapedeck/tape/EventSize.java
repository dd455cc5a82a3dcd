package tapedeck.tape;

/**
 * Estimates the bytes of an event besides its tensor data, with the sizes that objects have in a
 * 64-bit Java with compressed references.
 */
final class EventSize {
  /** A {@code TensorValue} with its strides. */
  static final int VALUE = 56;

  private static final int PLAIN = 72;
  private static final int OPERAND = 56;
  private static final int OUTPUT = 80;
  private static final int NODE = 96;
  private static final int NEXT = 64;
  private static final int SAVED = 56;

  private EventSize() {}

  /** The bytes of an event without those of its {@code TensorValue}s. */
  static long of(TapeEvent event) {
    if (event instanceof TapeEvent.OpApplied applied) {
      RecordedNode node = applied.node();
      long bytes =
          PLAIN
              + (long) OPERAND * applied.operands().size()
              + (long) OUTPUT * applied.outputs().size();
      return node == null
          ? bytes
          : bytes + NODE + (long) NEXT * node.next().size() + (long) SAVED * node.saved().size();
    }
    if (event instanceof TapeEvent.Printed printed) {
      return (long) PLAIN + printed.text().length();
    }
    if (event instanceof TapeEvent.ParameterUpdated updated) {
      return PLAIN
          + 64L
          + 32L * updated.update().terms().size()
          + 32L * updated.update().state().size();
    }
    return PLAIN;
  }
}
