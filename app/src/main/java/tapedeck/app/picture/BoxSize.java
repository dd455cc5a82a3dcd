package tapedeck.app.picture;

import java.util.List;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.Lens;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Shape;

/**
 * How large a vertex, or the words on an edge, is drawn. Sizes follow from shapes and names and not
 * from values, so that nothing moves while time does, and one iteration looks like the next.
 */
record BoxSize(double width, double height) {
  /** The mean width of a character at the size of a box's text; wide enough for most fonts. */
  private static final double CHARACTER = 7.2;

  private static final double MARGIN = 26;

  /** The height of the words on an edge. */
  static final double LABEL = 18;

  static BoxSize of(FoldedGraph folded, GraphVertex vertex) {
    ComputationGraph graph = folded.graph();
    VertexLabel label = VertexLabel.of(folded, Lens.BOTH, graph.state(), vertex);
    int longest = Math.max(label.title().length(), label.detail().length());
    if (vertex instanceof TensorVertex at) {
      TensorState tensor = graph.state().tensor(at.tensor());
      boolean gathers = tensor != null && tensor.isLeaf() && tensor.requiresGrad();
      int value = tensor == null ? EdgeText.NUMBER : characters(tensor.value().shape());
      // a leaf bears its gradient too, behind a word
      longest = Math.max(label.title().length(), gathers ? value + 5 : value);
    }
    double least = vertex instanceof ModuleVertex ? 120 : vertex instanceof TensorVertex ? 88 : 64;
    double height = vertex instanceof TensorVertex || vertex instanceof ModuleVertex ? 54 : 44;
    return new BoxSize(Math.max(least, longest * CHARACTER + MARGIN), height);
  }

  /** The least width of an open module, in which its name has room. */
  static double ofHeader(FoldedGraph folded, ModuleVertex module) {
    String header = VertexLabel.header(folded, module);
    return header.length() * CHARACTER + 44;
  }

  /** The width of the words on an edge, 0 for an edge without. */
  static double ofLabel(FoldedGraph folded, Lens lens, GraphEdge edge) {
    ComputationGraph graph = folded.graph();
    List<GraphEdge> all = folded.standsFor(edge);
    int characters = 0;
    if (edge.kind() == Kind.GRADIENT) {
      for (GraphEdge one : all) {
        Shape shape = EdgeText.shapeOf(graph, one);
        int most = shape == null ? EdgeText.NUMBER : EdgeText.mostCharacters(shape);
        characters = Math.max(characters, most);
      }
      characters += all.size() > 1 ? 4 : 0;
    } else if (EdgeText.saysSizes(lens, edge)) {
      characters = EdgeText.sizes(graph, all).length();
    }
    return characters == 0 ? 0 : characters * CHARACTER + 12;
  }

  private static int characters(Shape shape) {
    if (shape.dim() == 0) {
      return EdgeText.NUMBER;
    }
    if (EdgeText.isWrittenOut(shape)) {
      return EdgeText.NUMBER * Math.max(1, shape.numel());
    }
    return "float32 ".length() + shape.toString().length();
  }
}
