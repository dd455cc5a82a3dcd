package tapedeck.kernel;

import java.util.function.IntBinaryOperator;

/** The order in which PyTorch's {@code TensorIterator} takes dimensions. */
public final class DimensionOrder {
  private DimensionOrder() {}

  /**
   * The dimensions, innermost first, sorted by insertion as {@code reorder_dimensions} does: what
   * cannot be compared stays where it is, and does not end the search.
   *
   * @param comparison of two dimensions: positive where the first one belongs outside of the second
   */
  public static int[] sorted(int count, IntBinaryOperator comparison) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = count - 1 - i;
    }
    for (int i = 1; i < count; i++) {
      int moving = i;
      for (int other = i - 1; other >= 0; other--) {
        int compared = comparison.applyAsInt(order[other], order[moving]);
        if (compared > 0) {
          int swapped = order[other];
          order[other] = order[moving];
          order[moving] = swapped;
          moving = other;
        } else if (compared < 0) {
          break;
        }
      }
    }
    return order;
  }
}
