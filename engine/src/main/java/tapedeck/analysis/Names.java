package tapedeck.analysis;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PVector;
import tapedeck.tape.State;

/** Finds tensors by the names that the program gives them. */
public final class Names {
  private Names() {}

  /**
   * The tensor that a name stands for: the variable of the innermost running function that has it,
   * else the last tensor that was first known by that name; null if there is none.
   */
  public static @Nullable Long find(State state, String name) {
    PVector<PMap<String, Long>> frames = state.frames();
    Long own = state.variables().get(name);
    for (int i = frames.size() - 1; i >= 0 && own == null; i--) {
      own = frames.get(i).get(name);
    }
    if (own != null && state.tensor(own) != null) {
      return own;
    }
    Long latest = null;
    for (Map.Entry<Long, String> named : state.names().entrySet()) {
      boolean later = latest == null || named.getKey() > latest;
      if (later && named.getValue().equals(name) && state.tensor(named.getKey()) != null) {
        latest = named.getKey();
      }
    }
    return latest;
  }

  /** Whether one of the names stands for another tensor, or its tensor has changed. */
  public static boolean anyChanged(Set<String> names, State before, State after) {
    if (before.tensors() == after.tensors()
        && before.variables() == after.variables()
        && before.names() == after.names()) {
      return false;
    }
    for (String name : names) {
      Long then = find(before, name);
      Long now = find(after, name);
      if (!Objects.equals(then, now)
          || (now != null && !Objects.equals(before.tensor(now), after.tensor(now)))) {
        return true;
      }
    }
    return false;
  }
}
