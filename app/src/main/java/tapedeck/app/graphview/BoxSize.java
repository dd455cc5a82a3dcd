package tapedeck.app.graphview;

import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Shape;

/**
 * How large a vertex, or the number on an edge, is drawn. Sizes follow from shapes and names and
 * not from values, so that nothing moves while time does, and one iteration looks like the next.
 */
record BoxSize(double width, double height) {
  /** The mean width of a character at the size of a box's text; wide enough for most fonts. */
  private static final double CHARACTER = 7.2;

  private static final double MARGIN = 26;

  /** The characters of a number such as {@code −1.2346}. */
  private static final int NUMBER = 7;

  /** The elements up to which a vector is written out. */
  private static final int WRITTEN_OUT = 4;

  static BoxSize of(ComputationGraph graph, GraphVertex vertex) {
    VertexLabel label = VertexLabel.of(graph, graph.state(), vertex);
    if (vertex instanceof TensorVertex at) {
      TensorState tensor = graph.state().tensor(at.tensor());
      boolean gathers = tensor != null && tensor.isLeaf() && tensor.requiresGrad();
      int value = tensor == null ? NUMBER : characters(tensor.value().shape());
      // a leaf bears its gradient too, behind a word
      int longest = Math.max(label.title().length(), gathers ? value + 5 : value);
      return new BoxSize(Math.max(88, longest * CHARACTER + MARGIN), 54);
    }
    int longest = Math.max(label.title().length(), label.detail().length());
    return new BoxSize(Math.max(64, longest * CHARACTER + MARGIN), 44);
  }

  /** The room for the gradient that flows along an edge. */
  static BoxSize ofGradient(ComputationGraph graph, GraphEdge edge) {
    var node = graph.nodeAt(edge.to());
    Long tensor = node == null ? null : node.leaf() != null ? node.leaf() : node.operation();
    TensorState state = tensor == null ? null : graph.state().tensor(tensor);
    int characters = state == null ? NUMBER : characters(state.value().shape());
    return new BoxSize(characters * CHARACTER + 12, 18);
  }

  private static int characters(Shape shape) {
    if (shape.dim() == 0) {
      return NUMBER;
    }
    if (shape.dim() == 1 && shape.numel() <= WRITTEN_OUT) {
      return NUMBER * Math.max(1, shape.numel());
    }
    return "float32 ".length() + shape.toString().length();
  }
}
