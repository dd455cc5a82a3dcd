package tapedeck.graph;

import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/**
 * Which module boxes of a graph are open. Modules are meant by their place, so that a folding is
 * the same for every iteration. Immutable.
 *
 * @param depth modules below this depth are folded; 0 folds all
 * @param repeats whether a row of identical modules is folded into one
 * @param changed the places that are not as the two others say
 */
public record Folding(int depth, boolean repeats, PSet<String> changed) {
  /** Everything is open. */
  public static final Folding OPEN = new Folding(Integer.MAX_VALUE, false, HashTreePSet.empty());

  /** All modules down to {@code depth} are open, and no others. */
  public Folding toDepth(int newDepth) {
    return new Folding(newDepth, repeats, HashTreePSet.empty());
  }

  /** The same with or without rows of identical modules folded into one. */
  public Folding withRepeats(boolean folded) {
    return new Folding(depth, folded, HashTreePSet.empty());
  }

  /** Opens the folded place, or folds the open one. */
  public Folding toggled(String place) {
    PSet<String> after = changed.contains(place) ? changed.minus(place) : changed.plus(place);
    return new Folding(depth, repeats, after);
  }

  boolean isOpen(ModuleTree.Module module) {
    return (module.depth() < depth) != changed.contains(module.place());
  }

  boolean isRowFolded(String place) {
    return repeats && !changed.contains(place);
  }
}
