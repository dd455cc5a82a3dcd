package tapedeck.tape;

import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/**
 * Which tensors look at which memory; immutable.
 *
 * @param byStorage for each storage's number the tensors', in the order of their making
 */
record Sharing(PMap<Long, PVector<Long>> byStorage) {
  static final Sharing NONE = new Sharing(TreePMap.empty());

  PVector<Long> of(long storage) {
    PVector<Long> tensors = byStorage.get(storage);
    return tensors == null ? TreePVector.empty() : tensors;
  }

  Sharing plus(long storage, long tensor) {
    PVector<Long> tensors = of(storage);
    return tensors.contains(tensor)
        ? this
        : new Sharing(byStorage.plus(storage, tensors.plus(tensor)));
  }

  Sharing minus(long storage, long tensor) {
    PVector<Long> rest = of(storage).minus((Long) tensor);
    return new Sharing(rest.isEmpty() ? byStorage.minus(storage) : byStorage.plus(storage, rest));
  }
}
