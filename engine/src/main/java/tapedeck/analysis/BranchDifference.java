package tapedeck.analysis;

import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;

/**
 * What differs between two states at the same place of two branches.
 *
 * @param values the tensors whose elements differ, or that only one of them has
 * @param gradients the tensors whose {@code .grad} differs
 */
public record BranchDifference(SortedSet<Long> values, SortedSet<Long> gradients) {
  /** Compares two states; tensors are told by their numbers, which are the same in both runs. */
  public static BranchDifference between(State one, State other) {
    SortedSet<Long> values = new TreeSet<>();
    SortedSet<Long> gradients = new TreeSet<>();
    SortedSet<Long> all = new TreeSet<>(one.tensors().keySet());
    all.addAll(other.tensors().keySet());
    for (long id : all) {
      TensorState here = one.tensor(id);
      TensorState there = other.tensor(id);
      if (here == null || there == null) {
        values.add(id);
      } else {
        if (!here.value().equals(there.value())) {
          values.add(id);
        }
        if (!Objects.equals(here.grad(), there.grad())) {
          gradients.add(id);
        }
      }
    }
    return new BranchDifference(values, gradients);
  }
}
