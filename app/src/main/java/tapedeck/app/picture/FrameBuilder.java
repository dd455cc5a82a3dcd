package tapedeck.app.picture;

import java.util.ArrayList;
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

  /** So many elements are measured in no time. */
  private static final int SMALL = 256;

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
      if (link.from() <= state.step() && isNear(link.route().bounds(), visible)) {
        wires.add(builder.wire(link));
      }
    }
    return new GraphFrame(boxes, wires, scene.layout().width(), scene.layout().height());
  }

  private static boolean isNear(Bounds a, Bounds visible) {
    double margin = 40;
    return a.x() - margin < visible.x() + visible.width()
        && visible.x() < a.x() + a.width() + margin
        && a.y() - margin < visible.y() + visible.height()
        && visible.y() < a.y() + a.height() + margin;
  }

  /** Null where the tape has forgotten what the box stands for. */
  private @Nullable Box box(Scene.Item item) {
    GraphVertex vertex = item.vertex();
    TensorState tensor = item.tensor() == Scene.Item.NONE ? null : state.tensor(item.tensor());
    if (tensor == null && item.tensor() != Scene.Item.NONE) {
      return null;
    }
    NodeState node = node(item.node());
    VertexLabel label =
        words || vertex instanceof ModuleVertex
            ? VertexLabel.of(graph, scene.lens(), state, vertex)
            : NO_WORDS;
    return new Box(
        vertex,
        kind(item, tensor, node),
        item.bounds(),
        label.title(),
        label.detail(),
        label.grad(),
        node == null ? 0 : node.made().saved().size(),
        marks(item, tensor, node));
  }

  private @Nullable NodeState node(long id) {
    return id == Scene.Item.NONE ? null : state.node(id);
  }

  private Kind kind(Scene.Item item, @Nullable TensorState tensor, @Nullable NodeState node) {
    GraphVertex vertex = item.vertex();
    if (vertex instanceof ModuleVertex at) {
      boolean row = graph.callsOf(at).size() > 1;
      return item.open() ? Kind.OPEN_MODULE : row ? Kind.MODULE_ROW : Kind.MODULE;
    }
    if (tensor == null) {
      boolean accumulates = vertex instanceof AccumulateVertex;
      return accumulates ? Kind.ACCUMULATOR : node == null ? Kind.PLAIN_OPERATION : Kind.OPERATION;
    }
    if (tensor.requiresGrad()) {
      return tensor.isLeaf() ? Kind.LEAF : Kind.RESULT;
    }
    if (state.operation(item.tensor()) != null) {
      return Kind.PLAIN_RESULT;
    }
    boolean named = graph.graph().state().names().containsKey(item.tensor());
    return named ? Kind.INPUT : Kind.CONSTANT;
  }

  private Set<Mark> marks(Scene.Item item, @Nullable TensorState tensor, @Nullable NodeState node) {
    GraphVertex vertex = item.vertex();
    boolean asked = !item.open();
    boolean isFound = asked && found.contains(vertex);
    return new GraphFrame.Marks()
        .add(Mark.ACTIVE, active.contains(vertex))
        .add(Mark.EVALUATED, node != null && node.evaluation() != null)
        .add(Mark.FREED, node != null && node.freed())
        .add(Mark.ALARMING, isAlarming(tensor, node))
        .add(Mark.DIFFERENT, different.contains(vertex))
        .add(Mark.SELECTED, vertex.equals(selected))
        .add(Mark.FOUND, isFound)
        .add(Mark.DIMMED, asked && attention.highlight().dimsOthers() && !isFound)
        .set();
  }

  private boolean isAlarming(@Nullable TensorState tensor, @Nullable NodeState node) {
    if (tensor != null) {
      return isBroken(tensor.value()) || isBroken(tensor.grad());
    }
    if (node != null && node.evaluation() != null) {
      for (TensorValue sent : node.evaluation().outgoing()) {
        if (isBroken(sent)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isBroken(@Nullable TensorValue value) {
    return value != null && isKnown(value) && value.hasNonFinite();
  }

  /** What is large and was never measured is measured for those only who look closely. */
  private boolean isKnown(TensorValue value) {
    return words || value.isMeasured() || value.shape().numel() <= SMALL;
  }

  private Wire wire(Scene.Link link) {
    GraphEdge edge = link.edge();
    List<GraphEdge> all = link.all();
    boolean gradient = Cells.runsUp(edge);
    Set<GraphEdge> wanted = attention.highlight().edges();
    List<TensorValue> carried = null;
    boolean active = false;
    boolean followed = false;
    boolean isFound = false;
    for (int i = 0; i < all.size(); i++) {
      GraphEdge one = all.get(i);
      NodeState node = node(link.nodes()[i]);
      TensorValue value = gradient ? carried(one, node) : null;
      if (value != null) {
        carried = carried == null ? new ArrayList<>(1) : carried;
        carried.add(value);
      }
      active |= gradient ? value != null && isFlowing(one, node) : isComputing(one);
      followed |= !gradient && node != null;
      isFound |= !wanted.isEmpty() && wanted.contains(one);
    }
    List<TensorValue> values = carried == null ? List.of() : carried;
    return new Wire(
        edge,
        link.route(),
        link.label(),
        words ? text(edge, all, values) : "",
        flow(values),
        active,
        gradient ? values.isEmpty() : !followed,
        isFound,
        attention.highlight().dimsOthers() && !isFound);
  }

  private String text(GraphEdge edge, List<GraphEdge> all, List<TensorValue> carried) {
    if (!EdgeText.saysSizes(scene.lens(), edge)) {
      return "";
    }
    if (carried.isEmpty()) {
      return EdgeText.sizes(graph.graph(), all);
    }
    String first = EdgeText.carried(carried.get(0));
    return carried.size() == 1 ? first : first + " +" + (carried.size() - 1);
  }

  /** The strongest of what flowed. */
  private Flow flow(List<TensorValue> carried) {
    Flow strongest = Flow.NONE;
    for (TensorValue value : carried) {
      Flow flow = isKnown(value) ? Flow.of(value.rootMeanSquare()) : Flow.MEDIUM;
      strongest = flow.compareTo(strongest) > 0 ? flow : strongest;
    }
    return strongest;
  }

  private boolean isComputing(GraphEdge edge) {
    if (!(state.last() instanceof TapeEvent.OpApplied applied)) {
      return false;
    }
    GraphVertex operation = edge.kind() == GraphEdge.Kind.RESULT ? edge.from() : edge.to();
    return operation instanceof OperationVertex at && at.output() == applied.output().id();
  }

  /** Whether the current step is the one in which a gradient goes along an edge. */
  private boolean isFlowing(GraphEdge edge, @Nullable NodeState from) {
    if (edge.kind() == GraphEdge.Kind.ACCUMULATION) {
      return state.last() instanceof TapeEvent.GradAccumulated added
          && edge.to() instanceof TensorVertex at
          && at.tensor() == added.leaf();
    }
    return from != null
        && state.last() instanceof TapeEvent.NodeEvaluated event
        && event.node() == from.id();
  }

  /** The gradient that has gone along an edge in the current backward pass. */
  private static @Nullable TensorValue carried(GraphEdge edge, @Nullable NodeState from) {
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
