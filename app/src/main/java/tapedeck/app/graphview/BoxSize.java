package tapedeck.app.graphview;

import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphVertex;

/**
 * How large a vertex is drawn. Sizes follow from the texts that a box can ever bear, not from those
 * that it bears now, so that nothing moves while time does.
 */
record BoxSize(double width, double height) {
  /** The mean width of a character at the size of a box's text; wide enough for most fonts. */
  private static final double CHARACTER = 7.4;

  private static final double MARGIN = 26;

  /** Room for a value such as {@code grad −1.2346e−10}. */
  private static final double TENSOR_WIDTH = 104;

  static BoxSize of(ComputationGraph graph, GraphVertex vertex) {
    int characters = VertexLabel.longest(graph, vertex);
    double width = characters * CHARACTER + MARGIN;
    return vertex instanceof GraphVertex.TensorVertex
        ? new BoxSize(Math.max(TENSOR_WIDTH, width), 54)
        : new BoxSize(Math.max(64, width), 44);
  }
}
