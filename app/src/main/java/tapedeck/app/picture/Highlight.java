package tapedeck.app.picture;

import java.util.Set;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;

/**
 * A part of the graph that a person asked for.
 *
 * @param dimsOthers whether everything else recedes
 */
public record Highlight(Set<GraphVertex> vertices, Set<GraphEdge> edges, boolean dimsOthers) {
  /** Nothing was asked for. */
  public static final Highlight NONE = new Highlight(Set.of(), Set.of(), false);
}
