package tapedeck.autograd;

import java.util.ArrayList;
import java.util.List;

/**
 * The nodes whose gradients are complete, latest sequence number first.
 *
 * <p>A binary heap that moves equal elements as the C++ library's does, since the order in which
 * PyTorch runs several {@code AccumulateGrad} nodes that became ready together follows from it.
 */
final class ReadyQueue {
  private final List<Node> heap = new ArrayList<>();

  boolean isEmpty() {
    return heap.isEmpty();
  }

  void push(Node node) {
    heap.add(node);
    siftUp(heap.size() - 1, node);
  }

  Node pop() {
    Node top = heap.get(0);
    int last = heap.size() - 1;
    Node moved = heap.remove(last);
    if (last > 0) {
      siftUp(openHole(last), moved);
    }
    return top;
  }

  /** Moves the larger child up from the root until the hole is at the bottom. */
  private int openHole(int size) {
    int hole = 0;
    int child = 0;
    while (child < (size - 1) / 2) {
      child = 2 * (child + 1);
      if (less(heap.get(child), heap.get(child - 1))) {
        child--;
      }
      heap.set(hole, heap.get(child));
      hole = child;
    }
    if (size % 2 == 0 && child == (size - 2) / 2) {
      child = 2 * child + 1;
      heap.set(hole, heap.get(child));
      hole = child;
    }
    return hole;
  }

  private void siftUp(int from, Node node) {
    int hole = from;
    int parent = (hole - 1) / 2;
    while (hole > 0 && less(heap.get(parent), node)) {
      heap.set(hole, heap.get(parent));
      hole = parent;
      parent = (hole - 1) / 2;
    }
    heap.set(hole, node);
  }

  private static boolean less(Node a, Node b) {
    return a.sequenceNr() < b.sequenceNr();
  }
}
