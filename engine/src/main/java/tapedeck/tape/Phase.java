package tapedeck.tape;

/** What a program is doing at a moment. */
public enum Phase {
  /** Operators are applied and the graph grows. */
  FORWARD,
  /** Gradients flow back through the graph. */
  BACKWARD,
  /** An optimiser changes parameters. */
  OPTIMIZER,
  /** The program ran to its end. */
  FINISHED,
  /** The program ended with an exception. */
  FAILED
}
