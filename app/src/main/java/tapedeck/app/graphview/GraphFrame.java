package tapedeck.app.graphview;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.app.graphview.GraphLayout.Bounds;
import tapedeck.app.graphview.GraphLayout.Point;
import tapedeck.app.graphview.GraphLayout.Route;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;

/** Everything that one picture shows, as plain records: no toolkit, no colours. */
public record GraphFrame(List<Box> boxes, List<Wire> wires, double width, double height) {

  /** What a box stands for. */
  public enum Kind {
    /** A leaf that requires grad. */
    LEAF,
    /** A leaf that does not. */
    CONSTANT,
    /** A result that requires grad. */
    RESULT,
    /** A result that does not. */
    PLAIN_RESULT,
    /** An operation with a backward function. */
    OPERATION,
    /** An operation without. */
    PLAIN_OPERATION,
    /** {@code AccumulateGrad}. */
    ACCUMULATOR
  }

  /**
   * A box.
   *
   * @param active whether the current step happened here
   * @param evaluated whether the current backward pass has been here
   * @param freed whether its saved tensors are gone
   * @param alarming whether its value or gradient holds NaN or Inf
   * @param different whether its value or gradient is another one in the other branch
   */
  public record Box(
      GraphVertex vertex,
      Kind kind,
      Bounds bounds,
      String title,
      String detail,
      @Nullable String grad,
      boolean active,
      boolean evaluated,
      boolean freed,
      boolean alarming,
      boolean different,
      boolean selected) {}

  /**
   * A line between two boxes.
   *
   * @param label where {@code carried} is written
   * @param carried the gradient that has flowed along it in this pass, null if none has
   * @param active whether it flowed in the current step
   */
  public record Wire(
      GraphEdge edge,
      Route route,
      @Nullable Point label,
      @Nullable String carried,
      boolean active,
      boolean quiet) {}
}
