package tapedeck.graph;

/**
 * An edge of the computation graph.
 *
 * @param slot which argument or which next function it is, so that {@code x * x} has two edges
 */
public record GraphEdge(Kind kind, GraphVertex from, GraphVertex to, int slot) {
  /** What flows along an edge. */
  public enum Kind {
    /** A tensor goes into an operation. */
    OPERAND,
    /** An operation makes a tensor. */
    RESULT,
    /** A gradient goes from a backward function to the next one. */
    GRADIENT,
    /** {@code AccumulateGrad} writes to its leaf. */
    ACCUMULATION
  }
}
