package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;
import tapedeck.app.picture.GraphLayout.Route;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphVertex;

/**
 * Everything that one picture shows, as plain records: no toolkit, no colours.
 *
 * @param boxes open modules first, outer ones before those in them
 */
public record GraphFrame(List<Box> boxes, List<Wire> wires, double width, double height) {
  /** A picture of nothing. */
  public static final GraphFrame EMPTY = new GraphFrame(List.of(), List.of(), 0, 0);

  /** What a box stands for. */
  public enum Kind {
    /** A leaf that requires grad. */
    LEAF,
    /** A leaf that does not, and that the program has a name for. */
    INPUT,
    /** A leaf that does not, without a name. */
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
    ACCUMULATOR,
    /** A folded module. */
    MODULE,
    /** A row of folded modules that did the same. */
    MODULE_ROW,
    /** An open module around its content. */
    OPEN_MODULE;

    /** Whether it stands for a tensor. */
    public boolean isTensor() {
      return switch (this) {
        case LEAF, INPUT, CONSTANT, RESULT, PLAIN_RESULT -> true;
        default -> false;
      };
    }

    /** Whether it has no part in backward. */
    boolean isPlain() {
      return this == INPUT || this == CONSTANT || this == PLAIN_RESULT || this == PLAIN_OPERATION;
    }
  }

  /** What holds for a box at the moment. */
  public enum Mark {
    /** The current step happened here. */
    ACTIVE,
    /** The current backward pass has been here. */
    EVALUATED,
    /** Its saved tensors are gone. */
    FREED,
    /** Its value or gradient holds NaN or Inf. */
    ALARMING,
    /** Its value or gradient is another one in the other branch. */
    DIFFERENT,
    /** A person selected it. */
    SELECTED,
    /** It is part of what a person asked for. */
    FOUND,
    /** It is not, and recedes. */
    DIMMED;

    @SuppressWarnings("EnumOrdinal") // a set as bits, which nobody keeps
    private int bit() {
      return 1 << ordinal();
    }
  }

  /** Sets of marks; there are so few that each is made once. */
  static final class Marks {
    private static final List<Set<Mark>> SETS = new ArrayList<>();

    static {
      for (int bits = 0; bits < 1 << Mark.values().length; bits++) {
        Set<Mark> set = EnumSet.noneOf(Mark.class);
        for (Mark mark : Mark.values()) {
          if ((bits & mark.bit()) != 0) {
            set.add(mark);
          }
        }
        SETS.add(Collections.unmodifiableSet(set));
      }
    }

    private int bits;

    /** Adds a mark if it holds. */
    Marks add(Mark mark, boolean holds) {
      bits |= holds ? mark.bit() : 0;
      return this;
    }

    Set<Mark> set() {
      return SETS.get(bits);
    }
  }

  /**
   * A box.
   *
   * @param saved how many tensors its backward function saved
   */
  public record Box(
      GraphVertex vertex,
      Kind kind,
      Bounds bounds,
      String title,
      String detail,
      @Nullable String grad,
      int saved,
      Set<Mark> marks) {
    public boolean is(Mark mark) {
      return marks.contains(mark);
    }
  }

  /**
   * A line between two boxes.
   *
   * @param label where {@code text} is written
   * @param text what flows along it, empty if there is nothing to say
   * @param flow how strong the gradient is that has flowed along it
   * @param active whether it flowed in the current step
   * @param quiet whether autograd keeps no record of it, or no gradient has come yet
   */
  public record Wire(
      GraphEdge edge,
      Route route,
      @Nullable Point label,
      String text,
      Flow flow,
      boolean active,
      boolean quiet,
      boolean found,
      boolean dimmed) {
    public boolean isGradient() {
      return edge.kind() == GraphEdge.Kind.GRADIENT || edge.kind() == GraphEdge.Kind.ACCUMULATION;
    }
  }

  /** How large the elements of a gradient are, by the root of their mean square. */
  public enum Flow {
    /** No gradient has come. */
    NONE,
    /** Every element is 0. */
    ZERO,
    /** Below 10⁻⁶. */
    VANISHING,
    /** Below 10⁻³. */
    SMALL,
    /** Below 1. */
    MEDIUM,
    /** Below 10³. */
    LARGE,
    /** 10³ and more. */
    EXPLODING,
    /** With NaN or Inf. */
    BROKEN;

    /** The flow of a gradient of that root mean square; NaN is broken. */
    public static Flow of(double rootMeanSquare) {
      if (Double.isNaN(rootMeanSquare)) {
        return BROKEN;
      }
      if (rootMeanSquare == 0) {
        return ZERO;
      }
      if (rootMeanSquare < 1e-3) {
        return rootMeanSquare < 1e-6 ? VANISHING : SMALL;
      }
      return rootMeanSquare < 1 ? MEDIUM : rootMeanSquare < 1e3 ? LARGE : EXPLODING;
    }
  }
}
