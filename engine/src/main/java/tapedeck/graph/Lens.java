package tapedeck.graph;

import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;

/** Which side of a computation graph is looked at. */
public enum Lens {
  /** The forward pass: tensors, and the operations that make them. */
  DATA {
    @Override
    boolean shows(ComputationGraph graph, GraphVertex vertex) {
      return !(vertex instanceof AccumulateVertex);
    }

    @Override
    boolean shows(Kind kind) {
      return kind == Kind.OPERAND || kind == Kind.RESULT;
    }
  },
  /** What PyTorch keeps for {@code backward()}: backward functions, leaves, and the outputs. */
  GRAD_FN {
    @Override
    boolean shows(ComputationGraph graph, GraphVertex vertex) {
      if (vertex instanceof OperationVertex) {
        return graph.nodeAt(vertex) != null;
      }
      return !(vertex instanceof TensorVertex) || isEnd(graph, vertex);
    }

    @Override
    boolean shows(Kind kind) {
      return kind != Kind.OPERAND;
    }
  },
  /** Both in one picture. */
  BOTH {
    @Override
    boolean shows(ComputationGraph graph, GraphVertex vertex) {
      return true;
    }

    @Override
    boolean shows(Kind kind) {
      return true;
    }
  };

  abstract boolean shows(ComputationGraph graph, GraphVertex vertex);

  abstract boolean shows(Kind kind);

  /** Whether gradients end at a tensor, or start from it. */
  private static boolean isEnd(ComputationGraph graph, GraphVertex tensor) {
    for (GraphEdge edge : graph.incoming(tensor)) {
      boolean starts =
          graph.nodeAt(edge.from()) != null
              && graph.incoming(edge.from()).stream().noneMatch(e -> e.kind() == Kind.GRADIENT)
              && graph.requiresGrad(tensor);
      if (edge.kind() == Kind.ACCUMULATION || starts) {
        return true;
      }
    }
    return false;
  }
}
