package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.BranchDifference;
import tapedeck.app.model.ActiveVertices;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphFrame.Flow;
import tapedeck.app.picture.GraphFrame.Kind;
import tapedeck.app.picture.GraphFrame.Mark;
import tapedeck.app.picture.GraphFrame.Wire;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.FoldedGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.NodeState;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;
import tapedeck.tensor.TensorValue;

/** Makes the picture of one moment: of a {@link Scene}, what there is, and what it holds. */
public final class FrameBuilder {
  /**
   * What a person does with the picture, besides moving in time.
   *
   * @param selected null for nothing
   * @param difference what is different in the other branch, null where there is none
   */
  public record Attention(
      @Nullable GraphVertex selected, Highlight highlight, @Nullable BranchDifference difference) {
    /** Nothing is selected or asked for. */
    public static final Attention NONE = new Attention(null, Highlight.NONE, null);
  }

  /** The label of a box that is too small for words. */
  private static final VertexLabel NO_WORDS = new VertexLabel("", "", null);

  private final Scene scene;
  private final FoldedGraph graph;
  private final State state;
  private final Attention attention;
  private final boolean words;
  private final @Nullable GraphVertex selected;
  private final Set<GraphVertex> active = new HashSet<>();
  private final Set<GraphVertex> found = new HashSet<>();
  private final Set<GraphVertex> different = new HashSet<>();

  private FrameBuilder(Scene scene, State state, Attention attention, boolean words) {
    this.scene = scene;
    this.graph = scene.graph();
    this.state = state;
    this.attention = attention;
    this.words = words;
    this.selected = attention.selected() == null ? null : graph.drawnFor(attention.selected());
    ActiveVertices.of(state).forEach(vertex -> active.add(graph.drawnFor(vertex)));
    attention.highlight().vertices().forEach(vertex -> found.add(graph.drawnFor(vertex)));
    if (attention.difference() != null) {
      Set<GraphVertex> tensors = new HashSet<>();
      attention.difference().values().forEach(id -> tensors.add(new TensorVertex(id)));
      attention.difference().gradients().forEach(id -> tensors.add(new TensorVertex(id)));
      tensors.forEach(vertex -> different.add(graph.drawnFor(vertex)));
    }
  }

  /** The whole picture. */
  public static GraphFrame build(Scene scene, State state, Attention attention) {
    GraphLayout layout = scene.layout();
    Bounds all = new Bounds(0, 0, layout.width(), layout.height()).grown(1);
    return build(scene, state, attention, all, true);
  }

  /**
   * The part of the picture that lies in {@code visible}.
   *
   * @param words whether the words can be read; else they are left out
   */
  public static GraphFrame build(
      Scene scene, State state, Attention attention, Bounds visible, boolean words) {
    FrameBuilder builder = new FrameBuilder(scene, state, attention, words);
    List<Box> boxes = new ArrayList<>();
    for (Scene.Item item : scene.items()) {
      if (item.from() <= state.step() && item.bounds().intersects(visible)) {
        Box box = builder.box(item);
        if (box != null) {
          boxes.add(box);
        }
      }
    }
    List<Wire> wires = new ArrayList<>();
    for (Scene.Link link : scene.links()) {
      if (link.from() <= state.step() && link.route().bounds().grown(40).intersects(visible)) {
        wires.add(builder.wire(link));
      }
    }
    return new GraphFrame(boxes, wires, scene.layout().width(), scene.layout().height());
  }

  /** Null where the tape has forgotten what the box stands for. */
  private @Nullable Box box(Scene.Item item) {
    GraphVertex vertex = item.vertex();
    if (vertex instanceof TensorVertex at && state.tensor(at.tensor()) == null) {
      return null;
    }
    NodeState node = ComputationGraph.nodeAt(state, vertex);
    VertexLabel label =
        words || vertex instanceof ModuleVertex
            ? VertexLabel.of(graph, scene.lens(), state, vertex)
            : NO_WORDS;
    return new Box(
        vertex,
        kind(item, node),
        item.bounds(),
        label.title(),
        label.detail(),
        label.grad(),
        node == null ? 0 : node.made().saved().size(),
        marks(item, node));
  }

  private Kind kind(Scene.Item item, @Nullable NodeState node) {
    GraphVertex vertex = item.vertex();
    if (vertex instanceof ModuleVertex at) {
      boolean row = graph.callsOf(at).size() > 1;
      return item.open() ? Kind.OPEN_MODULE : row ? Kind.MODULE_ROW : Kind.MODULE;
    }
    if (vertex instanceof AccumulateVertex) {
      return Kind.ACCUMULATOR;
    }
    if (vertex instanceof OperationVertex) {
      return node == null ? Kind.PLAIN_OPERATION : Kind.OPERATION;
    }
    long id = ((TensorVertex) vertex).tensor();
    TensorState tensor = state.tensor(id);
    boolean requiresGrad = tensor != null && tensor.requiresGrad();
    if (state.operation(id) != null) {
      return requiresGrad ? Kind.RESULT : Kind.PLAIN_RESULT;
    }
    boolean named = graph.graph().state().names().containsKey(id);
    return requiresGrad ? Kind.LEAF : named ? Kind.INPUT : Kind.CONSTANT;
  }

  private Set<Mark> marks(Scene.Item item, @Nullable NodeState node) {
    GraphVertex vertex = item.vertex();
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    set(marks, Mark.ACTIVE, active.contains(vertex));
    set(marks, Mark.EVALUATED, node != null && node.evaluation() != null);
    set(marks, Mark.FREED, node != null && node.freed());
    set(marks, Mark.ALARMING, isAlarming(vertex, node));
    set(marks, Mark.DIFFERENT, different.contains(vertex));
    set(marks, Mark.SELECTED, vertex.equals(selected));
    boolean asked = !item.open();
    set(marks, Mark.FOUND, asked && found.contains(vertex));
    set(marks, Mark.DIMMED, asked && attention.highlight().dimsOthers() && !found.contains(vertex));
    return marks;
  }

  private static void set(Set<Mark> marks, Mark mark, boolean holds) {
    if (holds) {
      marks.add(mark);
    }
  }

  private boolean isAlarming(GraphVertex vertex, @Nullable NodeState node) {
    if (node != null && node.evaluation() != null) {
      return node.evaluation().outgoing().stream().anyMatch(this::isBroken);
    }
    TensorState tensor = vertex instanceof TensorVertex at ? state.tensor(at.tensor()) : null;
    return tensor != null && (isBroken(tensor.value()) || isBroken(tensor.grad()));
  }

  /** What nobody has measured yet is measured for those only who look closely. */
  private boolean isBroken(@Nullable TensorValue value) {
    return value != null && (words || value.isMeasured()) && value.hasNonFinite();
  }

  private Wire wire(Scene.Link link) {
    GraphEdge edge = link.edge();
    List<GraphEdge> all = graph.standsFor(edge);
    boolean gradient = Cells.runsUp(edge);
    List<TensorValue> carried = new ArrayList<>();
    boolean active = false;
    boolean followed = false;
    for (GraphEdge one : all) {
      TensorValue value = gradient ? carried(one) : null;
      if (value != null) {
        carried.add(value);
      }
      active |= gradient ? isFlowing(one, value) : isComputing(one);
      followed |= !gradient && ComputationGraph.nodeAt(state, operationOf(one)) != null;
    }
    boolean asked = attention.highlight().dimsOthers();
    boolean found = all.stream().anyMatch(attention.highlight().edges()::contains);
    return new Wire(
        edge,
        link.route(),
        link.label(),
        words ? text(edge, all, carried) : "",
        flow(carried),
        active,
        gradient ? carried.isEmpty() : !followed,
        found,
        asked && !found);
  }

  private String text(GraphEdge edge, List<GraphEdge> all, List<TensorValue> carried) {
    if (edge.kind() == GraphEdge.Kind.ACCUMULATION || edge.kind() == GraphEdge.Kind.RESULT) {
      return "";
    }
    if (carried.isEmpty()) {
      boolean says = edge.kind() == GraphEdge.Kind.GRADIENT || edge.from() instanceof ModuleVertex;
      return says ? EdgeText.sizes(graph.graph(), all) : "";
    }
    String first = EdgeText.carried(carried.get(0));
    return carried.size() == 1 ? first : first + " +" + (carried.size() - 1);
  }

  /** The strongest of what flowed. */
  private Flow flow(List<TensorValue> carried) {
    Flow strongest = Flow.NONE;
    for (TensorValue value : carried) {
      Flow flow = words || value.isMeasured() ? Flow.of(value.rootMeanSquare()) : Flow.MEDIUM;
      strongest = flow.compareTo(strongest) > 0 ? flow : strongest;
    }
    return strongest;
  }

  private static GraphVertex operationOf(GraphEdge edge) {
    return edge.kind() == GraphEdge.Kind.RESULT ? edge.from() : edge.to();
  }

  private boolean isComputing(GraphEdge edge) {
    return state.last() instanceof TapeEvent.OpApplied applied
        && operationOf(edge) instanceof OperationVertex at
        && at.output() == applied.output().id();
  }

  private boolean isFlowing(GraphEdge edge, @Nullable TensorValue gradient) {
    if (edge.kind() == GraphEdge.Kind.ACCUMULATION) {
      return state.last() instanceof TapeEvent.GradAccumulated added
          && edge.to() instanceof TensorVertex at
          && at.tensor() == added.leaf();
    }
    NodeState node = ComputationGraph.nodeAt(state, edge.from());
    return gradient != null
        && state.last() instanceof TapeEvent.NodeEvaluated event
        && node != null
        && event.node() == node.id();
  }

  /** The gradient that has gone along an edge in the current backward pass. */
  private @Nullable TensorValue carried(GraphEdge edge) {
    NodeState from = ComputationGraph.nodeAt(state, edge.from());
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
