package tapedeck.kernel;

import java.util.ArrayList;
import java.util.List;

/** The pieces in which a long inner dimension is added up. */
final class Pieces {
  /** The longest, as for all sizes of the caches that were seen. */
  static final int LONGEST = 384;

  private Pieces() {}

  /** Some of the summands. */
  record Piece(int from, int count) {}

  /** The pieces of {@code k} summands; what is left of two pieces or less is halved. */
  static List<Piece> of(int k) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    while (from < k) {
      int left = k - from;
      int count = left >= 2 * LONGEST ? LONGEST : left > LONGEST ? (left + 1) / 2 : left;
      pieces.add(new Piece(from, count));
      from += count;
    }
    return pieces;
  }
}
