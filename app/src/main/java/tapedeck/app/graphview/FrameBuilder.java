package tapedeck.app.graphview;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.BranchDifference;
import tapedeck.analysis.Brief;
import tapedeck.app.graphview.GraphFrame.Box;
import tapedeck.app.graphview.GraphFrame.Kind;
import tapedeck.app.graphview.GraphFrame.Wire;
import tapedeck.app.graphview.GraphLayout.Bounds;
import tapedeck.app.graphview.GraphLayout.Point;
import tapedeck.app.graphview.GraphLayout.Route;
import tapedeck.app.model.ActiveVertices;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.NodeState;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;
import tapedeck.tensor.TensorValue;

/** Makes the picture of one moment from the graph at it and the layout of the whole. */
public final class FrameBuilder {
  private final ComputationGraph graph;
  private final State known;
  private final @Nullable GraphVertex selected;
  private final Set<GraphVertex> active;

  private final @Nullable BranchDifference difference;

  private FrameBuilder(
      ComputationGraph graph,
      State known,
      @Nullable GraphVertex selected,
      @Nullable BranchDifference difference) {
    this.graph = graph;
    this.known = known;
    this.selected = selected;
    this.difference = difference;
    this.active = ActiveVertices.of(graph.state());
  }

  /**
   * The picture; what has no place in {@code layout} yet is left out.
   *
   * @param known a state of the same tape that knows the variable names
   * @param difference what is different in the other branch, null where there is none
   */
  public static GraphFrame build(
      ComputationGraph graph,
      State known,
      GraphLayout layout,
      @Nullable GraphVertex selected,
      @Nullable BranchDifference difference) {
    FrameBuilder builder = new FrameBuilder(graph, known, selected, difference);
    List<Box> boxes = new ArrayList<>();
    for (GraphVertex vertex : graph.vertices()) {
      Bounds bounds = layout.box(vertex);
      if (bounds != null) {
        boxes.add(builder.box(vertex, bounds));
      }
    }
    List<Wire> wires = new ArrayList<>();
    for (GraphEdge edge : graph.edges()) {
      Route route = layout.routes().get(edge);
      if (route != null) {
        wires.add(builder.wire(edge, route, layout.labels().get(edge)));
      }
    }
    return new GraphFrame(List.copyOf(boxes), List.copyOf(wires), layout.width(), layout.height());
  }

  private Box box(GraphVertex vertex, Bounds bounds) {
    VertexLabel label = VertexLabel.of(graph, known, vertex);
    NodeState node = graph.nodeAt(vertex);
    return new Box(
        vertex,
        kind(vertex, node),
        bounds,
        label.title(),
        label.detail(),
        label.grad(),
        active.contains(vertex),
        node != null && node.evaluation() != null,
        node != null && node.freed(),
        isAlarming(vertex),
        isDifferent(vertex),
        vertex.equals(selected));
  }

  private Kind kind(GraphVertex vertex, @Nullable NodeState node) {
    if (vertex instanceof AccumulateVertex) {
      return Kind.ACCUMULATOR;
    }
    if (vertex instanceof OperationVertex) {
      return node == null ? Kind.PLAIN_OPERATION : Kind.OPERATION;
    }
    TensorState tensor = graph.state().tensor(((TensorVertex) vertex).tensor());
    boolean requiresGrad = tensor != null && tensor.requiresGrad();
    boolean made = tensor != null && graph.state().operation(tensor.id()) != null;
    if (made) {
      return requiresGrad ? Kind.RESULT : Kind.PLAIN_RESULT;
    }
    return requiresGrad ? Kind.LEAF : Kind.CONSTANT;
  }

  private boolean isAlarming(GraphVertex vertex) {
    if (!(vertex instanceof TensorVertex at)) {
      return false;
    }
    TensorState tensor = graph.state().tensor(at.tensor());
    if (tensor == null) {
      return false;
    }
    TensorValue grad = tensor.grad();
    return tensor.value().hasNonFinite() || (grad != null && grad.hasNonFinite());
  }

  private boolean isDifferent(GraphVertex vertex) {
    return difference != null
        && vertex instanceof TensorVertex at
        && (difference.values().contains(at.tensor())
            || difference.gradients().contains(at.tensor()));
  }

  private Wire wire(GraphEdge edge, Route route, @Nullable Point label) {
    TensorValue gradient = carried(edge);
    boolean gradientEdge =
        edge.kind() == GraphEdge.Kind.GRADIENT || edge.kind() == GraphEdge.Kind.ACCUMULATION;
    boolean active = gradientEdge ? isFlowing(edge, gradient) : this.active.contains(edge.to());
    return new Wire(
        edge,
        route,
        label,
        gradient == null || edge.kind() == GraphEdge.Kind.ACCUMULATION ? null : Brief.of(gradient),
        active && (gradientEdge || graph.state().last() instanceof TapeEvent.OpApplied),
        gradientEdge ? gradient == null : graph.nodeAt(operationOf(edge)) == null);
  }

  private static GraphVertex operationOf(GraphEdge edge) {
    return edge.kind() == GraphEdge.Kind.RESULT ? edge.from() : edge.to();
  }

  private boolean isFlowing(GraphEdge edge, @Nullable TensorValue gradient) {
    TapeEvent event = graph.state().last();
    if (edge.kind() == GraphEdge.Kind.ACCUMULATION) {
      return event instanceof TapeEvent.GradAccumulated && active.contains(edge.to());
    }
    return gradient != null
        && event instanceof TapeEvent.NodeEvaluated
        && active.contains(edge.from());
  }

  /** The gradient that has gone along an edge in the current backward pass. */
  private @Nullable TensorValue carried(GraphEdge edge) {
    NodeState from = graph.nodeAt(edge.from());
    NodeState.Evaluation evaluation = from == null ? null : from.evaluation();
    if (evaluation == null) {
      return null;
    }
    return switch (edge.kind()) {
      case GRADIENT -> at(evaluation.outgoing(), edge.slot());
      case ACCUMULATION -> at(evaluation.incoming(), 0);
      case OPERAND, RESULT -> null;
    };
  }

  private static @Nullable TensorValue at(List<@Nullable TensorValue> values, int index) {
    return index < values.size() ? values.get(index) : null;
  }
}
