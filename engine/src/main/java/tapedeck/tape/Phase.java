package tapedeck.tape;

/** What a program is doing at a moment, as its events tell. */
public enum Phase {
  /** It makes data and modules, prints, or does what no gradient is recorded for. */
  OTHER,
  /** Operators are applied and the graph grows. */
  FORWARD,
  /** Gradients flow back through the graph. */
  BACKWARD,
  /** An optimiser changes parameters. */
  OPTIMIZER,
  /** Gradients are cleared. */
  ZERO_GRAD,
  /** The program ran to its end. */
  FINISHED,
  /** The program ended with an exception. */
  FAILED
}
