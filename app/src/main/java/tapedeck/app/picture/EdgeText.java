package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.Lens;
import tapedeck.tape.NodeState;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.Shape;
import tapedeck.tensor.TensorValue;

/** The words on an edge: the size of what flows along it, and once it has, how much it is. */
final class EdgeText {
  /** The elements up to which a vector is written out. */
  private static final int WRITTEN_OUT = 4;

  /** The characters of a number such as {@code −1.2346}. */
  static final int NUMBER = 7;

  private EdgeText() {}

  /**
   * Whether the size of what will flow, or flows, is written on an edge: on gradients, on what
   * comes out of a folded module, and where there are no gradients on every value.
   */
  static boolean saysSizes(Lens lens, GraphEdge edge) {
    return switch (edge.kind()) {
      case GRADIENT -> true;
      case OPERAND -> lens == Lens.DATA || edge.from() instanceof ModuleVertex;
      case RESULT, ACCUMULATION -> false;
    };
  }

  /** The sizes of what edges carry, {@code 2×5×8}; empty for single numbers. */
  static String sizes(ComputationGraph graph, List<GraphEdge> edges) {
    return edges.stream()
        .map(edge -> sizeOf(graph, edge))
        .distinct()
        .filter(size -> !size.isEmpty())
        .limit(2)
        .collect(Collectors.joining(", "));
  }

  private static String sizeOf(ComputationGraph graph, GraphEdge edge) {
    Shape shape = shapeOf(graph, edge);
    return shape == null ? "" : size(shape);
  }

  /** The shape of what flows along an edge; a gradient has that of the tensor it belongs to. */
  static @Nullable Shape shapeOf(ComputationGraph graph, GraphEdge edge) {
    Long id = null;
    if (edge.from() instanceof TensorVertex tensor) {
      id = tensor.tensor();
    } else if (edge.to() instanceof TensorVertex tensor) {
      id = tensor.tensor();
    } else if (edge.to() instanceof OperationVertex operation) {
      id = operation.output();
    } else {
      NodeState node = graph.nodeAt(edge.to());
      id = node == null ? null : node.leaf();
    }
    TensorState tensor = id == null ? null : graph.state().tensor(id);
    return tensor == null ? null : tensor.value().shape();
  }

  static String size(Shape shape) {
    List<String> sizes = new ArrayList<>();
    for (int size : shape.toArray()) {
      sizes.add(Integer.toString(size));
    }
    return String.join("×", sizes);
  }

  /** A gradient: the number itself, or the size and the root mean square of its elements. */
  static String carried(TensorValue gradient) {
    Shape shape = gradient.shape();
    if (isWrittenOut(shape)) {
      return Brief.of(gradient);
    }
    return size(shape) + " · " + Brief.number(rounded(gradient.rootMeanSquare()));
  }

  private static double rounded(double x) {
    return new java.math.BigDecimal(x).round(new java.math.MathContext(2)).doubleValue();
  }

  /** The most characters of {@link #carried} for a gradient of that shape. */
  static int mostCharacters(Shape shape) {
    if (isWrittenOut(shape)) {
      return NUMBER * Math.max(1, shape.numel());
    }
    return size(shape).length() + 3 + NUMBER;
  }

  static boolean isWrittenOut(Shape shape) {
    return shape.dim() == 0 || (shape.dim() == 1 && shape.numel() <= WRITTEN_OUT);
  }
}
