package tapedeck.tape;

import java.lang.reflect.Array;
import java.util.IdentityHashMap;
import tapedeck.tensor.TensorValue;

/**
 * Estimates how many bytes the events of a tape keep alive: their own, and once each the arrays of
 * tensor data that they hold.
 */
final class TapeMemory {
  /** The arrays that events hold, each with the last chunk whose events do. */
  private final IdentityHashMap<Object, TapeChunk> holders = new IdentityHashMap<>();

  /** The arrays that the first state on the tape holds. */
  private final IdentityHashMap<Object, Boolean> heldByState = new IdentityHashMap<>();

  private long bytes;
  private long stateBytes;

  /** All bytes that are held. */
  long bytes() {
    return bytes + stateBytes;
  }

  void add(TapeEvent event, TapeChunk chunk) {
    long[] own = {EventSize.of(event)};
    EventValues.forEach(
        event,
        value -> {
          own[0] += EventSize.VALUE;
          hold(value.array(), chunk);
        });
    chunk.eventBytes += own[0];
    bytes += own[0];
  }

  private void hold(Object array, TapeChunk chunk) {
    TapeChunk before = holders.put(array, chunk);
    if (before != chunk) {
      long size = sizeOf(array);
      chunk.dataBytes += size;
      if (before == null) {
        bytes += size;
      } else {
        before.dataBytes -= size;
      }
    }
  }

  /**
   * Takes back what a chunk that is forgotten held alone.
   *
   * @param first the first state that stays on the tape, which goes on holding its tensors
   */
  void remove(TapeChunk chunk, State first) {
    bytes -= chunk.eventBytes + chunk.dataBytes;
    for (long step = chunk.first(); step <= chunk.last(); step++) {
      EventValues.forEach(chunk.event(step), value -> holders.remove(value.array(), chunk));
    }
    heldByState.clear();
    stateBytes = 0;
    for (TensorState tensor : first.tensors().values()) {
      holdByState(tensor.value());
      TensorValue grad = tensor.grad();
      if (grad != null) {
        holdByState(grad);
      }
    }
  }

  private void holdByState(TensorValue value) {
    Object array = value.array();
    if (!holders.containsKey(array) && heldByState.put(array, true) == null) {
      stateBytes += sizeOf(array);
    }
  }

  private static long sizeOf(Object array) {
    int width =
        array instanceof float[] || array instanceof int[]
            ? 4
            : array instanceof byte[] ? 1 : array instanceof short[] ? 2 : 8;
    return 16 + (long) width * Array.getLength(array);
  }
}
