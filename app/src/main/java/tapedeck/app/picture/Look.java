package tapedeck.app.picture;

import tapedeck.graph.ComputationGraph;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.Folding;
import tapedeck.graph.Lens;
import tapedeck.tape.State;

/**
 * How a person looks at a graph.
 *
 * @param plainHidden whether what does not require grad is left out
 */
public record Look(Lens lens, boolean plainHidden, Folding folding) {
  /** Everything, and all of it open. */
  public static final Look WHOLE = new Look(Lens.BOTH, false, Folding.OPEN);

  public Look withLens(Lens other) {
    return new Look(other, plainHidden, folding);
  }

  public Look withPlainHidden(boolean hidden) {
    return new Look(lens, hidden, folding);
  }

  public Look withFolding(Folding other) {
    return new Look(lens, plainHidden, other);
  }

  /** What is seen of the graph at a moment. */
  public FoldedGraph at(State state) {
    return FoldedGraph.of(ComputationGraph.of(state).seenThrough(lens, plainHidden), folding);
  }
}
