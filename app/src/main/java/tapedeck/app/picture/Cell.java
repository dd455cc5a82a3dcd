package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.GraphVertex.ModuleVertex;

/**
 * What is laid out at one go: the content of the picture, of one open module, or of a stretch of
 * either that would be too much at once. Edges that cross its border are cut there, at ports.
 */
final class Cell {
  /** An end of a piece of an edge: an item, one of its ports, or a port of the cell itself. */
  record End(int item, int port) {
    /** As {@link #item}: the cell itself. */
    static final int BORDER = -1;

    /** As {@link #port}: anywhere. */
    static final int ANYWHERE = -1;
  }

  /**
   * A piece of an edge, downwards.
   *
   * @param labelWidth the room for what flows along it, 0 for none
   */
  record Piece(End from, End to, double labelWidth) {}

  /** What surrounds a cell. */
  enum Frame {
    /** Nothing: it is the picture. */
    PICTURE,
    /** The box of a module, with its name. */
    MODULE,
    /** Nothing that can be seen. */
    STRETCH
  }

  final Frame frame;

  /** The vertex whose box the cell is, null for one without. */
  final @Nullable ModuleVertex module;

  final @Nullable Cell outer;

  /** Vertices, and stretches. */
  final List<Object> items = new ArrayList<>();

  final List<Piece> pieces = new ArrayList<>();

  /** For each port on the border whether it is at the top. */
  final List<Boolean> ports = new ArrayList<>();

  private final Map<Object, Integer> itemNumbers = new HashMap<>();
  private final Map<Piece, Integer> pieceNumbers = new HashMap<>();
  private final Map<Object, Integer> portNumbers = new HashMap<>();

  Cell(Frame frame, @Nullable ModuleVertex module, @Nullable Cell outer) {
    this.frame = frame;
    this.module = module;
    this.outer = outer;
  }

  /** What stands for the cell among the items of the one around it. */
  Object key() {
    return module == null ? this : module;
  }

  int depth() {
    return outer == null ? 0 : outer.depth() + 1;
  }

  void add(Object item) {
    itemNumbers.put(item, items.size());
    items.add(item);
  }

  End end(Object item, int port) {
    return new End(Objects.requireNonNull(itemNumbers.get(item)), port);
  }

  /**
   * The number of the port through which edges enter at the top, or leave at the bottom.
   *
   * @param sharedBy edges with the same use one port
   */
  int port(Object sharedBy, boolean top) {
    return portNumbers.computeIfAbsent(
        top ? List.of(sharedBy) : sharedBy,
        key -> {
          ports.add(top);
          return ports.size() - 1;
        });
  }

  /** The number of that piece; edges that go on through one port share the way to it. */
  int piece(End from, End to, double labelWidth) {
    Piece piece = new Piece(from, to, labelWidth);
    if (to.port() == End.ANYWHERE) {
      return add(piece);
    }
    return pieceNumbers.computeIfAbsent(piece, this::add);
  }

  private int add(Piece piece) {
    pieces.add(piece);
    return pieces.size() - 1;
  }
}
